"""Chunks: text with code that R or Quarto would run goes in; the same with that code shown, and never run, comes out.

https://yihui.org/knitr/options/ and https://quarto.org/docs/computations/execution-options.html
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared, observe_unread
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.tree import Tree, join, place

_FENCE = late_pattern(r"(\s*)(`{3,}|~{3,})\s*\{\s*([A-Za-z][\w+#]*)\s*(.*?)\}\s*$")
_PIPE_OPTION = late_pattern(r"\s*(?:#|//|--|%)\|\s*([\w.-]+)\s*:\s*(.*?)\s*$")
_OPTION = late_pattern(r"([\w.-]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^,\"'()]+(?:\([^)]*\))?)")
_PICTURE = late_pattern(r"include_graphics\(\s*(?:path\s*=\s*)?[\"']([^\"']+)[\"']")
_INCLUDE = late_pattern(r"\{\{<\s*include\s+([^\s>]+)\s*>\}\}\s*$")
_CHILD = late_pattern(r"^[\"'](.*)[\"']$")
_PART = late_pattern(r"#\s+\((?:PART|APPENDIX)\\?\*?\)\s*(.*?)\s*(\{.{0,200}\})?\s*$")
_PAGE_BREAK = late_pattern(r"\{\{<\s*pagebreak\s*>\}\}\s*$")
_LANGUAGES = {"r": "r", "python": "python", "julia": "julia", "ojs": "javascript", "sql": "sql", "bash": "bash"}
_FALSE = ("false", "f", "no", "0")
# Engines whose code is a drawing or a setting, not text to be read.
_DRAWN = frozenset({"mermaid", "dot", "tikz"})


@dataclass(slots=True)
class _Chunk:
    """Code between fences: its language, its options by name, its lines with their numbers, and where it begins."""

    language: str
    options: dict[str, str]
    number: int
    indent: str
    fence: str
    lines: list[tuple[str, int]] = field(default_factory=list)

    def is_off(self, name: str) -> bool:
        """Return True where an option is false."""
        return self.options.get(name, "").strip("\"' ").lower() in _FALSE


class ChunkReader:
    """Prepares the files of a book; the file `header` begins with the book's metadata, which are no chapter's."""

    def __init__(self, tree: Tree, header: str = "") -> None:
        self.tree = tree
        self.header = header

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of one file: code as code, pictures that code shows as pictures, options as captions."""
        lines, numbers, findings = self._expand(path, lines)
        if path == self.header:
            _, end = split_header(lines)
            lines, numbers = lines[end:], numbers[end:]
        result: list[tuple[str, int]] = []
        chunk: _Chunk | None = None
        outside = ""
        lost: list[int] = []
        for line, number in zip(lines, numbers, strict=True):
            if chunk is not None:
                if line.strip().startswith(chunk.fence) and not line.strip().strip(chunk.fence[0]):
                    result += self._show(chunk, number, lost)
                    chunk = None
                else:
                    chunk.lines.append((line, number))
                continue
            stripped = line.lstrip()
            if outside:
                if stripped.startswith(outside) and not stripped.strip().strip(outside[0]):
                    outside = ""
            elif found := _FENCE.match(line):
                options = _read_options(found[4])
                chunk = _Chunk(found[3], options, number, found[1], found[2])
                continue
            elif stripped.startswith(("```", "~~~")):
                outside = stripped[0] * (len(stripped) - len(stripped.lstrip(stripped[0])))
            result.append((_change_line(line), number))
        if chunk is not None:  # not closed: it stands as it is
            result.append((f"{chunk.indent}{chunk.fence}{chunk.language}", chunk.number))
            result += chunk.lines
        if lost:
            many = "one piece of code has a result" if len(lost) == 1 else f"{len(lost):,} pieces of code have results"
            message = f"{many} that only running it would give; nothing was run"
            findings.append(observe("BF006", message, span=place(path, lost[0])))
        return Prepared(
            lines=[line for line, _ in result], numbers=[number for _, number in result], findings=tuple(findings)
        )

    def _expand(self, path: str, lines: list[str], depth: int = 0) -> tuple[list[str], list[int], list[Finding]]:
        """Return the lines with included files in place, and the line of this file that each stands for."""
        result: list[str] = []
        numbers: list[int] = []
        findings: list[Finding] = []
        for number, line in enumerate(lines, 1):
            found = _INCLUDE.match(line.strip()) if "{{<" in line else None
            if found is None:
                result.append(line)
                numbers.append(number)
                continue
            name = found[1].strip("\"'")
            base = "" if name.startswith("/") else posixpath.dirname(path)
            target = join(base, name.lstrip("/"))
            text = self.tree.read(target) if depth < 10 else None
            if text is None:
                findings.append(observe_unread(name, place(path, number)))
                continue
            inner, _, more = self._expand(target, text.rstrip("\n").split("\n"), depth + 1)
            findings += more
            result += inner
            numbers += [number] * len(inner)
        return result, numbers, findings

    def _show(self, chunk: _Chunk, end: int, lost: list[int]) -> list[tuple[str, int]]:
        code: list[tuple[str, int]] = []
        for line, number in chunk.lines:
            option = _PIPE_OPTION.match(line) if not code else None
            if option:
                chunk.options.setdefault(option[1].replace("-", "."), option[2])
            else:
                code.append((line, number))
        shown: list[tuple[str, int]] = []
        hidden = chunk.is_off("echo") or chunk.is_off("include")
        start, indent = chunk.number, chunk.indent
        text = "\n".join(line for line, _ in code)
        pictures = _PICTURE.findall(text) if chunk.language.lower() == "r" else []
        caption = _unquote(chunk.options.get("fig.cap", "") or chunk.options.get("tbl.cap", ""))
        label = chunk.options.get("label", "").strip("\"' ")
        is_run = not chunk.is_off("eval") and not chunk.is_off("include")
        if not (hidden or (pictures and text.count("\n") <= 2)):
            language = _LANGUAGES.get(chunk.language.lower(), chunk.language.lower())
            shown += [(f"{indent}{chunk.fence}{language}", start), *code, (f"{indent}{chunk.fence}", end)]
        if pictures:
            anchor = f"{{#{label}}}" if re.fullmatch(r"[A-Za-z][\w:-]*", label) else ""
            shown += [
                ("", end),
                *((f"{indent}![{caption}]({_wrap(one)}){anchor}", start) for one in pictures),
                ("", end),
            ]
        elif is_run and text.strip() and not _is_setting(chunk, text):
            lost.append(start)
            if caption:
                shown += [("", end), (f"{indent}*{caption}*", start), ("", end)]
        return shown or [("", start)]


