"""The cover: a picture of the right size, the same each time, with every word of the metadata that it is to show."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn, cast

import pytest
from PIL import Image

from makeready.model.composition import StyleSheet
from makeready.model.people import Contributor
from makeready.pdf import cover, cover_setting
from makeready.pdf.cover import draw_cover
from makeready.pdf.cover_setting import SIZE
from makeready.pdf.layout_pool import open_layout_pool
from makeready.store import Store
from makeready.workers import WorkerLostError, WorkerPool
from makeready.workshop import Workshop
from tests.unit.compose.books import book
from tests.unit.pdf.compositions import theme


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return what this process has drawn, which is nothing when a test begins."""
    drawn: dict[str, bytes] = {}
    monkeypatch.setattr(cover, "_DRAWN", drawn)
    return drawn


ANN = Contributor(name="Ann Author", sort_name="x", roles=("aut",))


def _page(**changes: Any) -> dict[str, list[str]]:
    """Return the words of the cover's page by the class of their paragraph."""
    found: dict[str, list[str]] = {}
    for element in cover._write_page(book(**changes)).iter("p"):
        found.setdefault(element.get("class") or "", []).append("|".join(element.itertext()))
    return found


def test_the_cover_is_an_rgb_jpeg_of_its_size_and_the_same_each_time(_drawn: dict[str, bytes]) -> None:
    whole = book(title="The Long Road", subtitle="A Tale", contributors=(ANN,), imprint="Brand")
    first = draw_cover(whole, theme("shared", "cover"))
    _drawn.clear()
    second = draw_cover(whole, theme("shared", "cover"))
    assert first.findings == ()
    assert first.value is not None and first.value == second.value
    picture = Image.open(io.BytesIO(first.value))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", SIZE)
    assert SIZE == (1600, 2560)
    assert len(first.value) < 1_000_000
    shades = picture.convert("L").tobytes()
    assert max(shades) - min(shades) > 128, "ink on the ground"


@pytest.mark.parametrize(("language", "title"), [("en", "The Road"), ("he", "הדרך")])
def test_the_rule_stands_in_the_middle_whichever_way_words_run(language: str, title: str) -> None:
    drawn = draw_cover(book(language=language, title=title, subtitle=title), theme("shared", "cover"))
    assert drawn.value is not None
    # 60 of 400 points, less a little at both ends, between the lines of the frame.
    middle = Image.open(io.BytesIO(drawn.value)).crop((700, 200, 900, 2300))
    rows = [[middle.getpixel((x, y)) for x in range(0, 200, 20)] for y in range(middle.height)]
    golden = [row for row in rows if all(cast(Any, one)[0] - cast(Any, one)[2] > 60 for one in row)]
    assert 1 <= len(golden) <= 8


def test_the_cover_shows_title_subtitle_makers_and_imprint() -> None:
    page = _page(title="The Road", subtitle="A <Tale>", contributors=(ANN,), publisher="House")
    assert page == {
        "cover-title": ["The Road"], "cover-subtitle": ["A <Tale>"], "cover-creators": ["Ann Author"],
        "cover-imprint": ["House"],
    }  # fmt: skip


def test_a_long_title_is_smaller_and_in_balanced_lines() -> None:
    assert _page(title="Why They Joined, Why They Left")["cover-title long"] == ["Why They Joined,|Why They Left"]
    (long,) = _page(title="The Strange and True Story of a Very Long Road through Many Different Countries")[
        "cover-title very-long"
    ]
    assert long.count("|") == 3


def test_a_character_that_the_typeface_lacks_is_named() -> None:
    outcome = draw_cover(book(title="The 𓀀 Road"), theme("shared", "cover"))
    assert outcome.value is None
    (finding,) = outcome.findings
    assert finding.code == "TY001" and "U+13000" in finding.message
    assert "cover =" in (finding.hint or "")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x.png", "file:///etc/hostname", "../../x.png"])
