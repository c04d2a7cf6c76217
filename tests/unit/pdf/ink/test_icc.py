"""ICC profiles: bytes that are none are refused, and a machine's profiles are listed only when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.pdf.ink.icc import Conversion, UnusableProfileError, read_own_profile, read_profile

FOLDER = Path("/usr/share/color/icc/ghostscript")


@pytest.mark.parametrize("content", [b"", b"x" * 200, bytes(36) + b"acsp" + bytes(200)])
def test_bytes_that_are_no_profile_are_refused(content: bytes) -> None:
    with pytest.raises(UnusableProfileError):
        read_profile(content)


def test_a_damaged_profile_is_refused() -> None:
    content = (FOLDER / "default_cmyk.icc").read_bytes()
    with pytest.raises(UnusableProfileError):
        Conversion(read_profile(content[:300]))


def test_a_profile_of_lights_is_none_of_inks() -> None:
    profile = read_profile((FOLDER / "srgb.icc").read_bytes())
    with pytest.raises(UnusableProfileError, match="four inks"):
        Conversion(profile)


def test_there_is_a_profile_of_our_own_for_one_condition_and_no_other() -> None:
    content = read_own_profile("FOGRA39")
    assert content is not None
    profile = read_profile(content)
    assert (profile.space, profile.version) == ("cmyk", (2, 2))
    conversion = Conversion(profile)
    assert sum(conversion.convert((0.0, 0.0, 0.0))) <= 3.02, "within 300 % of ink"
    assert max(conversion.convert((1.0, 1.0, 1.0))) == 0
    assert read_own_profile("CGATS TR 001") is None and read_own_profile(None) is None
