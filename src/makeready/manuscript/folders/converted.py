"""Converted books: a folder in AsciiDoc, reStructuredText, LaTeX or Org goes in; its text as Markdown comes out.

pandoc reads the text from its standard input with --sandbox: it opens no file, asks no network and runs nothing. What a
text includes is put in place here first, from inside the folder. https://pandoc.org/MANUAL.html#a-note-on-security
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import BookFolder, Prepared
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.metadata import list_names, take_values
from makeready.manuscript.folders.plain import is_aside, sort_front
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.folders.yaml_values import read_yaml
from makeready.manuscript.order import Entry
from makeready.manuscript.positions import Positions
from makeready.manuscript.systems import System
from makeready.tools import find_pandoc, run_tool

_SECONDS = 120.0
_MOST_MEMORY = "-M1G"
_DEEPEST = 12
_LONGEST = 20_000_000
# Markdown as our reader takes it: quotation marks as characters, tables with lines, TeX only between dollar signs.
_WRITTEN = (
    "markdown-smart-simple_tables-multiline_tables-raw_tex-raw_attribute-raw_html-native_divs+fenced_divs"
    "-implicit_figures"
)
# A division without a name; the title of a box, which is its kind again where nobody wrote one; what a reference was in
# TeX; a role of reStructuredText.
_EMPTY = late_pattern(r"^([ \t>]*:{3,}) \{\}$", re.MULTILINE)
_TITLE = late_pattern(r"^:{3,} title\n(.+?)\n:{3,}\n", re.MULTILINE)
_REFERENCE = late_pattern(r"(?<=\))\{reference-type=\"[^\"]*\" reference=\"[^\"]*\"\}")
_ROLE = late_pattern(r"(`+[^`\n]+`+)\{\.interpreted-text role=\"([\w:+-]+)\"\}")
_NAMED = frozenset("note tip warning important caution danger error hint attention".split())
# What only LaTeX knows: where a figure may stand, the label of an anchor, the settings of a listing.
_PLACEMENT = late_pattern(r" latex-placement=\"[^\"]*\"")
_LABEL = late_pattern(r"\[\]\{(#[^\s{}]+) label=\"[^\"]*\"\}")
_FENCE = late_pattern(r"(\s*)(`{3,})\s*(.*?)\s*$")
_CAPTION = late_pattern(r"\bcaption=\"((?:[^\"\\]|\\.)+)\"")
_ONLY_LATEX = late_pattern(
    r" (?:language|caption|label|captionpos|float|frame|numbers|basicstyle|xleftmargin|firstnumber|escapechar|style)"
    r"=\"(?:[^\"\\]|\\.)*\""
)
_TOP_HEADING = late_pattern(r"# (.+?)(?: \{([^{}]*)\})?$")
_LATEX_PART = late_pattern(r"^[ \t]*\\part\b", re.MULTILINE)
_NAMED_REFERENCE = late_pattern(r"\\(?:nameref|titleref)\*?\{")
# Contents of a web site, which a book has of its own.
_TOCTREE = late_pattern(r"^\.\. toctree::[^\n]*\n(?:[ \t]+[^\n]*\n|[ \t]*\n)*", re.MULTILINE)
_MAINS = ("book", "main", "index", "master", "root", "thesis", "manuscript", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that pandoc reads: its name there, the system, the ends of its files' names, and how one includes."""

    name: str
    system: System
    suffixes: tuple[str, ...]
    include: re.Pattern[str]
    main: re.Pattern[str]


