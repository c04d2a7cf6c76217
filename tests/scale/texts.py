"""Texts to measure typography by: folders of manuscripts go in; chapters in plain Markdown, alike for all, come out.

English ones come from the manuscripts beside the project, Goethe and Flaubert from Debian's package php-faker, which
carries texts of Project Gutenberg: book 1 of Werther, and Madame Bovary, of which the beginning is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import etree

from tests.scale.novel import NOVEL

MANUSCRIPTS = NOVEL.parent
FAKER = Path("/usr/share/php/Faker/Provider")
FRENCH_WORDS = 30_000
_XHTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A book: its chapters are Markdown that begins with a heading of the first level."""

    key: str
    title: str
    author: str
    language: str
    chapters: tuple[str, ...]
    theme: str = "literary"

    @property
    def words(self) -> int:
        """Return how many words there are, signs of Markdown included."""
        return sum(len(chapter.split()) for chapter in self.chapters)


def read_novel(manuscripts: Path, language: str) -> Text:
    """Return Pride and Prejudice in a language of which the patterns of hyphenation are taken."""
    chapters = tuple(path.read_text(encoding="utf-8") for path in sorted((manuscripts / NOVEL.name).glob("*.md")))
    return Text(
        key=f"novel-{language}",
        title="Pride and Prejudice",
        author="Jane Austen",
        language=language,
        chapters=chapters,
    )


def read_preface(manuscripts: Path) -> Text:
    """Return the prose of Leaves of Grass: Whitman's backward glance, the one long piece without verse."""
    path = manuscripts / "leaves-of-grass/src/epub/text/afterword.xhtml"
    tree = etree.parse(path)
    title = _read_words(next(tree.iter(f"{_XHTML}h2")))
    blocks = [_read_words(one) for one in tree.iter(f"{_XHTML}p")]
    chapter = "\n\n".join([f"# {title}", *(block.replace("*", r"\*") for block in blocks if block)])
    return Text(key="whitman", title=title, author="Walt Whitman", language="en-US", chapters=(chapter,))


def read_poems(manuscripts: Path) -> Text:
    """Return poems of Leaves of Grass as line blocks, a chapter each."""
    chapters = []
    for name in ("inscriptions", "calamus", "sea-drift"):
        tree = etree.parse(manuscripts / f"leaves-of-grass/src/epub/text/{name}.xhtml")
        for poem in tree.iter(f"{_XHTML}article"):
            titles = [_read_words(one) for one in poem.iter(f"{_XHTML}h2", f"{_XHTML}h3", f"{_XHTML}h4")]
            stanzas = [
                "\n".join(f"| {_read_words(line)}" for line in one.iter(f"{_XHTML}span") if _read_words(line))
                for one in poem.iter(f"{_XHTML}p")
            ]
            if titles:
                chapters.append("\n\n".join([f"# {titles[0]}", *filter(None, stanzas)]).replace("*", r"\*"))
    return Text(
        key="poems",
        title="Leaves of Grass",
        author="Walt Whitman",
        language="en-US",
        chapters=tuple(chapters),
        theme="poetry",
    )


def _read_words(element: etree._Element) -> str:
    words = "".join(map(str, element.itertext())).replace("\u2060", "")
    return re.sub(r"\s+", " ", words).strip()


def read_nomicon(manuscripts: Path, theme: str) -> Text:
    """Return the Rustonomicon: links are their words, comments and what mdBook hides of the code are left out."""
    root = manuscripts / "nomicon/src"
    names = re.findall(r"\]\((.*?\.md)\)", (root / "SUMMARY.md").read_text(encoding="utf-8"))
    chapters = tuple(_clean_nomicon((root / name).read_text(encoding="utf-8")) for name in names)
    return Text(
        key=f"nomicon-{theme}",
        title="The Rustonomicon",
        author="The Rust Project Developers",
        language="en-US",
        chapters=chapters,
        theme=theme,
    )


def _clean_nomicon(text: str) -> str:
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    # Code is every second part.
    parts = re.split(r"(^ *```.*?^ *```[^\n]*$)", text, flags=re.DOTALL | re.MULTILINE)
    for place, part in enumerate(parts):
        if place % 2:
            kept = [line for line in part.split("\n") if not re.match(r"\s*#( |$)", line)]
            parts[place] = re.sub(r"```\w[^\n]*", "```rust", "\n".join(kept))
        else:
            plain = re.sub(r"^ *\[[^\]]+\]:\s.*$", "", part, flags=re.MULTILINE)
            parts[place] = re.sub(r"\[([^\]\[]+)\](\([^)]*\)|\[[^\]]*\])", r"\1", plain)
    return "".join(parts)


