"""Our own rules for an EPUB: each finds what was spoilt, and none objects to a good book."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from makeready.checks import package_pages
from makeready.checks.package import check_epub
from makeready.findings import CATALOGUE, Severity, Span
from makeready.model.artifact import Artifact
from makeready.model.edition import EpubEdition
from makeready.model.schemes import LINK_SCHEMES
from makeready.store import Store
from makeready.style.addresses import list_addresses
from makeready.style.sheet import Address
from makeready.workshop import Workshop
from tests.unit.checks.broken_epubs import BROKEN, ONE, OPF, TWO, check, good_epub, review_as_its_authors
from tests.unit.epub.archives import pack, unpack, with_text
from tests.unit.epub.compositions import composition, document, picture, review

CASES = [(code, number) for code, makers in BROKEN.items() for number in range(len(makers))]


def test_good_epub_has_no_findings() -> None:
    assert check(good_epub(), composition()) == ()


@pytest.mark.threat(42, 44, 45, 46)
@pytest.mark.parametrize(("code", "number"), CASES, ids=[f"{code}-{number}" for code, number in CASES])
def test_rule_finds_what_was_spoilt(code: str, number: int) -> None:
    findings = check(BROKEN[code][number](), composition())
    assert code in {finding.code for finding in findings}


@pytest.mark.parametrize("code", sorted(BROKEN))
def test_every_rule_names_a_place(code: str) -> None:
    found = [f for maker in BROKEN[code] for f in check(maker()) if f.code == code]
    assert code == "EP010" or all(finding.location for finding in found)


def test_every_rule_of_the_catalogue_is_spoilt() -> None:
    rules = {code for code in CATALOGUE if "EP010" <= code < "EP040"}
    assert rules == {*BROKEN, "EP035"}


def test_place_leads_to_the_manuscript() -> None:
    epub = with_text(good_epub(), ONE, ' alt="A map of the road"', "")
    (finding,) = check(epub, composition())
    line = unpack(epub)[ONE].decode().split("<img")[0].count("\n") + 1
    assert finding.location == f"EPUB/text/chapter-1.xhtml:{line}"
    assert finding.span == Span.at("manuscript/chapter-1.md", line)
    assert finding.severity is Severity.WARNING


def test_place_without_a_composition_is_in_the_file_only() -> None:
    (finding,) = check(with_text(good_epub(), ONE, ' alt="A map of the road"', ""))
    assert finding.span is None
    assert finding.location is not None


def test_ornament_needs_no_words() -> None:
    assert check(with_text(good_epub(), ONE, 'alt="A map of the road"', 'alt="" role="presentation"')) == ()


@pytest.mark.parametrize("scheme", sorted(LINK_SCHEMES))
def test_links_that_a_manuscript_may_have_are_sound(scheme: str) -> None:
    epub = with_text(good_epub(), TWO, "<p>", f'<p><a href="{scheme}:x">x</a>')
    assert [one.code for one in check(epub, composition()) if one.code == "EP026"] == []


def test_reviewed_author_is_no_creator() -> None:
    findings = check(*review_as_its_authors())
    assert [f.code for f in findings] == ["EP035"]
    assert "First Other" in findings[0].message


def test_reviewed_author_may_review_too() -> None:
    own = review(contributors=review().attribution.reviewed.contributors[:1])  # type: ignore[union-attr]
    epub, _ = review_as_its_authors()
    assert check(epub, composition(book=own)) == ()


def test_isbn_of_the_reviewed_work_is_checked() -> None:
    epub, source = review_as_its_authors()
    epub = with_text(epub, OPF, "9780131103627", "9780131103628")
    assert "EP028" in {f.code for f in check(epub, source)}


def test_page_list_that_fits_is_no_finding() -> None:
    marked = BROKEN["EP025"][2]()
    good = with_text(
        marked, "EPUB/nav.xhtml", '<li><a href="text/chapter-2.xhtml#chapter-2">1</a></li></ol></nav></body>',
        '<li><a href="text/chapter-2.xhtml#page-1">1</a></li></ol></nav></body>',
    )  # fmt: skip
    assert check(good) == ()


def test_note_called_twice_may_lead_back_to_either() -> None:
    more = '</p>\n<p>Again<a epub:type="noteref" role="doc-noteref" id="ref-2" href="#note-1">1</a></p>'
    epub = with_text(good_epub(), ONE, "below</a>.</p>", f"below</a>.{more}")
    assert check(epub) == ()


@pytest.mark.threat(47)
def test_entity_bomb_is_not_expanded() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    epub = with_text(good_epub(), ONE, "<!DOCTYPE html>", bomb)
    epub = with_text(epub, ONE, "<em>text</em>", "<em>&b;</em>")
    started = time.process_time()
    assert isinstance(check(epub), tuple)
    assert time.process_time() - started < 1


def test_many_pages_are_checked_in_time() -> None:
    pages = [
        document(f"text/c-{n}.xhtml", "\n".join(f'<p id="p-{n}-{m}">Words of it.</p>' for m in range(40)))
        for n in range(60)
    ]
    from makeready.epub.bind import bind_epub

    bound = bind_epub(composition(documents=(*composition().documents, *pages)), picture("JPEG", (1000, 1600)))
    assert bound.value is not None
    started = time.process_time()
    assert check(bound.value.content) == ()
    assert time.process_time() - started < 0.4


@pytest.mark.threat(42)
def test_too_many_entries_are_refused() -> None:
    (finding,) = check(pack([("mimetype", b"application/epub+zip"), *((f"a{n}", b"") for n in range(10_001))]))
    assert finding.code == "EP010"


@pytest.mark.parametrize("number", range(len(BROKEN["EP027"])))
def test_what_a_known_sheet_asks_for_is_told_as_if_it_were_read_now(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def count(css: str) -> tuple[Address, ...]:
        read.append(css)
        return list_addresses(css)

    epub = BROKEN["EP027"][number]()
    wanted = check(epub, composition())
    monkeypatch.setattr(package_pages, "list_addresses", count)
    artifact = Artifact(
        edition=EpubEdition(name="epub"), path="a.epub", media_type="application/epub+zip", content=epub
    )
    shop = Workshop(memory=Store(tmp_path / "cache"))
    counts = []
    for _ in range(3):
        assert check_epub(artifact, composition(), None, shop) == wanted
        counts.append(len(read))
        read.clear()
    sheets = sum(name.endswith(".css") for name in unpack(epub))
    assert sheets and counts[1:] == [counts[0] - sheets] * 2
    spoilt = Workshop(memory=_Spoilt(tmp_path / "cache"))
    assert check_epub(artifact, composition(), None, spoilt) == wanted and len(read) == counts[0]


class _Spoilt(Store):
    """Gives something else than what was put."""

    def get(self, key: str) -> bytes | None:
        return super().get(key) and b"[7]"
