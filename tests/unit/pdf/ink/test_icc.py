"""ICC profiles: bytes that are none are refused, and a machine's profiles are listed only when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.pdf.ink import icc
from makeready.pdf.ink.icc import Conversion, UnusableProfileError, list_system_profiles, read_profile

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


def test_profiles_of_the_machine_are_listed_by_name_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = (FOLDER / "default_cmyk.icc").read_bytes()
    (tmp_path / "a.icc").write_bytes(content)
    (tmp_path / "b.icm").write_bytes(content)
    (tmp_path / "c.icc").write_bytes((FOLDER / "srgb.icc").read_bytes())
    (tmp_path / "d.icc").write_bytes(b"none")
    monkeypatch.setattr(icc, "SYSTEM_FOLDERS", (str(tmp_path), str(tmp_path / "absent")))
    assert [one.content for one in list_system_profiles()] == [content]
