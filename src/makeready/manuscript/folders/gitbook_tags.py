"""Tags of GitBook: the lines of a page go in; the same with its tags in braces as Markdown comes out.

Boxes, tabs and steps are left to the reader of notations. https://gitbook.com/docs/creating-content/blocks
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from makeready.findings import Finding
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared, observe_unread
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.tree import Tree, join, place

_FENCE = late_pattern(r"\s*(`{3,}|~{3,})")
_TAG = late_pattern(r"\{%-?[ \t]*([a-z][a-z-]*)\b((?:[^%\n]|%(?!\})){0,500}?)-?%\}")
_VALUE = late_pattern(r"([A-Za-z_-]+)\s*=\s*(?:\"([^\"\n]*)\"|'([^'\n]*)')")
_QUOTED = late_pattern(r"\s*[\"']([^\"'\n]{1,300})[\"']\s*$")
_VARIABLE = late_pattern(r"\{\{\s*book\.([A-Za-z_]\w*)\s*\}\}")
_RAW = late_pattern(r"\{%-?[ \t]*(end)?raw[ \t]*-?%\}")
# What says only how the words within are laid out, or that something of another file would stand there.
_LAYOUT = frozenset(
    "columns endcolumns column endcolumn updates endupdates endupdate endcode endembed endfile endswagger "
    "swagger-description endswagger-description endswagger-parameter endswagger-response openapi endopenapi "
    "openapi-operation endopenapi-operation openapi-schemas endopenapi-schemas openapi-webhook endopenapi-webhook "
    "method endmethod common endcommon endsample api-method endapi-method api-method-spec endapi-method-spec "
    "api-method-request endapi-method-request api-method-response endapi-method-response "
    "endapi-method-summary api-method-description endapi-method-description api-method-path-parameters "
    "endapi-method-path-parameters endapi-method-parameter api-method-query-parameters "
    "endapi-method-query-parameters endapi-method-response-example".split()
)
_DEEPEST = 5
_MOST_INCLUDED = 500
_MOST_LINES = 100_000


class TagReader:
    """Prepares the pages of a GitBook, whose settings have `variables`."""

    def __init__(self, tree: Tree, variables: Mapping[str, object]) -> None:
        self.tree = tree
        self.included = 0  # by one page, however deep
        self.variables = {name: value for name, value in variables.items() if isinstance(value, str)}

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of a page, each with the line of the file that it stands for."""
        if not any("{%" in line or "{{" in line for line in lines):
            return Prepared(lines=lines)
        findings: list[Finding] = []
        self.included = 0
        result = self._read(path, lines, 0, findings)
        return Prepared(
            lines=[line for line, _ in result], numbers=[number for _, number in result], findings=tuple(findings)
        )

    def _read(self, path: str, lines: list[str], depth: int, findings: list[Finding]) -> list[tuple[str, int]]:
        result: list[tuple[str, int]] = []
        fence = ""
        raw = False
        for number, line in enumerate(lines, 1):
            found = _FENCE.match(line)
            if found and (not fence or (found[1].startswith(fence) and not line.strip().strip(fence[0]))):
                fence = "" if fence else found[1]
            marks = [one[1] for one in _RAW.finditer(line)] if "raw" in line else []
            if marks:
                # What is raw to the templates is kept as it is, code too.
                raw = marks[-1] is None
                result.append((_RAW.sub("", line), number))
            elif raw or fence or "{" not in line:
                result.append((line, number))
            elif (one := _TAG.fullmatch(line.strip())) and one[1] == "include" and _QUOTED.match(one[2]):
                result += self._include(path, one[2], number, depth, findings)
            else:
                result += [(text, number) for text in self._write(line)]
            if len(result) > _MOST_LINES:
                break
        return result

    def _write(self, line: str) -> list[str]:
        """Return the lines that a line with tags amounts to: those of blocks stand between empty ones."""
        line = _VARIABLE.sub(lambda found: self.variables.get(found[1], found[0]), line)
        indent = line[: len(line) - len(line.lstrip())]
        result: list[str] = []
        words = ""
        before = 0
        changed = False
        for found in _TAG.finditer(line):
            text = _write_tag(found[1], found[2])
            if text is None:
                continue
            changed = True
            words += line[before : found.start()]
            before = found.end()
            result += [words, ""] if words.strip() else []
            words = ""
            result += ["", f"{indent}{text}", ""] if text else [""]
        if not changed:
            return [line]
        rest = words + line[before:]
        return [*result, f"{indent}{rest.strip()}"] if rest.strip() else result

    def _include(
        self, path: str, words: str, number: int, depth: int, findings: list[Finding]
    ) -> list[tuple[str, int]]:
        name = words.strip().strip("\"'")
        base = "" if name.startswith("/") else posixpath.dirname(path)
        target = join(base, name.lstrip("/"))
        self.included += 1
        bounded = depth < _DEEPEST and self.included <= _MOST_INCLUDED
        text = self.tree.read(target) if bounded else None
        if text is None:
            findings.append(observe_unread(name, place(path, number)))
            return []
        lines = text.rstrip("\n").split("\n")
        _, start = split_header(lines)
        inner = self._read(target, lines[start:], depth + 1, findings)
        return [("", number), *((line, number) for line, _ in inner), ("", number)]


def _write_tag(name: str, given: str) -> str | None:
    """Return the Markdown for one tag, "" for one that has no words, None for one that is left as it is written."""
    values = {found[1]: found[2] if found[2] is not None else found[3] for found in _VALUE.finditer(given)}
    if name in _LAYOUT:
        return ""
    writer = _WRITERS.get(name)
    return writer(values) if writer else None


def _name_title(values: Mapping[str, str]) -> str:
    title = values.get("title") or values.get("lang") or values.get("date") or ""
    return f"**{_escape(title)}**" if title.strip() else ""


def _lead(values: Mapping[str, str]) -> str:
    address = values.get("url") or values.get("src") or ""
    if not address.strip():
        return ""
    name = values.get("caption") or (address if "url" in values else posixpath.basename(address))
    return f"[{_escape(name)}](<{address.strip()}>)"


def _name_call(values: Mapping[str, str]) -> str:
    call = " ".join(values[one] for one in ("method", "path") if values.get(one)).replace("`", "'")
    summary = values.get("summary", "")
    return " ".join(one for one in (f"**{_escape(summary)}**" if summary else "", f"`{call}`" if call else "") if one)


def _name_parameter(values: Mapping[str, str]) -> str:
    name = values.get("name") or values.get("status") or ""
    more = [values[one] for one in ("in", "type", "description") if values.get(one)]
    return " ".join([f"**{_escape(name)}**" if name else "", f"({_escape(', '.join(more))})" if more else ""]).strip()


def _escape(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", words)


_WRITERS: dict[str, Callable[[Mapping[str, str]], str]] = {
    "code": _name_title,
    "update": _name_title,
    "sample": _name_title,
    "embed": _lead,
    "file": _lead,
    "swagger": _name_call,
    "swagger-parameter": _name_parameter,
    "swagger-response": _name_parameter,
    "api-method-parameter": _name_parameter,
}