LANGUAGES = (
    Language(
        name="asciidoc",
        system=System.ASCIIDOC,
        suffixes=(".adoc", ".asciidoc", ".asc"),
        include=late_pattern(r"^include::(?P<path>[^\[\n]+)\[(?P<options>[^\]\n]*)\][ \t]*$", re.MULTILINE),
        main=late_pattern(r"^:doctype:\s*book|^include::", re.MULTILINE),
    ),
    Language(
        name="latex",
        system=System.LATEX,
        suffixes=(".tex",),
        include=late_pattern(r"\\(?:input|include|subfile)\s*\{(?P<path>[^{}\n]+)\}(?P<options>)"),
        main=late_pattern(r"\\begin\{document\}"),
    ),
    Language(
        name="org",
        system=System.ORG,
        suffixes=(".org",),
        include=late_pattern(
            r"^#\+INCLUDE:\s*\"?(?P<path>[^\"\n ]+)\"?(?P<options>[^\n]*)$", re.MULTILINE | re.IGNORECASE
        ),
        main=late_pattern(r"^#\+INCLUDE:", re.MULTILINE | re.IGNORECASE),
    ),
    Language(
        name="rst",
        system=System.RESTRUCTUREDTEXT,
        suffixes=(".rst",),
        include=late_pattern(r"^\.\. include::\s*(?P<path>\S+)(?P<options>)[ \t]*$", re.MULTILINE),
        main=late_pattern(r"^\.\. include::", re.MULTILINE),
    ),
)
_KEYS = {"title": "title", "subtitle": "subtitle", "author": "author", "date": "date", "lang": "language"}


class Converter:
    """Gives the Markdown of files; where there is one alone, its title is the book's and not a chapter's."""

    def __init__(self, tree: Tree, paths: list[str]) -> None:
        self.tree = tree
        self.alone = len(paths) == 1
        self._converted: dict[str, tuple[list[str], dict[str, Any], tuple[Finding, ...]]] = {}

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of one file as they are parsed; those of other languages than these as they are."""
        language = find_language(path)
        if language is None:
            return Prepared(lines=lines)
        body, metadata, findings = self._convert(path, language)
        title = metadata.get("title")
        if isinstance(title, str) and title.strip() and not self.alone:
            body = [f"# {' '.join(title.split())}", "", *body]
        return Prepared(lines=body, numbers=[1] * len(body), findings=findings)

    def read_metadata(self, path: str) -> dict[str, Any]:
        """Return what pandoc takes for the metadata of a file."""
        language = find_language(path)
        return self._convert(path, language)[1] if language else {}

    def _convert(self, path: str, language: Language) -> tuple[list[str], dict[str, Any], tuple[Finding, ...]]:
        """Return the lines of a file below its header, the values of the header, and what was found."""
        if path not in self._converted:
            findings: list[Finding] = []
            source = expand_includes(self.tree, path, language, findings)
            if language.name == "latex":
                source = _NAMED_REFERENCE.sub(r"\\ref{", source)
            text = _clean(_run_pandoc(source, path, language, findings))
            if language.name == "latex":
                text = _clean_latex(text, has_parts=_LATEX_PART.search(source) is not None)
            lines = text.split("\n")
            mark, end = split_header(lines)
            values, _ = read_yaml("\n".join(lines[1 : end - 1]), path) if mark else (None, None)
            metadata = values if isinstance(values, dict) else {}
            self._converted[path] = (lines[end:] or [""], metadata, tuple(findings))
        return self._converted[path]


def _run_pandoc(text: str, path: str, language: Language, findings: list[Finding]) -> str:
    """Return the Markdown that pandoc makes of a text, "" where it is not there or stops."""
    pandoc = find_pandoc()
    if pandoc is None:
        findings.append(observe("BF008", f"{language.system.value} is read by pandoc", span=place(path)))
        return ""
    if len(text) > _LONGEST:
        findings.append(observe("BF010", "so much text no book can hold", span=place(path)))
        return ""
    command: list[str | Path] = [pandoc, "+RTS", _MOST_MEMORY, "-RTS", "-f", language.name, "-t", _WRITTEN]
    command += ["--sandbox", "--standalone", "--wrap=preserve", "--markdown-headings=atx"]
    if language.name in ("asciidoc", "rst"):
        # The title of the file is above its headings.
        command.append("--shift-heading-level-by=1")
    run = run_tool(command, seconds=_SECONDS, text=text.encode("utf-8", "replace"))
    if run.status:
        why = next((line.strip() for line in run.errors.split("\n") if line.strip()), "it gives no reason")
        findings.append(observe("BF010", f"pandoc cannot read this: {why[:200]}", span=place(path)))
        return ""
    return run.output


def _clean(text: str) -> str:
    """Return pandoc's Markdown with what only pandoc reads written in another way."""
    text = _EMPTY.sub(r"\1 {.group}", text)
    text = _TITLE.sub(lambda one: "" if one[1].strip().lower() in _NAMED else f"**{one[1].strip()}**\n", text)
    text = _REFERENCE.sub("", text)
    return _ROLE.sub(_write_role, text)


