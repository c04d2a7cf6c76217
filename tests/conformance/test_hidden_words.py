"""Words that a style sheet hides are no words of the book: each way to hide them is an error that names the rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from makeready.checks.parity import check_parity
from makeready.findings import Finding, Severity
from makeready.model.composition import Composition, StyleSheet
from tests.unit.checks.bound_books import bind

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


@cache
def check(target: str, rules: tuple[str, ...], selector: str = ".r{}") -> tuple[Finding, ...]:
    """Return what is said of a book with a paragraph in a division for each rule of its author's."""
    blocks = [f"::: {{.r{n}}}\nNumber{n} has words that a rule may hide.\n:::" for n in range(len(rules))]
    text = "# One\n\nBefore it.\n\n" + "\n\nBetween them.\n\n".join(blocks) + "\n\nAfter it.\n"
    css = "\n".join(f"{selector.format(number)} {{ {rule} }}" for number, rule in enumerate(rules))
    sheet = StyleSheet(name=f"styles/{target}.css", content=f"{css}\n")

    def restyle(composition: Composition) -> Composition:
        return replace(composition, styles=(*composition.styles, sheet))

    bound = bind({"01.md": text}, target, change=restyle)
    # What is accepted is told in full.
    return check_parity(bound.book, bound.artifact, restyle(bound.composition), accepts=lambda _: True)


def of_words(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code.startswith("PY")]


@pytest.mark.threat(82)
@pytest.mark.parametrize(
    ("target", "number"),
    [*(("pdf", n) for n in range(len(IN_BOTH))), *(("epub", n) for n in range(len(IN_BOTH + ON_SCREENS)))],
)
def test_words_that_a_rule_hides_are_an_error_that_names_it(target: str, number: int) -> None:
    rules = tuple(IN_BOTH if target == "pdf" else IN_BOTH + ON_SCREENS)
    found = [one for one in of_words(check(target, rules)) if f"“Number{number} has words" in one.message]
    assert found, rules[number]
    assert {(finding.code, finding.severity) for finding in found} == {("PY008", Severity.ERROR)}
    # Three lines of a division, or of what is in it, and three between it and the next.
    assert found[0].span is not None and found[0].span.start_line in (5 + 6 * number, 6 + 6 * number)
    told = " ".join(found[0].notes)
    assert f".r{number} {{" in told and f"(styles/{target}.css:{number + 1})" in told


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_words_that_a_reader_sees_are_none(target: str) -> None:
    assert of_words(check(target, tuple(SEEN))) == []


@pytest.mark.parametrize("target", ["pdf", "epub"])
def test_a_word_within_what_is_hidden_may_be_seen(target: str) -> None:
    assert of_words(check(target, ("visibility: hidden } .r0 p { visibility: visible",))) == []


def test_what_some_readers_do_not_see_is_a_warning() -> None:
    (found,) = check("epub", ("display: none }",), "@media (max-width: 20em) {{ .r{}")
    assert (found.code, found.severity) == ("PY008", Severity.WARNING)


def test_colours_of_the_dark_hide_nothing() -> None:
    dark = "color: white; background: black } }"
    assert check("epub", (dark,), "@media (prefers-color-scheme: dark) {{ body") == ()
