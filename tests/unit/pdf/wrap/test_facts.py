"""The lock: what a wrap was made for is read back from its PDF, and ten kinds of drift are told, each by its name."""

from __future__ import annotations

import io
from dataclasses import fields, replace
from typing import Any

import pikepdf
import pytest

from makeready.pdf.wrap.facts import KEY, WrapFacts, compare_facts, read_facts, write_facts

FACTS = WrapFacts(
    page_count=400,
    paper="cream",
    binding="paperback",
    profile="kdp",
    title="The Salt Road",
    subtitle="A Novel – “ſ”",
    authors=("Ada Marsh", "Bo Li"),
    isbn="9780306406157",
    price="USD 14.95",
    trim=(432.0, 648.0),
    spine=72.0,
)
DRIFTS: dict[str, tuple[Any, str]] = {
    "page_count": (402, "the count of pages: 400 when the wrap was made, 402"),
    "paper": ("white", "the paper: “cream” when the wrap was made, “white”"),
    "binding": ("case", "the binding: “paperback” when the wrap was made, “case”"),
    "profile": ("lulu", "the receiver: “kdp” when the wrap was made, “lulu”"),
    "title": ("The Salt Road.", "the title: “The Salt Road” when the wrap was made, “The Salt Road.”"),
    "subtitle": (None, "the subtitle: “A Novel – “ſ”” when the wrap was made, none"),
    "authors": (("Bo Li", "Ada Marsh"), "the authors: Ada Marsh, Bo Li when the wrap was made, Bo Li, Ada"),
    "isbn": ("9780804429573", "the ISBN: “9780306406157” when the wrap was made, “9780804429573”"),
    "price": ("USD 15.95", "the price: “USD 14.95” when the wrap was made, “USD 15.95”"),
    "trim": ((432.0, 649.0), "the trim: 6.000 × 9.000 in when the wrap was made, 6.000 × 9.014 in"),
    "spine": (73.0, "the width of the spine: 1.0000 in when the wrap was made, 1.0139 in"),
}


def _pdf(written: str | None) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    if written is not None:
        pdf.docinfo[KEY] = written
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_what_was_written_is_read_back() -> None:
    assert read_facts(_pdf(write_facts(FACTS))) == FACTS
    bare = replace(FACTS, subtitle=None, isbn=None, price=None, authors=())
    assert read_facts(_pdf(write_facts(bare))) == bare


@pytest.mark.parametrize("written", [None, "", "[]", "{", '{"page_count": 1}', "null", "[" * 9000])
def test_other_files_have_no_facts(written: str | None) -> None:
    assert read_facts(_pdf(written)) is None


def test_what_is_no_pdf_has_no_facts() -> None:
    assert read_facts(b"") is None
    assert read_facts(b"%PDF-1.7 and nothing more") is None


def test_the_same_facts_are_no_drift() -> None:
    assert compare_facts(FACTS, replace(FACTS, spine=72.01, trim=(432.01, 648.0))) == ()


def test_every_fact_has_a_drift() -> None:
    assert set(DRIFTS) == {one.name for one in fields(WrapFacts)}
    assert len(DRIFTS) == 11


@pytest.mark.parametrize("name", DRIFTS)
def test_a_drift_is_told_by_its_name(name: str) -> None:
    value, message = DRIFTS[name]
    (finding,) = compare_facts(FACTS, replace(FACTS, **{name: value}), "wrap.pdf")
    assert (finding.code, finding.location) == ("PD060", "wrap.pdf")
    assert message in finding.message


def test_each_drift_is_told_at_once() -> None:
    new = replace(FACTS, **{name: value for name, (value, _) in DRIFTS.items()})
    assert len(compare_facts(FACTS, new)) == 11
