"""What parts are remembered by: with another picture, typeface, language or resolution, a part is made anew."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from makeready.model.book import Asset
from makeready.model.composition import Composition
from makeready.model.node import Node, NodeKind
from makeready.pdf import division
from makeready.pdf.bind import bind_pdf
from makeready.pdf.job_runner import JobRunner
from makeready.pdf.parts import PartJob
from makeready.store import Store
from makeready.workshop import Workshop
from tests.unit.compose.books import PRINT, node, paragraph, section
from tests.unit.pdf.compositions import composition

K = NodeKind
PARTS = "parts of pages"


def _asset(path: str, media_type: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()
    return Asset(path=path, media_type=media_type, content=content, digest=digest)


def _png(colour: str, path: str = "a.png", size: int = 40) -> Asset:
    target = io.BytesIO()
    Image.new("RGB", (size, size), colour).save(target, "PNG")
    return _asset(path, "image/png", target.getvalue())


def _svg(inner: str, path: str = "a.svg") -> Asset:
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" viewBox="0 0 40 40">'
    return _asset(path, "image/svg+xml", f"{head}{inner}</svg>".encode())


def _figure(path: str) -> Node:
    return node(K.FIGURE, node(K.IMAGE, src=path, alt="A picture"))


def _compose(*content: Node, assets: tuple[Asset, ...] = (), css: str = "", words: int = 2) -> Composition:
    """Return a book whose second chapter, which no picture is in, has so many words."""
    other = section("two", paragraph("Other words. " * (words // 2)))
    return composition(section("one", paragraph("Words."), *content), other, assets=assets, css=css)


def _bind(made: Composition, folder: Path) -> tuple[bytes, int, int]:
    """Return the PDF, and how many parts were taken from the store in `folder` and made anew."""
    shop = Workshop(memory=Store(folder))
    outcome = bind_pdf(made, shop)
    assert outcome.value is not None, outcome.findings
    return outcome.value.content, shop.reused.get(PARTS, 0), shop.made.get(PARTS, 0)


def _find_colours(content: bytes) -> set[tuple[int, int, int]]:
    """Return the colours, other than greys, that more than a speck of the first page has."""
    document = pypdfium2.PdfDocument(content)
    try:
        found = document[0].render(scale=0.5).to_pil().convert("RGB").getcolors(1 << 20)
    finally:
        document.close()
    return {colour for count, colour in found if count > 20 and max(colour) - min(colour) > 100}


RED, BLUE = (255, 0, 0), (0, 0, 255)


def _draw(colour: str) -> Asset:
    return _svg(f'<rect width="40" height="40" fill="{colour}"/>')


SHOWN = '<image href="b.png" width="40" height="40"/>'
GROUND = "h1 { height: 40px; background: url(images/a.%s) }"
WAYS: dict[str, Callable[[str], Composition]] = {
    "picture": lambda colour: _compose(_figure("a.png"), assets=(_png(colour),)),
    "drawing": lambda colour: _compose(_figure("a.svg"), assets=(_draw(colour),)),
    "picture in a drawing": lambda colour: _compose(_figure("a.svg"), assets=(_svg(SHOWN), _png(colour, "b.png"))),
    "picture of a style sheet": lambda colour: _compose(css=GROUND % "png", assets=(_png(colour),)),
    "drawing of a style sheet": lambda colour: _compose(css=GROUND % "svg", assets=(_draw(colour),)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_picture_that_changed_under_its_name_is_another_page(way: str, tmp_path: Path) -> None:
    red, blue = WAYS[way]("red"), WAYS[way]("blue")
    before, _, _ = _bind(red, tmp_path)
    assert _find_colours(before) == {RED}
    again, _, made = _bind(red, tmp_path)
    assert (again, made) == (before, 0)
    after, _, made = _bind(blue, tmp_path)
    assert _find_colours(after) == {BLUE} and made
    # What came from the store is what is made without one.
    fresh = bind_pdf(blue).value
    assert fresh is not None and fresh.content == after


def test_a_part_without_the_picture_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "SHORT", 0)
    # The second chapter fills a part of its own.
    _bind(_compose(_figure("a.png"), assets=(_png("red"),), words=1600), tmp_path)
    _, reused, made = _bind(_compose(_figure("a.png"), assets=(_png("blue"),), words=1600), tmp_path)
    assert (reused, made) == (1, 1)


JOB = PartJob(content=b"<html/>")


def _name(made: Composition, job: PartJob = JOB) -> str:
    return JobRunner(made, "The Book", Workshop())._name(job)


def test_the_resolution_of_pictures_is_in_the_key(tmp_path: Path) -> None:
    picture = _png("red", size=1200)
    fine = _compose(_figure("a.png"), assets=(picture,))
    coarse = replace(fine, edition=replace(PRINT, image_resolution=72))
    assert _name(fine) != _name(coarse)
    before, _, _ = _bind(fine, tmp_path)
    after, _, made = _bind(coarse, tmp_path)
    assert made and before != after


def test_the_language_is_in_the_key(tmp_path: Path) -> None:
    text = paragraph("Donaudampfschifffahrtsgesellschaft undertaking extraordinary circumstance " * 30)
    english = _compose(text)
    german = replace(english, book=replace(english.book, language="de"))
    assert _name(english) != _name(german)


def test_the_title_is_in_the_key_of_what_shows_it_at_the_head() -> None:
    made = _compose(paragraph("Words"))
    one, other = (JobRunner(made, title, Workshop()) for title in ("The Book", "Another Book"))
    assert one._name(JOB) == other._name(JOB)
    whole = replace(JOB, whole=True)
    assert one._name(whole) != other._name(whole)


def test_the_typefaces_that_a_part_may_show_are_in_its_key() -> None:
    made = _compose(paragraph("Words ", node(K.CODE, "x = 1")))
    coarse = tuple(
        replace(face, scale=2.0) if face.family == made.typefaces.code else face for face in made.typefaces.named
    )
    other = replace(made, typefaces=replace(made.typefaces, named=coarse))
    assert _name(made) == _name(other)
    code = replace(JOB, content=b"<html><body><div><section><code>x = 1</code></section></div></body></html>")
    assert _name(made, code) != _name(other, code)
