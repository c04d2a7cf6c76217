"""Wraps: made after their interior, around its final pages; one that no longer fits is told and not called current."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from makeready.cli import main
from makeready.model.edition import WrapEdition
from makeready.pdf.wrap.facts import read_facts
from makeready.press.request import BuildRequest
from makeready.press.run import build_project

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
        ('design = "plaid"', "PD066", "plaid"),
        ('picture = "none.jpg"', "MD015", "none.jpg"),
        ('of = "paperback"', "MD015", "paperback"),
        ('profile = "kpd"', "MD015", "kpd"),
        ('[editions.more]\ntarget = "pdf"\npaper = "cream"', "MD015", "a setting of wraps"),
    ],
)
def test_what_a_wrap_cannot_be_made_of_is_told(tmp_path: Path, extra: str, code: str, words: str) -> None:
    report = build_project(make(tmp_path, 45, extra=extra), request=BuildRequest(use_cache=False))
    assert report.exit_code == 1
    errors = [one for one in report.findings if one.severity == "error"]
    assert {one.code for one in errors} == {code}
    assert any(words in one.message for one in errors)
    assert not list((tmp_path / "build").glob("*.pdf"))
