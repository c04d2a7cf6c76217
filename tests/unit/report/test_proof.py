"""Proofs: spreads as in the book, boxes and findings at their places, changes since another proof; in a browser."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from PIL import Image

from makeready.findings import Finding, Span, observe
from makeready.report.proof import ProofPage, compare_pages, find_page, read_former, render_proof
from tests.unit.report.sample_books import HOSTILE
from tests.unit.report.test_html import BROWSER, _run_in_browser

MAKER = "1 a drawer"


def draw(shade: int = 255) -> bytes:
    out = io.BytesIO()
    Image.new("L", (80, 120), shade).save(out, "PNG")
    return out.getvalue()


def make_page(number: int, **changes: Any) -> ProofPage:
    page = ProofPage(
        number=number,
        sheet=(0.0, 0.0, 418.0, 630.0),
        trim=(9.0, 9.0, 405.0, 621.0),
        bleed=(0.0, 0.0, 414.0, 630.0),
        text=(60.0, 80.0, 350.0, 560.0),
        safe=(45.0, 45.0, 369.0, 585.0),
        media_type="image/png",
        content=draw(),
        width=80,
        height=120,
        digest=f"{number:064x}",
        folio=str(number),
        source=Span.at("manuscript/01.md", number * 10, 1),
        words=f"words of page {number}",
    )
    return replace(page, **changes)


PAGES = tuple(make_page(number) for number in range(1, 6))
PLACED = observe("PF050", "an area is in DeviceRGB", location="page 3 at 100, 200")
LOOSE = observe("PF081", "the file has bookmarks", location="book.pdf")
OF_LINE = observe("MS001", "a heading is empty", span=Span.at("manuscript/01.md", 45))
FOUND = (PLACED, LOOSE, OF_LINE)


def read(text: str) -> Any:
    return html.document_fromstring(text.encode("utf-8"))


def render(pages: tuple[ProofPage, ...] = PAGES, findings: tuple[Finding, ...] = FOUND, **options: Any) -> str:
    return render_proof("Proof", pages, findings, maker=MAKER, **options)


def test_pages_lie_beside_one_another_as_in_the_book() -> None:
    page = read(render())
    spreads = page.xpath("//section[@class='spread']")
    assert [[one.get("id") for one in spread.xpath(".//figure")] for spread in spreads] == [
        ["p1"],
        ["p2", "p3"],
        ["p4", "p5"],
    ]
    assert [one.get("aria-label") for one in spreads] == ["Page 1", "Pages 2 and 3", "Pages 4 and 5"]
    (first, *_others) = page.xpath("//figcaption")
    assert first.text_content() == "Page 1 manuscript/01.md:10:1 words of page 1"


def test_findings_stand_at_their_places() -> None:
    page = read(render())
    (circle,) = page.xpath("//circle")
    assert circle.xpath("ancestor::figure/@id") == ["p3"]
    # Places count from the corner of the page as cut, and SVG from the top of the sheet.
    assert (circle.get("cx"), circle.get("cy")) == ("109", "421")
    (link,) = page.xpath("//svg/a")
    (item,) = page.xpath(f"//li[@id='{link.get('href').lstrip('#')}']")
    assert "an area is in DeviceRGB" in item.text_content()
    loose = page.xpath("//section[@aria-labelledby='loose-heading']")[0]
    assert "bookmarks" in loose.text_content()
    assert "a heading is empty" in page.xpath("//section[@aria-label='Pages 4 and 5']")[0].text_content()


@pytest.mark.parametrize(
    ("finding", "page"),
    [
        (PLACED, (3, (100.0, 200.0))),
        (replace(PLACED, location="page 2 at -9.5, 0"), (2, (-9.5, 0.0))),
        (replace(PLACED, location="book.pdf: page 4"), (4, None)),
        (OF_LINE, (4, None)),
        (replace(OF_LINE, span=Span.at("manuscript/01.md", 2)), (1, None)),
        (replace(OF_LINE, span=Span.at("manuscript/99.md", 2)), (None, None)),
        (LOOSE, (None, None)),
    ],
)
def test_the_page_of_a_finding(finding: Finding, page: object) -> None:
    assert find_page(finding, PAGES) == page


def test_boxes_are_drawn_where_they_are_known() -> None:
    page = read(render())
    (figure,) = page.xpath("//figure[@id='p1']")
    boxes: dict[str, tuple[float, ...]] = {
        one.get("class"): tuple(float(one.get(key)) for key in ("x", "y", "width", "height"))
        for one in figure.xpath(".//rect")
    }
    assert boxes["box trim"] == (9.0, 9.0, 396.0, 612.0)
    assert boxes["box text"] == (60.0, 70.0, 290.0, 480.0)
    assert set(boxes) == {"box trim", "box bleed", "box text", "box safe"}
    bare = read(render((make_page(1, trim=None, bleed=None, text=None, safe=None),), ()))
    assert [one.get("class") for one in bare.xpath("//rect")] == ["box trim"]
    assert bare.xpath("//fieldset//input/@id") == ["show-trim", "show-marks"], "nothing is offered that is not there"


def test_changes_are_told_page_by_page_with_the_former_picture() -> None:
    former = read_former(render(), MAKER)
    assert former is not None
    assert [one.digest for one in former] == [one.digest for one in PAGES]
    assert base64.b64decode(former[0].picture.partition(",")[2]) == draw()
    pages = (
        PAGES[0],
        make_page(2, digest="a" * 64, content=draw(9)),
        PAGES[2],
        make_page(4, digest="b" * 64),
        make_page(5, digest=PAGES[3].digest),
        make_page(6, digest=PAGES[4].digest),
    )
    changes = compare_pages(former, pages)
    assert (dict(changes.changed), changes.gone) == ({2: 1, 4: None}, ())
    assert compare_pages(former, PAGES[:3]).gone == (4, 5)
    text = render(pages, former=former)
    page = read(text)
    told = {one.xpath("ancestor::figure/@id")[0]: one.text for one in page.xpath("//span[contains(@class, 'tag')]")}
    assert told == {"p2": "changed", "p4": "new"}
    assert page.xpath("//figure[@id='p2']//details/img/@src") == [former[1].picture]
    assert "Changed since the last proof: 2" in page.xpath("string(//header)")
    again = read_former(text, MAKER)
    assert again is not None
    assert len(again) == 6, "the former pictures are no pages"
    assert "No page has changed since the last proof" in render(pages, former=again)


@pytest.mark.parametrize("text", ["", "<html>", "\0" * 1000])
def test_what_is_no_proof_is_not_compared(text: str) -> None:
    assert read_former(text, MAKER) is None
    assert read_former(render(), "another drawer") is None


def test_blank_pages_are_marked_and_listed_in_rows() -> None:
    pages = tuple(make_page(number, blank=number in (2, 3, 4, 6)) for number in range(1, 7))
    page = read(render(pages))
    assert page.xpath("//header//a[@href='#p2']")[0].text == "2–4"
    assert page.xpath("//figure[.//span[@class='tag blank']]/@id") == ["p2", "p3", "p4", "p6"]


def test_only_spreads_that_are_asked_for() -> None:
    assert read(render(only=[3])).xpath("//figure/@id") == ["p2", "p3"]
    assert "There are no pages to show." in render((), ())


def test_hostile_words_stay_words_and_the_page_asks_for_nothing() -> None:
    found = (replace(PLACED, message=HOSTILE, hint=HOSTILE, notes=(HOSTILE,)), replace(LOOSE, location=HOSTILE))
    pages = (make_page(1), make_page(2, words=HOSTILE, folio=HOSTILE), make_page(3, content=b""))
    text = render_proof(HOSTILE, pages, found, about=[HOSTILE], maker=HOSTILE)
    page = read(text)
    assert not set("\0\x1b\u202e\ud800\r") & set(text)
    assert len(page.xpath("//script")) == len(page.xpath("//style")) == 1
    assert all(one.startswith("data:image/png;base64,") for one in page.xpath("//@src"))
    assert all(one.startswith("#") for one in page.xpath("//@href"))
    assert not page.xpath("//@style | //@onclick | //link | //iframe")
    assert "This page could not be drawn." in text
    assert "url(" not in text


def test_many_findings_are_counted_where_they_are_not_listed() -> None:
    found = tuple(replace(PLACED, message=f"area {number}") for number in range(6_000))
    text = render(PAGES, found)
    assert "1,000 others not listed here." in text
    assert "4,940 others on these pages not listed." in text
    assert len(read(text).xpath("//circle")) == 60


# Acts as a person does, and writes what is seen then.
_ACTS = """
(async () => {
  const find = (id) => document.getElementById(id);
  const wait = () => new Promise((done) => setTimeout(done, 200));
  const shown = (name) => getComputedStyle(document.querySelector(`.box.${name}`)).visibility;
  const seen = {};
  seen.before = shown("trim");
  find("show-trim").click();
  seen.after = [shown("trim"), shown("bleed")];
  seen.marks = getComputedStyle(document.querySelector(".mark")).display;
  find("show-marks").click();
  seen.noMarks = getComputedStyle(document.querySelector(".mark")).display;
  find("finding").click();
  seen.finding = document.activeElement.id;
  find("page").value = "4";
  find("page").dispatchEvent(new Event("change"));
  await wait();
  seen.said = find("said").textContent;
  seen.top = find("p4").getBoundingClientRect().top < innerHeight;
  find("page").value = "99";
  find("page").dispatchEvent(new Event("change"));
  seen.none = find("said").textContent;
  scrollTo(0, 0);
  await wait();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  await wait();
  seen.key = find("said").textContent;
  seen.scrolled = document.documentElement.scrollWidth <= innerWidth;
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
})();
"""


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
def test_the_page_is_used_by_its_controls_and_the_keyboard(tmp_path: Path) -> None:
    seen = _run_in_browser(render(), tmp_path, _ACTS)
    assert seen == {
        "before": "hidden",
        "after": ["visible", "hidden"],
        "marks": "inline",
        "noMarks": "none",
        "finding": seen["finding"],
        "said": "Page 4",
        "top": True,
        "none": "There is no page 99.",
        "key": seen["key"],
        "scrolled": True,
    }
    assert re.fullmatch(r"f\d", seen["finding"])
    assert seen["key"] in ("Page 1", "Pages 2 and 3")


_JUDGES = """
for (const one of document.querySelectorAll("details")) one.open = true;
for (const one of document.querySelectorAll(".bar input[type=checkbox]")) one.checked = true;
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


@pytest.mark.skipif(BROWSER is None, reason="needs Chromium")
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_in_the_light_and_in_the_dark(tmp_path: Path, dark: bool) -> None:
    axe = (files("axe_core_python") / "axe.min.js").read_text("utf-8")
    pages = (*PAGES[:2], make_page(3, digest="c" * 64, blank=True), make_page(4, content=b""), PAGES[4])
    text = render(pages, former=read_former(render(), MAKER))
    seen = _run_in_browser(text, tmp_path, axe, _JUDGES, dark=dark)
    assert seen["dark"] is dark
    assert seen["violations"] == []
    assert {"color-contrast", "label", "image-alt", "link-name"} <= set(seen["passes"])
