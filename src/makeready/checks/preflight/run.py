"""Running preflight: the bytes of a PDF and a profile go in; findings come out, within bounds of time and memory.

A file that is made to break readers is a finding: the reading is done where it can be ended from outside.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections.abc import Iterator

import pikepdf

from makeready.checks.preflight.document import Document
from makeready.checks.preflight.document_rules import check_document
from makeready.checks.preflight.page_rules import check_page
from makeready.checks.shown import MALFORMED, explain
from makeready.dataclass import dataclass
from makeready.findings import Finding, observe
from makeready.model.profile import Profile
from makeready.workers import Bounds, BoundsPassedError, is_worker, keep_within

SECONDS = 7.0
_BOUNDS = Bounds(seconds=8.0, memory=400 * 1024 * 1024)
_GRACE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A file to look at: its name, its bytes, whom it is for, and how many seconds of the processor it may take.

    After the clock (time.monotonic) shows `until` it is not begun: a worker was lost with it already.
    """

    name: str
    content: bytes
    profile: Profile
    seconds: float = SECONDS
    until: float = math.inf


def do_order(order: Order) -> tuple[Finding, ...]:
    """Return what is found in a file; a function of a module, so that a worker can be given it."""
    if time.monotonic() > order.until:
        return (refuse_unread(order.name, "reading it took too long"),)
    try:
        with _silence(), keep_within(_BOUNDS, is_worker=is_worker(), grace=_GRACE):
            return preflight_content(order)
    except BoundsPassedError as error:
        return (refuse_unread(order.name, f"reading it took {error}"),)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Keep the library from telling what it mends beside the findings, which tell it too."""
    logger = logging.getLogger("pikepdf")
    former = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(former)


def refuse_unread(name: str, reason: str) -> Finding:
    """Return the finding about a file of which nothing is known."""
    return observe("PF002", f"{name} was given up: {reason}", location=name)


def preflight_content(order: Order) -> tuple[Finding, ...]:
    """Return what is found in a PDF's bytes; the caller keeps the bounds."""
    try:
        document = Document(order.name, order.content, order.seconds)
        findings: list[Finding] = []
        pages = []
        for page in document.read_pages():
            findings += check_page(page, document.facts, order.profile)
            pages.append(page)
        document.facts.mended = document.read_warnings()
        return (*check_document(pages, document.facts, order.profile), *findings)
    except pikepdf.PasswordError:
        return (observe("PF003", f"{order.name} cannot be opened without a password", location=order.name),)
    except MemoryError:
        raise
    except (*MALFORMED, RecursionError) as error:
        return (observe("PF001", f"{order.name} cannot be read as PDF: {explain(error)}", location=order.name),)
