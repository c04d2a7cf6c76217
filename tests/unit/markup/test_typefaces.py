"""Typefaces of a composition: what its words need is named in its sheets, and nothing else."""

from __future__ import annotations

from makeready.fonts import list_built_in
from makeready.markup.typefaces import find_unset, fit_typefaces
from makeready.model.book import Matter
from makeready.model.composition import ContentDocument, StyleSheet
from makeready.model.face import Face, Typefaces

ALL = list_built_in()
SHEETS = (
    StyleSheet(
        name="theme/a.css",
        content='body { font-family: "EB Garamond", serif } code { font-family: "Source Code Pro", monospace }',
    ),
    StyleSheet(name="styles/a.css", content="p { margin: 0 }"),
)


def _document(body: str) -> ContentDocument:
    content = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{body}</body></html>'
    return ContentDocument(
        href="text/a.xhtml", title="A", matter=Matter.BODY, role="chapter", language="en", content=content.encode()
    )


def _fit(body: str, language: str = "en", sheets: tuple[StyleSheet, ...] = SHEETS) -> tuple[list[str], str]:
    typefaces, styles = fit_typefaces([_document(body)], sheets, language, ALL)
    return list(dict.fromkeys(face.family for face in typefaces.faces)), "\n".join(one.content for one in styles)


def test_a_book_in_one_script_has_the_sheets_of_its_theme() -> None:
    typefaces, styles = fit_typefaces([_document("<p>Plain words.</p>")], SHEETS, "en", ALL)
    assert styles is SHEETS
    assert {face.family for face in typefaces.faces} == {"EB Garamond"}


def test_code_brings_its_family_and_so_does_a_sheet_of_the_project() -> None:
    assert _fit("<p><code>x</code></p>")[0] == ["EB Garamond", "Source Code Pro"]
    own = StyleSheet(name="styles/a.css", content='p { font-family: "source code pro" }')
    assert _fit("<p>x</p>", sheets=(SHEETS[0], own))[0] == ["EB Garamond", "Source Code Pro"]


def test_what_code_has_itself_needs_nothing_else() -> None:
    assert _fit("<pre>├──</pre>")[0] == ["EB Garamond", "Source Code Pro"]
    families, css = _fit("<p>├──</p><pre>├──</pre>")
    assert families == ["EB Garamond", "Source Code Pro", "STIX Two Math"]
    assert '"EB Garamond", "STIX Two Math", serif' in css
    assert '"Source Code Pro", "EB Garamond", "STIX Two Math", monospace' in css


def test_what_a_sheet_writes_is_looked_for_as_well() -> None:
    own = StyleSheet(name="styles/a.css", content='hr::after { content: "\\2605" }')
    assert "STIX Two Math" in _fit("<p>x</p>", sheets=(SHEETS[0], own))[0]


def test_words_in_another_language_have_a_rule_of_their_own() -> None:
    families, css = _fit('<p>Words <span lang="ar" dir="rtl">مرحبا</span></p>')
    assert families == ["EB Garamond", "Amiri"]
    assert '[lang="ar"] { font-family: "Amiri", "EB Garamond", serif }' in css
    assert 'body { font-family: "EB Garamond", "Amiri", serif }' in css


def test_a_book_in_a_script_of_its_own_begins_with_its_face() -> None:
    families, css = _fit("<p>مرحبا</p>", "ar")
    assert families == ["EB Garamond", "Amiri"]
    assert 'body { font-family: "Amiri", "EB Garamond", serif }' in css
    assert "[lang" not in css


def test_chinese_and_japanese_side_by_side_have_their_own_forms() -> None:
    _, css = _fit('<p>世界 <span lang="ja">世界</span></p>', "zh-Hans")
    assert '"Noto Serif SC Wide", "EB Garamond", "Noto Serif SC", "Noto Serif JP"' in css
    assert '[lang="ja"] { font-family: "Noto Serif JP Wide", "EB Garamond", "Noto Serif JP", "Noto Serif SC"' in css


def test_faces_that_are_found_elsewhere_come_last() -> None:
    asked: list[frozenset[str]] = []
    rune = ALL.named[0]

    def search(missing: frozenset[str]) -> tuple[Face, ...]:
        asked.append(missing)
        return ()

    fit_typefaces([_document("<p>ᚠ ☐</p>")], SHEETS, "en", ALL, search)
    assert asked == [{"ᚠ"}]
    assert rune in ALL.named


def test_each_character_without_a_glyph_is_told_once_with_its_place() -> None:
    document = _document("\n<p>fine</p>\n<p>𓀀 and 𓀀</p><pre>𓀁 x</pre>")
    found = list(find_unset([document], Typefaces(named=ALL.named, text=ALL.text, code=ALL.code)))
    assert [(family, character, place) for family, character, _, place in found] == [
        ("EB Garamond", "𓀀", "text/a.xhtml:3"),
        ("Source Code Pro", "𓀁", "text/a.xhtml:3"),
    ]
