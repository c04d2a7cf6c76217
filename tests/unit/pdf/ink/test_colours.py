"""Colours: neutral ones are black alone, others keep their gray in black, and no sum passes the limit."""

from __future__ import annotations

import itertools

import pytest

from makeready.pdf.ink.colours import Inks, Tint, to_rgb

CMYK = Inks(target="cmyk")
STEPS = [n / 4 for n in range(5)]


@pytest.mark.parametrize("share", STEPS)
def test_neutral_is_black_alone(share: float) -> None:
    assert CMYK.convert((share, share, share)) == (0, 0, 0, 1 - share)
    assert CMYK.convert((share,)) == (0, 0, 0, 1 - share)


def test_no_colour_of_the_formula_has_more_than_two_inks_and_all_look_as_before() -> None:
    for colour in itertools.product(STEPS, repeat=3):
        inks = CMYK.convert(colour)
        assert sum(inks) <= 2 + 1e-9
        assert [1 - share - inks[3] for share in inks[:3]] == pytest.approx(list(colour))


@pytest.mark.parametrize("limit", [1.0, 1.6, 2.4, 3.0])
def test_limit_holds_and_light_colours_stay(limit: float) -> None:
    inks = Inks(target="cmyk", limit=limit)
    for colour in itertools.product(STEPS, repeat=4):
        made = inks.convert(colour)
        assert sum(made) <= limit + 1e-9
        assert min(made) >= 0
        assert max(made) <= 1 + 1e-9
        if sum(colour) <= limit:
            assert made == colour


def test_exchange_for_black_keeps_the_hue() -> None:
    cyan, magenta, yellow, black = Inks(target="cmyk", limit=2.4).convert((0.9, 0.8, 0.7, 0.4))
    assert (cyan - yellow, magenta - yellow) == pytest.approx((0.2, 0.1))
    assert black == pytest.approx(0.6)
    assert cyan + magenta + yellow + black == pytest.approx(2.4)


def test_other_targets() -> None:
    assert Inks(target="gray").convert((1, 0, 0)) == pytest.approx((0.3,))
    assert Inks(target="rgb").convert((0, 1, 1, 0.5)) == (0.5, 0, 0)
    assert Inks(target="any").convert((0, 1, 0)) == (0, 1, 0)


def test_tints_are_what_compositing_gives() -> None:
    assert Tint(alpha=0.25, below=(1.0,)).mix((0.0,)) == (0.75,)
    assert Tint(alpha=0.5, below=(1.0,)).mix((0, 1, 1, 0)) == (0, 0.5, 0.5, 0)
    inner, outer = Tint(alpha=0.5, below=(0.0, 1.0, 0.0)), Tint(alpha=0.4, below=(1.0, 1.0, 1.0))
    colour = (1.0, 0.0, 0.2)
    assert inner.lie_under(outer).mix(colour) == pytest.approx(outer.mix(inner.mix(colour)))
    assert to_rgb((0.4,)) == (0.4, 0.4, 0.4)


@pytest.mark.parametrize("target", ["rgb", "any"])
def test_black_ink_takes_the_hue_out_of_none_but_colours_without(target: str) -> None:
    inks = Inks(target=target, black_ink=True)
    assert inks.convert((0, 0, 0)) == (0,)
    assert inks.convert((0.4, 0.4, 0.4)) == (0.4,)
    assert inks.convert((1.0,)) == (1,)
    assert inks.convert((0.4, 0.4, 0.5)) == (0.4, 0.4, 0.5)
    assert inks.convert((0, 0, 0), alone=False) == (0, 0, 0), "a gradient has one colour space"
    # Four inks are left where colours are, and lights are what RGB printers are given of them.
    assert inks.convert((0, 0, 0, 1)) == ((0, 0, 0, 1) if target == "any" else (0,))
