"""Remedies advise what can be done: the options, the keys and the attributes that they name are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest

from makeready.cli.acquire import acquire
from makeready.cli.build import build
from makeready.cli.new import new
from makeready.findings import CATALOGUE
from makeready.manuscript import frontmatter
from makeready.manuscript.rules import Either, Many, Named, Table
from makeready.manuscript.schema import BOOK

# What a remedy may name in `…` besides: properties and values of CSS.
_CSS = frozenset(
    "content display position float order size bookmark-level: none break-before break-after content() element() "
    "font-family: sans-serif @page {…} float: footnote content: content() display: none @page { size: … }".split()
)


def _list_keys(rule: object) -> Iterator[str]:
    if isinstance(rule, Table):
        for name, key in rule.keys.items():
            yield name
            yield from _list_keys(key.shape)
    elif isinstance(rule, Many | Named):
        yield from _list_keys(rule.item)
    elif isinstance(rule, Either):
        for one in rule.shapes:
            yield from _list_keys(one)


KEYS = frozenset(_list_keys(BOOK))
OPTIONS = frozenset(option for one in (acquire, build, new) for parameter in one.params for option in parameter.opts)
# What a print sheet may set.
_SHEET = (files("makeready.themes") / "literary" / "print.css").read_text("utf-8")
TOKENS = frozenset(re.findall(r"^\s*(--[a-z-]+):", _SHEET, re.M))


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_remedy_names_what_there_is(code: str) -> None:
    remedy = CATALOGUE[code].remedy
    assert set(re.findall(r"(?<![\w(-])--[a-z][a-z-]+", remedy)) <= OPTIONS | TOKENS
    for key in re.findall(r"\b([a-z][a-z_]*) = ", remedy):
        assert key in KEYS, f"book.toml has no {key}"
    # Of the text and of commands are words in brackets too.
    for table in re.findall(r"\[{1,2}([a-z][a-z.]+)\]{1,2}(?!\()", remedy):
        extras = ("text", "label", "acquire", "check", "pandoc")
        assert table in extras or set(table.split(".")) <= KEYS, f"book.toml has no [{table}]"
    for word in re.findall(r"`([a-z_]{2,})`", remedy):
        assert word in KEYS | _CSS | {"hidden"}, f"what is {word}?"
    for attribute in re.findall(r"\{([a-z]+)=", remedy):
        assert attribute in ("id", "class", "lang", "dir", "role", "matter", "numbered", "listed", "short")


def test_front_matter_keys_that_md022_lists_are_those_there_are() -> None:
    listed = CATALOGUE["MD022"].remedy.partition("it knows ")[2]
    assert set(re.findall(r"[a-z]+", listed)) - {"and"} == set(frontmatter.KEYS) - {"authors", "lang"}
