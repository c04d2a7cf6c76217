"""Documents: well-formed whatever the nodes, ids unique, and each line leads back to its place in the manuscript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from makeready.compose import compose_book
from makeready.findings import Span
from makeready.markup import mark_up
from makeready.markup.document import name_section, place_assets
from makeready.model.book import Asset, Book, Matter, Section
from makeready.model.composition import Composition
from makeready.model.edition import KINDS, Edition, Making, NotePlace, Target
from makeready.model.node import Node, NodeKind, text_node
from tests.unit.compose.books import PRINT, book, call, emphasis, link, node, note, paragraph, section

X = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
K = NodeKind


def _at(line: int) -> Span:
    return Span.at("manuscript/01.md", line, 1)


def _everything() -> tuple[Node, ...]:
    """Return a block for every kind of node, each on its own line of the manuscript."""
    in_line: list[Node | str] = [
        "a<b&c ", emphasis("em"), node(K.STRONG, "st"), Node(kind=K.CODE, text="x < y"), link("https://x.org/?a=1&b=2"),
        node(K.IMAGE, src="images/map.png", alt='A "map"', title="T"), Node(kind=K.LINE_BREAK),
        "next", Node(kind=K.SOFT_BREAK, span=_at(4)), "line", call("a"), node(K.SPAN, "ab", tag="abbr", title="Abbr"),
        node(K.SPAN, "odd", tag="blink"),
    ]  # fmt: skip
    row = node(K.ROW, node(K.CELL, "c", header="true", align="right"), node(K.CELL, "cell", colspan="2"), span=_at(9))
    table = node(
        K.TABLE,
        node(K.CAPTION, "Cap"),
        node(K.TABLE_HEAD, row),
        node(K.TABLE_BODY, replace(row, span=_at(10))),
        span=_at(8),
    )
    item = node(K.ITEM, paragraph("tight"), tight="true", span=_at(13))
    second = node(K.ITEM, replace(paragraph("loose"), span=_at(14)), span=_at(14))
    definition = node(K.DEFINITION, replace(paragraph("d"), span=_at(21)), span=_at(21))
    return (
        replace(paragraph(*in_line, id="p", class_="x y", lang="fr", dir="ltr"), span=_at(3)),
        node(K.HEADING, "Head", level="3", span=_at(5)),
        node(K.BLOCK_QUOTE, replace(paragraph("q"), span=_at(6)), span=_at(6)),
        table,
        node(K.LIST, item, second, ordered="true", start="3", span=_at(13)),
        node(K.DEFINITION_LIST, node(K.TERM, "t", span=_at(20)), definition, span=_at(20)),
        Node(kind=K.CODE_BLOCK, text="one\n<two>\n", attributes=(("language", "py"),), span=_at(23)),
        node(K.RULE, span=_at(27)),
        node(K.DIVISION, node(K.LINE, "verse", span=_at(29)), role="verse", span=_at(28)),
        node(
            K.FIGURE, node(K.IMAGE, src="images/map.png", alt="m"), node(K.CAPTION, "cap", span=_at(32)), span=_at(31)
        ),
        replace(paragraph("last"), span=_at(34)),
    )


def _book() -> Book:
    kinds = section(
        "one",
        *_everything(),
        title=(text_node("One & "), emphasis("more", call("b"))),
        notes=(replace(note("a", "note <a>"), span=_at(40)), replace(note("b", "note b"), span=_at(41))),
        children=(
            section("inner", replace(paragraph("in"), span=_at(44)), role="section", span=_at(43), language="de"),
        ),
        span=_at(1),
    )
    asset = Asset(path="images/map.png", media_type="image/png", digest="0", content=b"")
    return book(kinds, section("two", replace(paragraph("b"), span=Span.at("manuscript/02.md", 3))), assets=(asset,))


def _mark(whole: Book, edition: Edition = PRINT) -> Composition:
    composed = compose_book(whole, edition, Making()).value
    assert composed is not None
    return mark_up(composed, edition, (), "Note")


def _bare(*sections: Section, language: str = "en-GB") -> Composition:
    """Return sections marked up as they are, without matter."""
    return mark_up(book(*sections, language=language), PRINT, (), "Note")


EDITIONS = tuple(
    KINDS[target](name="x", notes=place)
    for target, place in (
        (Target.PDF, NotePlace.PAGE), (Target.PDF, NotePlace.CHAPTER_END), (Target.PDF, NotePlace.BOOK_END),
        (Target.EPUB, NotePlace.CHAPTER_END), (Target.EPUB, NotePlace.BOOK_END),
    )
)  # fmt: skip


def test_an_empty_cell_of_a_head_is_no_header() -> None:
    # WCAG 2.2, 1.3.1: a header has words. The corner of a table of two ways in has none.
    head = node(K.TABLE_HEAD, node(K.ROW, node(K.CELL, header="true"), node(K.CELL, "One", header="true")))
    made = mark_up(book(section("one", node(K.TABLE, head))), PRINT, (), "Note")
    content = b"".join(document.content for document in made.documents).decode()
    assert '<td></td><th scope="col">One</th>' in content.replace("\n", "")


def test_the_sample_has_every_kind() -> None:
    kinds = {n.kind for top in _everything() for n in top.walk()}
    assert kinds | {K.NOTE} == set(NodeKind)


@pytest.mark.parametrize("edition", EDITIONS)
def test_documents_are_well_formed_ids_unique_and_links_lead_somewhere(edition: Edition) -> None:
    composition = _mark(_book(), edition)
    ids: Counter[str] = Counter()
    places: set[str] = set()
    links: list[str] = []
    for document in composition.documents:
        root = etree.fromstring(document.content)
        found = [identity for element in root.iter() if (identity := element.get("id"))]
        assert tuple(found) == document.anchors
        ids.update(found)
        folder = "text/"
        name = document.href.removeprefix(folder)
        places |= {f"{folder}{name}#{identity}" for identity in found}
        for element in root.iter(f"{X}a"):
            href = element.get("href", "")
            if "://" not in href:
                links.append(f"{document.href}{href}" if href.startswith("#") else f"{folder}{href}")
        assert root.get("lang") == root.get(XML_LANG) == document.language
        assert root.findtext(f"{X}head/{X}title")
    assert [name for name, count in ids.items() if count > 1] == []
    assert links and set(links) <= places
    targets = {point.href for point in composition.contents}
    assert targets <= places


def _blocks(root: etree._Element) -> Iterator[tuple[str, int]]:
    """Yield the first words of the lowest blocks, and the line that their start tag stands on."""
    for element in root.iter(
        *(f"{X}{name}" for name in ("p", "h1", "h2", "h3", "li", "dt", "pre", "td", "figcaption"))
    ):
        text = " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())
        line: Any = element.sourceline
        if text:
            yield text, line


def test_each_line_leads_back_to_its_place_in_the_manuscript() -> None:
    document = next(d for d in _mark(_book(), EDITIONS[3]).documents if d.href == "text/one.xhtml")
    root = etree.fromstring(document.content)
    expected = {
        "One & more1": 1, "Head": 5, "q": 6, "cell": 9, "tight": 13, "loose": 14, "t": 20, "d": 21, "one <two>": 23,
        "cap": 32, "last": 34, "Inner": 43, "in": 44, "1. note b": 41, "2. note <a>": 40,
    }  # fmt: skip
    found: dict[str, int] = {}
    for text, line in _blocks(root):
        place = document.locate(line)
        assert place is not None and place.source == "manuscript/01.md"
        found.setdefault(text, place.start_line)
    assert {text: found.get(text) for text in expected} == expected
    lines = document.content.decode().split("\n")
    softly = next(n for n, line in enumerate(lines, 1) if line.startswith("line"))
    # A soft break stands in the line that it ends, as the manuscript's reader has it.
    assert document.locate(softly) == Span.at("manuscript/01.md", 5)
    assert [line for line, _ in document.source_map] == sorted({line for line, _ in document.source_map})
    assert document.locate(1) is None


def test_composed_pages_come_from_nowhere() -> None:
    document = next(d for d in _mark(_book()).documents if d.role == "titlepage")
    assert document.source_map == () and document.generated
    assert b'data-generated="true"' in document.content


def test_elements_have_their_attributes() -> None:
    root = etree.fromstring(
        next(d for d in _mark(_book(), EDITIONS[3]).documents if d.href == "text/one.xhtml").content
    )
    p = root.find(f".//{X}p[@id='p']")
    assert p is not None
    assert (p.get("class"), p.get("lang"), p.get(XML_LANG), p.get("dir")) == ("x y", "fr", "fr", "ltr")
    image = p.find(f"{X}img")
    assert image is not None
    assert [image.get(name) for name in ("src", "alt", "title", "id")] == ["../images/map.png", 'A "map"', "T", None]
    abbreviation = p.find(f"{X}abbr")
    assert abbreviation is not None and abbreviation.get("title") == "Abbr"
    assert [e.text for e in p.findall(f"{X}span")] == ["odd"]
    assert root.find(f".//{X}ol").get("start") == "3"  # type: ignore[union-attr]
    assert root.find(f".//{X}th").get("scope") == "col"  # type: ignore[union-attr]
    assert root.find(f".//{X}td").get("colspan") == "2"  # type: ignore[union-attr]
    assert root.find(f".//{X}table/{X}caption").text == "Cap"  # type: ignore[union-attr]
    assert root.find(f".//{X}figure/{X}figcaption").text == "cap"  # type: ignore[union-attr]
    code = root.find(f".//{X}pre/{X}code")
    assert code is not None
    assert (code.get("class"), code.text) == ("language-py", "one\n<two>\n")
    assert root.find(f".//{X}section[@id='inner']").get(XML_LANG) == "de"  # type: ignore[union-attr]
    assert root.find(f".//{X}div[@class='verse']/{X}span[@class='line']") is not None


def test_notes_have_their_words_their_terms_and_a_way_back() -> None:
    twice = section("one", paragraph(call("a"), call("a")), notes=(note("a", "words"),))
    composed = _mark(book(twice), EDITIONS[3])
    root = etree.fromstring(next(d for d in composed.documents if d.role == "chapter").content)
    (aside,) = root.iter(f"{X}aside")
    assert (aside.get(f"{OPS}type"), aside.get("role")) == ("footnote", "doc-footnote")
    backs = [a for a in aside.iter(f"{X}a") if a.get("role") == "doc-backlink"]
    calls = [a for a in root.iter(f"{X}a") if a.get("role") == "doc-noteref"]
    assert [a.get("href") for a in backs] == [f"#{a.get('id')}" for a in calls]
    assert [a.get("href") for a in calls] == [f"#{aside.get('id')}"] * 2
    assert backs[1].get("aria-label") == "Note 1, 2"
    assert len({a.text for a in backs}) == 2


def test_a_note_called_often_has_a_letter_then_a_number_for_each_way_back() -> None:
    often = section("one", paragraph(*[call("a")] * 30), notes=(note("a", "words"),))
    composed = _mark(book(often), EDITIONS[3])
    root = etree.fromstring(next(d for d in composed.documents if d.role == "chapter").content)
    labels = [a.text or "" for a in root.iter(f"{X}a") if a.get("role") == "doc-backlink"]
    assert len(set(labels)) == 30
    assert all(label.strip("().").isalnum() for label in labels)


def test_a_heading_keeps_clear_of_an_id_of_the_authors() -> None:
    (document,) = _bare(section("half", paragraph("x", id="half-title"))).documents
    assert document.anchors == ("half", "half-title-", "half-title")
    assert b'aria-labelledby="half-title-"' in document.content


def test_a_section_without_a_title_is_named_for_readers() -> None:
    quiet = section("quiet", paragraph("x"), title="", short_title="Dedication", role="dedication", matter=Matter.FRONT)
    (document,) = _bare(quiet).documents
    assert b'aria-label="Dedication"' in document.content
    assert document.title == "Dedication"
    assert b'epub:type="frontmatter"' in document.content


def test_titles_in_lists_have_no_note_calls() -> None:
    inside = emphasis("x", node(K.NOTE_CALL, paragraph("words"), number="1", target="note-1"))
    titled = section("one", title=(text_node("A "), inside))
    assert name_section(titled) == "A x"
    composition = _bare(titled)
    assert (composition.documents[0].title, composition.contents[0].title) == ("A x", "A x")


def test_levels_follow_the_depth_in_the_file_and_the_depth_in_the_book_is_kept() -> None:
    chapter = section("c", children=(section("s", role="section"),))
    composition = _bare(section("p", role="part", children=(chapter,)))
    root = etree.fromstring(composition.documents[1].content)
    headings = [e for e in root.iter() if etree.QName(e).localname in ("h1", "h2")]
    assert [(etree.QName(e).localname, e.get("data-depth")) for e in headings] == [("h1", "2"), ("h2", "3")]
    assert [(p.title, [c.title for c in p.children]) for p in composition.contents] == [("P", ["C"])]


def test_chapters_of_a_french_part_are_marked_french() -> None:
    composition = _bare(section("p", role="part", language="fr", children=(section("c"),)))
    assert [d.language for d in composition.documents] == ["fr", "fr"]


def test_an_unlisted_section_gives_its_place_to_those_below() -> None:
    hidden = section("h", listed=False, children=(section("s", role="section"),))
    assert [p.title for p in _bare(hidden).contents] == ["S"]


def test_a_chapters_subtitle_and_authors_are_in_the_contents_and_not_in_its_names() -> None:
    made = _mark(book(section("one", subtitle='"A" way', authors=("Ann O'Lee", "Bo Ek")), section("two")), EDITIONS[-1])
    assert [p.title for p in made.contents[:2]] == ["One: “A” way — Ann O’Lee, Bo Ek", "Two"]
    assert [d.title for d in made.documents if d.role == "chapter"] == ["One", "Two"]


def _directions(language: str, *content: Node, **changes: Any) -> list[tuple[str, str]]:
    # Figures have no direction of their own, so that nothing is set apart for it.
    (document,) = _bare(
        section("one", *content, **{"title": (text_node("1"),), **changes}), language=language
    ).documents
    root = etree.fromstring(document.content)
    return [(etree.QName(e).localname, e.get("dir", "")) for e in root.iter() if e.get("dir")]


def test_words_of_another_direction_say_so_and_no_others() -> None:
    hebrew = node(K.SPAN, "1", lang="he")
    assert _directions("en", paragraph(hebrew, node(K.SPAN, "2", lang="fr"))) == [("span", "rtl")]
    assert _directions("he", paragraph(hebrew, node(K.SPAN, "2", lang="fr"))) == [("html", "rtl"), ("span", "ltr")]
    inner = node(K.DIVISION, paragraph(hebrew, node(K.SPAN, "2", lang="en")), paragraph("3", lang="ar"), lang="he")
    assert _directions("en", inner, paragraph(hebrew)) == [("div", "rtl"), ("span", "ltr"), ("span", "rtl")]
    assert _directions("en", paragraph("1", lang="he", dir="ltr")) == [("p", "ltr")]
    turned = node(K.DIVISION, paragraph("1", lang="he"), paragraph("2", lang="en"), dir="rtl")
    assert _directions("en", turned) == [("div", "rtl"), ("p", "ltr")]


def test_code_runs_from_left_to_right_in_any_text() -> None:
    code = replace(node(K.CODE), text="x")
    block = replace(node(K.CODE_BLOCK), text="x")
    assert _directions("ar", paragraph(code), block) == [("html", "rtl"), ("code", "ltr"), ("pre", "ltr")]
    assert _directions("en", paragraph(code), block) == []


def test_captions_and_notes_have_their_own_direction() -> None:
    caption = node(K.CAPTION, "1", lang="he")
    row = node(K.TABLE_BODY, node(K.ROW, node(K.CELL, node(K.SPAN, "2", lang="he"))))
    assert _directions("en", node(K.TABLE, caption, row)) == [("caption", "rtl"), ("span", "rtl")]
    notes = (
        node(K.NOTE, paragraph("1", lang="he"), paragraph("2"), id="n1", number="1", calls="c1"),
        node(K.NOTE, paragraph(node(K.SPAN, "3", lang="he")), id="n2", number="2", calls="c2"),
    )
    assert _directions("en", notes=notes) == [("p", "rtl"), ("span", "rtl")]


def test_the_first_paragraph_of_a_footnote_keeps_its_language_and_direction() -> None:
    words = node(K.NOTE, paragraph("1", lang="he", id="word"), paragraph("2"), label="n")
    composed = _mark(book(section("one", paragraph(call("n")), notes=(words,))), EDITIONS[0])
    root = etree.fromstring(next(d for d in composed.documents if d.role == "chapter").content)
    first, second = root.find(f".//{X}span[@role='doc-footnote']")  # type: ignore[misc]
    assert [first.get(name) for name in ("lang", "dir", "id", "class")] == ["he", "rtl", "word", None]
    assert [second.get(name) for name in ("lang", "dir", "class")] == [None, None, "paragraph"]


def test_sections_of_another_direction_say_so() -> None:
    inner = section("in", paragraph("1"), title="1", role="section", language="he")
    assert _directions("en", children=(inner, section("after", paragraph("2"), title="2", role="section"))) == [
        ("section", "rtl")
    ]
    (document,) = _bare(section("one", children=(inner,), title="1", language="he")).documents
    assert document.content.count(b"dir=") == 1


def test_verse_steps_in_where_its_lines_begin() -> None:
    lines = [node(K.LINE, "a", indent="2")]
    verse = node(K.DIVISION, paragraph(*lines), role="verse")
    for language, side in (("en", "left"), ("he", "right")):
        (document,) = _bare(section("one", verse), language=language).documents
        assert f'style="padding-{side}: 3em"'.encode() in document.content


def test_lines_of_the_contents_know_their_language() -> None:
    inner = section("in", role="section")
    made = _bare(section("one"), section("two", language="he", children=(inner,)))
    points = [made.contents[0], made.contents[1], made.contents[1].children[0]]
    assert [point.language for point in points] == [None, "he", "he"]


def test_landmarks_are_the_first_of_their_kind() -> None:
    composition = _bare(
        section("t", role="titlepage", matter=Matter.FRONT), section("a"), section("b"), section("i", role="index")
    )
    assert [(x.role, x.href) for x in composition.landmarks] == [
        ("titlepage", "text/t.xhtml"), ("bodymatter", "text/a.xhtml"), ("index", "text/i.xhtml"),
    ]  # fmt: skip


@pytest.mark.threat(37)
def test_assets_have_plain_names_that_differ() -> None:
    def asset(path: str, kind: str = "image/png") -> Asset:
        return Asset(path=path, media_type=kind, digest="0", content=b"")

    whole = book(
        assets=(asset("a/Map.PNG"), asset("b/map.png"), asset("ü é.jpeg", "image/jpeg"), asset("x.html", "a/b"))
    )
    assert [href for href, _ in place_assets(whole)] == [
        "images/map.png", "images/map-2.png", "images/image.jpg", "images/x.bin",
    ]  # fmt: skip


@pytest.mark.threat(38)
def test_pictures_with_the_names_of_devices_are_renamed() -> None:
    paths = ("CON.png", "p/nul", "aux.png.", "com0.x.png", "..png", "LPT9.png")
    whole = book(assets=tuple(Asset(path=p, media_type="image/png", digest="0", content=b"") for p in paths))
    assert [href.removeprefix("images/") for href, _ in place_assets(whole)] == [
        "con-image.png", "nul-image.png", "aux-png.png", "com0-x.png", "png.png", "lpt9-image.png",
    ]  # fmt: skip


def test_the_same_book_gives_the_same_bytes() -> None:
    assert _mark(_book()) == _mark(_book())
