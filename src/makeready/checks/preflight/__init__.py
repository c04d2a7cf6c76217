"""Preflight: a finished PDF of anybody's and a receiver's profile go in; what the receiver would refuse comes out."""

from makeready.checks.preflight.run import Order, do_order, preflight_content

__all__ = ["Order", "do_order", "preflight_content"]
