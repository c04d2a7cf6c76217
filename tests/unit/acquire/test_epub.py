"""EPUBs: reading order, notes across pages, roles, metadata and cover come along; what is made anew is left out."""

from __future__ import annotations

import base64
import io
import tomllib
import zipfile
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.acquire.sources import acquire, make_epub, make_zip

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((folder / "manuscript").glob("*.md"))}


def change(epub: bytes, old: str, new: str, extra: dict[str, bytes | str] | None = None) -> bytes:
    """Return an EPUB with other words in its package document, and further files."""
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        files: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    package = files["OPS/package.opf"]
    assert isinstance(package, bytes)
    assert old.encode() in package
    files["OPS/package.opf"] = package.replace(old.encode(), new.encode())
    return make_zip({**files, **(extra or {})}, stored=("mimetype",))


def test_notes_on_a_page_of_their_own_go_to_the_chapters_that_call_them(tmp_path: Path) -> None:
    call = '<a epub:type="noteref" href="notes.xhtml#n{0}" id="r{0}">{0}</a>'
    note = '<li id="n{0}" epub:type="endnote"><p>Note {1}. <a href="{2}.xhtml#r{0}">↩</a></p></li>'
    pages = {
        "one.xhtml": f"<h1>One</h1><p>First.{call.format(1)}</p>",
        "two.xhtml": f"<h1>Two</h1><p>Second.{call.format(2)}</p>",
        "notes.xhtml": f"<h1>Notes</h1><ol>{note.format(1, 'one', 'one')}{note.format(2, 'two', 'two')}</ol>",
    }
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == {
        "01-one.md": "# One\n\nFirst.[^1]\n\n[^1]: Note one.\n",
        "02-two.md": "# Two\n\nSecond.[^2]\n\n[^2]: Note two.\n",
    }


def test_links_between_pages_lead_between_files(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": "<h1>One</h1><p>See <a href='b.xhtml#there'>there</a> and <a href='b.xhtml'>Two</a>.</p>",
        "b.xhtml": "<h1>Two</h1><p id='there'>Here.</p>",
    }
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    files = read(tmp_path / "book")
    assert "[there](<02-two.md#ops-b--there>)" in files["01-one.md"]
    assert "{#ops-b--there}" in files["02-two.md"]
    assert main(["build", str(tmp_path / "book"), "--to", "epub", "--quiet"]) == 0


def test_what_pages_are_by_their_types_is_kept(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": "<section epub:type='dedication'><p>To the road.</p></section>",
        "b.xhtml": "<section epub:type='part'><h1>Going Out</h1></section>",
        "c.xhtml": "<section epub:type='chapter'><h2>One</h2><blockquote epub:type='z3998:verse'>"
        "<p><span>Salt on the road</span><br/><span>and snow</span></p></blockquote></section>",
    }
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert list(read(tmp_path / "book")) == ["01-dedication.md", "02-going-out.md", "03-one.md"]
    texts = list(read(tmp_path / "book").values())
    assert "To the road." in texts[0]
    assert texts[1] == "# Going Out {.part}\n"
    assert "Salt on the road\nand snow" in texts[2]


def test_metadata_of_the_package_is_data_with_its_place(tmp_path: Path) -> None:
    more = (
        '<dc:creator id="t">Mina Kooij</dc:creator><meta refines="#t" property="role" scheme="marc:relators">trl</meta>'
        "<dc:publisher>Clay Press</dc:publisher><dc:date>2018-03-01T00:00:00Z</dc:date><dc:subject>Ships</dc:subject>"
        "<dc:identifier>urn:isbn:978-0-306-40615-7</dc:identifier><dc:rights>© 2018 Ines Falk</dc:rights>"
        "<dc:description>&lt;p&gt;Forty &lt;b&gt;years&lt;/b&gt;.&lt;/p&gt;</dc:description>"
    )
    outcome = acquire(
        {"book.epub": make_epub({"a.xhtml": "<h1>One</h1><p>Words.</p>"}, metadata=more)}, tmp_path / "book"
    )
    assert outcome.value is not None, outcome.findings
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert (values["title"], values["language"], values["publisher"]) == ("The Ledger", "en", "Clay Press")
    assert str(values["date"]) == "2018-03-01"
    assert values["identifiers"] == ["isbn:9780306406157"]
    assert [(one["name"], one["roles"]) for one in values["contributors"]] == [
        ("Ines Falk", ["aut"]),
        ("Mina Kooij", ["trl"]),
    ]
    assert values["description"] == "Forty years ."
    assert values["rights"]["statement"] == "© 2018 Ines Falk"


