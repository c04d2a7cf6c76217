"""Faults: a sound EPUB or PDF and the book that it was made of go in; the same file with one change comes out.

Each change takes words from a reader, or changes them, in one place: words are lost, doubled, changed, exchanged, moved
or cannot be seen. What changes nothing that can be read is not made: `put_in` answers None then.
"""

from __future__ import annotations

import copy
import io
import posixpath
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pikepdf
from lxml import etree

from tests.properties.plain_words import fold
from tests.properties.random_books import BREAK, RandomBook

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPS = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One change: its kind, the file as it is now, and the words that it is about."""

    kind: str
    content: bytes
    words: str


def put_in(kind: str, book: RandomBook, content: bytes, chance: random.Random) -> Fault | None:
    """Return `content` with a fault of this kind, or None where there is no place for one."""
    spoilt = _spoil_epub(kind, content, chance) if book.target == "epub" else _spoil_pdf(kind, book, content, chance)
    return Fault(kind=kind, content=spoilt[0], words=spoilt[1]) if spoilt else None


def list_kinds(target: str) -> tuple[str, ...]:
    """Return the kinds of faults in files of "epub" or "pdf"."""
    if target == "epub":
        hidden = [f"hidden by {way}: {rule}" for rule in _HIDING for way in ("attribute", "rule")]
        return (*_WORDS, *_LETTERS, *_BLOCKS, *_SPINE, *hidden)
    return (*_GLYPHS, *_RUNS, *_PAIRS, *_PAGES)


# --- words and letters of any text -----------------------------------------------------------------------------------


def _change_words(kind: str, text: str, chance: random.Random) -> str | None:
    words = text.split(" ")
    fit = [i for i, word in enumerate(words) if len(fold(word)) > 1]
    if len(fit) < 2:
        return None
    at = chance.choice(fit[:-1])
    after = next(i for i in fit if i > at)
    if kind == "word dropped":
        del words[at]
    elif kind == "word doubled":
        words.insert(at, words[at])
    else:
        words[at], words[after] = words[after], words[at]
    return " ".join(words)


def _change_letters(kind: str, text: str, chance: random.Random) -> str | None:
    fit = [i for i in range(len(text)) if fold(text[i])]
    if not fit:
        return None
    at = chance.choice(fit)
    if kind == "letter dropped":
        return text[:at] + text[at + 1 :]
    if kind == "letter doubled":
        return text[:at] + text[at] + text[at:]
    if kind == "letter changed":
        return text[:at] + ("w" if fold(text[at]) != "w" else "k") + text[at + 1 :]
    if at + 1 not in fit:
        return None
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


_WORDS = ("word dropped", "word doubled", "words swapped")
_LETTERS = ("letter dropped", "letter doubled", "letter changed", "letters swapped")

# --- EPUB ------------------------------------------------------------------------------------------------------------

_BLOCKS = ("block dropped", "block doubled", "block emptied", "block moved")
_SPINE = ("document dropped", "documents swapped")
_HIDING = (
    "display: none",
    "DISPLAY:NONE !important",
    "visibility: hidden",
    "opacity: 0",
    "color: transparent",
    "color: #fff",
    "color: rgb(255 255 255)",
    "font-size: 0",
    "text-indent: -9999px",
    "position: absolute; left: -9999px",
    "margin-left: -9999px",
    "position: absolute; clip: rect(0 0 0 0)",
    "clip-path: inset(100%)",
    "height: 0; overflow: hidden",
    "transform: scale(0)",
)


def _spoil_epub(kind: str, content: bytes, chance: random.Random) -> tuple[bytes, str] | None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    package = next(name for name in files if name.endswith(".opf"))
    documents = list(_list_documents(package, files))
    if not documents:
        return None
    words = (
        _spoil_spine(kind, package, [name for name, _ in documents], files, chance)
        if kind in _SPINE
        else _spoil_document(kind, *chance.choice(documents), files, chance)
    )
    if words is None:
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return out.getvalue(), words


def _list_documents(package: str, files: dict[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    """Yield the documents with words of the manuscript, in the order of reading."""
    root = etree.fromstring(files[package])
    items = {str(item.get("id")): str(item.get("href")) for item in root.iter(f"{_OPF}item")}
    for reference in root.iter(f"{_OPF}itemref"):
        name = posixpath.join(posixpath.dirname(package), items[str(reference.get("idref"))])
        document = etree.fromstring(files[name])
        section = document.find(f"{_XHTML}body/{_XHTML}section")
        if (
            section is not None
            and section.get("data-generated") is None
            and fold("".join(map(str, section.itertext())))
        ):
            yield name, document


def _spoil_spine(
    kind: str, package: str, names: list[str], files: dict[str, bytes], chance: random.Random
) -> str | None:
    root = etree.fromstring(files[package])
    items = {str(item.get("id")): str(item.get("href")) for item in root.iter(f"{_OPF}item")}
    references = [r for r in root.iter(f"{_OPF}itemref") if any(n.endswith(items[str(r.get("idref"))]) for n in names)]
    if kind == "document dropped":
        gone = chance.choice(references)
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)
    else:
        if len(references) < 2:
            return None
        one, other = references[:2]
        first, second = str(one.get("idref")), str(other.get("idref"))
        one.set("idref", second)
        other.set("idref", first)
    files[package] = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return ", ".join(names)


def _spoil_document(
    kind: str, name: str, root: etree._Element, files: dict[str, bytes], chance: random.Random
) -> str | None:
    if kind in _WORDS or kind in _LETTERS:
        words = _spoil_text(kind, root, chance)
    else:
        blocks = [block for block in root.iter(f"{_XHTML}p", f"{_XHTML}h2", f"{_XHTML}h3") if _is_plain(block)]
        if not blocks:
            return None
        block = chance.choice(blocks)
        words = " ".join("".join(map(str, block.itertext())).split())
        if kind in _BLOCKS:
            if not _spoil_block(kind, block, blocks):
                return None
        else:
            way, rule = kind.removeprefix("hidden by ").split(": ", 1)
            _hide(block, way, rule, files)
    if words is None:
        return None
    doctype = files[name].split(b"<html", 1)[0]
    files[name] = doctype + etree.tostring(root, encoding="utf-8")
    return words[:60]


def _is_plain(block: etree._Element) -> bool:
    """Return True where the block has words of the manuscript: a number of a note alone would not do."""
    own = (block.text or "") + "".join(child.tail or "" for child in block)
    return len(fold(own)) > 3


def _spoil_text(kind: str, root: etree._Element, chance: random.Random) -> str | None:
    places: list[tuple[etree._Element, bool]] = []
    body = root.find(f"{_XHTML}body")
    assert body is not None
    for element in body.iter():
        if not str(element.tag).startswith("{"):  # a comment
            continue
        is_number = element.get(_OPS) == "noteref" or element.get("role") == "doc-backlink"
        if not is_number and len(fold(element.text or "")) > 1:
            places.append((element, True))
        if len(fold(element.tail or "")) > 1:
            places.append((element, False))
    chance.shuffle(places)
    for element, inside in places:
        text = (element.text if inside else element.tail) or ""
        changed = _change_words(kind, text, chance) if kind in _WORDS else _change_letters(kind, text, chance)
        if changed is None or fold(changed) == fold(text):
            continue
        if inside:
            element.text = changed
        else:
            element.tail = changed
        return text
    return None


def _spoil_block(kind: str, block: etree._Element, blocks: list[etree._Element]) -> bool:
    parent = block.getparent()
    assert parent is not None
    if kind == "block dropped":
        parent.remove(block)
    elif kind == "block doubled":
        twin = copy.deepcopy(block)
        for element in twin.iter():
            if "id" in element.attrib:
                del element.attrib["id"]
        parent.insert(parent.index(block), twin)
    elif kind == "block emptied":
        for child in list(block):
            block.remove(child)
        block.text = ""
    else:
        other = next((b for b in blocks if b.getparent() is parent and _differ(b, block)), None)
        if other is None:
            return False
        here, there = sorted((parent.index(block), parent.index(other)))
        one, two = parent[here], parent[there]
        parent.remove(two)
        parent.insert(here, two)
        parent.remove(one)
        parent.insert(there, one)
    return True


def _differ(one: etree._Element, other: etree._Element) -> bool:
    words = [fold("".join(map(str, element.itertext()))) for element in (one, other)]
    # Two lines of the same kind, one behind the other, whose order nobody could tell, are not exchanged.
    return one is not other and words[0] + words[1] != words[1] + words[0]


def _hide(block: etree._Element, way: str, rule: str, files: dict[str, bytes]) -> None:
    if way == "attribute":
        block.set("style", rule)
        return
    block.set("class", f"{block.get('class', '')} put-in".strip())
    sheet = next(name for name in files if name.endswith("book.css"))
    grave = "; ".join(part if "!" in part else f"{part} !important" for part in rule.split("; "))
    files[sheet] += f"\n.put-in {{ {grave} }}\n".encode()


# --- PDF -------------------------------------------------------------------------------------------------------------

_GLYPHS = ("glyph dropped", "glyph doubled", "glyph changed", "glyphs swapped")
_RUNS = (
    "run dropped",
    "line dropped",
    "run drawn twice",
    "render mode 3",
    "white",
    "tiny",
    "moved off the page by Tm",
    "moved off the page by cm",
    "clipped",
    "transparent",
    "covered",
)
_PAIRS = ("texts of two lines exchanged", "places of two lines exchanged")
_PAGES = ("page emptied", "page dropped", "pages exchanged")
_BF_CHAR = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BF_RANGE = re.compile(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")

Instructions = list[Any]


@dataclass(slots=True, kw_only=True)
class _Run:
    """Words drawn at once: where BT and ET stand among the instructions, and what stands between."""

    start: int
    end: int
    font: str
    size: float
    matrix: tuple[float, ...]
    show: int
    glyphs: list[str]
    text: str


def _spoil_pdf(kind: str, book: RandomBook, content: bytes, chance: random.Random) -> tuple[bytes, str] | None:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        expected = fold(book.main + BREAK + BREAK.join(book.notes))
        pages = [_read_page(page) for page in pdf.pages]
        drawn = Counter(fold(run.text) for _, runs in pages for run in runs)
        fit: list[tuple[int, Instructions, list[_Run]]] = []
        for index, (instructions, runs) in enumerate(pages):
            height = float(pdf.pages[index].trimbox[3])
            # Heads and folios, numbers, pages of metadata and heads of tables that are drawn again are left alone.
            chosen = [
                run
                for run in runs
                if len(fold(run.text)) > 3
                and drawn[fold(run.text)] == 1
                and fold(run.text) in expected
                and book.top + 4 < run.matrix[5] * 0.75 < height - book.bottom - 4
            ]
            if chosen:
                fit.append((index, instructions, chosen))
        if not fit:
            return None
        index, instructions, runs = chance.choice(fit)
        if kind in _PAGES:
            words = _spoil_pages(kind, pdf, [number for number, _, _ in fit], index, runs)
        else:
            words = _spoil_page(kind, pdf, index, instructions, runs, pages[index][1], chance)
            if words is not None:
                pdf.pages[index].Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        if words is None:
            return None
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue(), words


def _read_page(page: pikepdf.Page) -> tuple[Instructions, list[_Run]]:
    instructions: Instructions = list(pikepdf.parse_content_stream(page))
    fonts: Any = page.Resources.get("/Font", {})
    meanings: dict[str, dict[str, str]] = {}
    runs: list[_Run] = []
    start, font, size = -1, "", 0.0
    matrix: tuple[float, ...] = ()
    for at, (operands, operator) in enumerate((i.operands, str(i.operator)) for i in instructions):
        if operator == "BT":
            start = at
        elif operator == "Tf":
            font, size = str(operands[0]), float(operands[1])
        elif operator == "Tm":
            matrix = tuple(float(value) for value in operands)
        elif operator == "TJ" and start >= 0:
            if font not in meanings:
                meanings[font] = _read_meanings(fonts[font])
            glyphs = [
                code for part in operands[0] if isinstance(part, pikepdf.String) for code in _split_codes(bytes(part))
            ]
            text = "".join(meanings[font].get(code, "") for code in glyphs)
            runs.append(
                _Run(start=start, end=at, font=font, size=size, matrix=matrix, show=at, glyphs=glyphs, text=text)
            )
        elif operator == "ET":
            for run in runs:
                if run.start == start:
                    run.end = at
            start = -1
    return instructions, runs


def _split_codes(codes: bytes) -> list[str]:
    return [codes[i : i + 2].hex() for i in range(0, len(codes), 2)]


def _read_meanings(font: Any) -> dict[str, str]:
    """Return the characters of each code of a font, as its table for copying gives them."""
    table = font.get("/ToUnicode")
    if table is None:
        return {}
    text = table.read_bytes().decode("latin-1")
    meanings: dict[str, str] = {}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, to in _BF_RANGE.findall(block):
            for offset in range(int(last, 16) - int(first, 16) + 1):
                meanings[f"{int(first, 16) + offset:04x}"] = chr(int(to, 16) + offset)
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, to in _BF_CHAR.findall(block):
            meanings[code.lower()] = bytes.fromhex(to).decode("utf-16-be", "replace")
    return meanings


def _make(operator: str, *operands: Any) -> Any:
    return pikepdf.ContentStreamInstruction(list(operands), pikepdf.Operator(operator))


def _show(glyphs: list[str]) -> Any:
    return _make("TJ", pikepdf.Array([pikepdf.String(bytes.fromhex("".join(glyphs)))]))


def _spoil_page(
    kind: str,
    pdf: pikepdf.Pdf,
    index: int,
    instructions: Instructions,
    runs: list[_Run],
    every: list[_Run],
    chance: random.Random,
) -> str | None:
    if kind in _PAIRS:
        return _exchange(kind, instructions, every, runs, chance)
    run = chance.choice(runs)
    if kind in _GLYPHS:
        meanings = _read_meanings(pdf.pages[index].Resources["/Font"][run.font])
        changed = _change_glyphs(kind, run, meanings, chance)
        if changed is None:
            return None
        instructions[run.show] = _show(changed)
        return run.text
    if kind == "line dropped":
        # From the last one to the first, so that the places of those before stay what they are.
        for other in reversed([r for r in every if abs(r.matrix[5] - run.matrix[5]) < 0.5]):
            del instructions[other.show]
        return run.text
    if kind == "run dropped":
        del instructions[run.show]
        return run.text
    x, y, size = run.matrix[4], run.matrix[5], run.size
    before: Instructions = [_make("q")]
    after: Instructions = [_make("Q")]
    body = instructions[run.start : run.end + 1]
    if kind == "run drawn twice":
        after += body
    elif kind == "render mode 3":
        before.append(_make("Tr", 3))
    elif kind == "white":
        before.append(_make("rg", 1, 1, 1))
    elif kind == "moved off the page by cm":
        before.append(_make("cm", 1, 0, 0, 1, 3000, 0))
    elif kind == "clipped":
        before += [_make("re", 0, 0, 0.01, 0.01), _make("W"), _make("n")]
    elif kind == "transparent":
        states = pdf.pages[index].Resources.get("/ExtGState")
        if states is None:
            return None
        states["/PutIn"] = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0, CA=0)
        before.append(_make("gs", pikepdf.Name("/PutIn")))
    elif kind == "covered":
        wide = max(len(run.glyphs), 2) * size
        after += [
            _make("q"), _make("rg", 1, 1, 1), _make("re", x - size, y - size, wide, 1.4 * size), _make("f"), _make("Q"),
        ]  # fmt: skip
    else:
        matrix = (
            [run.matrix[0] * 0.02, 0, 0, run.matrix[3] * 0.02, x, y] if kind == "tiny" else [1, 0, 0, -1, x + 3000, y]
        )
        body = [_make("Tm", *matrix) if str(one.operator) == "Tm" else one for one in body]
    instructions[run.start : run.end + 1] = [*before, *body, *after]
    return run.text


def _change_glyphs(kind: str, run: _Run, meanings: dict[str, str], chance: random.Random) -> list[str] | None:
    glyphs = list(run.glyphs)
    letters = [fold(meanings.get(code, "")) for code in glyphs]
    fit = [i for i, letter in enumerate(letters) if letter]
    at = chance.choice(fit)
    if kind == "glyph dropped":
        del glyphs[at]
    elif kind == "glyph doubled":
        glyphs.insert(at, glyphs[at])
    elif kind == "glyph changed":
        others = [code for code, meaning in sorted(meanings.items()) if fold(meaning) not in ("", letters[at])]
        if not others:
            return None
        glyphs[at] = chance.choice(others)
    else:
        pairs = [i for i in fit if i + 1 in fit and letters[i] != letters[i + 1]]
        if not pairs:
            return None
        at = chance.choice(pairs)
        glyphs[at], glyphs[at + 1] = glyphs[at + 1], glyphs[at]
    return glyphs


def _exchange(
    kind: str, instructions: Instructions, every: list[_Run], runs: list[_Run], chance: random.Random
) -> str | None:
    """Exchange two lines that follow one another and begin at the same margin."""
    pairs = [
        (one, other)
        for one, other in pairwise(every)
        if one in runs
        and other in runs
        and one.font == other.font
        and one.size == other.size
        and abs(one.matrix[4] - other.matrix[4]) < 0.5
        and 6 < other.matrix[5] - one.matrix[5] < 30
        and fold(one.text) + fold(other.text) != fold(other.text) + fold(one.text)
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    if kind.startswith("texts"):
        instructions[one.show], instructions[other.show] = instructions[other.show], instructions[one.show]
        return one.text
    for here, there in ((one, other), (other, one)):
        for at in range(here.start, here.end):
            if str(instructions[at].operator) == "Tm":
                instructions[at] = _make("Tm", *there.matrix)
    return one.text


def _spoil_pages(kind: str, pdf: pikepdf.Pdf, fit: list[int], index: int, runs: list[_Run]) -> str | None:
    if kind == "page emptied":
        pdf.pages[index].Contents = pdf.make_stream(b"")
    elif kind == "page dropped":
        del pdf.pages[index]
    else:
        other = next((number for number in fit if number > index), None)
        if other is None:
            return None
        one, two = pdf.pages[index].Contents, pdf.pages[other].Contents
        pdf.pages[index].Contents, pdf.pages[other].Contents = two, one
    return runs[0].text