def _clean_latex(text: str, *, has_parts: bool) -> str:
    """Return the Markdown of a LaTeX text without what only LaTeX knows, listings with their captions.

    Where it `has_parts` these are its headings of the first rank.
    """
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence or found is None:
            if fence and found and found[2] == fence and not found[3]:
                fence = ""
            lines.append(line if fence else _clean_latex_line(line, has_parts))
            continue
        fence = found[2]
        caption = _CAPTION.search(found[3])
        if caption:
            lines += [f"{found[1]}**{caption[1]}**", ""]
        lines.append(_ONLY_LATEX.sub("", line))
    return "\n".join(lines)


def _clean_latex_line(line: str, has_parts: bool) -> str:
    if line.startswith(":::"):
        return _PLACEMENT.sub("", line)
    part = _TOP_HEADING.match(line) if has_parts else None
    if part:
        return f"# {part[1]} {{{part[2] or ''}{' ' if part[2] else ''}.part}}"
    return _LABEL.sub(r"[]{\1}", line)


def _write_role(found: re.Match[str]) -> str:
    """Return what a role of reStructuredText says: a link to a page, or the words alone."""
    words, role = found[1].strip("`"), found[2].rpartition(":")[2]
    labelled = re.fullmatch(r"(.*?)\s*<([^<>]+)>", words)
    shown, target = (labelled[1], labelled[2]) if labelled else (words.rpartition("/")[2], words)
    if role in ("doc", "download"):
        return f"[{shown}](<{target}>)"
    if role in ("ref", "numref", "term", "abbr", "guilabel", "menuselection", "dfn", "title", "eq", "cite"):
        return shown
    return f"`{labelled[1] if labelled else words}`"


def find_language(path: str) -> Language | None:
    """Return the language of a file by its name, None for one that is not pandoc's to read."""
    return next((one for one in LANGUAGES if path.lower().endswith(one.suffixes)), None)


def expand_includes(tree: Tree, path: str, language: Language, findings: list[Finding], depth: int = 0) -> str:
    """Return the text of a file with the files that it includes in place; those outside the folder are told."""
    text = tree.read(path) or ""

    def replace(found: re.Match[str]) -> str:
        name = found["path"].strip()
        where = place(path, text.count("\n", 0, found.start()) + 1)
        target = None
        for base in dict.fromkeys((posixpath.dirname(path), "")):
            names = [join(base, name), *(f"{join(base, name)}{suffix}" for suffix in language.suffixes)]
            target = target or tree.find(*names)
        if target is None or depth >= _DEEPEST or tree.read(target) is None:
            why = "cannot be read" if depth < _DEEPEST else "is included too deep"
            findings.append(observe("BF002", f"{name} is to be included here and {why}", span=where))
            return ""
        inner = expand_includes(tree, target, language, findings, depth + 1)
        inner = _choose(inner, found["options"], language)
        return f"\n{inner}\n" if language.name == "latex" else inner.rstrip("\n")

    if language.name == "rst":
        text = _TOCTREE.sub("", text)
    return language.include.sub(replace, text)


