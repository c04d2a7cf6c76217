"""Words that a style sheet hides are no words of the book: each way to hide them is an error that names the rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.checks.parity import check_parity
from makeready.findings import Finding, Severity
from makeready.model.composition import Composition, StyleSheet
from tests.unit.checks.bound_books import bind

TEXT = """# One

Before it.

> A quotation of words that a rule may hide.

After it.
"""
IN_BOTH = [
    "color: white", "color: #fffffe", "color: rgb(0 0 0 / 5%)", "COLOR: WHITE !IMPORTANT",
    "background: black; color: #000", "opacity: 0", "opacity: 4%", "visibility: hidden", "display: none",
    "font-size: 0", "FONT-SIZE: 1PX", "margin-left: -2000px", "position: absolute; left: -9999px",
    "position: relative; top: -9999px", "transform: translateX(-5000px)", "max-height: 0; overflow: hidden",
    "height: 3pt; overflow: hidden", "letter-spacing: -1em", "float: left; margin-left: -9999px",
]  # fmt: skip
ON_SCREENS = [
    "clip-path: inset(100%)", "position: absolute; clip: rect(0 0 0 0)", "filter: opacity(0)", "transform: scale(0)",
    "-webkit-text-fill-color: transparent", "content-visibility: hidden",
]  # fmt: skip
SEEN = [
    "color: #333", "opacity: 0.6", "font-size: 0.8em", "margin-left: -0.5em", "left: -9999px", "height: 60pt",
    "overflow: hidden",
    "position: relative; top: 2pt", "letter-spacing: 0.05em", "background: #eee", "background: #222; color: #eee",
    "text-indent: -9999px",  # Paragraphs have an indent of their own.
]  # fmt: skip


def check(target: str, rule: str, selector: str = "blockquote") -> tuple[Finding, ...]:
    """Return what is said of a book with a rule of its author's."""
    sheet = StyleSheet(name=f"styles/{target}.css", content=f"\n{selector} {{ {rule} }}\n")

    def restyle(composition: Composition) -> Composition:
        return replace(composition, styles=(*composition.styles, sheet))

    bound = bind({"01.md": TEXT}, target, change=restyle)
    return check_parity(bound.book, bound.artifact, restyle(bound.composition))


@pytest.mark.parametrize(
    ("target", "rule"), [*(("pdf", rule) for rule in IN_BOTH), *(("epub", rule) for rule in (*IN_BOTH, *ON_SCREENS))]
)
def test_words_that_a_rule_hides_are_an_error_that_names_it(target: str, rule: str) -> None:
    found = [finding for finding in check(target, rule) if finding.code == "PY008"]
    assert found, rule
    assert {finding.severity for finding in found} == {Severity.ERROR}
    assert "A quotation of words" in found[0].message
    assert str(found[0].span) == "01.md:5"
    assert f"(styles/{target}.css:2)" in " ".join(found[0].notes)
    name = rule.partition(":")[0].lower()
    assert any(part.split(":")[0].strip().lower() in found[0].notes[0].lower() for part in rule.split(";")), name


@pytest.mark.parametrize("target", ["pdf", "epub"])
@pytest.mark.parametrize("rule", SEEN)
def test_words_that_a_reader_sees_are_none(target: str, rule: str) -> None:
    assert [finding for finding in check(target, rule) if finding.code.startswith("PY")] == []


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_a_word_within_what_is_hidden_may_be_seen(target: str) -> None:
    rule = "visibility: hidden } blockquote p { visibility: visible"
    assert [finding for finding in check(target, rule) if finding.code.startswith("PY")] == []


def test_what_some_readers_do_not_see_is_a_warning() -> None:
    (found,) = check("epub", "display: none }", "@media (max-width: 20em) { blockquote")
    assert (found.code, found.severity) == ("PY008", Severity.WARNING)


def test_colours_of_the_dark_hide_nothing() -> None:
    dark = "color: white; background: black } }"
    assert check("epub", dark, "@media (prefers-color-scheme: dark) { body") == ()
