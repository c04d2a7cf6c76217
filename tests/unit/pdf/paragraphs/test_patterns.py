"""Hyphenation patterns that are read one by one say what Pyphen says, which reads all at once."""

from __future__ import annotations

import pyphen
import pytest

from makeready.pdf.paragraphs.patterns import open_patterns

FILES = sorted({path: language for language, path in pyphen.LANGUAGES.items()}.items())


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyphen, "hdcache", {})


@pytest.mark.parametrize(("path", "language"), FILES, ids=[language for _, language in FILES])
def test_each_pattern_of_each_language_is_as_pyphen_reads_it(path: object, language: str) -> None:
    open_patterns(language)
    ours, theirs = pyphen.hdcache[path], pyphen.HyphDict(path)
    assert {letters: ours.patterns.get(letters) for letters in theirs.patterns} == theirs.patterns
    assert set(ours.patterns) == set(theirs.patterns)


@pytest.mark.parametrize("language", ["en_US", "de_DE", "fr", "hu_HU"])
def test_words_are_hyphenated_as_pyphen_does(language: str) -> None:
    words = ["representation", "Donaudampfschifffahrt", "anticonstitutionnellement", "asszonnyal", "a", "", "x’y"]
    open_patterns(language)
    ours = pyphen.Pyphen(lang=language)
    theirs = pyphen.Pyphen(lang=language, cache=False)
    assert [ours.positions(word) for word in words] == [theirs.positions(word) for word in words]
    assert [list(ours.iterate(word)) for word in words] == [list(theirs.iterate(word)) for word in words]


def test_a_pattern_is_read_when_a_word_has_its_letters() -> None:
    open_patterns("en_US")
    patterns = pyphen.hdcache[pyphen.LANGUAGES["en_US"]].patterns
    assert all(isinstance(line, str) for line in patterns.values())
    assert pyphen.Pyphen(lang="en_US").positions("hyphenation") == [2, 6]
    assert 0 < sum(not isinstance(line, str) for line in patterns.values()) < 50
