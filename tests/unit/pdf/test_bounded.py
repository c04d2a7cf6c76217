"""Bounded work: what was given up is named by its drawing, by the rule, by the part, or by the edition."""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from makeready.model.composition import StyleSheet
from makeready.pdf.bounded import (
    PartLostError,
    PartTooLargeError,
    bound_drawing,
    bound_job,
    explain_loss,
    report_lost,
    report_too_large,
)
from makeready.pdf.parts import NumberJob, PartJob
from makeready.workers import Bounds, BoundsPassedError, WorkerLostError
from tests.unit.compose.books import paragraph, section
from tests.unit.pdf.compositions import composition

JOB = PartJob(content=b'<html><section id="one"/><p id="two"/></html>')


def burn() -> None:
    while True:
        pass


def test_a_job_without_end_is_named_by_what_stands_in_it() -> None:
    with pytest.raises(PartTooLargeError) as caught, bound_job(JOB, Bounds(seconds=0.1)):
        burn()
    assert (caught.value.anchors, caught.value.picture) == (("one", "two"), "")
    with pytest.raises(PartTooLargeError) as caught, bound_job(NumberJob(sorts=()), Bounds(seconds=0.1)):
        burn()
    assert caught.value.anchors == ()


def test_a_drawing_has_a_quarter_of_the_time() -> None:
    with pytest.raises(PartTooLargeError) as caught, bound_drawing("file:///book/a.svg", Bounds(seconds=4)):
        burn()
    assert (caught.value.picture, str(caught.value)) == ("file:///book/a.svg", "more than 1 s of work")


def test_what_killed_a_worker_is_known_by_its_signal() -> None:
    def explain(number: int) -> Exception:
        return explain_loss(WorkerLostError(0, -number, 2), JOB, Bounds())

    assert str(explain(signal.SIGXCPU)) == "more than 20 s of work"
    assert str(explain(signal.SIGABRT)) == "more than 768 MiB of memory"
    lost = explain(signal.SIGKILL)
    assert isinstance(lost, PartLostError) and lost.anchors == ("one", "two")
    finding = report_lost(lost, composition(section("one", paragraph("Words."))))
    assert finding.code == "PD008" and "SIGKILL" in finding.message and "one" in f"{finding.span} {finding.location}"
    hung = explain_loss(WorkerLostError(0, -9, 2, patience=900.0), JOB, Bounds())
    assert isinstance(hung, PartTooLargeError) and str(hung) == "more than 900 s"


def test_the_finding_has_the_nearest_place_that_is_known() -> None:
    laid = composition(section("one", paragraph("Words.")))
    by_part = report_too_large(PartTooLargeError(("nowhere", "one"), "too much"), laid)
    assert by_part.code == "PD015" and "one" in f"{by_part.span} {by_part.location}"
    by_edition = report_too_large(BoundsPassedError(3.0), laid)
    assert by_edition.location == f"the edition {laid.edition.name}"
    sheet = StyleSheet(name="styles/print.css", content="p {\n  top: 1e-300px }")
    by_rule = report_too_large(PartTooLargeError(("one",), "too much"), replace(laid, styles=(sheet,)))
    assert str(by_rule.span).startswith("styles/print.css:2")
