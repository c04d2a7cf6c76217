"""What can go wrong and the sources of the tests go in; the table of which test holds which line comes out.

    python -m tests.faults.threat_table      writes docs/threats.md

A test names its lines: `@pytest.mark.threat(73, 82)`. The sources are read, no test is imported or run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = TESTS.parent / "docs" / "threats.md"

# Each group with its lines: the number of the first, then what comes in and what happens.
GROUPS: tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...] = (
    (
        "Manuscripts and style sheets",
        1,
        (
            ("a picture, an object or an attachment at a `file:` address", "refused, or taken out with a warning"),
            ("the same address in capitals, with a host, or escaped", "refused"),
            ("a picture in a folder above the project", "refused"),
            ("a link in the project to a file or folder outside", "refused; nothing outside is read"),
            ("a pipe or a device in the place of a file", "refused within 2 s"),
            ("an address of the network in a picture or a rule", "refused or left out; no socket is opened"),
            ("an address of the network that leads on to another", "as 6: there is no request that could be led on"),
            ("a server that sends a byte a second", "as 6: there is no request"),
            ("an answer that unpacks to far more", "as 6: there is no request"),
            ("`<base href>`", "taken out with a warning"),
            ("a PNG of a few kilobytes and 169 million pixels", "refused before it is unpacked"),
            ("a picture that is missing, empty or cut off", "refused with its place"),
            ("a PostScript or TIFF file with the name of a PNG", "refused by its first bytes"),
            ("a drawing with an entity that names a file", "refused; nothing is read"),
            ("a drawing whose entities multiply", "refused within 2 s"),
            ("a drawing that repeats its parts within each other", "refused within 2 s"),
            ("a drawing that refers to itself", "refused, also where only a style sheet says so"),
            ("a drawing with a script, an event or a foreign object", "cleaned, with a warning"),
            ("a script, an event, a frame or a form in the text", "taken out with a warning; the words stay"),
            ("a link to a script, to a file of the machine or to data", "taken out with a warning; the words stay"),
            ("attachments", "there are none"),
            ("a thousand divisions in each other", "refused with the line"),
            ("a list thirty deep, a quotation fifty deep", "every word is in both books"),
            ("Markdown that is made to be slow", "four times the text takes no more than six times the time"),
            ("100 KB of quotation marks in a paragraph", "built or refused within 5 s"),
            ("16,000 comments, instructions or CDATA without an end", "read within 5 s"),
            ("100,000 footnotes", "read in linear time"),
            ("a table of 16,000 rows", "read in linear time; its pages are bounded (76)"),
            ("variables of CSS that multiply", "given up with a finding, or built"),
            ("`trim` of a millimetre", "refused"),
            ("a font size of a billion pixels", "refused with the rule"),
            ("100,000 brackets in a rule", "told with the rule"),
            ("NUL and other controls", "replaced by U+FFFD, with a warning"),
            ("bytes that are not UTF-8", "refused with their place and offset"),
            ("half a surrogate pair", "refused; no word behind it is lost"),
            ("signs that turn the direction of the text", "a warning; refused with --strict"),
            ("names that differ in case or composition only", "each has a name of its own in the EPUB"),
            ("files with the names of devices, or with dots at the end", "renamed in the EPUB"),
            ("a list of contents that names a file outside", "refused"),
            ("YAML whose aliases multiply, or that names code", "refused; nothing is run"),
        ),
    ),
    (
        "What is imported, and files that are checked",
        41,
        (
            ("an archive with paths that lead out of it", "no archive is unpacked; `check` tells it"),
            ("an archive of 2 MB that unpacks to 2 GiB", "none is imported yet; `check` refuses it"),
            ("a Word file that unpacks to far more", "none is imported yet; refused unread"),
            ("an archive with two entries of one name", "none is imported yet; `check` tells it"),
            ("an entry that is encrypted or damaged", "none is imported yet; `check` tells it"),
            ("an EPUB without its container, package or a file", "none is imported yet; `check` tells it"),
            ("entities in an EPUB's files", "not expanded"),
            ("an EPUB that is a folder with paths that lead out", "refused; nothing outside is read"),
            ("a saved page with scripts and trackers", "only its text and attribution come in"),
            ("a page that names no author", "nobody is guessed"),
        ),
    ),
    (
        "Metadata",
        51,
        (
            ("an ISBN with a wrong check digit", "refused"),
            ("a date that is none", "refused"),
            ("a language that is none", "refused, with a suggestion"),
            ("no title", "refused"),
            ("a role that is none of MARC's", "refused, with near ones"),
            ("markup in a title", "escaped wherever the title stands"),
        ),
    ),
    (
        "Faults of the machine",
        57,
        (
            ("a build that is killed at any moment", "each file is the older or the newer one, whole"),
            ("a full disk", "exit 4; the older file stays"),
            ("a folder that cannot be written to", "exit 4; the older file stays"),
            ("an interrupt", "exit 130; no file is left aside"),
            ("two builds into one folder", "both files of one of them"),
            ("a worker that is killed or runs out of memory", "its work is done again, or a finding names the part"),
            ("an exception that is no error", "the bug is told; what others found is told too"),
            ("a character that no typeface has", "refused, and the character is named"),
            ("a cache entry that is cut off or has another bit", "made again, with the same bytes"),
            ("a cache of another version", "passed over"),
            ("clocks that are years off, equal times of files", "change nothing"),
            ("a rebuild that fails", "it is said that the older file is not current"),
        ),
    ),
    (
        "Same input, same bytes",
        69,
        (
            ("another folder, user or home", "same bytes"),
            ("another time zone, locale, hash seed or number of workers", "same bytes"),
            ("two runs at different times", "same bytes"),
            ("another machine", "same bytes: typefaces are the package's own, the system's are out of reach"),
        ),
    ),
    (
        "Small things that ask for much, and what was seen to fail",
        73,
        (
            ("a drawing that multiplies through the classes of its styles", "given up with its place"),
            ("a drawing of a huge box, or of 100,000 marks", "drawn, or given up with its place"),
            ("a book of 1,500 chapters", "time and memory grow with the chapters and no faster"),
            ("thousands of notes in a chapter, of rows in a table", "time grows with them and no faster"),
            ("a WebP of 81 million pixels", "refused before it is unpacked"),
            ("`size` of a millimetre in a page rule", "refused as `trim` is, before pages are laid out"),
            ("a drawing with a document type of elsewhere, or in UTF-7", "the type is left out; UTF-7 is refused"),
            ("a drawing that the page engine cannot draw", "refused with its place, never a hole"),
            ("deep lists, hard spaces, words of 300 letters", "the words are on the paper, or a finding says so"),
            ("a rule that hides words", "an error that names the rule and the first words"),
            ("an address in angle brackets within HTML", "its words stay"),
            ("half a JPEG that is closed as if it were whole", "refused with its place"),
            ("thousands of rules or selectors in each other", "told with the rule"),
            ("manuscript/ that is a link out of the project", "refused with a finding"),
            ("little memory, small files only", "exit 4 or a finding"),
            ("references to no character, titles of nothing that is seen", "a finding with the place"),
            ("a build that is told to end", "no scratch folder is left"),
            ("a cache entry of 5 GiB without content", "passed over at once"),
            ("a file in the place of a folder, or the other way round", "exit 4 that says so"),
            ("another release of the page engine", "exit 3 that names both releases"),
            ("builds in daemons and in threads", "same bytes"),
        ),
    ),
    (
        "What is verified",
        94,
        (
            ("a manifest that is no JSON, too large, a link, or of other members", "a finding with the place"),
            ("a manifest that names files outside of its folder", "a finding; nothing outside is read"),
            ("an artifact that became another, a link, a pipe or a bomb", "a finding; no more is read than was built"),
        ),
    ),
)  # fmt: skip
COUNT = sum(len(lines) for _, _, lines in GROUPS)


def find_holders(folder: Path = TESTS) -> dict[int, list[str]]:
    """Return the tests below `folder` that are marked with each line, as "faults/test_x.py: test_y"."""
    holders: dict[int, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.threat(" in source:
            for name, number in _list_marks(ast.parse(source)):
                holders.setdefault(number, []).append(f"{path.relative_to(folder).as_posix()}: {name}")
    return holders


def _list_marks(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield the name of each marked test with each of its lines."""
    for function in (one for one in module.body if isinstance(one, ast.FunctionDef)):
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.threat":
                for number in mark.args:
                    yield function.name, ast.literal_eval(number)


def render_table(holders: Mapping[int, list[str]]) -> str:
    """Return docs/threats.md."""
    lines = [
        "# What can go wrong, and what happens then",
        "",
        "A build either leaves a complete, checked file, or ends with another exit code than 0 and leaves what was",
        "there before; what was left out is told. Each line is held by the tests that are named beside it, and",
        "`python -m tests.faults.threat_table` writes this page from their marks, `@pytest.mark.threat(73, 82)`.",
        "A test fails where the page is stale, or where a line has no test.",
    ]
    for title, first, threats in GROUPS:
        lines += ["", f"## {title}", "", "| | what comes | what happens | tests |", "|--:|---|---|---|"]
        for number, (comes, happens) in enumerate(threats, first):
            tests = "<br>".join(f"`{one}`" for one in holders.get(number, ())) or "none"
            lines.append(f"| {number} | {comes} | {happens} | {tests} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    TABLE.write_text(render_table(find_holders()), encoding="utf-8")
