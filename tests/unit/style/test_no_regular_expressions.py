"""CSS is read in style/ alone: no other module runs a regular expression, or a search for words, over a style sheet."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import makeready

ROOT = Path(makeready.__file__).parent
# What only a pattern over CSS has, once escapes and blanks are taken out of it.
SIGNS = re.compile(
    r"@(?:page|media|import|charset|namespace|font-face|keyframes|counter-style|supports|layer|container)\b"
    r"|\b(?:url|var|counters?|target-(?:text|counters?)|rgba?|hsla?)\??\(|:root|\{\[\^[{};@]*\]|/\*\.\*"
    r"|\b(?:font|text|counter|list|writing|hyphenate|line|background|break|float|position|content|display|color"
    r"|animation|opacity|overflow|z-index)(?:-[a-z-]+|-?\(\?:[^)]*\)\??)?\)?:(?![\w/])"
    r"|all-small-caps|petite-caps|\bc2sc\b",
    re.IGNORECASE,
)
BLANKS = re.compile(r"\\s[*+]*|\\b|\[\s*\]|\\(?=[^\w\s])")
READING = {
    "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split", "rsplit", "partition", "rpartition",
    "find", "rfind", "index", "count", "replace", "startswith", "endswith",
}  # fmt: skip
# Rooms that look for no braces of other notations: whoever does so there reads a sheet.
WITHOUT_BRACES = ("epub/", "press/", "compose/")
REPEATS = re.compile(r"\{\d*,?\d*\}[+?]?|\{\w*\}")
# What has been read is asked for its tokens.
VALUES = re.compile(r"\b(?:rules?|declarations?|settings?|sheets?)\.(?:value|prelude|written|text|content)\b")
SHEETS = re.compile(r"(?<![\'\"]\.)\b(?:css|sheets?\.content|styles?\.content|style_sheets?)\b", re.IGNORECASE)


def _list_strings(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str | bytes):
            yield one.value if isinstance(one.value, str) else one.value.decode("latin-1")


def _find_offences(source: str, *, has_braces: bool = True) -> list[str]:
    """Return what in a module reads CSS: patterns with signs of CSS, searches for such words, searches in sheets.

    Without `has_braces` also searches for braces.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        searched: list[ast.AST] = []
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.In | ast.NotIn) for one in node.ops):
            searched = [node.left] if isinstance(node.left, ast.Constant) else []
            read = [*node.comparators] if searched else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "late_pattern":
            searched, read = [*node.args], []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            compiled = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
            if not compiled and node.func.attr not in READING:
                continue
            searched = [*node.args]
            read = [*node.args, node.func.value] if not compiled else [*node.args[1:]]
        else:
            continue
        signs = [text for one in searched for text in _list_strings(one) if SIGNS.search(BLANKS.sub("", text))]
        if not has_braces:
            strings = [text for one in searched for text in _list_strings(one)]
            signs += [text for text in strings if re.search("[{}]", REPEATS.sub("", text))]
        written = [ast.unparse(one) for one in read]
        sheets = [one for one in written if SHEETS.search(one) or VALUES.search(one)]
        found += [f"line {node.lineno}: {what[:80]}" for what in [*signs, *sheets]]
    return found


def test_no_module_outside_style_reads_css_by_itself() -> None:
    modules = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*.py")}
    offences = {
        name: told
        for name, path in sorted(modules.items())
        if not name.startswith("style/")
        if (told := _find_offences(path.read_text("utf-8"), has_braces=not name.startswith(WITHOUT_BRACES)))
    }  # fmt: skip
    assert offences == {}


@pytest.mark.parametrize(
    "source",
    [
        r're.compile(r":root\s*\{([^{}]*)\}")', r'late_pattern(r":root\s*\{([^{}]*)\}", re.DOTALL)',
        r're.compile(r"var\(\s*+--([\w-]++)")',
        r're.compile(r"font-family\s*+:\s*+")',
        r're.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)', r're.compile(r"@page\b([^{};@]*)", re.I)',
        r're.compile(r"\bcounter-(?:reset|increment|set)\s*:", re.I)', r're.compile(r"\bposition\s*:\s*(?:fixed)")',
        r're.compile(r"url\(\s*(?:x)")', r're.findall(r"x", sheet.content)', r'PATTERN.search(facts.css)',
        '"url(" in text.lower()', '"x" in sheet.content', 'css.find("x")', 'text.find("var(")',
        r're.search("text-align:(left)", x)',
        r're.search(rb"@import\b|expression", x)', r're.compile(r"(?<![-\w])counters?\s*\((?!\s*list)")',
    ],
)  # fmt: skip
def test_what_reads_css_is_seen(source: str) -> None:
    assert _find_offences(source)


@pytest.mark.parametrize(
    "source",
    [
        'text.split("{")', 'text.partition("}")', r're.compile(r"\{([^}]*)\}")', 'declaration.value.startswith("rgb")',
        'rule.prelude.split(",")', '"none" in setting.value', 're.search("x", sheet.text)',
        'one.rule.written.find("a")',
    ],
)  # fmt: skip
def test_in_rooms_without_braces_more_is_seen(source: str) -> None:
    assert _find_offences(source, has_braces=False)
    assert not _find_offences('re.compile(r"a{2,3}[^x]") and names.split(" ")', has_braces=False)


@pytest.mark.parametrize(
    "source",
    [r're.compile(r"(?:x){2}\s*:")', '"x" in names', 'urlsplit("url(x)")', 're.compile(r"[^{]*")', 'css.append("x")'],
)
def test_what_reads_none_is_not(source: str) -> None:
    assert not _find_offences(source)
