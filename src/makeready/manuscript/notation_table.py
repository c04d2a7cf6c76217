"""Notations as data: a key goes in; what the notation is called, whose it is and what becomes of it come out."""

from __future__ import annotations

from enum import StrEnum

from makeready.dataclass import dataclass
from makeready.manuscript.systems import System


class Fate(StrEnum):
    """What becomes of a notation in a book; the value is what the table of the docs says."""

    BOOK = "set"
    KEPT = "kept as written, told (MS038)"
    WORDS = "its words alone, told (MS038)"
    DROPPED = "left out, told (MS048)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """A way to write something: what it looks like, whose it is, and what becomes of it.

    `systems` are those that it belongs to. `everywhere` says that it is read in any text, since it cannot mean
    anything else there; if not, it is read only in a book of one of `systems`.
    """

    key: str
    name: str
    sample: str
    systems: tuple[System, ...]
    becomes: str
    fate: Fate = Fate.BOOK
    everywhere: bool = True


_PANDOC = (System.PANDOC, System.QUARTO, System.BOOKDOWN, System.MANUBOT)
_MYST = (System.JUPYTER_BOOK, System.SPHINX, System.NOTEBOOKS)
_GITHUB = (System.GITBOOK, System.OBSIDIAN, System.DOCUSAURUS, System.VITEPRESS, System.FOLDER)
_TEMPLATES = (System.JEKYLL, System.GITBOOK, System.VITEPRESS, System.HUGO)
_NAMES = (System.GITBOOK, System.MKDOCS, System.HUGO, System.JEKYLL, System.VITEPRESS, System.FOLDER)

NOTATIONS: tuple[Notation, ...] = (
    Notation(
        key="task", name="boxes of a list of tasks", sample="- [x] done", systems=_GITHUB,
        becomes="a box as a character, ☐ or ☑",
    ),
    Notation(
        key="alert", name="alerts", sample="> [!NOTE]", systems=_GITHUB,
        becomes="a division: note, tip, important or warning",
    ),
    Notation(
        key="autolink", name="bare addresses", sample="www.example.org", systems=_GITHUB, becomes="a link",
    ),
    Notation(
        key="formula", name="formulas between dollar signs or in TeX", sample="$x^2$, \\(x\\), \\begin{align}",
        systems=(*_PANDOC, *_MYST, System.OBSIDIAN), becomes="words like code", fate=Fate.KEPT,
    ),
    Notation(
        key="citation", name="citations such as [@key]", sample="[@key, p. 3]", systems=_PANDOC,
        becomes="words like code", fate=Fate.KEPT,
    ),
    Notation(
        key="bare-citation", name="citations such as @key", sample="@key", systems=_PANDOC,
        becomes="words like code", fate=Fate.KEPT, everywhere=False,
    ),
    Notation(
        key="reference", name="cross-references such as @fig-x or \\ref{x}", sample="@fig-x, \\ref{x}",
        systems=(*_PANDOC, System.LATEX), becomes="words like code", fate=Fate.KEPT,
    ),
    Notation(
        key="short-script", name="subscripts and superscripts within a word", sample="H~2~O, x^2^", systems=_PANDOC,
        becomes="letters that stand low or high",
    ),
    Notation(
        key="script", name="subscripts and superscripts", sample="~low~, ^high^", systems=(*_PANDOC, System.MKDOCS),
        becomes="letters that stand low or high", everywhere=False,
    ),
    Notation(
        key="fancy-list", name="lists with letters and roman numbers", sample="a. one", systems=_PANDOC,
        becomes="a list that counts so; elsewhere where two items prove it",
    ),
    Notation(
        key="example-list", name="lists of examples, and lists that number themselves", sample="(@good) one, #. one",
        systems=_PANDOC, becomes="a list that counts through the file",
    ),
    Notation(
        key="simple-table", name="simple and multiline tables", sample="---- ----", systems=_PANDOC, becomes="a table",
    ),
    Notation(
        key="page-break", name="page breaks", sample="\\newpage", systems=(*_PANDOC, System.LATEX),
        becomes="nothing: the theme says where pages begin", fate=Fate.DROPPED,
    ),
    Notation(
        key="raw-html", name="raw HTML in a fence", sample="```{=html}", systems=_PANDOC, becomes="HTML",
    ),
    Notation(
        key="raw-other", name="raw text for other formats", sample="```{=latex}", systems=_PANDOC,
        becomes="nothing", fate=Fate.DROPPED,
    ),
    Notation(
        key="abbreviation", name="abbreviations", sample="*[HTML]: Hypertext …", systems=(System.MKDOCS, System.PANDOC),
        becomes="`abbr` with its words",
    ),
    Notation(
        key="admonition", name="admonitions", sample='!!! note "Title"', systems=(System.MKDOCS,),
        becomes="a division with its title",
    ),
    Notation(
        key="tab", name="tabs", sample='=== "Tab"', systems=(System.MKDOCS,),
        becomes="a division with its title, one below the other",
    ),
    Notation(
        key="colon-admonition", name="admonitions between colons", sample=":::{note}, :::tip Title, {.callout-note}",
        systems=(*_MYST, System.QUARTO, System.DOCUSAURUS, System.VITEPRESS), becomes="a division with its title",
    ),
    Notation(
        key="directive-admonition", name="admonitions in a fence", sample="```{note}", systems=_MYST,
        becomes="a division with its title",
    ),
    Notation(
        key="role", name="roles", sample="{sub}`2`, {term}`word`", systems=_MYST,
        becomes="its words; formulas, citations and cross-references as those",
    ),
    Notation(
        key="hint", name="hints", sample='{% hint style="info" %}', systems=(System.GITBOOK,), becomes="a division",
    ),
    Notation(
        key="aside", name="asides", sample="A> words, {blurb}", systems=(System.LEANPUB,), becomes="a division",
        everywhere=False,
    ),
    Notation(
        key="shortcode", name="shortcodes", sample="{{< video x >}}", systems=(System.HUGO, System.QUARTO),
        becomes="words like code", fate=Fate.KEPT,
    ),
    Notation(
        key="template", name="instructions of a template", sample="{% include x %}, {{ site.x }}", systems=_TEMPLATES,
        becomes="words like code", fate=Fate.KEPT,
    ),
    Notation(
        key="wikilink", name="links such as [[page|words]]", sample="[[page|words]]", systems=(System.OBSIDIAN,),
        becomes="its words, without a link", fate=Fate.WORDS, everywhere=False,
    ),
    Notation(
        key="embed", name="pictures such as ![[picture.png]]", sample="![[picture.png]]", systems=(System.OBSIDIAN,),
        becomes="a picture",
    ),
    Notation(
        key="embedded-page", name="pages within pages", sample="![[page]]", systems=(System.OBSIDIAN,),
        becomes="words like code", fate=Fate.KEPT, everywhere=False,
    ),
    Notation(
        key="comment", name="comments between per cent signs", sample="%%comment%%", systems=(System.OBSIDIAN,),
        becomes="nothing", fate=Fate.DROPPED, everywhere=False,
    ),
    Notation(
        key="mark", name="marked words", sample="==words==", systems=(System.OBSIDIAN, System.MKDOCS),
        becomes="`mark`",
    ),
    Notation(
        key="emoji", name="names of emoji", sample=":smile:", systems=_NAMES, becomes="its name", fate=Fate.KEPT,
        everywhere=False,
    ),
    Notation(
        key="contents", name="places for a table of contents", sample="[TOC], [[toc]], {:toc}",
        systems=(System.MKDOCS, System.JEKYLL, System.VITEPRESS), becomes="nothing: the book has its own",
        fate=Fate.DROPPED,
    ),
    Notation(
        key="kramdown", name="attributes below a block", sample="{: .class #id}",
        systems=(System.JEKYLL, System.LEANPUB),
        becomes="its class and id",
    ),
    Notation(
        key="index", name="entries for an index", sample="\\index{word}", systems=(System.LATEX, *_PANDOC),
        becomes="nothing", fate=Fate.DROPPED,
    ),
    Notation(
        key="label", name="labels", sample="\\label{x}", systems=(System.LATEX, *_PANDOC), becomes="nothing",
        fate=Fate.DROPPED,
    ),
    Notation(
        key="spacing", name="commands for space", sample="\\vspace{1em}, \\noindent", systems=(System.LATEX, *_PANDOC),
        becomes="nothing: the theme sets the space", fate=Fate.DROPPED,
    ),
    Notation(
        key="tex-words", name="commands for words", sample="\\emph{…}, \\textbf{…}, \\footnote{…}",
        systems=(System.LATEX, *_PANDOC), becomes="emphasis, strong words, a note",
    ),
    Notation(
        key="tex-quotes", name="quotation marks of TeX", sample="``words''", systems=(System.LATEX, *_PANDOC),
        becomes="“words”",
    ),
)  # fmt: skip
BY_KEY = {notation.key: notation for notation in NOTATIONS}


def reads(key: str, system: System) -> bool:
    """Say whether the notation is read in a text of `system`."""
    notation = BY_KEY[key]
    return notation.everywhere or system in notation.systems


def write_table() -> str:
    """Return the notations as the table of the docs."""
    rows = ["| notation | such as | whose | read | in EPUB and PDF | how |", "|---|---|---|---|---|---|"]
    for one in sorted(NOTATIONS, key=lambda notation: notation.name):
        whose = ", ".join(dict.fromkeys(system.value for system in one.systems))
        sample = one.sample.replace("|", "\\|")
        code = f"`` {sample} ``" if "`" in sample else f"`{sample}`"
        where = "everywhere" if one.everywhere else "in books of these"
        rows.append(f"| {one.name} | {code} | {whose} | {where} | {one.becomes} | {one.fate.value} |")
    return "\n".join(rows) + "\n"
