"""Membership: which folders the patterns of a makeready.toml mean, and what is made of a file that cannot be read."""

from __future__ import annotations

import time

import pytest

from makeready.membership import Patterns, excludes, matches, read_patterns


@pytest.mark.parametrize(
    ("pattern", "meant", "others"),
    [
        ("reviews/*", ("reviews/a",), ("reviews", "reviews/a/b", "novels/a", "reviews/.a", "reviews/build")),
        ("novels/**", ("novels/a", "novels/a/b/c"), ("novel", "reviews/novels/a", "novels/.a/b", "novels/build/a")),
        ("**/letters", ("letters", "a/b/letters"), ("letters/a", "a/letter")),
        ("**", ("a", "a/b"), (".a", "a/.b", "build")),
        ("reviews/a-?", ("reviews/a-1",), ("reviews/a-", "reviews/a-10")),
        ("./reviews//a/", ("reviews/a",), ("reviews",)),
        ("Reviews/[ab]", ("Reviews/a",), ("reviews/a", "Reviews/c")),
        ("a/**/b/**/c", ("a/b/c", "a/x/b/y/z/c"), ("a/b", "a/c", "b/c")),
    ],
)
def test_a_pattern_means_folders_name_by_name(pattern: str, meant: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert [one for one in meant if not matches(pattern, one)] == []
    assert [one for one in others if matches(pattern, one)] == []


def test_what_is_excluded_is_so_with_all_that_lies_in_it() -> None:
    patterns = Patterns(include=("**",), exclude=("novels/drafts", "reviews/*-old"))
    assert patterns.includes("novels/a")
    assert not patterns.includes("novels/drafts")
    assert not patterns.includes("novels/drafts/a/b")
    assert not patterns.includes("reviews/a-old")
    assert excludes("a", "a/b") and not excludes("a/b", "a")


def test_a_walk_goes_only_where_a_book_may_be() -> None:
    patterns = Patterns(include=("reviews/*", "novels/**"))
    assert patterns.reaches_below("reviews")
    assert not patterns.reaches_below("reviews/a")
    assert not patterns.reaches_below("elsewhere")
    assert patterns.reaches_below("novels/a/b")


def test_many_stars_cost_no_more_than_their_number() -> None:
    began = time.process_time()
    assert not matches("/".join(["**", "a*"] * 40), "/".join(["a"] * 60 + ["b"]))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        (b"", Patterns(include=("**",))),
        (b"[books]\ninclude = 'a'\nexclude = ['b', 3]\n", Patterns(include=("a",), exclude=("b",))),
        (b"\xef\xbb\xbf[books]\ninclude = []\n", Patterns(include=())),
        # Of a file that cannot be read each book hears: a book that did without it would come out otherwise unseen.
        (b"[books\n", Patterns(include=("**",))),
        (b"\xff", Patterns(include=("**",))),
        (b"books = 3\n", Patterns(include=("**",))),
        (b"a = " + b"[" * 5000, Patterns(include=("**",))),
    ],
)
def test_patterns_are_read_from_whatever_a_file_holds(text: bytes, patterns: Patterns) -> None:
    assert read_patterns(text) == patterns
