"""Refusals: what cannot be printed as asked goes in; an error that names it comes out."""

from __future__ import annotations


class UnconvertibleError(ValueError):
    """A colour, a picture or a gradient that cannot be brought into the inks; the message names it."""


class UnflattenableError(ValueError):
    """Transparency that has no exact likeness without transparency; the message names it."""
