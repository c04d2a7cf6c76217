"""Page-lists at scale: folders of text go in; which pages of their books begin otherwise than the EPUB says comes out.

Each book is built by `makeready build` as an EPUB that lists the pages of its PDF; poppler reads the one and an XML
parser the other (tests/conformance/page_words.py). A project whose book.toml names editions is built as it is; of any
other folder the texts are copied, links within them taken off, XHTML made into Markdown by pandoc.

    make pages
    python -m tests.scale.page_list --keep /tmp/books ../shared/manuscripts/nomicon .
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from makeready.model.edition import Margins
from tests.conformance.page_words import PageWords, compare_pages

PROJECT = Path(__file__).parents[2]
MANUSCRIPTS = PROJECT.parent / "shared" / "manuscripts"
TOML = """\
title = "{title}"
author = "A. N. Author"
language = "en-GB"
date = 2026
modified = 2026-01-01T00:00:00Z
identifiers = ["uuid:9d6b4a4e-6f43-4a0f-9a5d-0a4f3a0c1813"]

[editions.epub]

[editions.print]
trim = "5.5in x 8.5in"
margins = {{ top = "0.8in", bottom = "0.95in", inner = "0.8in", outer = "0.7in" }}

[contents]
body = [{files}]
"""
_MARKDOWN = "markdown-header_attributes-simple_tables-multiline_tables-grid_tables+pipe_tables"
_PICTURES = (".png", ".jpg", ".svg", ".webp", ".gif")
_AROUND = frozenset("license licence readme titlepage imprint halftitlepage colophon uncopyright nav toc".split())
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:)[^)]*\)(?:\{[^}]*\})?")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)(?:\{[^}]*\})?")
_WORDLESS = re.compile(r"(?<!!)\[\]\([^)]*\)(?:\{[^}]*\})?")
_REFERENCE = re.compile(r"^(\[[^\]^]+\]:) (?!https?:)\S+")
# Commands of other programs, and pictures of faces that no typeface for text has.
_FOREIGN = re.compile("\\{[{%].*?[%}]\\}|[\U0001f000-\U0001ffff\u21a9\ufe0e]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A book, what came of comparing its pages, and where its EPUB is."""

    name: str
    compared: PageWords
    epub: Path


