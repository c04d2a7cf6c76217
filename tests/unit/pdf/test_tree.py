"""The tree: all documents in one, in reading order; links between files become links within it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from makeready.model.book import Asset, Matter, Subject
from makeready.model.composition import Composition
from makeready.model.edition import PrintEdition
from makeready.model.node import NodeKind
from makeready.model.people import Contributor
from makeready.pdf.tree import join_documents, write_tree
from tests.unit.compose.books import link, node, paragraph, section
from tests.unit.pdf.compositions import composition

FRONT, BACK = Matter.FRONT, Matter.BACK


def _sample() -> Composition:
    picture = Asset(path="images/Map.png", media_type="image/png", digest="0", content=b"")
    return composition(
        section("preface", paragraph(link("#spot")), role="preface", matter=FRONT),
        section("one", paragraph(link("#two"), link("#spot"), link("https://x.org/#a"), link("mailto:a@x.org"))),
        section("two", paragraph("x", id="spot"), language="fr"),
        section("after", node(NodeKind.FIGURE, node(NodeKind.IMAGE, src="images/Map.png", alt="m")), matter=BACK),
        assets=(picture,),
        contributors=(Contributor(name="Ann & Co", sort_name="x", roles=("aut",)),),
        subjects=(Subject(term="a"), Subject(term="b")),
    )


def _hrefs(root: ElementTree.Element) -> list[str | None]:
    return [a.get("href") for a in root.iter("a")]


def test_bodies_stand_in_holders_of_their_matter_in_reading_order() -> None:
    root = join_documents(_sample())
    body = root.find("body")
    assert body is not None and body.get("class") == "openings-recto"
    assert [(h.get("class"), [s.get("id") for s in h]) for h in body] == [
        ("matter-front", ["preface"]),
        ("matter-body", ["one", "two"]),
        ("matter-back", ["after"]),
    ]
    assert [s.get("id") for s in root.iter("section") if "first" in (s.get("class") or "").split()] == ["one"]


@pytest.mark.parametrize(
    ("language", "other", "expected"),
    [
        ("en", "he", [None, "rtl"]),
        ("he", "en", ["rtl", "ltr"]),
        ("he", "ar", ["rtl", None]),
        ("en", "fr", [None, None]),
    ],
)
def test_the_tree_and_sections_of_another_direction_say_so(
    language: str, other: str, expected: list[str | None]
) -> None:
    root = join_documents(composition(section("one"), section("two", language=other), language=language))
    two = root.find("body/div/section[@id='two']")
    assert two is not None
    assert [root.get("dir"), two.get("dir")] == expected


def test_links_between_files_become_links_within_the_tree() -> None:
    assert _hrefs(join_documents(_sample())) == ["#spot", "#two", "#spot", "https://x.org/#a", "mailto:a@x.org"]


@pytest.mark.parametrize(
    ("href", "expected"),
    [("two.xhtml", "#two"), ("two.xhtml#spot", "#spot"), ("../text/two.xhtml", "#two"), ("#spot", "#spot")],
)
def test_links_to_a_whole_file_lead_to_its_first_id(href: str, expected: str) -> None:
    whole = _sample()
    first = whole.documents[0]
    changed = replace(first, content=first.content.replace(b'href="two.xhtml#spot"', f'href="{href}"'.encode()))
    assert _hrefs(join_documents(replace(whole, documents=(changed, *whole.documents[1:]))))[0] == expected


def test_no_namespace_and_no_attribute_of_another_language_is_left() -> None:
    root = join_documents(_sample())
    assert not [e.tag for e in root.iter() if "{" in e.tag]
    assert not [name for e in root.iter() for name in e.attrib if "{" in name]
    assert {e.get("id"): e.get("lang") for e in root.iter("section")}["two"] == "fr"


def test_pictures_are_named_from_the_base() -> None:
    assert [e.get("src") for e in join_documents(_sample()).iter("img")] == ["images/map.png"]


def test_the_head_has_the_title() -> None:
    assert join_documents(_sample()).findtext("head/title") == "The Book"


def test_drawings_keep_their_namespace() -> None:
    whole = composition(section("one", paragraph("x")))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'
    first = whole.documents[0]
    changed = replace(first, content=first.content.replace(b"<p>x</p>", b"<p>" + drawing + b"</p>"))
    tags = [e.tag for e in join_documents(replace(whole, documents=(changed,))).iter()]
    assert "{http://www.w3.org/2000/svg}rect" in tags


def test_openings_are_the_editions() -> None:
    edition = PrintEdition(name="x", openings="any")
    body = join_documents(composition(section("one", paragraph("x")), edition=edition)).find("body")
    assert body is not None and body.get("class") == "openings-any"


def test_a_written_tree_has_words_in_utf_8_and_no_references_to_characters() -> None:
    root = ElementTree.Element("p", {"title": "a “b” & <c>"})
    root.text = "Größe & ‘so’ — \U0001f600"
    written = write_tree(root)
    assert b"&#" not in written
    assert "Größe &amp; ‘so’ — \U0001f600".encode() in written
    read = ElementTree.fromstring(written)  # noqa: S314 - our own bytes
    assert (read.text, read.attrib) == (root.text, root.attrib)
