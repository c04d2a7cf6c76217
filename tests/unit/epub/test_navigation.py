"""Navigation: the contents, the landmarks and the pages, in nav.xhtml and in the NCX."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from makeready.epub.navigation import list_landmarks, name_point, write_nav, write_ncx
from makeready.epub.survey import PageMarker
from makeready.model.book import Matter
from makeready.model.composition import Landmark, NavigationPoint
from tests.unit.epub.compositions import CONTENTS, TITLE_PAGE, document

XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
TYPE = "{http://www.idpf.org/2007/ops}type"


def point(title: str, *children: NavigationPoint, label: str | None = None) -> NavigationPoint:
    return NavigationPoint(title=title, href=f"text/{title}.xhtml", label=label, children=children)


@pytest.mark.parametrize(
    ("label", "title", "expected"),
    [
        ("3", "The Road", "3 The Road"),
        (None, "The Road", "The Road"),
        ("Chapter 3", "Chapter 3", "Chapter 3"),
        ("3", "", "3"),
        ("3", "3. The Road", "3. The Road"),
    ],
)
def test_label_and_title_are_joined(label: str | None, title: str, expected: str) -> None:
    assert name_point(NavigationPoint(title=title, label=label, href="x")) == expected


def test_contents_have_three_levels_at_most() -> None:
    tree = (point("a", point("b", point("c", point("d")))), point("e"))
    nav = etree.fromstring(write_nav(tree, (), (), "en"))
    assert [a.text for a in nav.iter(f"{XHTML}a")] == ["a", "b", "c", "e"]
    ncx = etree.fromstring(write_ncx(tree, (), "en", "T", "urn:x"))
    assert [t.text for t in ncx.iter(f"{NCX}text")] == ["T", "a", "b", "c", "e"]
    depth = next(m for m in ncx.iter(f"{NCX}meta") if m.get("name") == "dtb:depth")
    assert depth.get("content") == "3"


def test_headings_are_in_the_language_of_the_book() -> None:
    for language, word in (("de-AT", "Inhalt"), ("fr", "Table des matières"), ("nl", "Inhoud"), ("xx", "Contents")):
        nav = etree.fromstring(write_nav(CONTENTS, (), (), language))
        heading = nav.find(f".//{XHTML}h1")
        assert heading is not None
        assert heading.text == word
        assert nav.get("lang") == language


def test_a_line_in_another_language_says_so_and_which_way_it_runs() -> None:
    tree = (point("a"), replace(point("b"), language="fr"), replace(point("c"), language="he"))
    for language, directions in (("en", [None, None, "rtl"]), ("ar", [None, "ltr", None])):
        nav = etree.fromstring(write_nav(tree, (), (), language))
        links = list(nav.iter(f"{XHTML}a"))
        assert [a.get("lang") for a in links] == [a.get(XML_LANG) for a in links] == [None, "fr", "he"]
        assert [a.get("dir") for a in links] == directions


def test_words_are_escaped() -> None:
    tree = (point("<b>&\"'"),)
    nav = etree.fromstring(write_nav(tree, (), (), "en"))
    assert [a.text for a in nav.iter(f"{XHTML}a")] == ["<b>&\"'"]
    assert etree.fromstring(write_ncx(tree, (), "en", "<&>", 'a"b')) is not None


def test_landmarks_are_once_each_cover_and_contents_first() -> None:
    given = (
        Landmark(role="preface", title="Preface", href="text/preface.xhtml"),
        Landmark(role="preface", title="Another", href="text/other.xhtml"),
        Landmark(role="bodymatter", title="Start", href="text/1.xhtml"),
    )
    marks = list_landmarks(given, (TITLE_PAGE,), "en", "text/cover.xhtml")
    assert [(m.role, m.title) for m in marks] == [
        ("cover", "Cover"),
        ("toc", "Contents"),
        ("preface", "Preface"),
        ("bodymatter", "Start"),
    ]


def test_contents_page_of_ones_own_is_the_landmark() -> None:
    contents = document("text/contents.xhtml", "<p>One</p>", role="toc")
    (mark,) = (mark for mark in list_landmarks((), (contents,), "en", None) if mark.role == "toc")
    assert mark.href == "text/contents.xhtml"


def test_start_of_the_text_is_found_where_no_landmark_says_it() -> None:
    body = document("text/1.xhtml", "<p>x</p>", matter=Matter.BODY)
    assert list_landmarks((), (TITLE_PAGE, body), "en", None)[-1].href == "text/1.xhtml"


def test_pages_are_listed_where_any_are_marked() -> None:
    markers = (PageMarker(href="text/1.xhtml#p-i", label="i"), PageMarker(href="text/1.xhtml#p-2", label="2"))
    nav = etree.fromstring(write_nav(CONTENTS, (), markers, "en"))
    pages = next(n for n in nav.iter(f"{XHTML}nav") if n.get(TYPE) == "page-list")
    assert pages.get("role") == "doc-pagelist"
    assert [(a.get("href"), a.text) for a in pages.iter(f"{XHTML}a")] == [
        ("text/1.xhtml#p-i", "i"),
        ("text/1.xhtml#p-2", "2"),
    ]
    assert not [n for n in etree.fromstring(write_nav(CONTENTS, (), (), "en")).iter() if n.get(TYPE) == "page-list"]
    ncx = etree.fromstring(write_ncx(CONTENTS, markers, "en", "T", "urn:x"))
    assert len(list(ncx.iter(f"{NCX}pageTarget"))) == 2


def test_book_without_contents_has_no_ncx() -> None:
    assert write_ncx((), (), "en", "T", "urn:x") == b""


def test_pages_of_the_ncx_say_which_are_roman_and_how_many_there_are() -> None:
    markers = tuple(PageMarker(href=f"text/1.xhtml#page-{folio}", label=folio) for folio in ("iv", "1", "12"))
    ncx = etree.fromstring(write_ncx(CONTENTS, markers, "en", "T", "urn:x"))
    targets = [(t.get("type"), t.get("value")) for t in ncx.iter(f"{NCX}pageTarget")]
    assert targets == [("front", None), ("normal", "1"), ("normal", "12")]
    heads = {m.get("name"): m.get("content") for m in ncx.iter(f"{NCX}meta")}
    assert (heads["dtb:totalPageCount"], heads["dtb:maxPageNumber"]) == ("3", "12")
