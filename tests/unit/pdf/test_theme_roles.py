"""The looks of roles: each role of the manuscript has one of its own in each theme, in print and in an EPUB."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from weasyprint.css import get_all_computed_styles

from makeready.manuscript.roles import BLOCK_ROLES
from makeready.markup import mark_up
from makeready.markup.semantics import division_attributes
from makeready.model.edition import KINDS, PrintEdition, Target
from makeready.model.node import Node, NodeKind
from makeready.pdf.bind import bind_pdf
from makeready.style.load import load_styles
from makeready.themes import BUILT_IN
from makeready.workspace import Workspace
from tests.unit.compose.books import PRINT, book, node, paragraph, section
from tests.unit.pdf.test_print_theme import _bases, list_pieces

# What a reader sees of a block. Colours and hyphens alone would not tell a role from the text around it.
_SEEN = (
    "font_size", "font_style", "font_weight", "font_variant_caps", "letter_spacing", "text_indent", "text_align_all",
    "margin_top", "margin_bottom", "margin_left", "margin_right", "padding_top", "padding_left", "padding_right",
    "border_top_width", "border_left_width",
)  # fmt: skip
_PLAIN = "no-role-at-all"


@lru_cache(maxsize=2)
def _compute(theme: str, target: Target) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Return what is seen of each role, as a division with two paragraphs and as a paragraph."""
    sheets = load_styles(Workspace(Path(__file__).parent), KINDS[target](name="x", theme=theme)).value or ()
    blocks = []
    for role in (_PLAIN, *sorted(BLOCK_ROLES)):
        name, _ = division_attributes(role)
        blocks.append(f'<p>Before.</p><{name} id="division-{role}" class="{role}"><p>One.</p><p>Two.</p></{name}>')
        blocks.append(f'<p>Before.</p><p id="paragraph-{role}" class="{role}">One.</p>')
    css = "\n".join(sheet.content for sheet in sheets)
    page = (
        f'<html lang="en"><style>{css}</style><body><section class="chapter">{"".join(blocks)}</section></body></html>'
    )
    document = weasyprint.HTML(string=page)
    style_for = get_all_computed_styles(document)
    found = {}
    for element in document.etree_element.iter():
        kind, _, role = element.get("id", "").partition("-")
        if kind in ("division", "paragraph"):
            seen = (style_for(one) for one in (element, *element))
            found[kind, role] = tuple(tuple(style[one] for one in _SEEN) for style in seen)
    return found


@pytest.mark.long_but(
    "paragraph-literary-pdf", "division-poetry-pdf", "paragraph-technical-epub", "division-scholarly-epub"
)
@pytest.mark.parametrize("target", [Target.EPUB, Target.PDF])
@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("kind", ["division", "paragraph"])
def test_no_role_looks_like_a_plain_paragraph(theme: str, target: Target, kind: str) -> None:
    looks = _compute(theme, target)
    plain = looks[kind, _PLAIN]
    assert len(looks) == 2 * len(BLOCK_ROLES) + 2
    assert [role for role in sorted(BLOCK_ROLES) if looks[kind, role] == plain] == []


@pytest.mark.parametrize("target", [Target.EPUB, Target.PDF])
def test_the_themes_are_not_one_another(target: Target) -> None:
    shown = {theme: _compute(theme, target) for theme in BUILT_IN}
    for other in BUILT_IN[1:]:
        changed = [key for key, look in shown[other].items() if look != shown["literary"][key]]
        assert len(changed) > 10, other


@pytest.mark.long_but("literary")
@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_text_goes_on_upon_the_grid_behind_each_role(theme: str) -> None:
    edition = replace(PRINT, theme=theme)
    words = paragraph("Hill and more of it, " + "words " * 20)
    blocks = [
        node(NodeKind.DIVISION, paragraph("of a role " * 20), paragraph("More."), role=role)
        for role in sorted(BLOCK_ROLES)
    ]
    blocks += [node(NodeKind.CODE_BLOCK, "code\ncode"), node(NodeKind.BLOCK_QUOTE, paragraph("quoted " * 20))]
    blocks += [node(NodeKind.HEADING, "Heading", level=level) for level in ("2", "3", "4")]
    content = [words, *(one for block in blocks for one in (block, words))]
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    made = mark_up(book(section("One", *content)), edition, sheets, "Note")
    artifact = bind_pdf(made).value
    assert artifact is not None
    bases = _bases(artifact.content, "Hill")
    assert len(bases) == len(blocks) + 1
    off = [(base - bases[0] + 7) % 14 - 7 for base in bases]
    astray = [block.get("role") or block.kind for block, one in zip(blocks, off[1:], strict=True) if abs(one) > 0.1]
    assert astray == []


def test_the_first_speech_of_a_play_is_as_near_to_the_next_as_others_are() -> None:
    sheets = load_styles(Workspace(Path(__file__).parent), PrintEdition(name="x", theme="poetry")).value
    css = "\n".join(sheet.content for sheet in sheets or ())
    page = f'<style>{css}</style><div class="dialogue"><p>One.</p><p>Two.</p><p>Three.</p></div>'
    document = weasyprint.HTML(string=page)
    style_for = get_all_computed_styles(document)
    margins = [style_for(one)["margin_bottom"] for one in document.etree_element.iter("p")]
    assert len(margins) == 3
    assert len(set(margins)) == 1


@pytest.mark.parametrize("theme", BUILT_IN)
def test_no_white_parts_the_speeches_of_a_play(theme: str) -> None:
    speeches = [paragraph("Hill and more."), paragraph("Hill again."), paragraph("Hill.")]
    first, second, third = _bases(_bind(theme, node(NodeKind.DIVISION, *speeches, role="dialogue")), "Hill")
    assert [second - first, third - second] == pytest.approx([14, 14], abs=0.1)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_a_person_of_a_play_begins_at_the_edge(theme: str) -> None:
    persons = node(
        NodeKind.DIVISION,
        paragraph("Hill."),
        paragraph(node(NodeKind.SPAN, "Quill, a keeper", class_="persona")),
        role="dialogue",
    )
    left = {one.text: one.left for one in list_pieces(_bind(theme, persons)) if one.text in "HQ"}
    assert left["Q"] == pytest.approx(left["H"], abs=1)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_a_direction_stands_on_the_page_of_the_speech_before_it(theme: str) -> None:
    pages = []
    for lines in range(18, 32):
        filler = node(NodeKind.DIVISION, *[paragraph("Speech.")] * lines, paragraph("Quay."), role="dialogue")
        direction = node(NodeKind.DIVISION, paragraph("Zounds."), role="direction")
        places = {one.text: one.page for one in list_pieces(_bind(theme, filler, direction)) if one.text in "QZ"}
        assert places["Q"] == places["Z"], lines
        pages.append(places["Z"])
    # Both were at the foot of the first page once, and once not.
    assert set(pages) == {0, 1}


def _bind(theme: str, *content: Node) -> bytes:
    edition = replace(PRINT, theme=theme)
    sheets = load_styles(Workspace(Path(__file__).parent), edition).value or ()
    artifact = bind_pdf(mark_up(book(section("One", *content)), edition, sheets, "Note")).value
    assert artifact is not None
    return artifact.content
