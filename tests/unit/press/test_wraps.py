"""Wraps: made after their interior, around its final pages; one that no longer fits is told and not called current."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from makeready.cli import main
from makeready.model.edition import WrapEdition
from makeready.pdf.wrap.bind import bind_wrap
from makeready.pdf.wrap.facts import read_facts
from makeready.pdf.wrap.sizes import compare_size
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from makeready.profiles import read_profile
from tests.unit.compose.books import book

BOOK = """
title = "The Lamp"
language = "en-GB"
identifiers = ["isbn:978-0-306-40615-7"]
author = "Wren Alder"
date = 2026-11-28
[editions.print]
target = "pdf"
profile = "PROFILE"
[editions.cover]
target = "wrap"
price = "USD 14.95"
"""
WORDS = "The keeper of the lamp counted the ships of the winter. " * 12


def make(root: Path, paragraphs: int = 60, *, profile: str = "kdp", extra: str = "") -> Path:
    (root / "book.toml").write_text(BOOK.replace("PROFILE", profile) + extra, encoding="utf-8")
    (root / "one.md").write_text("# One\n\n" + f"{WORDS}\n\n" * paragraphs, encoding="utf-8")
    return root


@pytest.mark.long_but("ingram")
@pytest.mark.parametrize("profile", ["kdp", "ingram"])
def test_a_wrap_goes_around_the_final_pages_in_the_inks_of_its_receiver(tmp_path: Path, profile: str) -> None:
    report = build_project(make(tmp_path, profile=profile), request=BuildRequest(use_cache=False))
    assert report.exit_code == 0, report.findings
    inside, _, wrap = (written.artifact for written in report.written)
    assert isinstance(wrap.edition, WrapEdition)
    facts = read_facts(wrap.content)
    assert facts is not None
    assert (facts.page_count, facts.profile, facts.price) == (inside.page_count, profile, "USD 14.95")
    assert inside.page_count is not None
    width = 2 * 396 + inside.page_count * 0.002252 * 72 + 2 * 9
    with pikepdf.open(io.BytesIO(wrap.content)) as pdf:
        assert float(pdf.pages[0].mediabox[2]) == pytest.approx(width, abs=0.72)
        assert str(pdf.docinfo["/Title"]) == "The Lamp"
        assert ("/GTS_PDFXVersion" in pdf.docinfo) == (profile == "ingram")


@pytest.mark.long
def test_an_interior_that_grows_leaves_its_wrap_behind_and_the_build_says_in_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(tmp_path)
    assert main(["build", str(tmp_path)]) == 0
    capsys.readouterr()
    make(tmp_path, 90)
    assert main(["build", str(tmp_path), "--edition", "print"]) == 0
    said = capsys.readouterr().err
    assert "warning[PD060]: the count of pages: " in said
    assert "the-lamp-cover.pdf is NOT current" in said
    assert main(["build", str(tmp_path), "--edition", "print", "--strict"]) == 1
    capsys.readouterr()
    assert main(["build", str(tmp_path)]) == 0
    assert "PD060" not in capsys.readouterr().err


@pytest.mark.long
def test_a_template_is_drawn_over_a_wrap_that_asks_for_it(tmp_path: Path) -> None:
    found = []
    for extra in ("", "template = true\n"):
        report = build_project(make(tmp_path, 45, extra=extra), request=BuildRequest(use_cache=False))
        assert report.exit_code == 0, report.findings
        with pikepdf.open(io.BytesIO(report.written[-1].artifact.content)) as pdf:
            pdf.pages[0].contents_coalesce()
            found.append(pdf.pages[0].obj.Contents.read_bytes())
    assert (b"[6 3] 0 d" in found[0], b"[6 3] 0 d" in found[1]) == (False, True)


@pytest.mark.long
def test_a_book_too_thin_for_a_receiver_is_made_without_a_wrap_and_told(tmp_path: Path) -> None:
    make(tmp_path, 2)
    report = build_project(tmp_path, request=BuildRequest(profiles=("kdp",), use_cache=False))
    assert report.exit_code == 0
    assert [one.code for one in report.findings if one.severity == "warning"] == ["PD043"]
    assert [one.path.name for one in report.written if one.path.suffix == ".pdf"] == ["the-lamp-kdp.pdf"]


@pytest.mark.parametrize(
    ("extra", "code", "words"),
    [
        ('paper = "gold"', "PD061", "gold"),
        ('binding = "jacket"', "PD067", "Amazon KDP offers no jacket; it offers paperback, case"),
        ('binding = ["case", "leather"]', "MD015", "leather"),
        ('binding = "case"', "PD061", "at least 75 and at most 550 in a case"),
        ('design = "plaid"', "PD066", "plaid"),
        ('picture = "none.jpg"', "MD015", "none.jpg"),
        ('of = "paperback"', "MD015", "paperback"),
        ('profile = "kpd"', "MD015", "kpd"),
        ('[editions.more]\ntarget = "pdf"\npaper = "cream"', "MD015", "a setting of wraps"),
        ('[editions.more]\ntarget = "pdf"\nbinding = "case"', "MD015", "a setting of wraps"),
    ],
)
def test_what_a_wrap_cannot_be_made_of_is_told(tmp_path: Path, extra: str, code: str, words: str) -> None:
    report = build_project(make(tmp_path, 45, extra=extra), request=BuildRequest(use_cache=False))
    assert report.exit_code == 1
    errors = [one for one in report.findings if one.severity == "error"]
    assert {one.code for one in errors} == {code}
    assert any(words in one.message for one in errors)
    assert not list((tmp_path / "build").glob("*.pdf"))


def test_each_binding_that_is_named_has_its_wrap_and_is_locked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extra = 'binding = ["case", "jacket"]\nidentifier = "isbn:9781861972712"\nnote = "Wren Alder keeps lamps."\n'
    make(tmp_path, 52, profile="ingram", extra=extra)
    report = build_project(tmp_path, request=BuildRequest(use_cache=False))
    assert report.exit_code == 0, report.findings
    made = {one.path.name: one.artifact for one in report.written if isinstance(one.artifact.edition, WrapEdition)}
    assert list(made) == ["the-lamp-cover-case.pdf", "the-lamp-cover-jacket.pdf"]
    inside = report.written[0].artifact.page_count
    assert inside is not None
    spine = inside * 0.002252 + 0.25
    for (name, artifact), wide in zip(made.items(), (2 * 0.625, 2 * (0.125 + 3.25 + 0.25)), strict=True):
        facts = read_facts(artifact.content)
        assert facts is not None
        assert (facts.binding, facts.isbn) == (name[15:-4], "9781861972712"), "its own ISBN, not that of the pages"
        with pikepdf.open(io.BytesIO(artifact.content)) as pdf:
            assert float(pdf.pages[0].mediabox[2]) / 72 == pytest.approx(2 * 5.625 + spine + wide, abs=0.01)
    for name in made:
        assert main(["preflight", str(tmp_path / "build" / name), "--profile", "ingram"]) == 0
    capsys.readouterr()
    # Of another receiver's measures, of one who does not bind so, and of pages that others are around.
    case, jacket = (str(tmp_path / "build" / name) for name in made)
    assert main(["preflight", case, "--profile", "bookvault"]) == 1
    assert "BookVault asks for" in capsys.readouterr().err
    assert main(["preflight", jacket, "--profile", "kdp"]) == 1
    assert "error[PD067]: Amazon KDP offers no jacket" in capsys.readouterr().err
    make(tmp_path, 45, profile="ingram", extra=extra.replace("9781861972712", "9780804429573"))
    assert main(["build", str(tmp_path), "--edition", "print"]) == 0
    told = capsys.readouterr().err
    assert "the ISBN: “9781861972712” when the wrap was made, “9780804429573” now" in told
    assert all(f"{name} is NOT current" in told for name in made)


@pytest.mark.parametrize("shift", [0.5, 1.0])
def test_preflight_knows_the_size_of_a_wrap_to_a_hundredth_of_an_inch(shift: float) -> None:
    profile = read_profile("kdp")
    assert profile is not None
    bound = bind_wrap(book(), profile, "white", 300, (432.0, 648.0), binding="case").value
    assert bound is not None
    with pikepdf.open(io.BytesIO(bound.pdf)) as pdf:
        box = [float(side) for side in pdf.pages[0].trimbox]
        pdf.pages[0].trimbox = pikepdf.Array([*box[:2], box[2] - shift, box[3]])
        out = io.BytesIO()
        pdf.save(out)
    told = [one.message for one in compare_size(out.getvalue(), bound.facts, profile)]
    assert len(told) == (shift > 0.72)
    assert all("around 300 pages on white as case Amazon KDP asks for" in one for one in told)


def test_a_book_too_thin_for_a_case_is_made_without_it_for_a_receiver_and_told(tmp_path: Path) -> None:
    make(tmp_path, 90, profile="ingram", extra='binding = "case"\n')
    report = build_project(tmp_path, request=BuildRequest(profiles=("kdp",), use_cache=False))
    assert report.exit_code == 0, report.findings
    warned = [(one.code, one.location) for one in report.findings if one.severity == "warning"]
    assert warned == [("PD061", "the edition kdp-cover")]
    assert [one.path.name for one in report.written if one.path.suffix == ".pdf"] == ["the-lamp-kdp.pdf"]
