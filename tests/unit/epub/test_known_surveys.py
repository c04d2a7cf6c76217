"""Surveys that are known are as if they were made now, and only where all that they were made from is the same."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from makeready.epub import container
from makeready.epub import survey as surveying
from makeready.epub.bind import bind_epub
from makeready.epub.cascade import read_cascade
from makeready.epub.container import SteadyZip, deflate
from makeready.epub.known_surveys import pack_survey, unpack_survey
from makeready.epub.survey import Survey, survey_documents
from makeready.model.composition import Composition, StyleSheet
from makeready.store import Store
from makeready.style.sheet import read_style
from makeready.workshop import Workshop
from tests.unit.epub.compositions import composition, document, picture

COVER = picture("JPEG", (1600, 2560))
RICH = (
    '<section><h1>Words <em>and</em> signs</h1><p>Some <code>code</code> and a <a href="#x"> </a>.</p>'
    '<p><span role="doc-pagebreak" id="page-9" aria-label=" page 9. "/>On.</p><img src="../images/a.png" alt="A"/>'
    '<svg xmlns="http://www.w3.org/2000/svg"><title>Drawn</title><animate/></svg><table><tr><td>1</td></tr></table>'
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math><section role="doc-index"><p>I</p></section>'
    "</section>"
)


def make_rich() -> Composition:
    made = composition()
    return replace(made, documents=(*made.documents, document("text/rich.xhtml", RICH, title="")))


class _Binder:
    """Binds with one memory, and counts the documents that are surveyed."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._shop = Workshop(memory=Store(folder / "cache"))
        self.read = 0
        read_xhtml = surveying.read_xhtml

        def count(content: bytes) -> object:
            self.read += 1
            return read_xhtml(content)

        patch.setattr(surveying, "read_xhtml", count)

    def bind(self, made: Composition) -> int:
        """Bind as without a memory; return how many documents were surveyed."""
        wanted = bind_epub(made, COVER)
        self.read = 0
        found = bind_epub(made, COVER, self._shop)
        assert found == wanted
        return self.read


@pytest.fixture
def binder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Binder:
    return _Binder(tmp_path, monkeypatch)


def test_documents_that_are_as_they_were_are_not_surveyed_again(binder: _Binder) -> None:
    made = make_rich()
    assert binder.bind(made) == len(made.documents)
    assert binder.bind(made) == 0
    changed = replace(made.documents[-1], content=made.documents[-1].content.replace(b"Some", b"S\xc3\xb6me"))
    assert binder.bind(replace(made, documents=(*made.documents[:-1], changed))) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda made: replace(
            made, styles=(*made.styles, StyleSheet(name="more.css", content="p { font-weight: 700 }"))
        ),
        lambda made: replace(made, styles=tuple(replace(one, name=f"other/{one.name}") for one in made.styles)),
    ],
    ids=["style", "name of a style"],
)
def test_under_other_styles_all_documents_are_surveyed(
    change: Callable[[Composition], Composition], binder: _Binder
) -> None:
    made = make_rich()
    binder.bind(made)
    assert binder.bind(change(made)) == len(made.documents)


def test_places_and_properties_count(binder: _Binder) -> None:
    made = make_rich()
    binder.bind(made)
    last = made.documents[-1]
    assert binder.bind(replace(made, documents=(*made.documents[:-1], replace(last, properties=("remote",))))) == 1
    assert binder.bind(replace(made, documents=(*made.documents[:-1], replace(last, href="text/r.xhtml")))) == 1


def test_what_is_no_xml_is_told_each_time(binder: _Binder) -> None:
    made = make_rich()
    broken = replace(made.documents[-1], content=b"<html>")
    for _ in range(2):
        binder.bind(replace(made, documents=(*made.documents[:-1], broken)))


def test_a_survey_comes_back_whole_and_nothing_else_is_one() -> None:
    made = make_rich()
    survey, _ = survey_documents(made.documents, read_cascade(read_style(made.styles)))
    assert survey.pictures and survey.markers and survey.headings and survey.moving and survey.maths and survey.tables
    assert survey.index and survey.empty_links and survey.without_title and survey.properties and survey.words
    packed = pack_survey(survey)
    assert unpack_survey(packed) == survey and unpack_survey(pack_survey(Survey())) == Survey()
    for wrong in (b"", b"{}", b"[]", b"7", packed[:-2], packed.replace(b'"words"', b'"birds"')):
        assert unpack_survey(wrong) is None


def test_a_broken_note_does_no_harm(binder: _Binder, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_rich()
    with monkeypatch.context() as within:
        within.setattr("makeready.epub.known_surveys.pack_survey", lambda _: b"{}")
        binder.bind(made)
    assert binder.bind(made) == len(made.documents)


def test_what_was_deflated_before_is_not_deflated_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []

    def count(content: bytes) -> bytes:
        packed.append(content)
        return deflate(content)

    monkeypatch.setattr(container, "deflate", count)
    made, shop = make_rich(), Workshop(memory=Store(tmp_path / "cache"))
    wanted = bind_epub(made, COVER)
    for _ in range(2):
        assert bind_epub(made, COVER, shop) == wanted
    assert len(packed) == len(set(packed)) and {one.content for one in made.documents} < set(packed)
    monkeypatch.setattr(zlib, "ZLIB_RUNTIME_VERSION", "another")
    packed.clear()
    assert bind_epub(made, COVER, shop) == wanted
    assert packed


def test_an_archive_is_as_zipfile_writes_it() -> None:
    entries = {"a.txt": b"words " * 5000, "b.jpg": b"packed", "c.txt": b""}
    written = []
    for kind in (SteadyZip, _Usual):
        stream = io.BytesIO()
        with kind(stream, (2026, 1, 1, 0, 0, 0)) as archive:
            for name, content in entries.items():
                archive.writestr(name, content)
        written.append(stream.getvalue())
    assert written[0] == written[1]


class _Usual(SteadyZip):
    """A ZIP whose entries are deflated by zipfile."""

    def open(self, *args: Any, **more: Any) -> Any:
        return zipfile.ZipFile.open(self, *args, **more)