def test_cover_is_the_book_s_and_its_page_is_none_of_the_text(tmp_path: Path) -> None:
    pages = {"cover.xhtml": "<p><img src='cover.png' alt=''/></p>", "a.xhtml": "<h1>One</h1><p>Words.</p>"}
    item = '<item id="c" href="cover.png" media-type="image/png" properties="cover-image"/></manifest>'
    epub = change(make_epub(pages), "</manifest>", item, {"OPS/cover.png": DOT})
    outcome = acquire({"book.epub": epub}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert list(read(tmp_path / "book")) == ["01-one.md"]
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert (tmp_path / "book/manuscript" / values["cover"]).read_bytes() == DOT


def test_page_without_a_heading_is_called_as_the_contents_call_it_or_goes_on(tmp_path: Path) -> None:
    pages = {
        "a.xhtml": "<p>First words.</p>",
        "b.xhtml": "<p>They go on.</p>",
        "nav.xhtml": "<nav epub:type='toc'><ol><li><a href='a.xhtml'>The Ford</a></li></ol></nav>",
    }
    epub = change(make_epub(pages), 'id="i2" href="nav.xhtml"', 'id="i2" properties="nav" href="nav.xhtml"')
    outcome = acquire({"book.epub": epub}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == {"01-the-ford.md": "# The Ford\n\nFirst words.\n\nThey go on.\n"}


@pytest.mark.parametrize("depth", ["OPS/", ""])
def test_book_that_we_made_comes_back_word_by_word(tmp_path: Path, depth: str) -> None:
    book = tmp_path / "first"
    (book / "manuscript").mkdir(parents=True)
    (book / "manuscript/book.toml").write_text('title = "The Ledger"\nlanguage = "en"\nauthors = ["Ines Falk"]\n')
    one = "# One\n\nIt was *late*,[^a] and nobody came.\n\n[^a]: At nine.\n\n"
    (book / "manuscript/1.md").write_text(f"{one}::: verse\nSalt on the road\n  and snow\n:::\n")
    (book / "manuscript/2.md").write_text("# Two\n\n| A | B |\n|---|---|\n| a | b |\n\n```\ncode  here\n```\n")
    assert main(["build", str(book), "--to", "epub", "--quiet"]) == 0
    [epub] = (book / "build").glob("*.epub")
    outcome = acquire({f"{depth.strip('/')}book.epub": epub.read_bytes()}, tmp_path / "second")
    assert outcome.value is not None, outcome.findings
    text = "\n".join(read(tmp_path / "second").values())
    for expected in (
        "It was *late*,[^1] and nobody came.",
        "[^1]: At nine.",
        "Salt on the road\n",
        "| A | B |",
        "code  here",
    ):
        assert expected in text, text


def test_pages_of_the_printed_edition_are_listed_and_none_of_the_text(tmp_path: Path) -> None:
    marks = (
        "<span epub:type='pagebreak' id='p7' title='7'/>",
        "<span role='doc-pagebreak' epub:type='pagebreak'>8</span>",
    )
    pages = {"a.xhtml": f"<h1>One</h1><p>First {marks[0]}words of it.</p>{marks[1]}<p>More words.</p>"}
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == {"01-one.md": "# One\n\nFirst words of it.\n\nMore words.\n"}
    listed = (tmp_path / "book/acquired/pages.md").read_text("utf-8")
    assert "- 7: words of it. More words." in " ".join(listed.split(" 8 "))
    assert "- 8: More words." in listed


def test_id_of_a_section_whose_heading_has_its_own_is_found(tmp_path: Path) -> None:
    inner = "<section id='horses'><h2 id='t'>Horses</h2><p>B.</p></section>"
    pages = {
        "a.xhtml": "<h1>One</h1><p>See <a href='b.xhtml#horses'>there</a>.</p>",
        "b.xhtml": f"<section><h1>Two</h1><p>A.</p>{inner}</section>",
    }
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    files = read(tmp_path / "book")
    assert "[there](<02-two.md#ops-b--t>)" in files["01-one.md"]
    assert "## Horses {#ops-b--t}" in files["02-two.md"]


def test_how_cells_are_set_and_the_line_below_a_heading_are_kept(tmp_path: Path) -> None:
    cells = "<tr><th style='text-align: left'>A</th><th style='text-align: right'>B</th></tr>"
    cells += "<tr><td style='text-align: left'>a</td><td style='text-align: right'>1</td></tr>"
    pages = {"a.xhtml": f"<h1>One</h1><p class='chapter-subtitle'>Of cells</p><p>Words.</p><table>{cells}</table>"}
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    text = read(tmp_path / "book")["01-one.md"]
    assert "# One\n\n{.chapter-subtitle}\nOf cells\n" in text
    assert "| :--- | ---: |" in text


def test_words_that_lie_loose_in_verse_are_a_part_of_it(tmp_path: Path) -> None:
    verse = "<p>The road<br/>and down</p>\n<span class='attribution'>Anonymous</span>, <i>c.</i> 1780"
    verse = f"<div class='verse'>{verse}</div>"
    outcome = acquire({"book.epub": make_epub({"a.xhtml": f"<h1>One</h1>{verse}<p>On.</p>"})}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    expected = "::: verse\nThe road\nand down\n\n[Anonymous]{.attribution}, *c.* 1780\n:::"
    assert expected in read(tmp_path / "book")["01-one.md"]


def test_code_of_which_each_line_is_an_element_keeps_its_lines(tmp_path: Path) -> None:
    lines = "<span id='l1'><a href='#l1'></a><b>def</b> f():</span>\n<span id='l2'><a href='#l2'></a>    return</span>"
    page = f"<h1>One</h1><p>Code:</p><pre class='sourceCode python'><code>{lines}\n\n<i>x</i></code></pre>"
    outcome = acquire({"book.epub": make_epub({"a.xhtml": page})}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book")["01-one.md"].endswith("Code:\n\n```python\ndef f():\n    return\n\nx\n```\n")


def test_pages_that_a_build_made_of_the_metadata_are_left_out(tmp_path: Path) -> None:
    made = '<section data-generated="true" epub:type="copyright-page"><p>© 2025 Ines Falk</p></section>'
    own = '<section epub:type="copyright-page"><p>Printed in Ghent</p></section>'
    pages = {"made.xhtml": made, "own.xhtml": own, "a.xhtml": "<h1>One</h1><p>Words.</p>"}
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    text = "".join(read(tmp_path / "book").values())
    assert "2025" not in text
    assert "Printed in Ghent" in text
    assert "© 2025 Ines Falk" in (tmp_path / "book/acquired/left-out.md").read_text("utf-8")


@pytest.mark.parametrize(
    "metadata",
    [
        '<meta property="belongs-to-collection" id="s">Walks</meta>'
        '<meta refines="#s" property="collection-type">series</meta>'
        '<meta refines="#s" property="group-position">2</meta>',
        '<meta name="calibre:series" content="Walks"/><meta name="calibre:series_index" content="2"/>',
    ],
)
def test_series_imprint_and_licence_come_along(tmp_path: Path, metadata: str) -> None:
    metadata += '<meta property="schema:publisherImprint">Hill Street</meta>'
    metadata += '<meta property="dcterms:license">https://creativecommons.org/licenses/by/4.0/</meta>'
    epub = make_epub({"a.xhtml": "<h1>One</h1><p>Words.</p>"}, metadata=f"<dc:publisher>P</dc:publisher>{metadata}")
    outcome = acquire({"book.epub": epub}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    book = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert (book["series"], str(book["series_position"]), book["imprint"]) == ("Walks", "2", "Hill Street")
    assert book["rights"]["licence"] == "CC BY 4.0"
    assert book["rights"]["licence_uri"] == "https://creativecommons.org/licenses/by/4.0/"
    assert main(["info", str(tmp_path / "book")]) == 0


def test_title_page_is_made_anew_and_pictures_that_lie_loose_come_along(tmp_path: Path) -> None:
    pages = {
        "t.xhtml": "<h1>The Ledger</h1><p>Ines Falk</p>",
        "a.xhtml": "<h1>One</h1><div><img src='a.png' alt='Dot'/><p>A dot.</p></div>",
        "b.xhtml": "<h1>The Ledger</h1><p>A chapter of that name.</p>",
    }
    outcome = acquire({"book.epub": make_epub(pages, {"OPS/a.png": DOT})}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert [one.code for one in outcome.findings] == []
    files = read(tmp_path / "book")
    assert list(files) == ["01-one.md", "02-the-ledger.md"]
    assert "![Dot](<images/a.png>)" in files["01-one.md"]


def test_division_with_a_picture_and_its_caption_is_a_figure(tmp_path: Path) -> None:
    figure = "<div class='figure'><img src='a.png' alt='Dot'/><p class='caption'>A dot.</p></div>"
    epub = make_epub({"a.xhtml": f"<h1>One</h1><p>Words.</p>{figure}"}, {"OPS/a.png": DOT})
    outcome = acquire({"book.epub": epub}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert "<figcaption>A dot.</figcaption>" in read(tmp_path / "book")["01-one.md"]


def test_numbers_of_our_own_headings_are_made_anew(tmp_path: Path) -> None:
    label = '<span class="label" data-generated="true">1</span>'
    pages = {"a.xhtml": f"<h1>{label} <span class='title'>One</span></h1><p>Words.</p>"}
    outcome = acquire({"book.epub": make_epub(pages)}, tmp_path / "book")
    assert outcome.value is not None, outcome.findings
    assert read(tmp_path / "book") == {"01-one.md": "# One\n\nWords.\n"}
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert values["numbering"] == "chapters"
