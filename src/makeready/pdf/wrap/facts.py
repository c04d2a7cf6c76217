"""The lock: what a wrap was made for goes into its PDF, and is read again; each difference comes out as a finding."""

from __future__ import annotations

import io
import json
import math
from dataclasses import asdict, fields
from typing import Any

import pikepdf

from makeready.dataclass import dataclass
from makeready.findings import Finding, observe

KEY = "/MakereadyWrap"
# In points: lengths that differ by less are the same.
_NEAR = 0.05
_LABELS = {
    "page_count": "the count of pages",
    "paper": "the paper",
    "binding": "the binding",
    "profile": "the receiver",
    "title": "the title",
    "subtitle": "the subtitle",
    "authors": "the authors",
    "isbn": "the ISBN",
    "price": "the price",
    "trim": "the trim",
    "spine": "the width of the spine",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrapFacts:
    """What a wrap was made for; `trim` and `spine` are points, the others as the metadata has them."""

    page_count: int
    paper: str
    binding: str
    profile: str
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    isbn: str | None
    price: str | None
    trim: tuple[float, float]
    spine: float


def write_facts(facts: WrapFacts) -> str:
    """Return the facts as they stand in a PDF, the same text for the same facts."""
    return json.dumps(asdict(facts), ensure_ascii=True, sort_keys=True)


def read_facts(content: bytes) -> WrapFacts | None:
    """Return what the PDF `content` was made for; None for one that is no wrap of ours, or cannot be read."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return _take(json.loads(str(pdf.trailer["/Info"][KEY])))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _take(table: dict[str, Any]) -> WrapFacts:
    """Return the facts of a table. Raises TypeError, ValueError or KeyError for another table."""
    values = {one.name: table[one.name] for one in fields(WrapFacts)}
    width, height = map(float, values["trim"])
    return WrapFacts(
        page_count=int(values["page_count"]),
        paper=str(values["paper"]),
        binding=str(values["binding"]),
        profile=str(values["profile"]),
        title=str(values["title"]),
        subtitle=_take_text(values["subtitle"]),
        authors=tuple(map(str, values["authors"])),
        isbn=_take_text(values["isbn"]),
        price=_take_text(values["price"]),
        trim=(width, height),
        spine=float(values["spine"]),
    )


def _take_text(value: Any) -> str | None:
    return None if value is None else str(value)


def compare_facts(old: WrapFacts, new: WrapFacts, location: str | None = None) -> tuple[Finding, ...]:
    """Return a finding for each thing in which the wrap at `location`, made for `old`, differs from `new`."""
    findings = []
    for one in fields(WrapFacts):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if _is_same(before, after):
            continue
        was, now = _say(one.name, before), _say(one.name, after)
        message = f"{_LABELS[one.name]}: {was} when the wrap was made, {now} now"
        findings.append(observe("PD060", message, location=location))
    return tuple(findings)


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, float):
        return math.isclose(before, after, abs_tol=_NEAR)
    if isinstance(before, tuple) and len(before) == len(after):
        return all(_is_same(b, a) for b, a in zip(before, after, strict=True))
    return bool(before == after)


def _say(name: str, value: Any) -> str:
    if value is None or value == ():
        return "none"
    if name == "trim":
        return f"{value[0] / 72:.3f} × {value[1] / 72:.3f} in"
    if name == "spine":
        return f"{value / 72:.4f} in"
    return ", ".join(value) if isinstance(value, tuple) else f"“{value}”" if isinstance(value, str) else str(value)
