"""HTML of a thousand books: it stands in two seconds, and is used by keys alone; axe finds nothing in such a page."""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

from makeready.report.html import render_html
from tests.unit.report.browser import BROWSER, Browser, open_browser
from tests.unit.report.sample_books import make_many

pytestmark = pytest.mark.skipif(BROWSER is None, reason="needs Chromium")

COUNT = 1_000
# What a person waits for, by the clock of the browser, and what a machine at other work may need beyond it.
_PROMISED, _BESIDE_OTHERS = 2_000, 3
_FOCUS = "(document.activeElement.id || document.activeElement.className || document.activeElement.textContent)"
_SHOWN = "document.getElementById('book-count').textContent"
_FIRST = "[...document.querySelectorAll('tbody tr')].find((row) => !row.hidden).cells[1].textContent"
_PAINTED = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
_JUDGED = """(async () => {
  for (const kind of document.querySelectorAll("details")) kind.open = true;
  const verdict = await axe.run({ preload: false });
  return verdict.violations.map((one) => [one.id, one.nodes[0].html, one.nodes[0].failureSummary]);
})()"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a thousand books with covers, beside those of a batch before."""
    books = make_many(COUNT)
    out = io.BytesIO()
    Image.effect_noise((96, 154), 64).convert("RGB").save(out, "JPEG", quality=60)
    text = render_html(books, previous=make_many(COUNT - 9)[3:], covers={one.folder: out.getvalue() for one in books})
    place = tmp_path_factory.mktemp("report") / "report.html"
    place.write_text(text, "utf-8")
    return place


def _wait_until(browser: Browser, condition: str) -> None:
    browser.ask(
        "new Promise((done, fail) => { const end = performance.now() + 9000; const look = () =>"
        f" ({condition}) ? done() : performance.now() > end ? fail(new Error('it never was')) : setTimeout(look, 5);"
        " look(); })"
    )


def test_a_thousand_books_stand_in_time_and_say_nothing_on_the_console(page: Path, tmp_path: Path) -> None:
    with open_browser(tmp_path) as browser:
        stands = []
        for _ in range(3):
            browser.open(page)
            stands.append(browser.ask(_PAINTED))
            if stands[-1] < _PROMISED:
                break
        assert browser.ask(_SHOWN) == "1,000 of 1,000 books shown"
        assert min(stands) < _PROMISED * _BESIDE_OTHERS
        assert browser.messages == []


def test_a_thousand_books_are_filtered_sorted_and_searched_by_keys_alone(page: Path, tmp_path: Path) -> None:
    with open_browser(tmp_path) as browser:
        browser.open(page)
        browser.press("Tab")
        assert browser.ask(_FOCUS) == "skip"
        assert browser.ask("document.activeElement.getBoundingClientRect().left") >= 0
        browser.press("Tab")
        assert browser.ask(_FOCUS) == "book-filter"
        browser.press("REVIEWS/007 book")
        _wait_until(browser, f"{_SHOWN} === '10 of 1,000 books shown'")
        browser.press("Tab", "ArrowDown", "ArrowDown", "ArrowDown")
        assert browser.ask("[document.activeElement.id, document.activeElement.value]") == ["book-status", "refused"]
        assert browser.ask(_SHOWN) == "0 of 1,000 books shown"
        browser.press("Home")
        assert browser.ask(_SHOWN) == "10 of 1,000 books shown"
        assert browser.ask(_FIRST) == "reviews/0070-a-review-of-some-length"
        # The table scrolls by keys; behind it come the heads of its columns.
        browser.press("Tab")
        assert browser.ask(_FOCUS) == "scroll"
        browser.press("Tab", "Tab", "Enter")
        assert browser.ask("document.activeElement.closest('th').getAttribute('aria-sort')") == "ascending"
        browser.press(" ")
        assert browser.ask("document.activeElement.closest('th').getAttribute('aria-sort')") == "descending"
        assert browser.ask(_FIRST) == "reviews/0079-a-review-of-some-length"
        # A book's findings are one key away.
        browser.ask("document.querySelector('tbody tr:not([hidden]) a').focus()")
        browser.press("Enter")
        assert browser.ask(_FOCUS) == "finding-filter"
        assert browser.ask("document.getElementById('finding-count').textContent").startswith("2 of ")
        browser.press("Tab")
        assert browser.ask("[document.activeElement.localName, document.activeElement.parentElement.open]") == [
            "summary",
            True,
        ]
        browser.press("Enter")
        assert browser.ask("document.activeElement.parentElement.open") is False
        assert browser.messages == []


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_many_books(tmp_path: Path, dark: bool) -> None:
    """A hundred: of a thousand it takes minutes, and is asked by tests/scale/report_page.py."""
    few = tmp_path / "report.html"
    few.write_text(render_html(make_many(100), previous=make_many(91)[3:], covers={}), "utf-8")
    with open_browser(tmp_path) as browser:
        browser.open(few, dark=dark)
        assert browser.ask("matchMedia('(prefers-color-scheme: dark)').matches") is dark
        browser.ask((files("axe_core_python") / "axe.min.js").read_text("utf-8") + "; true")
        assert browser.ask(_JUDGED) == []
        assert browser.messages == []
