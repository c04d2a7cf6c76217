"""Accessibility metadata: it follows what the text holds, and claims nothing that was not computed."""

from __future__ import annotations

from makeready.epub.bind import bind_epub
from makeready.epub.contrast import find_faint
from makeready.findings import Severity
from makeready.model.composition import Composition, StyleSheet
from makeready.style.sheet import read_style
from tests.unit.epub.archives import list_meta
from tests.unit.epub.compositions import CSS, TITLE_PAGE, asset, book, composition, document, picture

COVER = picture("JPEG", (1600, 2560))


def look(source: Composition) -> tuple[bytes, list[str]]:
    """Return the EPUB and the reasons why it claims no conformance."""
    outcome = bind_epub(source, COVER)
    assert outcome.value is not None, outcome.findings
    advice = [f for f in outcome.findings if f.code == "EP007"]
    assert all(f.severity is Severity.WARNING for f in advice)
    return outcome.value.content, [line for f in advice for line in (f.message, *f.notes)]


def of_body(body: str) -> Composition:
    documents = (TITLE_PAGE, document("text/chapter-1.xhtml", body))
    return composition(documents=documents, contents=composition().contents[:1])


PLAIN = '<section id="chapter-1"><h1>One</h1>\n<p>Words.</p></section>'


def test_text_with_a_described_picture() -> None:
    epub, reasons = look(composition())
    assert reasons == []
    assert list_meta(epub, "schema:accessMode") == ["textual", "visual"]
    assert list_meta(epub, "schema:accessModeSufficient") == ["textual", "textual,visual"]
    assert list_meta(epub, "schema:accessibilityFeature") == [
        "alternativeText",
        "displayTransformability",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ]
    assert list_meta(epub, "schema:accessibilityHazard") == ["none"]
    assert list_meta(epub, "dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert list_meta(epub, "a11y:certifiedBy", "conformance") == ["Acme Press"]


def test_cover_alone_makes_no_book_visual() -> None:
    epub, reasons = look(of_body(PLAIN))
    assert reasons == []
    assert list_meta(epub, "schema:accessMode") == ["textual"]
    assert list_meta(epub, "schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" in list_meta(epub, "schema:accessibilityFeature")
    assert "picture" not in list_meta(epub, "schema:accessibilitySummary")[0]


def test_ornament_makes_no_book_visual() -> None:
    epub, reasons = look(of_body(f'{PLAIN}<p><img src="../images/map.png" alt="" role="presentation"/></p>'))
    assert reasons == []
    assert list_meta(epub, "schema:accessMode") == ["textual"]


def test_picture_without_words_takes_the_claims_away() -> None:
    epub, reasons = look(of_body(f'{PLAIN}<p><img src="../images/map.png" alt=""/></p>'))
    assert "1 picture(s) without words" in reasons[0]
    assert list_meta(epub, "schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in list_meta(epub, "schema:accessibilityFeature")
    assert list_meta(epub, "dcterms:conformsTo") == []
    assert list_meta(epub, "a11y:certifiedBy", "conformance") == []


def test_no_claim_is_made_that_nobody_asked_for() -> None:
    epub, reasons = look(composition(book=book(conformance=None)))
    assert reasons == []
    assert list_meta(epub, "dcterms:conformsTo") == []
    assert list_meta(epub, "a11y:certifiedBy") == []


def test_each_obstacle_is_named() -> None:
    cases = {
        "headings skip a level": of_body('<section id="chapter-1"><h1>One</h1>\n<h3>Deep</h3></section>'),
        "without header cells": of_body(f"{PLAIN}<table><tr><td>1</td></tr></table>"),
        "without words": of_body(f'{PLAIN}<p><a href="#chapter-1"></a></p>'),
        "no table of contents": composition(contents=()),
        "too faint": composition(styles=(StyleSheet(name="a.css", content=f"{CSS} .x {{ color: #aaa }}"),)),
        "an animation": composition(styles=(StyleSheet(name="a.css", content=f"{CSS} .x {{ animation: spin 1s }}"),)),
    }
    for words, source in cases.items():
        epub, reasons = look(source)
        assert any(words in reason for reason in reasons), (words, reasons)
        assert list_meta(epub, "dcterms:conformsTo") == [], words


def test_moving_pictures_are_a_hazard_unknown() -> None:
    frame = b"\x21\xf9\x04"
    for kind, content in (
        ("image/gif", b"GIF89a" + frame + frame),
        ("image/svg+xml", b"<svg><animate/></svg>"),
        ("image/png", picture()[:60] + b"acTL"),
    ):
        moving = (("images/map.png", asset("map.png", content, kind)),)
        epub, reasons = look(composition(assets=moving))
        assert list_meta(epub, "schema:accessibilityHazard") == ["unknown"]
        assert "images/map.png" in reasons[0]
    still = (("images/map.png", asset("map.png", b"GIF89a" + frame, "image/gif")),)
    assert list_meta(look(composition(assets=still))[0], "schema:accessibilityHazard") == ["none"]


def test_fixed_sizes_take_transformability_away() -> None:
    styles = (StyleSheet(name="a.css", content=f"{CSS} p {{ font-size: 12pt }}"),)
    assert "displayTransformability" not in list_meta(
        look(composition(styles=styles))[0], "schema:accessibilityFeature"
    )


def test_page_markers_are_listed_and_said() -> None:
    marker = '<span role="doc-pagebreak" epub:type="pagebreak" id="page-7" aria-label=" page 7. "/>'
    epub, _ = look(of_body(f"{PLAIN}<p>{marker}More.</p>"))
    features = list_meta(epub, "schema:accessibilityFeature")
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)


def test_contrast_is_measured() -> None:
    def faint(css: str) -> int:
        return len(find_faint(read_style([StyleSheet(name="x.css", content=css)])))

    assert faint("p { color: #767676 }") == 0
    assert faint("p { color: #777 }") == 1
    assert faint("p { background: #000; color: #fff }") == 0
    assert faint("p { background: #333 }") == 1
    assert faint("p { color: inherit; background: none }") == 0
    assert faint("p { color: rgba(0, 0, 0, 0.3) }") == 1
    assert faint("p { color: var(--unknown) }") == 1
    assert faint("p { COLOR: RGB(20 20 20) }") == 0
    assert faint("p { color: hsl(0 0% 60%); background: #fff }") == 1
    assert faint("p { color: oklch(30% 0 0) } q { color: oklch(80% 0.05 200) }") == 1
    assert faint("p { color: lab(20% 0 0); background: white no-repeat 0 0 }") == 0
    assert faint("p { background: black url(x.png) }") == 1
    assert faint("p { color: color() } q { color: color(srgb 1) }") == 2
    assert faint("@media print { p { color: #eee } }") == 0
    assert faint("p { color: #eee !important; color: #000 }") == 1
