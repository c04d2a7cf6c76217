"""Refusals: what cannot be printed as asked goes in; an error that names it comes out."""

from __future__ import annotations

import pikepdf

# What is raised by a PDF whose parts are not what they should be.
DAMAGE = (ValueError, IndexError, TypeError, KeyError, AttributeError, ArithmeticError, pikepdf.PdfError)


class UnconvertibleError(ValueError):
    """A colour, a picture or a gradient that cannot be brought into the inks; the message names it."""


class UnflattenableError(ValueError):
    """Transparency that has no exact likeness without transparency; the message names it."""
