"""Shortcodes: the lines of a page of Hugo go in; the same with those that books use as Markdown and HTML come out.

Others are left as they are written, and told by the reader of notations. Nothing is run.
https://gohugo.io/content-management/shortcodes/
"""

from __future__ import annotations

import html

from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared

_FENCE = late_pattern(r"\s*(`{3,}|~{3,})")
_CODE = late_pattern(
    r"\{\{[<%]\s*(/?)\s*([A-Za-z][\w./-]*)((?:\"[^\"\n]*\"|`[^`\n]*`|[^\"`<>%{}\n]|[<>%](?!\}\}))*?)(/?)\s*[>%]\}\}"
)
_VALUE = late_pattern(r"(?:([A-Za-z_][\w-]*)\s*=\s*)?(?:\"([^\"]*)\"|`([^`]*)`|([^\s\"`=]+))")
_KINDS = {
    "hint": "note", "notice": "note", "callout": "note", "alert": "note", "admonition": "note", "note": "note",
    "info": "note", "tip": "tip", "success": "tip", "warning": "warning", "warn": "warning", "danger": "warning",
    "caution": "warning", "error": "warning", "important": "important", "primary": "note", "secondary": "note",
}  # fmt: skip
_BOXES = frozenset(
    "hint notice callout alert admonition note info tip warning warn danger caution important pageinfo".split()
)
_TABS = frozenset({"tab", "tabpane-item", "codetab", "code-tab"})
_FOLDED = frozenset({"details", "expand", "spoiler", "collapse", "accordion"})
_LAYOUT = frozenset(
    "tabs tabpane tabgroup columns column steps step cards section rawhtml html center left right lead "
    "blocks/section".split()
)
_TITLES = ("title", "name", "header", "tabName", "summary", "label")


def prepare_shortcodes(path: str, lines: list[str]) -> Prepared:
    """Return the lines of the page at `path`, each with the line of the file that it stands for."""
    if not any("{{<" in line or "{{%" in line for line in lines):
        return Prepared(lines=lines)
    # What no line closes is left alone: it may hold nothing.
    closed = {found[2] for line in lines if "{{" in line for found in _CODE.finditer(line) if found[1]}
    result: list[tuple[str, int]] = []
    fence = code = ""
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if not code and found and (not fence or (found[1].startswith(fence) and not line.strip().strip(fence[0]))):
            fence = "" if fence else found[1]
        if fence or "{{" not in line:
            result.append((line, number))
            continue
        written, code = _write(line, closed, code)
        result += [(text, number) for text in written]
    return Prepared(lines=[line for line, _ in result], numbers=[number for _, number in result])


def _write(line: str, closed: set[str], code: str) -> tuple[list[str], str]:
    """Return what a line amounts to, and the fence of code that is open behind it, where a shortcode opened one."""
    result: list[str] = []
    words = ""
    before = 0
    changed = False
    indent = line[: len(line) - len(line.lstrip())]
    for found in _CODE.finditer(line):
        ends, name, given, single = found.groups()
        values = _read_values(given)
        if code and not (ends and name == "highlight"):
            continue
        if name in ("ref", "relref"):
            words += line[before : found.start()] + values.get("0", values.get("path", ""))
            before = found.end()
            changed = True
            continue
        block, code = _write_block(name, values, bool(ends), name in closed and not single, code)
        if block is None:
            continue
        words += line[before : found.start()]
        before = found.end()
        changed = True
        result += [indent + words.strip()] if words.strip() else []
        result += [f"{indent}{one}" if one else "" for one in block]
        words = ""
    if not changed:
        return [line], code
    rest = words + line[before:]
    if not result:
        return [rest], code
    return [*result, f"{indent}{rest.strip()}"] if rest.strip() else result, code


def _write_block(
    name: str, values: dict[str, str], ends: bool, is_paired: bool, code: str
) -> tuple[list[str] | None, str]:
    """Return the lines for one shortcode, None where it is left as it is, and the fence that is open behind it."""
    title = next((values[one] for one in _TITLES if values.get(one)), "")
    if name == "highlight" and is_paired:
        return ([code], "") if ends else ([f"~~~~~~{values.get('0', values.get('lang', ''))}"], "~~~~~~")
    if name in ("figure", "img", "image") and values.get("src", "") and not ends:
        words = " ".join(one for one in (values.get("title", ""), values.get("caption", "")) if one)
        caption = f"<figcaption>{html.escape(words)}</figcaption>" if words else ""
        picture = f'<img src="{html.escape(values["src"])}" alt="{html.escape(values.get("alt", ""))}">'
        return ["", f"<figure>{picture}{caption}</figure>", ""], code
    if not is_paired:
        return None, code
    if name in _LAYOUT:
        return [""], code
    if name in _BOXES or name in _TABS:
        if ends:
            return ["", "</div>", ""], code
        first = values.get("0", "")
        kind = "tab" if name in _TABS else _KINDS.get(name, "note")
        if name in _BOXES:
            said = (values.get("type") or values.get("style") or values.get("color") or first).lower()
            kind = _KINDS.get(said, kind)
            first = values.get("1", "") if said == first.lower() else first
        head = title or first
        shown = [f'<p class="admonition-title"><strong>{html.escape(head)}</strong></p>', ""] if head.strip() else []
        return ["", f'<div class="{kind}">', "", *shown], code
    if name in _FOLDED:
        head = title or values.get("0", "")
        return (["", f"<p><strong>{html.escape(head)}</strong></p>", ""] if head.strip() and not ends else [""]), code
    return None, code


def _read_values(given: str) -> dict[str, str]:
    """Return the values of a shortcode by their names; those without one by their places, from "0"."""
    values: dict[str, str] = {}
    for found in _VALUE.finditer(given):
        value = next((one for one in found.groups()[1:] if one is not None), "")
        values.setdefault(found[1] or str(sum(1 for one in values if one.isdecimal())), value)
    return values
