"""Notebooks: the lines of an .ipynb file go in; its words, its code and the results that it keeps come out as Markdown.

Nothing is run. Pictures are kept as they are written into the file, for the reader of pictures to take.
https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import json
import re
from typing import Any

from makeready.findings import observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared, choose_fence
from makeready.manuscript.folders.tree import place

_ESCAPE = late_pattern(r"\x1b\[[0-9;]*[A-Za-z]")
_PICTURES = ("image/png", "image/jpeg", "image/svg+xml")


class NotebookReader:
    """Prepares notebooks."""

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the Markdown that a notebook amounts to; all of it stands for the first line of the file."""
        try:
            book = json.loads("\n".join(lines))
            cells = book["cells"] if "cells" in book else book["worksheets"][0]["cells"]
            language = _find_language(book)
            result = [line for cell in cells for line in _read_cell(cell, language)]
        except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError, OverflowError):
            message = "this is no notebook that can be read"
            return Prepared(lines=[""], numbers=[1], findings=(observe("BF002", message, span=place(path)),))
        return Prepared(lines=result or [""], numbers=[1] * max(len(result), 1))


def _find_language(book: dict[str, Any]) -> str:
    kept = book.get("metadata", {})
    name = kept.get("language_info", {}).get("name") or kept.get("kernelspec", {}).get("language") or "python"
    return name if isinstance(name, str) and re.fullmatch(r"[\w+#-]{1,20}", name) else "python"


def _read_cell(cell: dict[str, Any], language: str) -> list[str]:
    source = _join(cell.get("source", cell.get("input", "")))
    tags = cell.get("metadata", {}).get("tags", ())
    if cell.get("cell_type") in ("markdown", "heading"):
        level = int(cell.get("level", 1)) if cell.get("cell_type") == "heading" else 0
        text = f"{'#' * level} {source}" if level else source
        for name, bundle in (cell.get("attachments") or {}).items():
            data = next((f"data:{kind};base64,{_join(bundle[kind])}" for kind in _PICTURES if kind in bundle), "")
            text = text.replace(f"attachment:{name}", "".join(data.split()) or name)
        return [*text.split("\n"), ""]
    if cell.get("cell_type") != "code":
        return []
    lines: list[str] = []
    if source.strip() and not {"hide-input", "remove-input", "hide_input", "remove_cell", "remove-cell"} & set(tags):
        lines += [*_fence(source, language), ""]
    if not {"hide-output", "remove-output", "remove_cell", "remove-cell"} & set(tags):
        for output in cell.get("outputs", ()):
            lines += _read_output(output)
    return lines


def _read_output(output: dict[str, Any]) -> list[str]:
    kind = output.get("output_type")
    if kind == "stream":
        return [*_fence(_join(output.get("text", "")), ""), ""] if output.get("name") != "stderr" else []
    if kind in ("error", "pyerr"):
        return [*_fence(_ESCAPE.sub("", "\n".join(map(str, output.get("traceback", [])[-1:]))), ""), ""]
    data = output.get("data", output)
    for name in _PICTURES:
        if name in data and name != "image/svg+xml":
            return [f"![{_describe(data)}](data:{name};base64,{''.join(_join(data[name]).split())})", ""]
    if "text/markdown" in data:
        return [*_join(data["text/markdown"]).split("\n"), ""]
    if "text/latex" in data:
        return [*_join(data["text/latex"]).split("\n"), ""]
    text = _join(data.get("text/plain", data.get("text", "")))
    return [*_fence(text, ""), ""] if text.strip() else []


def _describe(data: dict[str, Any]) -> str:
    """Return the words for a picture that code drew: how Python would name it says nothing."""
    text = _join(data.get("text/plain", ""))
    return "" if text.startswith("<") else text.replace("[", "").replace("]", "").split("\n")[0][:200]


def _fence(text: str, language: str) -> list[str]:
    lines = _ESCAPE.sub("", text).rstrip("\n").split("\n")
    mark = choose_fence(text)
    return [f"{mark}{language}", *lines, mark]


def _join(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value) if isinstance(value, list) else ""