def test_a_cover_style_that_asks_for_an_outside_file_is_refused(url: str) -> None:
    style = StyleSheet(name="styles/cover.css", content=f"body {{ background: url({url}) }}")
    outcome = draw_cover(book(), (*theme("shared", "cover"), style))
    assert [f.code for f in outcome.findings] == ["ST005"]
    assert outcome.failed


def test_a_rule_that_the_engine_does_not_know_is_told() -> None:
    style = StyleSheet(name="styles/cover.css", content="body { colour: red }")
    outcome = draw_cover(book(), (*theme("shared", "cover"), style))
    assert [f.code for f in outcome.findings] == ["ST004"]


def test_a_cover_that_no_page_can_hold_is_told() -> None:
    style = StyleSheet(name="styles/cover.css", content=".cover-title { font-size: 1e9px }")
    outcome = draw_cover(book(title="The Long Road"), (*theme("shared", "cover"), style))
    assert (outcome.value, [f.code for f in outcome.findings]) == (None, ["PD006"])


def test_a_sheet_of_the_cover_that_cannot_be_parsed_is_told() -> None:
    style = StyleSheet(name="styles/cover.css", content="p { color: " + "[" * 100_000)
    outcome = draw_cover(book(title="The Long Road"), (*theme("shared", "cover"), style))
    assert (outcome.value, [f.code for f in outcome.findings]) == (None, ["PD006"])


def test_a_cover_is_drawn_once_for_the_epubs_of_a_book_and_remembered_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = draw_cover(book(), theme("shared", "cover"))
    monkeypatch.setattr(cover_setting, "set_cover", lambda *_: pytest.fail("it is drawn again"))
    shop = Workshop(memory=Store(tmp_path))
    for _ in range(2):
        assert draw_cover(book(), theme("shared", "cover"), shop) == first
    cover._DRAWN.clear()
    assert draw_cover(book(), theme("shared", "cover"), shop) == first


def test_a_cover_of_other_words_or_another_style_and_one_with_a_finding_are_drawn(_drawn: dict[str, bytes]) -> None:
    one = draw_cover(book(title="One"), theme("shared", "cover"))
    other = draw_cover(book(title="Other"), theme("shared", "cover"))
    assert one.value != other.value
    style = StyleSheet(name="styles/cover.css", content="body { colour: red }")
    for _ in range(2):
        outcome = draw_cover(book(title="Other"), (*theme("shared", "cover"), style))
        assert [f.code for f in outcome.findings] == ["ST004"]
    assert list(_drawn.values()) == [other.value]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
def test_a_cover_is_drawn_where_the_pages_were_laid_out(
    _drawn: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = draw_cover(book(title="One"), theme("shared", "cover"))
    _drawn.clear()
    shop = Workshop()
    with open_layout_pool(shop):
        monkeypatch.setattr(cover, "set_within_bounds", lambda _: pytest.fail("it is drawn here"))
        assert draw_cover(book(title="One"), theme("shared", "cover"), shop) == alone


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize(
    ("code", "told"), [(-signal.SIGXCPU, "more than 20 s of work"), (-signal.SIGABRT, "of memory")]
)
def test_a_worker_that_its_bounds_kill_over_a_cover_is_pd015(code: int, told: str) -> None:
    class Losing:
        def run(self, jobs: list[object], most: int) -> NoReturn:
            raise WorkerLostError(0, code, 1)

    shop = Workshop(pool=cast("WorkerPool[Any, bytes]", Losing()))
    outcome = draw_cover(book(title="One"), theme("shared", "cover"), shop)
    assert [(one.code, told in one.message) for one in outcome.findings] == [("PD015", True)]


def test_a_worker_that_is_lost_for_another_reason_is_no_mistake_of_the_cover() -> None:
    class Losing:
        def run(self, jobs: list[object], most: int) -> NoReturn:
            raise WorkerLostError(0, -9, 2)

    shop = Workshop(pool=cast("WorkerPool[Any, bytes]", Losing()))
    with pytest.raises(WorkerLostError):
        draw_cover(book(title="One"), theme("shared", "cover"), shop)
