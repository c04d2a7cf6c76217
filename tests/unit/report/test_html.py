"""HTML: one page that asks for nothing, all books and findings in it, hostile words, its size; used in a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from makeready.report.books import BookReport, BookStatus
from makeready.report.html import render_html
from tests.unit.report.sample_books import ERROR, HOSTILE, WARNING, make_book, make_each, make_file, make_many


def _read(text: str) -> Any:  # lxml's stubs do not know what an XPath gives
    return html.document_fromstring(text.encode("utf-8"))


def _list_rows(page: Any) -> list[list[str]]:
    return [[cell.text_content() for cell in row] for row in page.xpath("//tbody/tr")]


def test_a_row_for_each_book() -> None:
    books = [
        make_book("a", BookStatus.BUILT, WARNING, files=(make_file(), make_file("a.epub", None))),
        make_book("b", BookStatus.FAILED, title="", message="lost"),
        make_book("c", BookStatus.REFUSED, known=2),
    ]
    assert _list_rows(_read(render_html(books))) == [
        ["A", "a", "built", "96", "1,234", "5 kB", "1.5", "1.2", "1 warning"],
        ["b", "b", "failed lost", "", "", "", "1.5", "1.2", ""],
        ["C", "c", "refused", "", "", "", "1.5", "1.2", "2 known"],
    ]


def test_what_changed_since_the_batch_before() -> None:
    books = [make_book("a", BookStatus.BUILT, files=(make_file(pages=97),)), make_book("b")]
    page = _read(render_html(books, previous=[make_book("a", BookStatus.BUILT, files=(make_file(),))]))
    assert [row[-1] for row in _list_rows(page)] == ["+1 page", "new"]
    assert page.xpath("//thead//th")[-1].text == "Since before"


def test_findings_stand_by_kind_with_the_gravest_first_and_open() -> None:
    hinted = replace(WARNING, hint="mend it", notes=("a note",), location="text/a.xhtml:1")
    page = _read(
        render_html([make_book("a", BookStatus.REFUSED, hinted, ERROR), make_book("b", BookStatus.BUILT, WARNING)])
    )
    kinds = page.xpath("//details")
    assert [kind.xpath("string(summary)").split(":")[0] for kind in kinds] == ["error MD012", "warning MS001"]
    assert [kind.get("open") for kind in kinds] == ["", None]
    assert [item.text_content() for item in kinds[1].xpath(".//li")] == [
        "a manuscript/01.md:3 (text/a.xhtml:1) a warninga notemend it",
        "b manuscript/01.md:3 a warning",
    ]


def test_nothing_found_and_no_books() -> None:
    assert "Nothing was found." in render_html([make_book()])
    assert _list_rows(_read(render_html([]))) == []


def test_the_page_asks_for_nothing_and_allows_its_own_pieces_alone() -> None:
    text = render_html(make_each())
    page = _read(text)
    assert not page.xpath("//@src | //link | //iframe | //img | //@onclick | //@style")
    assert len(page.xpath("//h1 | //h2")) == len({head.text for head in page.xpath("//h1 | //h2")})
    assert set(page.xpath("//@href")) == {"#findings"}
    assert "url(" not in text
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    for piece in ("style", "script"):
        found = re.findall(rf"<{piece}>(.*?)</{piece}>", text, re.DOTALL)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode("utf-8")).digest()).decode("ascii")
        assert f"{piece}-src 'sha256-{digest}'" in policy


def test_covers_are_in_the_page_and_keep_their_places_free() -> None:
    books = [make_book("a"), make_book("b"), make_book("c", title="")]
    text = render_html(books, covers={"a": b"\xff\xd8 a", "c": b"\xff\xd8 c"})
    page = _read(text)
    pictures = page.xpath("//tbody//th//img")
    assert [base64.b64decode(one.get("src").removeprefix("data:image/jpeg;base64,")) for one in pictures] == [
        b"\xff\xd8 a",
        b"\xff\xd8 c",
    ]
    told = {(one.get("alt"), one.get("width"), one.get("height"), one.get("decoding")) for one in pictures}
    assert told == {("", "48", "77", "async")}
    assert [len(row.xpath(".//*[@class='bare']")) for row in page.xpath("//tbody/tr")] == [0, 1, 0]
    assert [row[0] for row in _list_rows(page)] == ["A", "B", "c"]
    assert "img-src data:;" in text
    assert 'class="bare"' not in render_html(books)


def test_covers_beyond_their_room_are_left_out() -> None:
    books = make_many()
    text = render_html(books, covers={book.folder: bytes(6_000) for book in books})
    assert len(text.encode("utf-8")) < 6_000_000
    shown = len(_read(text).xpath("//tbody//img"))
    assert 0 < shown < 1_000
    assert len(_read(text).xpath("//tbody//*[@class='bare']")) == 1_000 - shown


def test_hostile_words_stay_words() -> None:
    text = render_html(make_each(), heading=HOSTILE)
    page = _read(text)
    assert not set("\0\x1b\u202e\ud800\r") & set(text)
    shown = "<b>&amp; \"q\" 'a' ]]> | `c`"
    assert page.xpath("string(//title)").startswith(shown)
    assert _list_rows(page)[6][0].startswith(shown)
    assert page.xpath("//tbody//a/@data-f")[-1].startswith(shown)
    assert {b.get("class") for b in page.xpath("//b")} >= {"built", "error"}
    assert all(b.get("class") for b in page.xpath("//b"))


def test_a_thousand_books_stay_below_two_megabytes_whatever_was_found() -> None:
    assert len(render_html(make_many()).encode("utf-8")) < 600_000
    found = [replace(WARNING, message=f"{n} " + "m" * 300) for n in range(20)]
    books = [replace(book, findings=(ERROR, *found)) for book in make_many()]
    text = render_html(books, previous=make_many())
    assert len(text.encode("utf-8")) < 2_000_000
    kinds = _read(text).xpath("//details")
    assert len(kinds[0].xpath(".//li")) == 1_000
    left = int(re.findall(r"([\d,]+) others not listed here", text)[0].replace(",", ""))
    assert len(kinds[1].xpath(".//li")) + left == 20_000


BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Acts as a person does, waits for the page to follow, and writes what is seen then.
_ACTS = """
(async () => {
  const find = (id) => document.getElementById(id);
  const wait = () => new Promise((done) => setTimeout(done, 300));
  const names = () => [...find("book-table").tBodies[0].rows].filter((row) => !row.hidden)
    .map((row) => row.cells[1].textContent);
  const type = async (id, words) => {
    find(id).value = words;
    find(id).dispatchEvent(new Event("input"));
    await wait();
  };
  const head = (name) => [...document.querySelectorAll("thead button")].find((one) => one.textContent === name);
  const sort = (name) => { head(name).click(); return names(); };
  const seen = {};
  seen.controls = [...document.querySelectorAll(".controls")].every((one) => one.checkVisibility());
  seen.stops = [...document.querySelectorAll("a, input, select, button, summary, [tabindex='0']")].length;
  seen.pages = sort("Pages");
  seen.pagesUp = sort("Pages");
  seen.aria = head("Pages").closest("th").getAttribute("aria-sort");
  seen.status = sort("Status");
  seen.book = sort("Book");
  await type("book-filter", "CAFE re");
  seen.filtered = names();
  seen.count = find("book-count").textContent;
  await type("book-filter", "");
  find("book-status").value = "refused";
  find("book-status").dispatchEvent(new Event("change"));
  seen.refused = names();
  await type("finding-filter", "manuscript/01.md");
  seen.items = [...document.querySelectorAll("li")].filter((one) => one.checkVisibility()
    && one.closest("details")).length;
  seen.findings = find("finding-count").textContent;
  await type("finding-filter", "");
  seen.open = [...document.querySelectorAll("details")].map((one) => one.open);
  document.querySelector("a[data-f='book-2']").click();
  seen.linked = [find("finding-filter").value, find("finding-count").textContent, document.activeElement.id];
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
})();
"""


def _run_in_browser(text: str, folder: Path, *scripts: str, dark: bool = False) -> dict[str, Any]:
    """Return what the scripts see of the page, whose policy lets them through besides its own."""
    assert BROWSER is not None
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        text = text.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
        text = text.replace("</body>", f"<script>{script}</script></body>")
    (folder / "page.html").write_text(text, "utf-8")
    # Without a sandbox, which root may not have; the page is ours.
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += [f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr", "--virtual-time-budget=20000"]
    options += ["--window-size=1300,2000", f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
    address = (folder / "page.html").as_uri()
    # The page engine, where it is loaded, shows this process no typefaces of the system.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    done = subprocess.run(
        [BROWSER, *options, "--dump-dom", address],
        capture_output=True,
        timeout=120,
        check=False,
        encoding="utf-8",
        env=surroundings,
    )
    assert done.returncode == 0, done.stderr
    assert "CONSOLE" not in done.stderr
    (out,) = _read(done.stdout).xpath("//pre[@id='seen']")
    seen: dict[str, Any] = json.loads(out.text_content())
    return seen


# Every kind is opened, so that what is in it is judged as well. A page of its own has nothing to load beforehand.
_JUDGES = """
for (const kind of document.querySelectorAll("details")) kind.open = true;
axe.run({ preload: false }).then((verdict) => {
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify({
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    violations: verdict.violations.map((one) => [one.id, one.nodes[0].html, one.nodes[0].failureSummary]),
    passes: verdict.passes.map((one) => one.id),
  });
  document.body.append(out);
});
"""


@pytest.mark.long_but("False")
@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_light_and_in_the_dark(tmp_path: Path, dark: bool) -> None:
    axe = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
    seen = _run_in_browser(
        render_html(make_each(), previous=[], covers={"built": b"x"}), tmp_path, axe, _JUDGES, dark=dark
    )
    assert seen["dark"] is dark
    assert seen["violations"] == []
    assert {"color-contrast", "label", "scrollable-region-focusable"} <= set(seen["passes"])


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
def test_the_page_sorts_filters_and_searches(tmp_path: Path) -> None:
    books: list[BookReport] = [
        make_book("book-10", BookStatus.BUILT, WARNING, title="Café Review", files=(make_file(pages=9),)),
        make_book("book-9", BookStatus.FAILED, title="Review 10"),
        make_book("book-2", BookStatus.REFUSED, ERROR, title="Review 9", files=(make_file(pages=1_200),)),
        make_book("book-1", BookStatus.UNCHANGED, title="Zebra", files=(make_file(pages=80),)),
    ]
    seen = _run_in_browser(render_html(books), tmp_path, _ACTS)
    assert seen == {
        "controls": True,
        # The way to the findings, two filters and a status, nine heads, the part that scrolls, two links, two kinds.
        "stops": 1 + 3 + 9 + 1 + 2 + 2,
        "pages": ["book-2", "book-1", "book-10", "book-9"],
        "pagesUp": ["book-10", "book-1", "book-2", "book-9"],
        "aria": "ascending",
        "status": ["book-9", "book-2", "book-10", "book-1"],
        "book": ["book-10", "book-2", "book-9", "book-1"],
        "filtered": ["book-10"],
        "count": "1 of 4 books shown",
        "refused": ["book-2"],
        "items": 1,
        "findings": "1 of 2 findings shown",
        "open": [True, False],
        "linked": ["book-2", "1 of 2 findings shown", "finding-filter"],
    }