def prove_book(source: Path, folder: Path) -> Proof:
    """Build the book of `source` in `folder` and compare its pages. Raises RuntimeError where it cannot be built."""
    project, out = folder / "project", folder / "out"
    if _has_editions(source / "manuscript" / "book.toml"):
        for name in ("manuscript", "styles"):
            if (source / name).is_dir():
                shutil.copytree(source / name, project / name)
        toml = project / "manuscript" / "book.toml"
    else:
        toml = _set_up(source, project)
    command = [sys.executable, "-m", "makeready", "build", str(project), "-o", str(out), "-q"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{source.name} was not built:\n{done.stderr[-2000:]}")
    trim, margins = _read_page(toml)
    epub = next(out.glob("*.epub"))
    return Proof(
        name=epub.stem, compared=compare_pages(next(out.glob("*.pdf")), epub, trim=trim, margins=margins), epub=epub
    )


def _has_editions(toml: Path) -> bool:
    return toml.is_file() and "editions" in tomllib.loads(toml.read_text("utf-8"))


def _read_page(toml: Path) -> tuple[tuple[float, float], Margins]:
    """Return trim and margins of the one print edition, in points; both are written in inches."""
    editions = tomllib.loads(toml.read_text("utf-8"))["editions"]
    paper = next(edition for edition in editions.values() if "trim" in edition)
    width, height = (_read_inches(part) for part in paper["trim"].split("x"))
    margins = Margins(**{side: _read_inches(length) for side, length in paper["margins"].items()})
    return (width, height), margins


def _read_inches(length: str) -> float:
    return float(length.strip().removesuffix("in")) * 72


def _set_up(source: Path, project: Path) -> Path:
    """Make a project of the texts of `source`, and return its book.toml."""
    project.mkdir(parents=True)
    names = []
    root, texts = _list_texts(source)
    for path in (path for path in root.rglob("*") if path.suffix in _PICTURES):
        _place(project, path.relative_to(root)).write_bytes(path.read_bytes())
    for path in texts:
        text = path.read_text("utf-8") if path.suffix == ".md" else _turn_into_markdown(path)
        name = path.relative_to(root).with_suffix(".md")
        _place(project, name).write_text(_take_links_off(text, (project / name).parent), "utf-8")
        names.append(name.as_posix())
    title = source.name.replace("-", " ").title()
    toml = project / "book.toml"
    toml.write_text(TOML.format(title=title, files=", ".join(f'"{name}"' for name in names)), "utf-8")
    return toml


def _list_texts(source: Path) -> tuple[Path, list[Path]]:
    """Return the folder of the texts and the texts in their order: a SUMMARY.md's, a spine's, or that of the names."""
    if summary := next(source.rglob("SUMMARY.md"), None):
        links = re.findall(r"\]\((?:\./)?([^)]+\.md)\)", summary.read_text("utf-8"))
        return summary.parent, [summary.parent / link for link in dict.fromkeys(links)]
    if package := next(source.rglob("*.opf"), None):
        content = package.read_text("utf-8")
        hrefs = {identity: href for href, identity in re.findall(r'<item href="([^"]+)" id="([^"]+)"', content)}
        spine = [package.parent / hrefs[one] for one in re.findall(r'<itemref idref="([^"]+)"', content)]
        return package.parent, [path for path in spine if path.stem not in _AROUND]
    found = sorted(path for path in source.rglob("*") if path.suffix in (".md", ".html"))
    made = {path.with_suffix("") for path in found if path.suffix == ".md"}
    return source, [
        path
        for path in found
        if path.stem.lower().partition("-")[0] not in _AROUND
        and (path.suffix == ".md" or path.with_suffix("") not in made)
    ]


def _place(project: Path, name: Path) -> Path:
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _turn_into_markdown(path: Path) -> str:
    command = ["pandoc", "-f", "html-native_divs-native_spans", "-t", _MARKDOWN, "--wrap=none", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _take_links_off(text: str, folder: Path) -> str:
    """Return Markdown whose links within the manuscript are words, and whose pictures are there."""
    lines = []
    in_code = False
    for line in text.split("\n"):
        in_code ^= re.match(r"\s*(```|~~~)", line) is not None
        kept = _FOREIGN.sub("", line)
        if not in_code:
            kept = _PICTURE.sub(lambda found: found[0] if _is_inside(folder, found[2]) else found[1], kept)
            kept = _REFERENCE.sub(r"\1 https://example.org/", _LINK.sub(r"\1", _WORDLESS.sub("", kept)))
        lines.append(kept)
    return "\n".join(lines)


def _is_inside(folder: Path, name: str) -> bool:
    return not name.startswith("..") and (folder / name).is_file()


def render_proof(proof: Proof) -> str:
    """Return the lines that tell of a book: pages, equal ones, the others by name."""
    compared = proof.compared
    kinds: dict[str, list[str]] = defaultdict(list)
    for label, why in compared.exceptions:
        kinds[why].append(label)
    lines = [
        f"{proof.name}: {compared.pages} pages, {len(compared.equal)} equal"
        f" ({len(compared.split)} open within a word), {len(compared.problems)} differing"
    ]
    lines += [f"  {why}: {', '.join(labels)}" for why, labels in kinds.items()]
    lines += [f"  DIFFERS {problem}" for problem in compared.problems]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove the books that are named, by default all there are and our own; return 1 where any page differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sources", nargs="*", type=Path, help="folders of text or projects")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the projects and books here")
    words = parser.parse_args(arguments)
    found = sorted(path for path in MANUSCRIPTS.glob("*") if path.is_dir()) if MANUSCRIPTS.is_dir() else []
    sources = words.sources or [*found, PROJECT]
    failed = False
    with tempfile.TemporaryDirectory(prefix="makeready-pages-") as aside:
        for source in (source.resolve() for source in sources):
            folder = (words.keep or Path(aside)) / source.name
            shutil.rmtree(folder, ignore_errors=True)
            try:
                proof = prove_book(source, folder)
            except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
                print(f"{source.name}: {error}", file=sys.stderr)
                failed = True
                continue
            print(render_proof(proof), flush=True)
            failed = failed or bool(proof.compared.problems)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
