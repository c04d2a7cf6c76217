"""Sizes: what a person may write for one, and how one is shown."""

from __future__ import annotations

import pytest

from makeready.cli.sizes import parse_size, write_size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1048576", 1_048_576),
        ("12B", 12),
        ("1k", 1000),
        ("1 KB", 1000),
        ("500M", 500_000_000),
        (" 2G ", 2_000_000_000),
        ("2gib", 2 * 1024**3),
        ("1.5Mi", 1_572_864),
        ("0.3k", 300),
        ("1.0005k", 1000),
        ("3T", 3 * 10**12),
    ],
)
def test_sizes_are_understood(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1,5G", "1e9", "5X", "1iB", "1 2", ".5G", "9" * 13, "٣M", "1G\nx"])
def test_what_is_no_size_is_none(text: str) -> None:
    assert parse_size(text) is None


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (12_340_000, "12.3 MB"),
        (999_949_999, "999.9 MB"),
        (999_950_000, "1.0 GB"),
        (1024**3, "1.1 GB"),
    ],
)
def test_sizes_are_told(size: int, words: str) -> None:
    assert write_size(size) == words