def read_deep_rules(manuscripts: Path, theme: str) -> Text:
    """Return the article on deep learning, its sections as chapters, without citations and figures."""
    chapters = []
    for path in sorted((manuscripts / "deep-rules/content").glob("*.md")):
        if "02" <= path.name[:2] <= "13":
            text = re.sub(r"\s*\[-?@[^\]]*\]|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            text = re.sub(r"^!\[.*$|\s*\{#[^}]*\}", "", text, flags=re.MULTILINE)
            chapters.append(re.sub(r"^##(#*) ", r"#\1 ", text, flags=re.MULTILINE))
    return Text(
        key=f"deep-rules-{theme}",
        title="Ten Quick Tips for Deep Learning",
        author="Benjamin D. Lee and others",
        language="en-US",
        chapters=tuple(chapters),
        theme=theme,
    )


def read_german() -> Text:
    """Return the first book of Die Leiden des jungen Werther, a chapter for each month's letters."""
    blocks = list(_list_blocks("de_DE"))
    chapters: list[list[str]] = []
    month = ""
    for block in blocks:
        date = re.fullmatch(r"(?:Am|Den)?\s*\d+\.?\s+(\w+)\.?(?: 17\d\d)?\.?", block)
        if (date and date[1] != month) or not chapters:
            month = date[1] if date else "Mai"
            chapters.append([f"# {month}"])
        chapters[-1].append(f"*{block}*" if date else block)
    return Text(
        key="german",
        title="Die Leiden des jungen Werther",
        author="Johann Wolfgang von Goethe",
        language="de",
        chapters=tuple("\n\n".join(one) for one in chapters),
    )


def read_french() -> Text:
    """Return the beginning of Madame Bovary, in whole chapters, with the spaces of French before signs of two parts."""
    chapters: list[list[str]] = []
    words = 0
    for block in _list_blocks("fr_FR"):
        if re.fullmatch(r"[IVX]+", block):
            if words > FRENCH_WORDS:
                break
            chapters.append([f"# Chapitre {len(chapters) + 1}"])
        elif chapters and not block.isupper():
            words += len(block.split())
            chapters[-1].append(re.sub(r"(?<=\w)\s*([;:!?»])", "\u202f\\1", block).replace("« ", "«\u202f"))
    return Text(
        key="french",
        title="Madame Bovary",
        author="Gustave Flaubert",
        language="fr",
        chapters=tuple("\n\n".join(one) for one in chapters),
    )


def _list_blocks(locale: str) -> Iterator[str]:
    """Yield the paragraphs of a text of php-faker, each on one line, with typographic apostrophes and dashes."""
    source = (FAKER / locale / "Text.php").read_text(encoding="utf-8")
    text = source.partition("<<<'EOT'\n")[2].partition("\nEOT;")[0]
    for block in re.split(r"\n\s*\n", text):
        line = " ".join(block.split()).replace("'", "’").replace("*", "")
        line = re.sub(r"^(-+|—) ?", "— ", line)
        line = re.sub(r" ?--+ ?", " — ", line).strip()
        # A line that begins with a number and a point would be a list.
        line = re.sub(r"^(\d+)\.", r"\1\\.", line) if line and not re.fullmatch(r"\d.{0,20}", line) else line
        if line:
            yield line


# By their names; each takes the folder of manuscripts.
TEXTS: Mapping[str, Callable[[Path], Text]] = {
    "novel-en-GB": partial(read_novel, language="en-GB"),
    "novel-en-US": partial(read_novel, language="en-US"),
    "whitman": read_preface,
    "deep-rules-literary": partial(read_deep_rules, theme="literary"),
    "deep-rules-scholarly": partial(read_deep_rules, theme="scholarly"),
    "nomicon-literary": partial(read_nomicon, theme="literary"),
    "nomicon-technical": partial(read_nomicon, theme="technical"),
    "german": lambda _: read_german(),
    "poems": read_poems,
    "french": lambda _: read_french(),
}
