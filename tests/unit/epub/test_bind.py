"""Binding: a composition by hand goes in; what stands in the EPUB is read back."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from makeready.epub.bind import bind_epub
from makeready.findings import Severity
from makeready.model.book import Matter
from makeready.model.composition import Composition, Landmark, StyleSheet
from makeready.model.edition import EpubEdition
from tests.unit.epub.archives import OPF, list_meta, read_opf, unpack
from tests.unit.epub.compositions import CHAPTER_1, asset, book, composition, document, picture

COVER = picture("JPEG", (1600, 2560))


def bind(source: Composition, cover: bytes | None = COVER) -> bytes:
    outcome = bind_epub(source, cover)
    assert outcome.value is not None, outcome.findings
    return outcome.value.content


def codes(source: Composition, cover: bytes | None = COVER) -> list[str]:
    return [finding.code for finding in bind_epub(source, cover).findings]


def spine_of(epub: bytes) -> list[str]:
    opf = read_opf(epub)
    hrefs = {item.get("id"): item.get("href") for item in opf.iter(f"{OPF}item")}
    return [str(hrefs[ref.get("idref")]) for ref in opf.iter(f"{OPF}itemref")]


def test_content_documents_go_in_verbatim() -> None:
    source = composition()
    entries = unpack(bind(source))
    for one in source.documents:
        assert entries[f"EPUB/{one.href}"] == one.content


def test_good_composition_has_no_findings() -> None:
    assert bind_epub(composition(), COVER).findings == ()


def test_mimetype_is_first_and_stored_and_all_entries_are_alike() -> None:
    with zipfile.ZipFile(io.BytesIO(bind(composition()))) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert {(e.date_time, e.create_system, e.external_attr >> 16) for e in entries} == {
        ((2026, 3, 2, 10, 11, 12), 3, 0o100644)
    }
    packed = {e.filename.rpartition(".")[2] for e in entries[1:] if e.compress_type == zipfile.ZIP_STORED}
    assert packed == {"jpg", "png"}


def test_time_before_zip_becomes_its_first_day() -> None:
    epub = bind(composition(book=book(modified="1813-01-28T00:00:00Z")))
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        assert archive.infolist()[0].date_time == (1980, 1, 1, 0, 0, 0)
    assert list_meta(epub, "dcterms:modified") == ["1813-01-28T00:00:00Z"]


def test_same_composition_gives_the_same_bytes_in_other_processes(tmp_path: Path) -> None:
    script = (
        "import hashlib, sys\nfrom makeready.epub.bind import bind_epub\n"
        "from tests.unit.epub.compositions import composition, picture\n"
        "out = bind_epub(composition(), picture('JPEG', (100, 160)))\nprint(out.value.digest)\n"
    )
    root = Path(__file__).parents[3]
    digests = set()
    for seed, zone in (("0", "Pacific/Apia"), ("7", "UTC")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
        }
        run = subprocess.run(
            [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(run.stdout.strip())
    assert len(digests) == 1


def test_contents_are_read_after_the_opening_pages() -> None:
    dedication = document("text/dedication.xhtml", "<p>To whom</p>", matter=Matter.FRONT, role="dedication")
    preface = document("text/preface.xhtml", "<p>Before</p>", matter=Matter.FRONT, role="preface")
    title, *rest = composition().documents
    epub = bind(composition(documents=(title, dedication, preface, *rest)))
    assert spine_of(epub)[:5] == [
        "text/cover.xhtml",
        "text/titlepage.xhtml",
        "text/dedication.xhtml",
        "nav.xhtml",
        "text/preface.xhtml",
    ]


def test_contents_page_of_the_text_is_not_doubled() -> None:
    own = document("text/contents.xhtml", "<p>Own</p>", matter=Matter.FRONT, role="toc")
    assert "nav.xhtml" not in spine_of(bind(composition(documents=(own, *composition().documents))))


def test_without_a_cover_there_is_no_cover_page() -> None:
    epub = bind(composition(), None)
    assert "EPUB/text/cover.xhtml" not in unpack(epub)
    assert b'"cover"' not in unpack(epub)["EPUB/nav.xhtml"]
    assert not any("cover" in (m.get("name") or "") for m in read_opf(epub).iter(f"{OPF}meta"))


def test_cover_is_named_three_ways_and_described() -> None:
    epub = bind(composition())
    opf = read_opf(epub)
    (item,) = [i for i in opf.iter(f"{OPF}item") if i.get("properties") == "cover-image"]
    (meta,) = [m for m in opf.iter(f"{OPF}meta") if m.get("name") == "cover"]
    assert item.get("id") == meta.get("content")
    page = unpack(epub)["EPUB/text/cover.xhtml"].decode()
    assert 'alt="Cover: The Long Road: A Tale of &lt;Two&gt; &amp; Three · Ann Author"' in page


def test_cover_of_another_kind_is_refused() -> None:
    outcome = bind_epub(composition(), b"GIF89a")
    assert outcome.value is None
    assert [f.code for f in outcome.findings] == ["EP001"]


def test_names_that_a_package_may_not_have_are_refused() -> None:
    for href in (
        "text/Chapter.xhtml",
        "text/a b.xhtml",
        "text/../x.xhtml",
        "text/con.xhtml",
        "text/über.xhtml",
        "text/x.",
    ):
        outcome = bind_epub(composition(documents=(*composition().documents, document(href, "<p>x</p>"))), COVER)
        assert outcome.value is None, href
        assert [f.code for f in outcome.findings] == ["EP002"], href


@pytest.mark.threat(37)
def test_two_files_of_one_name_are_refused() -> None:
    twice = (("images/a.png", asset("a.png", picture())), ("images/a.png", asset("b/a.png", picture())))
    assert codes(composition(assets=twice)) == ["EP003"]
    again = document(CHAPTER_1.href, "<p>x</p>")
    assert codes(composition(documents=(*composition().documents, again))) == ["EP003"]


def test_section_and_picture_called_cover_are_no_trouble() -> None:
    page = document("text/cover.xhtml", '<p id="of">Of covers</p>')
    pictures = (*composition().assets, ("images/cover.jpg", asset("images/cover.jpg", COVER, "image/jpeg")))
    entries = unpack(bind(composition(documents=(*composition().documents, page), assets=pictures)))
    assert {"EPUB/text/cover.xhtml", "EPUB/text/cover-2.xhtml", "EPUB/images/cover-2.jpg"} <= set(entries)
    assert b"../images/cover-2.jpg" in entries["EPUB/text/cover-2.xhtml"]


def test_cover_that_the_book_names_is_used_where_it_lies() -> None:
    pictures = (*composition().assets, ("images/front.jpg", asset("art/front.jpg", COVER, "image/jpeg")))
    epub = bind(composition(book=book(cover="art/front.jpg"), assets=pictures), None)
    items = {i.get("href"): i.get("properties") for i in read_opf(epub).iter(f"{OPF}item")}
    assert items["images/front.jpg"] == "cover-image"
    assert b"../images/front.jpg" in unpack(epub)["EPUB/text/cover.xhtml"]


def test_cover_that_the_book_names_may_be_of_no_use() -> None:
    pictures = (("images/front.gif", asset("front.gif", b"GIF89a", "image/gif")),)
    outcome = bind_epub(composition(book=book(cover="front.gif"), assets=pictures), None)
    assert outcome.value is None
    assert "the cover front.gif is neither" in outcome.findings[0].message


def test_half_a_character_is_refused_wherever_it_stands() -> None:
    half = "be\ud800fore"
    places = (
        composition(styles=(StyleSheet(name="a.css", content=f"p::after {{ content: '{half}' }}"),)),
        composition(contents=(replace(composition().contents[0], title=half),)),
        composition(landmarks=(Landmark(role="preface", title=half, href="text/chapter-1.xhtml"),)),
        composition(book=book(title=half)),
    )
    for source in places:
        outcome = bind_epub(source, COVER)
        assert outcome.value is None
        assert [f.code for f in outcome.findings] == ["EP004"]
        assert "U+D800" in outcome.findings[0].message


def test_text_that_is_no_xml_is_refused_at_its_place() -> None:
    spoilt = replace(CHAPTER_1, content=CHAPTER_1.content.replace(b"</figure>", b""))
    outcome = bind_epub(composition(documents=(spoilt,)), COVER)
    assert outcome.value is None
    (finding,) = outcome.findings
    assert finding.code == "EP005"
    assert finding.severity is Severity.ERROR
    assert finding.span is not None
    assert finding.span.source == "manuscript/chapter-1.md"


def test_path_and_words() -> None:
    artifact = bind_epub(composition(), COVER).value
    assert artifact is not None
    assert (artifact.path, artifact.media_type) == ("the-long-road.epub", "application/epub+zip")
    other = bind_epub(composition(edition=EpubEdition(name="school")), COVER).value
    assert other is not None
    assert other.path == "the-long-road-school.epub"
    plain = composition(documents=(document("text/a.xhtml", "<h1>A title</h1>\n<p>Three <em>wo</em>rds here.</p>"),))
    counted = bind_epub(plain, COVER).value
    assert counted is not None
    assert counted.word_count == 5
    nested = "<p><em>One <b>two</b> three</em> four<span/> five</p>"
    deep = bind_epub(composition(documents=(document("text/a.xhtml", nested),)), COVER).value
    assert deep is not None
    assert deep.word_count == 5


def test_package_knows_its_languages_and_direction() -> None:
    epub = bind(composition(book=book(language="ar")))
    opf = read_opf(epub)
    assert opf.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    spine = opf.find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    assert spine.get("toc") == "ncx"


def test_properties_are_computed() -> None:
    drawn = document(
        "text/drawn.xhtml",
        '<p><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A dot</title></svg></p>\n'
        '<p><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>',
    )
    opf = read_opf(bind(composition(documents=(*composition().documents, drawn))))
    (item,) = [i for i in opf.iter(f"{OPF}item") if i.get("href") == "text/drawn.xhtml"]
    assert item.get("properties") == "mathml svg"


def test_a_novel_is_bound_in_time() -> None:
    paragraph = f"<p>{'It is a truth universally acknowledged, that. ' * 10}</p>\n"
    pages = tuple(document(f"text/c-{n}.xhtml", paragraph * 30) for n in range(60))
    source = composition(documents=pages, contents=(), styles=())
    bind(source)
    started = time.process_time()
    bind(source)
    assert time.process_time() - started < 0.35