def _choose(text: str, options: str, language: Language) -> str:
    """Return the lines that an AsciiDoc include names by tags or numbers, its headings put lower where it says so."""
    if language.name != "asciidoc" or not options:
        return text
    values: dict[str, str] = {}
    for one in re.split(r"[,;]", options):
        key, _, value = one.partition("=")
        values[key.strip()] = value.strip().strip('"')
    lines = text.split("\n")
    tag = values.get("tag") or values.get("tags")
    if tag:
        inside = False
        chosen = []
        for line in lines:
            if f"tag::{tag}[]" in line or f"end::{tag}[]" in line:
                inside = f"tag::{tag}[]" in line
            elif inside:
                chosen.append(line)
        lines = chosen
    elif numbers := re.fullmatch(r"(\d+)\.\.(-?\d+)", values.get("lines", "")):
        last = int(numbers[2])
        lines = lines[int(numbers[1]) - 1 : last if last > 0 else None]
    if offset := re.fullmatch(r"\+?(\d+)", values.get("leveloffset", "")):
        lines = [f"{'=' * int(offset[1])}{line}" if re.match(r"=+ ", line) else line for line in lines]
    return "\n".join(lines)


def _make_recogniser(language: Language) -> Callable[[Tree, str], BookFolder | None]:
    def recognise(tree: Tree, folder: str) -> BookFolder | None:
        files = [path for path in tree.list_files(folder, language.suffixes) if not is_aside(path)]
        mains = [path for path in files if language.main.search(tree.read(path) or "")]
        if len(mains) > 1:
            # The whole is what includes others and is included by none.
            inner = {target for path in mains for target in _list_included(tree, path, language)}
            mains = [path for path in mains if path not in inner]
        if len(mains) > 1:
            named = [path for path in mains if _stem(path) in _MAINS]
            mains = named[:1] or mains
        if language.name == "latex" and not mains:
            return None
        if len(mains) > 1 and language.name == "latex":
            return BookFolder(
                system=language.system,
                evidence=((place(mains[0]), "a document"),),
                candidates=tuple((path, "a document") for path in mains),
            )
        chosen = mains if len(mains) == 1 else sort_front(files)
        if not chosen or (language.name != "latex" and len(chosen) == 1 and not mains and _has_markdown(tree, folder)):
            return None
        return _make_book(tree, folder, language, chosen)

    return recognise


def _list_included(tree: Tree, path: str, language: Language) -> Iterator[str]:
    """Yield the files that a file includes, as far as they are there."""
    for found in language.include.finditer(tree.read(path) or ""):
        name = join(posixpath.dirname(path), found["path"].strip())
        target = tree.find(name, *(f"{name}{suffix}" for suffix in language.suffixes))
        if target is not None:
            yield target


def _make_book(tree: Tree, folder: str, language: Language, paths: list[str]) -> BookFolder:
    converter = Converter(tree, paths)
    metadata, positions = read_converted_metadata(converter, paths[0])
    return BookFolder(
        system=language.system,
        evidence=((place(paths[0]), f"{language.system.value}, read by pandoc"),),
        folder=folder,
        entries=tuple(Entry(path=path, span=place(path)) for path in paths),
        metadata=metadata,
        positions=positions,
        pictures=tuple(
            join(folder, name) for name in ("images", "img", "figures", "fig", "figs", "graphics", "assets")
        ),
        prepare=converter.prepare,
    )


def read_converted_metadata(converter: Converter, path: str) -> tuple[dict[str, Any], Positions]:
    """Return what a file says of the book, as pandoc reads it, by our names."""
    values = converter.read_metadata(path)
    metadata, positions = take_values(values, Positions(path), _KEYS)
    if names := list_names(values.get("author")):
        split = [name for one in names for name in re.split(r"\s+and\s+|\\and|;", one)]
        # An address behind a name is no part of it.
        metadata["author"] = [name for one in split if (name := re.sub(r"\s*\(?<[^<>]*>\)?", "", one).strip())]
    for key in metadata:
        positions.put(key, place(path))
    return metadata, positions


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0].lower()


def _has_markdown(tree: Tree, folder: str) -> bool:
    return next(tree.walk(folder, (".md", ".markdown")), None) is not None


def _list_recognisers() -> Iterator[Callable[[Tree, str], BookFolder | None]]:
    return (_make_recogniser(language) for language in LANGUAGES)


find_asciidoc, find_latex, find_org, find_restructuredtext = _list_recognisers()
