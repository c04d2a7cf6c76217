"""Refusals: each that is listed is brought about and told; whatever else the engine raises passes as it is."""

from __future__ import annotations

import io
import pickle
import re
import struct
import zlib
from contextlib import nullcontext
from dataclasses import replace

import pytest
import weasyprint.layout.block
from PIL import Image

from makeready.findings import Finding, Outcome
from makeready.model.artifact import Artifact
from makeready.model.book import Asset
from makeready.model.composition import Composition, StyleSheet
from makeready.model.node import Node, NodeKind
from makeready.pdf import bounded, division
from makeready.pdf.bind import bind_pdf
from makeready.pdf.cover import draw_cover
from makeready.pdf.layout_pool import open_layout_pool
from makeready.pdf.refusals import REFUSALS, UNREADABLE, EngineRefusedError, find_refusal, recognise_refusals
from makeready.pdf.tree import join_documents
from makeready.press.stage_log import StageLog
from makeready.workshop import Workshop
from tests.unit.compose.books import PRINT, book, node, paragraph, section
from tests.unit.pdf.compositions import composition

K = NodeKind
DEEP = 150
# What brings each refusal of a style sheet about.
STYLES = {
    "size": [
        "p { font-size: 1e9px }",
        "p { letter-spacing: 1e9px }",
        "p { word-spacing: 1e30px }",
        "p { color: oklch(1e300 1e300 1e300) }",
    ],
    "no-number": [
        "p { text-indent: 1e400px; padding: 1e400px }",
        "@page { size: 1e400px 1e400px; margin: 1e400px }",
    ],
    "columns": ["p { border-spacing: 1e300px; display: table }"],
    "vanished": ["p { transform: scale(0) }"],
    "display": [
        "html { position: running(x) }",
        'p::marker { content: "x" } p { display: list-item; list-style: lower-roman }',
    ],
    "unreadable": [
        "@page { size: 1e300px 1e300px !important }",
        "@page { margin: 1e300px !important }",
    ],
}
CASES = [(name, css) for name, sheets in STYLES.items() for css in sheets]
ELSEWHERE = {"depth", "memory"}


def _compose(css: str = "", *content: Node) -> Composition:
    return composition(section("one", *(content or (paragraph("Words " * 60),))), css=css)


def _only(outcome: Outcome[Artifact] | Outcome[bytes]) -> Finding:
    assert outcome.value is None
    (finding,) = outcome.findings
    assert finding.code == "PD006" and finding.hint
    return finding


def _name(finding: Finding) -> str:
    return next(one.name for one in (*REFUSALS, UNREADABLE) if finding.message.endswith(one.sentence))


def test_each_refusal_is_brought_about_here() -> None:
    assert {one.name for one in (*REFUSALS, UNREADABLE)} == {*STYLES, *ELSEWHERE}


