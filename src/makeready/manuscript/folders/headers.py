"""Headers: a file with YAML or TOML at its head goes in; all values of it, as other systems have them, come out."""

from __future__ import annotations

from typing import Any

from makeready.manuscript.folders.tree import Tree
from makeready.manuscript.folders.yaml_values import read_yaml
from makeready.manuscript.positions import Positions, read_toml


def split_header(lines: list[str]) -> tuple[str, int]:
    """Return the mark of a header ("---", "+++", "" for none) and the number of lines up to its end, marks included."""
    mark = lines[0].rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return "", 0
    ends = ("---", "...") if mark == "---" else ("+++",)
    end = next((number for number, line in enumerate(lines[1:2_000], 1) if line.rstrip() in ends), None)
    if end is None or (mark == "---" and (end == 1 or not lines[1].strip())):
        return "", 0
    return mark, end + 1


def read_header(tree: Tree, path: str) -> tuple[dict[str, Any], Positions]:
    """Return the values at the head of a file and their places; none where it has no header that can be read."""
    lines = tree.read_lines(path)
    mark, end = split_header(lines)
    text = "\n".join(lines[1 : end - 1])
    if mark == "+++":
        found = read_toml(text, path, 2)
        return found.values, found.positions
    values, positions = read_yaml(text, path, 2) if mark else (None, Positions(path))
    return (values, positions) if isinstance(values, dict) else ({}, Positions(path))


def read_weight(values: dict[str, Any], *keys: str) -> float | None:
    """Return the number under the first of `keys` that has one, by which pages are put in order."""
    for key in keys:
        value = values.get(key)
        if isinstance(value, bool) or value is None:
            continue
        try:
            return float(value)
        except (TypeError, ValueError):
            continue
    return None


def is_draft(values: dict[str, Any]) -> bool:
    """Return True for a page that its system does not publish."""
    return str(values.get("draft", "")).lower() == "true" or str(values.get("published", "")).lower() == "false"
