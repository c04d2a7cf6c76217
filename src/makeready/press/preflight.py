"""Preflight of a file: a path and a profile go in; findings come out, of our own PDFs with the manuscript's lines.

A PDF of ours has its page map beside it, which tells where in the manuscript each page begins.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from makeready.checks.preflight import Order, do_order
from makeready.checks.preflight.ebook import check_ebook
from makeready.checks.preflight.run import SECONDS, preflight_content, refuse_unread
from makeready.checks.run import EPUB, check_file, recognise
from makeready.findings import Finding, Outcome, Span, observe, sort_findings
from makeready.late_pattern import late_pattern
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.edition import require_pages
from makeready.model.profile import Profile
from makeready.pdf.wrap.facts import KEY, read_facts
from makeready.pdf.wrap.sizes import compare_size
from makeready.press.page_map import FORMAT, VERSION, map_pages, name_map
from makeready.workers import WorkerLostError, WorkerPool
from makeready.workspace import Workspace

ANY = Profile(name="any", title="any receiver")
# Seconds of the clock: a worker that hangs is ended, and what was lost with a worker so late is not tried again.
_PATIENCE, _AGAIN = 30.0, 9.0
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_MAP = 64 * 1024 * 1024
_SPREAD = "PF029"  # two pages side by side
_COUNTS = ("PF020", "PF021")  # too few pages, too many
# An EPUB that breaks the check; what is said of the sizes of pictures for any shop, and for the one that was named.
_BROKEN, _ANY_SHOP, _OF_PICTURES = "PY005", ("EP031", "EP033"), ("PF091", "PF093")
_PAGE = late_pattern(r"page (\d+)\b")


def preflight_file(path: Path, profile: Profile = ANY) -> Outcome[str]:
    """Return the media type of a file, and what stands in the way of its receiver taking it.

    Whatever is in the file, the answer is findings. An EPUB is checked by our rules of EPUBs, and by the shop's.
    """
    try:
        if not path.is_file():
            return _refuse(path, "it is no regular file")
        if path.stat().st_size > _MOST_BYTES:
            return _refuse(path, f"it is larger than {_MOST_BYTES:,} bytes")
        content = path.read_bytes()
    except OSError as error:
        return _refuse(path, f"it cannot be read: {error.strerror}")
    kind = recognise(content)
    if kind == EPUB:
        return _preflight_ebook(path, content, profile)
    if kind is None:
        return _refuse(path, "its first bytes are of neither a PDF nor an EPUB")
    findings = add_sources(preflight_bytes(content, path.name, profile), read_page_map(path, content))
    return Outcome(value=kind, findings=sort_findings(findings))


def _preflight_ebook(path: Path, content: bytes, profile: Profile) -> Outcome[str]:
    checked = check_file(path, outside=False)
    if any(one.code == _BROKEN for one in checked.findings):
        return checked
    own = check_ebook(content, profile)
    # What the shop itself says of a picture takes the place of what holds for most shops.
    told = {one.location for one in own if one.code in _OF_PICTURES}
    kept = tuple(one for one in checked.findings if one.code not in _ANY_SHOP or one.location not in told)
    return replace(checked, findings=(*kept, *own))


def preflight_bytes(content: bytes, name: str, profile: Profile) -> tuple[Finding, ...]:
    """Return what is found in a PDF of these bytes that is called `name`; of a wrap of ours, what is asked of wraps."""
    # Only a file that names the entry is opened here, where nothing ends the reading: our wraps have no packed objects.
    facts = read_facts(content) if KEY.encode() in content else None
    asked = profile if facts is None else ask_of_wrap(profile, facts.binding)
    until = time.monotonic() + _AGAIN
    found = _read_apart(Order(name=name, content=content, profile=asked, seconds=SECONDS, until=until))
    if facts is None:
        return found
    misfits = tuple(replace(one, location=name) for one in compare_size(content, facts, profile))
    return (*misfits, *(one for one in found if one.code != _SPREAD))


def ask_of_wrap(profile: Profile, binding: str) -> Profile:
    """Return what the receiver asks of the wrap of a book: one page, cut where its spine says.

    A case is not cut within its turn-in, so there is no bleed, and words keep to what is seen of the boards.
    """
    bound = profile.find_binding(binding)
    is_case = binding == "case" and bound is not None
    return replace(
        profile,
        trims=(),
        trim_range=None,
        bleed=None if is_case else profile.cover_bleed,
        bleed_outside=False,
        outer=(bound.around or 0.0) + bound.safe if is_case and bound is not None else profile.cover_safe,
        outer_with_bleed=None,
        inner=(),
        least_pages=1,
        most_pages=None,
        page_multiple=1,
        last_blank=False,
    )


def preflight_artifact(artifact: Artifact, composition: Composition, workspace: Workspace) -> tuple[Finding, ...]:
    """Return what stands in the way of the receiver of a PDF that was just made, with places in the manuscript."""
    profile = require_pages(artifact.edition).profile or ANY
    found = preflight_content(Order(name=artifact.path, content=artifact.content, profile=profile, seconds=math.inf))
    # How many pages there are is told where they are laid out (PD043).
    found = tuple(one for one in found if one.code not in _COUNTS)
    if not found:
        return ()
    told = json.loads(map_pages(artifact, composition, workspace).content)
    pages = {page["index"] + 1: _read_span(page["source"]) for page in told["pages"] if page["source"]}
    return add_sources(found, pages)


def _read_apart(order: Order) -> tuple[Finding, ...]:
    """Read a file in a process of its own, which may be ended by whatever is in the file."""
    try:
        with WorkerPool(2, do_order, apart=True, patience=_PATIENCE) as pool:
            return pool.run([order])[0]
    except WorkerLostError as error:
        return (refuse_unread(order.name, error.ending),)


def _refuse(path: Path, reason: str) -> Outcome[str]:
    return Outcome(findings=(observe("PF001", f"{path.name} cannot be read: {reason}", location=path.name),))


def read_page_map(path: Path, content: bytes) -> Mapping[int, Span]:
    """Return where in the manuscript each page begins, by its number; empty without a map of these very bytes."""
    beside = path.with_name(name_map(path.name))
    try:
        if not beside.is_file() or beside.stat().st_size > _MOST_MAP:
            return {}
        told = json.loads(beside.read_bytes())
        if (told["format"], told["version"]) != (FORMAT, VERSION):
            return {}
        if told["sha256"] != hashlib.sha256(content).hexdigest():
            return {}
        return {page["index"] + 1: _read_span(page["source"]) for page in told["pages"] if page["source"]}
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return {}


def _read_span(source: Mapping[str, object]) -> Span:
    line, column = source["line"], source["column"]
    if not isinstance(line, int) or not isinstance(column, int | None):
        raise ValueError("a place is numbers")
    return Span.at(str(source["file"]), line, column)


def add_sources(findings: tuple[Finding, ...], pages: Mapping[int, Span]) -> tuple[Finding, ...]:
    """Return the findings with the place in the manuscript at which their page begins, where that is known."""
    return tuple(_add_source(one, pages) for one in findings)


def _add_source(finding: Finding, pages: Mapping[int, Span]) -> Finding:
    found = _PAGE.match(finding.location or "")
    span = pages.get(int(found[1])) if found is not None else None
    return finding if span is None else replace(finding, span=span, notes=("the page begins here", *finding.notes))
