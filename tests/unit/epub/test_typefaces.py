"""Typefaces: which faces are embedded follows the CSS and the text, and each holds what is set in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import uharfbuzz

from makeready import fonts
from makeready.epub.bind import bind_epub
from makeready.epub.cascade import INITIAL, Cascade, Setting
from makeready.epub.styles import join_styles
from makeready.findings import CATALOGUE
from makeready.model.composition import Composition, StyleSheet
from makeready.store import Store
from makeready.style.sheet import read_style
from makeready.workshop import Workshop
from tests.unit.epub.archives import unpack
from tests.unit.epub.compositions import CSS, composition, document

FAMILIES = 'body { font-family: "EB Garamond", serif } code { font-family: "Source Code Pro", monospace }'


def of_text(body: str, css: str = FAMILIES) -> Composition:
    return composition(
        documents=(document("text/chapter-1.xhtml", body),), styles=(StyleSheet(name="a.css", content=css),)
    )


def fonts_of(source: Composition) -> dict[str, bytes]:
    outcome = bind_epub(source, None)
    assert outcome.value is not None
    entries = unpack(outcome.value.content)
    return {n.removeprefix("EPUB/fonts/").removesuffix(".ttf"): c for n, c in entries.items() if "/fonts/" in n}


def test_only_faces_in_use_are_embedded() -> None:
    assert list(fonts_of(of_text("<p>Plain.</p>"))) == ["ebgaramond-regular"]
    assert list(fonts_of(of_text("<p>Plain <em>slanted</em>.</p>"))) == ["ebgaramond-regular", "ebgaramond-italic"]
    assert list(fonts_of(of_text("<p>Plain <code>x</code>.</p>"))) == ["ebgaramond-regular", "sourcecodepro-regular"]
    nested = fonts_of(of_text("<p>Plain <em>slanted <strong>loud</strong></em>.</p>"))
    assert list(nested) == ["ebgaramond-regular", "ebgaramond-italic", "ebgaramond-bolditalic"]


def test_face_of_another_weight_or_style_set_by_css() -> None:
    assert "ebgaramond-bold" in fonts_of(of_text("<h1>Loud</h1>\n<p>x</p>"))
    assert "ebgaramond-bold" not in fonts_of(
        of_text("<h1>Loud</h1>\n<p>x</p>", f"{FAMILIES} h1 {{ font-weight: 400 }}")
    )
    assert "ebgaramond-italic" in fonts_of(of_text('<p class="x">S</p>', f"{FAMILIES} p.x {{ font-style: italic }}"))


def test_faces_are_remembered_by_all_that_they_are_cut_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []

    def subset_face(face: fonts.Face, characters: Iterable[str]) -> bytes:
        cut.append(face.file_stem)
        return subset(face, characters)

    subset = fonts.subset_face
    monkeypatch.setattr("makeready.fonts.subset_face", subset_face)
    shop = Workshop(memory=Store(tmp_path / "cache"))
    book = of_text("<p>Plain <em>slanted</em>.</p>")
    first, again = bind_epub(book, None, shop), bind_epub(of_text("<p>Plain <em>slanted</em>.</p>"), None, shop)
    assert cut == ["ebgaramond-regular", "ebgaramond-italic"]
    alone = bind_epub(book, None)
    assert first.value is not None and again.value is not None and alone.value is not None
    assert first.value.content == again.value.content == alone.value.content
    cut.clear()
    other = bind_epub(of_text("<p>Plain <em>slanted Ж</em>.</p>"), None, shop)
    assert cut == ["ebgaramond-italic"]
    assert other.value is not None
    italic = unpack(other.value.content)["EPUB/fonts/ebgaramond-italic.ttf"]
    assert ord("Ж") in set(uharfbuzz.Face(italic).unicodes)


def test_family_that_css_does_not_name_is_left_out() -> None:
    assert fonts_of(of_text("<p>Plain <code>x</code>.</p>", "body { font-family: serif }")) == {}


def test_face_has_the_characters_set_in_it_and_few_others() -> None:
    found = fonts_of(of_text("<p>Ζωή Qq</p>\n<p><em>Ж</em></p>"))
    regular = set(uharfbuzz.Face(found["ebgaramond-regular"]).unicodes)
    italic = set(uharfbuzz.Face(found["ebgaramond-italic"]).unicodes)
    assert {ord(c) for c in "ΖωήQq"} <= regular
    assert ord("Ж") in italic
    assert ord("Ж") not in regular
    assert ord("W") not in regular


@pytest.mark.parametrize("css", ["", "b { text-transform: uppercase }"])
def test_a_digest_that_lacks_a_digit_has_the_same_typeface(css: str) -> None:
    first, *others = (
        fonts_of(of_text(f"<p>A digest: <code>{digits}</code></p>", FAMILIES + css))["sourcecodepro-regular"]
        for digits in ("0123456789abcdef", "0012345678abcdef", "0123456789abcdee")
    )
    assert others == [first, first]


def test_capitals_are_kept_where_css_makes_them() -> None:
    css = f"{FAMILIES} .s {{ font-variant-caps: small-caps }} .u {{ text-transform: uppercase }}"
    regular = set(uharfbuzz.Face(fonts_of(of_text("<p>xyz</p>", css))["ebgaramond-regular"]).unicodes)
    assert {ord(c) for c in "xyzXYZ"} <= regular


def test_characters_that_css_writes_are_kept() -> None:
    css = f"{FAMILIES} hr::after {{ content: '\\2766' }}"
    regular = set(uharfbuzz.Face(fonts_of(of_text("<p>x</p>", css))["ebgaramond-regular"]).unicodes)
    assert 0x2766 in regular


@pytest.mark.threat(64)
def test_character_without_a_glyph_is_named_with_its_place() -> None:
    outcome = bind_epub(of_text("<p>fine</p>\n<p>not 𓀀 so\u200b\tfine</p>"), None)
    (finding,) = [f for f in outcome.findings if f.code == "EP006"]
    assert "“𓀀” (U+13000)" in finding.message
    assert "EB Garamond" in finding.message
    assert finding.location == "EPUB/text/chapter-1.xhtml:10"
    assert finding.span is not None
    assert outcome.value is not None


def test_what_ep006_advises_mends_it() -> None:
    assert "font-family: sans-serif" in CATALOGUE["EP006"].remedy
    text = of_text('<p>not <span class="other">𓀀</span> so</p>', f"{FAMILIES} .other {{ font-family: sans-serif }}")
    assert [f for f in bind_epub(text, None).findings if f.code == "EP006"] == []


def test_font_rules_come_first_and_namespaces_before_them() -> None:
    sheets = (StyleSheet(name="a", content=CSS), StyleSheet(name="b", content='@charset "utf-8"; p { margin: 0 }'))
    css = join_styles(read_style(sheets), "@font-face { }\n")
    assert css.startswith('@namespace epub "http://www.idpf.org/2007/ops";\n\n@font-face')
    assert css.index("/* a */") < css.index("/* b */")
    assert "@charset" not in css


def read_cascade(css: str) -> Cascade:
    return Cascade(read_style([StyleSheet(name="x.css", content=css)]))


def settings(cascade: Cascade, *path: str) -> frozenset[Setting]:
    """Return what the last of nested elements ("p", "p.x") may be set in."""
    place = INITIAL
    for step in path:
        tag, _, classes = step.partition(".")
        place = cascade.settle(place, tag, classes.replace(".", " "))
    return place.settings


def test_rule_that_may_apply_adds_and_one_that_does_replaces() -> None:
    cascade = read_cascade(
        "h1 { font-style: italic } h2[id] { font-style: italic } p { font: bold 1em/1.2 'A B', serif }"
    )
    plain = Setting((), "normal", 700)
    assert settings(cascade, "h1") == {plain._replace(style="italic")}
    assert settings(cascade, "h2") == {plain, plain._replace(style="italic")}
    assert settings(cascade, "p") == {Setting(("A B", "serif"), "normal", 700)}


def test_ancestors_are_weighed() -> None:
    cascade = read_cascade(
        ".x strong { font-weight: 400 } em > em { font-style: normal } h2 + p { font-style: italic }"
    )
    assert {s.weight for s in settings(cascade, "div.x", "p", "strong")} == {400}
    assert {s.weight for s in settings(cascade, "div", "p", "strong")} == {700}
    assert {s.style for s in settings(cascade, "em", "em")} == {"normal"}
    assert {s.style for s in settings(cascade, "em", "q", "em")} == {"italic"}
    assert {s.style for s in settings(cascade, "div", "p")} == {"normal", "italic"}


def test_stronger_rule_wins_and_media_may_apply() -> None:
    cascade = read_cascade(
        ".x { font-weight: 400 } strong { font-weight: 700 } @media print { em { font-weight: 700 } }"
    )
    assert settings(cascade, "strong.x.y") == {Setting((), "normal", 400)}
    assert {s.weight for s in settings(cascade, "em")} == {400, 700}


def test_pseudo_elements_and_lists_of_selectors_may_apply() -> None:
    cascade = read_cascade(
        "p::first-line { font-weight: 700 } :is(q, s) { font-weight: 700 } dt, dd.x { font-style: italic }"
    )
    assert {s.weight for s in settings(cascade, "p")} == {400, 700}
    assert {s.weight for s in settings(cascade, "q")} == {400, 700}
    assert {s.style for s in settings(cascade, "dt")} == {"italic"}
    assert {s.style for s in settings(cascade, "dd")} == {"normal"}
    assert {s.style for s in settings(cascade, "dd.x")} == {"italic"}
