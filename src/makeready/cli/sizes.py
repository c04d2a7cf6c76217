"""Sizes: bytes go in and words for people come out, and the other way round."""

from __future__ import annotations

import re
from typing import Any

import click

from makeready.late_pattern import late_pattern

# SI units, as file managers show them; with an i the powers of 1024, IEC 80000-13.
_SIZE = late_pattern(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)\s*(?:([kmgt])(i?))?b?", re.IGNORECASE)


class SizeParameter(click.ParamType[int]):
    """An option's size: "500M", "2G", "1GiB", "1048576" become bytes."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return `value` in bytes; one byte at least, else it is wrong usage."""
        if isinstance(value, int):
            return value
        size = parse_size(str(value))
        if size is None:
            self.fail(f"{value!r} is not a size; write one such as 500M, 2G or 1GiB", param, ctx)
        if size < 1:
            self.fail(f"{value!r} leaves no room for anything", param, ctx)
        return size


def parse_size(text: str) -> int | None:
    """Return the size that `text` says in bytes, rounded down, or None where it says none."""
    said = _SIZE.fullmatch(text.strip())
    if said is None:
        return None
    number, prefix, binary = said.groups()
    unit = 1
    for _ in range("kmgt".index(prefix.lower()) + 1 if prefix else 0):
        unit *= 1024 if binary else 1000
    whole, _, part = number.partition(".")
    return int(f"{whole}{part}") * unit // int(f"1{'0' * len(part)}")


def write_size(size: int) -> str:
    """Return a size in bytes as people read it; SI units, as file managers have it."""
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 999_950_000 else f"{size / 1_000_000_000:.1f} GB"
