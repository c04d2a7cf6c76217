"""Spot colours: a receiver that prints them gets a plate of each, and others its likeness; Ghostscript reads both."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from makeready.model.ink import SpotInk
from makeready.model.profile import Profile
from makeready.pdf.ink.printing import prepare_print
from tests.unit.pdf.ink.files import PLAIN, PRESS, add, list_colours, make_pdf

RED = SpotInk(name="PANTONE 185 C", cmyk=(0, 0.91, 0.76, 0), colours=((1, 0, 0.2),))
TEAL = SpotInk(name="Teal", cmyk=(0.8, 0, 0.3, 0), colours=((0, 0.5, 0.5), (0, 0.6, 0.6)))
PLATES = replace(PRESS, spot_inks=2, ink_limit=300)
AREA = b"1 0 0.2 rg 20 20 100 50 re f 0 0 0 rg 20 100 100 50 re f "


def _print(path: Path, content: bytes, profile: Profile, spots: Sequence[SpotInk] = (RED,)) -> tuple[str, ...]:
    """Write the PDF for a receiver and return the codes of what is said of it."""
    pdf = make_pdf(content)
    add(pdf, "/ExtGState", "/Half", pikepdf.Dictionary(ca=0.5))
    prepared = prepare_print(pdf, profile, spots=spots)
    pdf.save(path, **prepared.saving.arguments)
    return tuple(one.code for one in prepared.findings)


def _separate(path: Path) -> dict[str, float]:
    """Return how much of the page each plate covers, by Ghostscript's separations."""
    target = f"-o{path.parent}/p.tif"
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-r72", "-sDEVICE=tiffsep", target, str(path)]
    subprocess.run(command, check=True, capture_output=True)
    plates = {}
    for one in path.parent.glob("p(*).tif"):
        with Image.open(one) as plate:
            gray = plate.convert("L")
            plates[one.name[2:-5]] = sum(n * (255 - k) for k, n in enumerate(gray.histogram())) / 255 / 200**2
    return plates


def test_a_plate_has_what_the_ink_stands_for_and_no_other_has_it(tmp_path: Path) -> None:
    assert "PD051" not in _print(tmp_path / "one.pdf", AREA, PLATES)
    plates = _separate(tmp_path / "one.pdf")
    assert plates.pop("PANTONE 185 C") == pytest.approx(100 * 50 / 200**2, rel=0.05)
    assert plates.pop("Black") == pytest.approx(100 * 50 / 200**2, rel=0.05)
    assert set(plates.values()) == {0}


def test_who_prints_no_such_inks_gets_the_likeness(tmp_path: Path) -> None:
    _print(tmp_path / "one.pdf", AREA, PRESS)
    assert list_colours((tmp_path / "one.pdf").read_bytes())[0] == "0 0.91 0.76 0 k"
    plates = _separate(tmp_path / "one.pdf")
    assert set(plates) == {"Cyan", "Magenta", "Yellow", "Black"}
    assert plates["Magenta"] == pytest.approx(0.91 * 100 * 50 / 200**2, rel=0.05)


def test_screens_keep_the_colour_and_gray_books_may_have_a_plate(tmp_path: Path) -> None:
    for colour in ("any", "rgb"):
        profile = replace(PLAIN, colour=colour, transparency=False, spot_inks=2)
        assert _print(tmp_path / "one.pdf", AREA, profile) == ()
        assert list_colours((tmp_path / "one.pdf").read_bytes(), begun=0)[0] == "1 0 0.2 rg"
    _print(tmp_path / "one.pdf", AREA, replace(PLAIN, colour="gray", spot_inks=1))
    assert _separate(tmp_path / "one.pdf")["PANTONE 185 C"] > 0
    with pikepdf.open(tmp_path / "one.pdf") as pdf:
        (space,) = pdf.pages[0].resources.ColorSpace.values()
        assert space[2] == "/DeviceGray"


def test_what_shows_through_is_mixed_of_the_likeness_and_the_plate_goes_on_behind_it(tmp_path: Path) -> None:
    content = b"1 0 0.2 rg q /Half gs 20 20 9 9 re f Q 50 50 9 9 re f"
    _print(tmp_path / "one.pdf", content, PLATES)
    said = list_colours((tmp_path / "one.pdf").read_bytes())
    assert said[0].endswith(" cs")
    assert said[1] == "1 scn"
    assert said[2] == "0 0.455 0.38 0 k"
    assert (said[3], said[4]) == (said[0], "1 scn")


def test_one_space_serves_all_pages_and_lines_have_it_too(tmp_path: Path) -> None:
    pdf = make_pdf(b"1 0 0.2 rg 1 0 0.2 RG 20 20 50 50 re B 0 0.6 0.6 rg 0 0 9 9 re f", pages=3)
    prepared = prepare_print(pdf, PLATES, spots=(RED, TEAL))
    pdf.save(tmp_path / "one.pdf", **prepared.saving.arguments)
    assert b" CS" in pdf.pages[0].Contents.read_bytes()
    spaces = {space.objgen for page in pdf.pages for space in page.resources.ColorSpace.values()}
    assert len(spaces) == 2
    again = make_pdf(b"1 0 0.2 rg 1 0 0.2 RG 20 20 50 50 re B 0 0.6 0.6 rg 0 0 9 9 re f", pages=3)
    again.save(tmp_path / "two.pdf", **prepare_print(again, PLATES, spots=(RED, TEAL)).saving.arguments)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_an_ink_that_nothing_uses_is_told(tmp_path: Path) -> None:
    assert "PD056" not in _print(tmp_path / "one.pdf", AREA, PLATES)
    assert _print(tmp_path / "one.pdf", AREA, PLATES, (RED, TEAL)).count("PD056") == 1


def test_its_likeness_in_four_inks_is_the_ink_too(tmp_path: Path) -> None:
    _print(tmp_path / "one.pdf", b"0 0.91 0.76 0 k 20 20 9 9 re f 0 0.9 0.76 0 k 50 50 9 9 re f", PLATES)
    said = list_colours((tmp_path / "one.pdf").read_bytes())
    assert said[1:] == ["1 scn", "0 0.9 0.76 0 k"]