@pytest.mark.parametrize("short", [0, division.SHORT], ids=["parts", "one part"])
@pytest.mark.parametrize(("name", "css"), CASES)
def test_a_style_that_no_page_can_hold_is_told_with_its_reason_and_rule(
    name: str, css: str, short: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(division, "SHORT", short)
    finding = _only(bind_pdf(_compose(css)))
    assert _name(finding) == name
    if "1e" in css:
        assert str(finding.span) == f"styles/print.css:1:{css.index('{') + 3}"


@pytest.mark.parametrize(("name", "css"), CASES)
def test_a_book_that_cannot_be_divided_tells_the_same(name: str, css: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(division, "SHORT", 0)
    # A counter of its own reaches over the end of a section.
    sheet = f"{css} p {{ counter-increment: own }} p::before {{ content: counter(own) }}"
    composition = _compose(sheet)
    assert division.find_obstacle(composition.styles, join_documents(composition))
    assert _name(_only(bind_pdf(composition))) == name


def test_elements_too_deep_in_each_other_are_told() -> None:
    deep = paragraph("bottom")
    for _ in range(DEEP):
        deep = node(K.BLOCK_QUOTE, deep)
    finding = _only(bind_pdf(_compose("", deep)))
    assert _name(finding) == "depth" and finding.span is None


def test_a_picture_of_too_many_pixels_is_a_file_that_cannot_be_used() -> None:
    side = 20_000
    rows = zlib.compress((b"\0" * (side // 8 + 1)) * side, 9)
    content = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")):
        content += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    asset = Asset(path="x.png", media_type="image/png", digest="", content=content)
    picture = node(K.FIGURE, node(K.IMAGE, src="x.png", alt="x"))
    made = replace(_compose("", picture), assets=(("text/x.png", asset),))
    assert [finding.code for finding in bind_pdf(made).findings] == ["PD002"]


def test_memory_that_is_used_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    _break(monkeypatch, MemoryError())
    (finding,) = bind_pdf(_compose()).findings
    assert finding.code == "PD015" and "of memory" in finding.message
    # As in a thread of a program of one's own, where nothing is bounded.
    monkeypatch.setattr(bounded, "keep_within", lambda *_words, **_named: nullcontext())
    assert _name(_only(bind_pdf(_compose()))) == "memory"


def test_the_cover_tells_the_same() -> None:
    sheet = StyleSheet(name="styles/cover.css", content="html { font-size: 1e9px }")
    finding = _only(draw_cover(book(), (sheet,)))
    assert finding.message.startswith("of the cover, the page engine gave up: ") and _name(finding) == "size"
    assert str(finding.span) == "styles/cover.css:1:8"
    for name, css in (("unreadable", "@page { size: 1e300px 1e300px }"), ("vanished", "p { transform: scale(0) }")):
        outcome = draw_cover(book(), (replace(sheet, content=css),))
        assert outcome.value is not None or _name(outcome.findings[0]) == name


def _break(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let the engine raise `error` where it lays blocks out."""

    def fail(*_words: object, **_named: object) -> None:
        raise error

    monkeypatch.setattr(weasyprint.layout.block, "block_container_layout", fail)


@pytest.mark.parametrize("error", [AssertionError("x"), KeyError("x"), TypeError("x"), ValueError("x"), IndexError()])
def test_what_is_not_listed_is_raised_as_it_is(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    _break(monkeypatch, error)
    with pytest.raises(type(error)) as raised:
        bind_pdf(_compose())
    assert raised.value is error


def test_the_same_kind_of_exception_in_our_own_sums_is_no_refusal() -> None:
    with pytest.raises(ZeroDivisionError), recognise_refusals():
        _ = 1 / len("")

    def go_on(count: int) -> int:
        return go_on(count + 1)

    with pytest.raises(RecursionError) as endless, recognise_refusals():
        go_on(0)
    assert find_refusal(endless.value) is None


def test_a_refusal_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(EngineRefusedError("size", "OverflowError: x")))  # noqa: S301 - our own
    assert (error.name, error.told, error.refusal.name) == ("size", "OverflowError: x", "size")
    assert str(error).endswith("(OverflowError: x)")


def test_a_refusal_in_another_process_is_told_alike() -> None:
    shop = Workshop(workers=2)
    made = _compose(STYLES["size"][0])
    with open_layout_pool(shop):
        assert shop.pool is not None
        assert bind_pdf(made, shop).findings == bind_pdf(made).findings


def test_a_bug_in_another_process_ends_as_a_failure_with_the_traceback_from_there() -> None:
    target = io.BytesIO()
    Image.new("RGB", (9, 9)).save(target, "PNG")
    asset = Asset(path="x.png", media_type="image/png", digest="", content=target.getvalue())
    # Nobody can ask for that; it breaks our own sums where pictures are drawn, and nothing before.
    edition = replace(PRINT, image_resolution="no number")  # type: ignore[arg-type]
    made = _compose("", node(K.FIGURE, node(K.IMAGE, src="x.png", alt="x")))
    made = replace(made, edition=edition, assets=(("text/x.png", asset),))
    log, shop = StageLog(), Workshop(workers=2)
    with open_layout_pool(shop):
        assert log.take("laying out the pages", lambda: bind_pdf(made, shop), edition="print") is None
    assert log.findings == []
    (failure,) = log.failures
    assert str(failure).startswith("makeready failed on the edition print while laying out the pages: TypeError: ")
    assert "in a worker\nTraceback (most recent call last):\n" in failure.trace
    assert re.search(r'engine_pictures\.py", line \d+, in draw\n', failure.trace)
