"""Operators are read from bytes as they are written, sound or not."""

from __future__ import annotations

import pytest

from makeready.checks.preflight.tokens import InlinePicture, read_operators


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"1 0 0 -1.5 .5 +2 cm", [(b"cm", [1.0, 0.0, 0.0, -1.5, 0.5, 2.0])]),
        (b"/F#31 12 Tf", [(b"Tf", ["F1", 12.0])]),
        (rb"(a\(b\)(c)\101\n) Tj", [(b"Tj", [b"a(b)(c)A\n"])]),
        (b"<41 4> Tj", [(b"Tj", [b"A@"])]),
        (b"[<0041>-30<0042>5]TJ", [(b"TJ", [[b"\x00A\x00B", -25.0]])]),
        (b"[<4><41>]TJ", [(b"TJ", [[b"@A", 0.0]])]),
        (b"[(a)-30(b)]TJ", [(b"TJ", [[b"ab", -30.0]])]),
        (rb"[(a\))-30<62>]TJ", [(b"TJ", [[b"a)", -30.0, b"b"]])]),
        (b"/Span<</MCID 1/K(x)>>BDC q", [(b"q", [])]),
        (b"% 1 0 0 rg\n0 g", [(b"g", [0.0])]),
        (b"[1 2 (", []),
        (b"9" * 400 + b" w", [(b"w", [1e7])]),
        (b"[--5-.]TJ", [(b"TJ", [[b"", 0.0]])]),
    ],
)
def test_operators_are_read_with_their_operands(written: bytes, read: list[object]) -> None:
    assert list(read_operators(written)) == read


def test_picture_within_the_operators_is_passed_over_as_a_whole() -> None:
    (word, (picture,)), after = read_operators(b"BI /W 2 /H 1 /CS /RGB ID q\x00Q 1 0 0 rg EI 0 g")
    assert word == b"BI"
    assert isinstance(picture, InlinePicture)
    assert picture.entries == {"W": 2.0, "H": 1.0, "CS": "RGB"}
    assert picture.data == b"q\x00Q 1 0 0 rg"
    assert after == (b"g", [0.0])
