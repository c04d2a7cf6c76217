"""EPUBCheck on what the binder makes: no error and no warning, and the same judge finds what is spoilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.checks.judges import judge_epub
from makeready.epub.bind import bind_epub
from makeready.findings import Severity
from makeready.model.book import Book, Identifier, Matter
from makeready.model.composition import Composition, Landmark, NavigationPoint, StyleSheet
from tests.conformance.epubcheck_jvm import judge
from tests.unit.checks.broken_epubs import BROKEN, CSS, NAV, ONE, OPF, check, good_epub
from tests.unit.epub.archives import with_text
from tests.unit.epub.compositions import TITLE_PAGE, asset, book, composition, document, picture, review

COVER = picture("JPEG", (1600, 2560))


def bind(source: Composition, cover: bytes | None = COVER) -> bytes:
    bound = bind_epub(source, cover)
    assert bound.value is not None, bound.findings
    return bound.value.content


def rich() -> Composition:
    """Return a composition of everything that a book may hold."""
    marker = '<span role="doc-pagebreak" epub:type="pagebreak" id="page-{0}" aria-label="{0}"/>'
    part = document(
        "text/part-1.xhtml",
        '<section epub:type="part" role="doc-part" id="part-1" aria-labelledby="p-1">'
        '<h1 id="p-1">I · Hinaus</h1></section>',
        role="part",
        title="I · Hinaus",
        language="de",
    )
    drawn = document(
        "text/chapter-3.xhtml",
        '<section epub:type="chapter" role="doc-chapter" id="chapter-3" aria-labelledby="h-3">\n'
        '<h1 id="h-3">Drei</h1>\n'
        f'<p>{marker.format("i")}Auf <i lang="fr" xml:lang="fr">français</i>,'
        ' <span lang="he" xml:lang="he" dir="rtl">עברית</span> und <span lang="el" xml:lang="el">Ἑλληνικά</span>'
        " H<sub>2</sub>O <kbd>Strg</kbd> <q>…</q> <abbr>usw.</abbr></p>\n"
        f'<blockquote epub:type="epigraph" role="doc-epigraph"><p>{marker.format("2")}Zeile</p></blockquote>\n'
        '<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-labelledby="dot-t">'
        '<title id="dot-t">Ein Punkt</title><circle cx="4" cy="4" r="3"/></svg></p>\n'
        '<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x squared">'
        "<msup><mi>x</mi><mn>2</mn></msup></math></p>\n"
        '<dl><dt>Wort</dt><dd><p>Sinn</p></dd></dl>\n<ol start="3"><li><p>drei</p><ul><li>a</li></ul></li></ol>\n'
        "<pre><code>x = 1\n  y &lt; 2</code></pre>\n<hr/>\n<p>Die Note"
        '<a epub:type="noteref" role="doc-noteref" id="ref-3" href="notes.xhtml#note-3">1</a>.</p>\n'
        '<p><img src="../images/plan.svg" alt="Ein Plan"/></p>\n</section>',
        title="Drei",
        language="de",
    )
    notes = document(
        "text/notes.xhtml",
        '<section epub:type="endnotes" role="doc-endnotes" id="notes" aria-labelledby="h-n">\n<h1 id="h-n">Notes</h1>\n'
        '<aside epub:type="footnote" role="doc-footnote" id="note-3">\n'
        '<p><a role="doc-backlink" href="chapter-3.xhtml#ref-3">1</a> Die Worte.</p>\n</aside>\n</section>',
        matter=Matter.BACK,
        role="endnotes",
        title="Notes",
    )
    plain = composition()
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Plan</title><circle r="4"/></svg>'
    contents = (
        NavigationPoint(
            title="Hinaus", label="I", href="text/part-1.xhtml", role="part", children=(
                *plain.contents,
                NavigationPoint(title="Drei", label="3", href="text/chapter-3.xhtml#chapter-3"),
            ),
        ),
        NavigationPoint(title="Notes", href="text/notes.xhtml#notes", matter=Matter.BACK),
    )  # fmt: skip
    return composition(
        book=review(identifiers=book().identifiers, language="de"),
        documents=(TITLE_PAGE, part, *plain.documents[1:], drawn, notes),
        contents=contents,
        landmarks=(*plain.landmarks, Landmark(role="endnotes", title="Notes", href="text/notes.xhtml")),
        styles=(*plain.styles, StyleSheet(name="a.css", content="@supports (hyphens: auto) { p { margin: 0 } }")),
        assets=(*plain.assets, ("images/plan.svg", asset("images/plan.svg", drawing, "image/svg+xml"))),
    )


def minimal() -> Composition:
    """Return a composition of the least that a book may hold."""
    bare = Book(
        identifiers=(Identifier(scheme="uuid", value="3f2504e0-4f89-41d3-9a0c-0305e82c3301"),),
        title="A Road",
        language="en",
        modified="2000-01-01T00:00:00Z",
    )
    page = document("text/a.xhtml", '<h1 id="a">A</h1>\n<p>b</p>', language="en")
    contents = (NavigationPoint(title="A", href="text/a.xhtml#a"),)
    return composition(book=bare, documents=(page,), contents=contents, assets=(), landmarks=())


@pytest.mark.parametrize(
    ("name", "source", "cover"),
    [
        ("usual", composition(), COVER),
        ("review", composition(book=review()), COVER),
        ("rich", rich(), picture("PNG", (800, 1200))),
        ("minimal", minimal(), None),
        ("right to left", composition(book=book(language="ar", title="طريق")), COVER),
        ("ancient", composition(book=book(modified="1813-01-28T00:00:00Z", date="1813")), COVER),
        ("awkward", composition(book=book(title='</dc:title> & "x" <y/>', slug="x")), COVER),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bound_epub_has_no_message(name: str, source: Composition, cover: bytes | None) -> None:
    assert judge(bind(source, cover), source) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (ONE, "<figure>", "<figure><blink/>", "RSC-005"),
        (ONE, "../images/map.png", "../images/none.png", "RSC-007"),
        (ONE, "#s-2-1", "#s-2-9", "RSC-012"),
        (OPF, "<dc:language>en-GB</dc:language>", "", "RSC-005"),
        (OPF, "2026-03-02T10:11:12Z", "2026-13-45", "RSC-005"),
        (NAV, "<li>", "<li/><li>", "RSC-005"),
        (CSS, "img {", "img { background: url(none.png);", "RSC-007"),
    ],
)
def test_spoilt_epub_is_found_out(path: str, old: str, new: str, code: str) -> None:
    findings = judge(with_text(good_epub(), path, old, new), composition())
    assert f"epubcheck:{code}" in {f.origin for f in findings}
    assert Severity.ERROR in {f.severity for f in findings}
    if path == ONE:
        assert any(f.span is not None and f.span.source == "manuscript/chapter-1.md" for f in findings)


@pytest.mark.parametrize("code", ["EP014", "EP021", "EP023", "EP024", "EP029", "EP031", "EP032"])
def test_what_epubcheck_passes_over_is_ours_to_find(code: str) -> None:
    spoilt = BROKEN[code][0]()
    assert not [f for f in judge(spoilt) if f.severity is Severity.ERROR]
    assert code in {f.code for f in check(spoilt)}


@pytest.mark.long
def test_judge_of_the_command_line_agrees(tmp_path: Path) -> None:
    bad = tmp_path / "bad.epub"
    bad.write_bytes(with_text(good_epub(), ONE, "<figure>", "<figure><blink/>"))
    findings = judge_epub(bad, composition())
    assert findings
    assert findings == judge(bad.read_bytes(), composition())