def _change_line(line: str) -> str:
    """Return a line of text with the heading of a part as one, without a break of the page."""
    if part := _PART.match(line):
        return f"# {part[1]} {{.part}}" if part[1] else ""
    return "" if _PAGE_BREAK.match(line.lstrip()) else line


def _is_setting(chunk: _Chunk, text: str) -> bool:
    """Return True for code that shows nothing: it loads packages and sets options."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not line.strip().startswith("#")]
    quiet = (
        "library(",
        "require(",
        "knitr::opts",
        "options(",
        "source(",
        "suppress",
        "import ",
        "from ",
        "using ",
        "set.",
    )
    return chunk.options.get("", "").startswith("setup") or all(
        line.startswith(quiet) or re.match(r"[\w.]+\s*(?:<-|=)", line) for line in lines
    )


def _wrap(path: str) -> str:
    return f"<{path}>" if " " in path else path


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")
    return (
        " ".join(text.split()).replace("[", "\\[").replace("]", "\\]") if "](" not in text else " ".join(text.split())
    )


def _read_options(text: str) -> dict[str, str]:
    """Return the options of a chunk; "" has what stands before them, and "label" the first word."""
    found = {name.replace("-", "."): value.strip() for name, value in _OPTION.findall(text)}
    first = text.split(",", 1)[0].strip()
    if first and "=" not in first:
        found.setdefault("label", first)
        found[""] = first
    return found
