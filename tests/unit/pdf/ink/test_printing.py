"""Print: a PDF of each standard has what the standard asks for, nothing it forbids, and says so only then."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from makeready.pdf.ink.conditions import make_registration_space
from makeready.pdf.ink.icc import read_profile
from makeready.pdf.ink.standards import STANDARDS
from tests.unit.pdf.ink.files import DATE, PLAIN, PRESS, make_pdf, prepare, scan

VERSIONS = {
    "pdf/x-1a:2001": "1.3",
    "pdf/x-1a:2003": "1.4",
    "pdf/x-3:2002": "1.3",
    "pdf/x-3:2003": "1.4",
    "pdf/x-4": "1.6",
}
SYSTEM = Path("/usr/share/color/icc/ghostscript/default_cmyk.icc")


@pytest.fixture
def icc() -> bytes:
    """A CMYK profile that Ghostscript, which the tests need in any case, brings along."""
    assert SYSTEM.is_file(), "the tests need Ghostscript's profiles"
    return SYSTEM.read_bytes()


def _dirty() -> pikepdf.Pdf:
    pdf = make_pdf(b"1 0 0 rg 20 20 50 50 re f 0 g 20 90 9 9 re f", pages=2)
    page = pdf.pages[0].obj
    page.Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])]
    )
    page.StructParents = 0
    page.CropBox = pikepdf.Array([5, 5, 150, 150])
    page.BleedBox = pikepdf.Array([12, 12, 300, 300])
    page.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceRGB)
    pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x"))
    pdf.Root.Outlines = pdf.make_indirect(pikepdf.Dictionary())
    pdf.Root.Metadata = pdf.make_stream(
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        b"<pdfuaid:part>1</pdfuaid:part><xmp:ModifyDate>2026-01-01T00:00:00Z</xmp:ModifyDate>"
        b"</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return pdf


@pytest.mark.parametrize("name", STANDARDS)
def test_a_file_of_each_standard(name: str, icc: bytes, tmp_path: Path) -> None:
    profile = replace(PRESS, standard=name, transparency=None)
    prepared, content = prepare(_dirty(), profile, icc)
    assert prepared.claimed == name
    assert prepared.findings == ()
    assert content[:8] == b"%PDF-" + VERSIONS[name].encode()
    assert (b"/ObjStm" in content, b"/XRef" in content) == (name == "pdf/x-4", name == "pdf/x-4")
    left = scan(content)
    assert left == ({"/Group"} if name == "pdf/x-4" else set())
    pdf = pikepdf.open(io.BytesIO(content))
    (intent,) = pdf.Root.OutputIntents
    assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
    assert str(intent.RegistryName) == "http://www.color.org"
    assert str(intent.Info)
    assert intent.DestOutputProfile.read_bytes() == icc
    assert int(intent.DestOutputProfile.N) == 4
    assert pdf.docinfo["/Trapped"] == "/False"
    assert all(name in pdf.docinfo for name in ("/Title", "/CreationDate", "/ModDate"))
    assert len(pdf.trailer.ID) == 2
    xmp = pdf.Root.Metadata.read_bytes()
    assert b"<pdf:Trapped>False</pdf:Trapped>" in xmp
    assert b"pdfuaid:part" not in xmp
    assert not {"/OpenAction", "/Outlines", "/StructTreeRoot", "/MarkInfo"} & set(pdf.Root.keys())
    standard = STANDARDS[name]
    if name == "pdf/x-4":
        assert b"<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>" in xmp
        assert re.search(rb"<xmpMM:DocumentID>uuid:[0-9a-f-]{36}</xmpMM:DocumentID>", xmp)
        assert b"<xmpMM:VersionID>" in xmp
        assert b"<xmpMM:RenditionClass>" in xmp
        assert b"<xmp:MetadataDate>2026-01-01T00:00:00Z</xmp:MetadataDate>" in xmp
    else:
        assert str(pdf.docinfo["/GTS_PDFXVersion"]) == standard.version
    assert ("/GTS_PDFXConformance" in pdf.docinfo) is (name == "pdf/x-1a:2001")
    for page in pdf.pages:
        trim, bleed, media = ([float(v) for v in page.obj[key]] for key in ("/TrimBox", "/BleedBox", "/MediaBox"))
        assert media[0] <= bleed[0] <= trim[0] < trim[2] <= bleed[2] <= media[2]
        assert media[1] <= bleed[1] <= trim[1] < trim[3] <= bleed[3] <= media[3]
    _judge(content, tmp_path)


def _judge(content: bytes, tmp_path: Path) -> None:
    """Let qpdf and Ghostscript read the file; both say nothing of a sound one."""
    path = tmp_path / "made.pdf"
    path.write_bytes(content)
    assert shutil.which("qpdf"), "the tests need qpdf"
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    command = ["gs", "-q", "-dPDFSTOPONWARNING", "-dBATCH", "-dNOPAUSE", "-sDEVICE=nullpage", str(path)]
    drawn = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (drawn.returncode, drawn.stdout, drawn.stderr) == (0, "", "")


@pytest.mark.parametrize("with_profile", [False, True])
def test_text_pages_are_black_ink_alone_by_ghostscript(tmp_path: Path, icc: bytes, *, with_profile: bool) -> None:
    pdf = make_pdf(b"0 0 0 rg 20 20 50 50 re f 0.4 0.4 0.4 rg 80 80 9 9 re f")
    _, content = prepare(pdf, PRESS, icc if with_profile else None)
    path = tmp_path / "made.pdf"
    path.write_bytes(content)
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=inkcov", "-sOutputFile=-", str(path)]
    cover = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert [float(share) for share in cover[:3]] == [0, 0, 0]
    assert float(cover[3]) > 0.05


def test_each_pixel_that_ghostscript_separates_is_below_the_limit(tmp_path: Path, icc: bytes) -> None:
    from PIL import Image

    dark = b"".join(b"0.%d 0.0%d 0.0%d rg %d %d 20 20 re f\n" % (n % 3, n, 9 - n, 20 * n, 20 * n) for n in range(9))
    _, content = prepare(make_pdf(dark + b"0.9 0.9 0.9 0.9 k 0 100 40 40 re f"), PRESS, icc)
    path, drawn = tmp_path / "made.pdf", tmp_path / "made.tif"
    path.write_bytes(content)
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=tiff32nc", "-r36", f"-sOutputFile={drawn}", str(path)]
    subprocess.run(command, check=True, capture_output=True)
    with Image.open(drawn) as picture:
        samples = picture.tobytes()
    heaviest = max(sum(samples[n : n + 4]) for n in range(0, len(samples), 4))
    assert 500 < heaviest <= 240 * 2.55 + 4


def test_profile_is_used_for_colours_and_leaves_neutral_ones(icc: bytes) -> None:
    _, with_profile = prepare(make_pdf(b"0.2 0.5 0.3 rg 0 0 9 9 re f 0 g 9 9 9 9 re f"), PLAIN, icc)
    pdf = pikepdf.open(io.BytesIO(with_profile))
    page = pdf.pages[0].Contents.read_bytes()
    assert b"0.3 0 0.2 0.5 k" not in page
    assert page.count(b" k") == 3
    assert page.count(b"0 0 0 1 k") == 2


def test_what_a_standard_misses_is_told_and_nothing_is_claimed() -> None:
    profile = replace(PRESS, standard="pdf/x-4", transparency=None)
    prepared, content = prepare(_dirty(), profile)
    assert prepared.claimed is None
    assert {one.code for one in prepared.findings} == {"PD052", "PD054"}
    assert b"GTS_PDFXVersion" not in content
    pdf = pikepdf.open(io.BytesIO(content))
    assert b"pdfxid" not in pdf.Root.Metadata.read_bytes()
    prepared, _ = prepare(make_pdf(b""), replace(PRESS, condition="Our own press"))
    assert "no registered condition" in prepared.findings[0].message
    pdf = make_pdf(b"")
    del pdf.docinfo["/Title"]
    prepared, content = prepare(pdf, PRESS)
    assert "“Title”" in prepared.findings[0].message
    assert b"GTS_PDFXVersion" not in content


def test_registered_name_alone_is_enough_for_the_older_ones() -> None:
    prepared, content = prepare(make_pdf(b"0 g 0 0 9 9 re f"), PRESS)
    assert (prepared.claimed, prepared.findings) == ("pdf/x-1a:2003", ())
    pdf = pikepdf.open(io.BytesIO(content))
    assert "/DestOutputProfile" not in pdf.Root.OutputIntents[0]


def test_bytes_that_are_no_profile_are_told() -> None:
    prepared, _ = prepare(make_pdf(b""), PRESS, b"no profile")
    assert [one.code for one in prepared.findings] == ["PD053"]
    assert prepared.claimed is None


def test_profile_says_its_name_and_digest(icc: bytes) -> None:
    profile = read_profile(icc)
    assert profile.name
    assert len(profile.digest) == 64
    assert profile.space == "cmyk"


def test_typeface_outside_the_file_is_told() -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf = make_pdf(b"", {"/Font": pikepdf.Dictionary(F=font)})
    prepared, _ = prepare(pdf, PRESS)
    assert [(one.code, one.message) for one in prepared.findings] == [
        ("PD055", "the typeface Helvetica is not in the file")
    ]
    assert prepared.claimed is None


@pytest.mark.parametrize("name", STANDARDS)
def test_same_bytes_twice(name: str, icc: bytes) -> None:
    profile = replace(PRESS, standard=name, transparency=None)
    assert prepare(_dirty(), profile, icc)[1] == prepare(_dirty(), profile, icc)[1]


def test_marks_in_all_inks_stay_so() -> None:
    pdf = make_pdf(b"/Reg CS 1 SCN 0 0 m 9 9 l S")
    pdf.pages[0].obj.Resources.ColorSpace = pikepdf.Dictionary(Reg=make_registration_space(pdf))
    _, content = prepare(pdf, PRESS)
    made = pikepdf.open(io.BytesIO(content))
    space = made.pages[0].resources.ColorSpace.Reg
    assert tuple(str(space[n]) for n in range(3)) == ("/Separation", "/All", "/DeviceCMYK")
    assert b"/Reg CS 1 SCN" in made.pages[0].Contents.read_bytes()
    assert DATE in str(made.docinfo["/ModDate"])
