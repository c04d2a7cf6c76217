"""Source: blocks, comments and uses of tokens stand where a full reading by tinycss2 has them, whatever is written."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator

import pytest
import tinycss2

from makeready.style.source import Block, Source
from makeready.style.tokens import Token, list_children, read_tokens, serialise, split, strip, walk, write, write_list

PIECES = [
    "a", "b", ".x", "#i", " ", "\n", "{", "}", "{", "}", "(", ")", "[", "]", ";", ":", ",", "'", '"', "/*", "*/",
    "url(",
    "URL( ", "var(", "Var(--x)", "--x", "@media print", "@page", "\\", "\\61 ", "\\}", "\\(", "1px", "1.5em", "1e3",
    "+2",
    "-", ".5", "!important", "red", "#fff", "<!--", "-->", "&", ">", "calc(", "\u00e9", "%", "*", "@", "#", "/",
    "u\\72l(",
    "v\\61r(", "a:b;", "p{c:d}", "--x:{;};", "!", "=", "|", "\\\n", "\r\n", "\f", "\0", "2url(", "@url(", "#url(",
    "-url(",
]  # fmt: skip


def _list_blocks(block: Block) -> Iterator[Block]:
    for mark in block.marks:
        if isinstance(mark, Block):
            yield mark
            yield from _list_blocks(mark)


def _list_curly(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "{} block":
            yield token
            yield from _list_curly(token.content)


def _list_uses(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            yield token
        else:
            yield from _list_uses(list_children(token) or ())


def _write_random(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)  # noqa: S311 # no secret
    for _ in range(count):
        yield "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 24)))


def test_places_are_those_that_a_full_reading_finds() -> None:
    for css in _write_random(3_000, 1):
        source = Source("x", css)
        tokens = tinycss2.parse_component_value_list(source.text)

        def place(found: Iterable[Token], source: Source = source) -> list[int]:
            return [source.find_start(token.source_line, token.source_column) for token in found]

        assert [block.start for block in _list_blocks(source.top)] == place(_list_curly(tokens)), css
        assert [start for start, _ in source.uses] == place(_list_uses(tokens)), css
        assert [start for start, _ in source.comments] == place(t for t in walk(tokens) if t.type == "comment"), css
        assert all(source.text[block.end - 1] == "}" for block in _list_blocks(source.top)), css
        assert all(source.text[end - 1] == ")" for _, end in source.uses), css
        # All is closed: what is put behind it stands by itself.
        (last,) = strip(tinycss2.parse_component_value_list(f"{source.text}\n;"))[-1:]
        assert last == ";", css


def test_text_is_written_as_its_tokens_are() -> None:
    values = [
        "1px  solid\nred", "rgb( 1 ,2/ 3 )", "'a  b' , \"c\"", "#fff #1a2", "1e3 1e-3px 1em", "calc(1px + -2px)",
        "A.b>c~d+e",
        "a:not(.b , c)", "[x='y']", "url(a)", "50% -.5em +1", "a/**/b", "\\61 b", "U+26", "!x", "-1-2", "1.2.3",
        "a-1", "--x",
    ]  # fmt: skip
    for text in [*values, *(Source("x", css).text for css in _write_random(3_000, 2))]:
        assert write(text) == serialise(strip(read_tokens(text))), text
        assert write_list(text) == tuple(serialise(strip(part)) for part in split(read_tokens(text))), text


@pytest.mark.parametrize(
    ("css", "closed"),
    [
        ("a{b:c", "a{b:c}"), ("a{b:'c", "a{b:'c'}"), ("a{b:'c\\", "a{b:'c'}"), ("a{b:url(c", "a{b:url(c)}"), ("/*",
        "/**/"),
        ("/**", "/**/"), ("/*/", "/*/*/"), ("a{b:(c[", "a{b:(c[])}"), ("a{b:url(c\\)", "a{b:url(c\\))}"), ("'\\'",
        "'\\''"),
        ("a{b:u\\72l(c", "a{b:u\\72l(c)}"), ("a{b:'\\61 '", "a{b:'\\61 '}"), ("\ufeffa\r\nb\0", "a\nb\ufffd"),
    ],
)  # fmt: skip
def test_what_is_open_is_closed(css: str, closed: str) -> None:
    assert Source("x", css).text == closed


def test_depth_and_places() -> None:
    assert [Source("x", css).depth for css in ("a", "a{b:c}", "a{b:c(d)}", "(((")] == [0, 0, 1, 2]
    source = Source("x", "a\n b{\n}")
    assert (source.find_line(4), source.find_column(4), source.find_start(2, 3)) == (2, 3, 4)


UNITS = ["\\61 ", "a\\", "a", "-", "--", "#\\61", "/*", "'\\'", "url(\\", "(", "{", "<!--", "@", "u", "v"]


@pytest.mark.long_but("(")
@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_that_grows_with_the_text(unit: str) -> None:
    began = time.process_time()
    source = Source("x", unit * (200_000 // len(unit)))
    _ = list(source.split(source.top))
    assert time.process_time() - began < 3
