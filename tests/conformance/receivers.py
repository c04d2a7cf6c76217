"""What receivers get: a book goes in; its editions for all of them, and what independent witnesses object to, come out.

    python -m tests.conformance.receivers                      writes docs/receivers.md (minutes)
    python -m tests.conformance.receivers --manuscripts DIR    the same, where the long books lie elsewhere
    python -m tests.conformance.receivers --book nomicon       asks about this book alone, and keeps the other lines

What is asked of each edition is written down here once more, so that a mistake in a profile shows as well.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import page as page_validation
import pikepdf
from PIL import Image, ImageMath

from makeready.cli import main
from tests.conformance.pdf_judges import ask_ghostscript, ask_qpdf, list_fonts
from tests.conformance.pdf_scan import Box, PageScan, scan_pdf
from tests.conftest import TESTS

ROOT = TESTS.parent
TABLE = ROOT / "docs" / "receivers.md"
MANUSCRIPTS = ROOT.parent / "shared" / "manuscripts"
_DOTS = 72
_SLACK = 0.05  # points: boxes are written with so many places


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of an edition for one receiver, as we read its pages: see `Profile` for the words."""

    standard: str = ""
    condition: str = ""
    versions: tuple[str, ...] = ("1.7",)
    ink: int | None = None
    inks_only: bool = False
    black_ink: bool = False
    opaque: bool = True
    notes: bool = False
    marks: bool = False
    least: int = 1
    multiple: int = 1
    last_blank: bool = False


ASKED: Mapping[str, Asked] = {
    "kdp": Asked(least=24, black_ink=True),
    "ingram": Asked(
        standard="PDF/X-1a:2001",
        condition="CGATS TR 001",
        versions=("1.3",),
        ink=240,
        inks_only=True,
        least=18,
        multiple=2,
        last_blank=True,
    ),
    "lulu": Asked(multiple=2, least=4, black_ink=True),
    "bookvault": Asked(
        standard="PDF/X-4",
        condition="FOGRA39",
        versions=("1.4", "1.5", "1.6"),
        ink=300,
        inks_only=True,
        opaque=False,
        least=24,
        multiple=2,
    ),
    "press": Asked(
        standard="PDF/X-4",
        condition="FOGRA39",
        versions=("1.4", "1.5", "1.6"),
        ink=300,
        inks_only=True,
        opaque=False,
        marks=True,
        multiple=2,
    ),
    "screen": Asked(standard="PDF/UA-1", opaque=False, notes=True),
    "archive": Asked(standard="PDF/A-3a", opaque=False, notes=True),
    "proof": Asked(opaque=False, notes=True, marks=True),
}


@dataclass(frozen=True, slots=True)
class Book:
    """A book that all receivers get: its title in the table, and where its project lies."""

    name: str
    title: str
    project: str

    def find(self, manuscripts: Path = MANUSCRIPTS) -> tuple[Path, ...] | None:
        """Return the folders that make up its project; None where they are not there."""
        if self.name == "specimen":
            return (TESTS / "golden" / "specimen" / "in",)
        if self.name == "review":
            return ROOT / "manuscript", ROOT / "styles"
        return (manuscripts / self.project,) if (manuscripts / self.project).is_dir() else None


BOOKS = (
    Book("specimen", "the small specimen", ""),
    Book("review", "the review in manuscript/", ""),
    Book("interior", "the interior specimen", "interior-specimen"),
    Book("novel", "a novel of 122,000 words", "pride-and-prejudice"),
    Book("nomicon", "a technical book with 246 listings", "nomicon"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A finished PDF for one receiver, read by the witnesses; `sources` are the texts and tables it was made of."""

    receiver: str
    content: bytes
    scans: tuple[PageScan, ...]
    sources: Mapping[str, bytes]

    @property
    def asked(self) -> Asked:
        """Return what is asked of it."""
        return ASKED[self.receiver]


def copy_book(book: Book, folder: Path, manuscripts: Path = MANUSCRIPTS) -> Path:
    """Copy the project of `book` into the new `folder`, without what earlier builds left, and return the folder."""
    found = book.find(manuscripts)
    assert found is not None, f"{book.name} is not there"
    for source in found:
        target = folder / source.name if len(found) > 1 else folder
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("build"))
    return folder


def build_editions(project: Path, output: Path, *, seed: str | None = None) -> dict[str, bytes]:
    """Build the project for all receivers at once and return the PDFs by their receivers.

    With a `seed` another Python is started, which hashes texts by it.
    """
    words = ["build", str(project), "--output", str(output), "--no-colour", "--no-cache"]
    words += [word for name in ASKED for word in ("--profile", name)]
    if seed is None:
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code, told = main(words), said
        assert code == 0, told.getvalue()
    else:
        command = [sys.executable, "-m", "makeready", *words]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
    return {name: next(output.glob(f"*-{name}.pdf")).read_bytes() for name in ASKED}


def open_edition(receiver: str, content: bytes, project: Path) -> Edition:
    """Return a finished PDF as the witnesses want it."""
    files = [path for path in sorted(project.rglob("*")) if path.suffix in (".md", ".toml")]
    sources = {
        path.relative_to(project).as_posix(): path.read_bytes() for path in files if path.parent.name != "styles"
    }
    return Edition(receiver=receiver, content=content, scans=tuple(scan_pdf(content)), sources=sources)


def list_findings(path: Path, receiver: str) -> list[str]:
    """Return the errors and warnings of our own preflight."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
        main(["preflight", str(path), "--profile", receiver, "--format", "json"])
    findings = json.loads(said.getvalue())["findings"]
    return [f"{one['code']}: {one['message']}" for one in findings if one["severity"] in ("error", "warning")]


# --- witnesses: each returns what it objects to, None where it has nothing to say about that receiver


def see_mutool(edition: Edition) -> list[str]:
    """MuPDF draws every page without a word."""
    with _written(edition.content) as path:
        ended = subprocess.run(
            ["mutool", "draw", "-q", "-r", "20", "-F", "pgm", "-o", os.devnull, path],
            capture_output=True,
            text=True,
            check=False,
        )
    # That it was built without colour management is about the tool.
    said = [line for line in ended.stderr.splitlines() if line.strip() and "ICC support is not available" not in line]
    return said + ([f"mutool ended with {ended.returncode}"] if ended.returncode else [])


def see_ingram_checker(edition: Edition) -> list[str] | None:
    """The checker of Ingram's rules that others wrote objects to nothing.

    What it only warns of is left out but for the margins: it wants 300 ppi of any picture, and takes words in brackets
    for what was forgotten.
    """
    if edition.receiver != "ingram":
        return None
    with _written(edition.content) as path:
        command = [sys.executable, "-W", "ignore", "-m", "ingram_checker", "interior", path, "-c", "color"]
        ended = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False)
    checks = json.loads(ended.stdout[ended.stdout.index("{") :])["checks"]
    assert len(checks) > 10, "the checker has other checks"
    warned = {"margins": "warn"}
    wrong = [one for one in checks if one["status"] in ("fail", warned.get(one["check_name"]))]
    return [f"{one['check_name']}: {one['message']} {' '.join(one['details'])}" for one in wrong]


def see_colours(edition: Edition) -> list[str] | None:
    """No colour of screens is drawn with where inks are asked for, through forms, patterns and pictures."""
    if not edition.asked.inks_only:
        return None
    allowed = {"gray", "cmyk"} | ({"spot All"} if edition.asked.marks else set())
    return [f"page {one.number}: {sorted(one.colours - allowed)}" for one in edition.scans if one.colours - allowed]


def see_transparency(edition: Edition) -> list[str] | None:
    """Nothing is transparent where the receiver cannot print that: no soft masks, alpha, groups, blending."""
    if not edition.asked.opaque:
        return None
    return [f"page {one.number}: {sorted(one.transparent)}" for one in edition.scans if one.transparent]


def see_annotations(edition: Edition) -> list[str] | None:
    """Printed pages have no annotations."""
    if edition.asked.notes:
        return None
    return [f"page {one.number}: {one.annotations} annotations" for one in edition.scans if one.annotations]


def see_intent(edition: Edition) -> list[str] | None:
    """The standard is claimed as it wants to be, and the output intent is the one of the receiver."""
    asked = edition.asked
    if not asked.standard or asked.standard == "PDF/UA-1":
        return None
    with pikepdf.open(io.BytesIO(edition.content)) as pdf, pdf.open_metadata() as meta:
        intents = list(pdf.Root.get("/OutputIntents", ()))
        if len(intents) != 1:
            return [f"{len(intents)} output intents"]
        (intent,) = intents
        profile = intent.get("/DestOutputProfile")
        inks = int(profile.N) if profile is not None else None
        if asked.standard.startswith("PDF/A"):
            right = intent.S == "/GTS_PDFA1" and inks == 3
            return [] if right else ["the output intent is not that of PDF/A in sRGB"]
        wrong = []
        if intent.S != "/GTS_PDFX" or str(intent.OutputConditionIdentifier) != asked.condition:
            wrong.append(f"another condition: {intent.OutputConditionIdentifier}")
        if inks not in ((None, 4) if str(intent.get("/RegistryName", "")) and "X-1a" in asked.standard else (4,)):
            wrong.append("the profile of the condition is missing, or not of four inks")
        if "X-4" in asked.standard:
            claimed = str(meta.get("{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"))
        else:
            claimed = str(pdf.docinfo.get("/GTS_PDFXConformance"))
        if claimed != asked.standard:
            wrong.append(f"claimed is {claimed}")
        if str(pdf.docinfo.get("/Trapped")) not in ("/True", "/False"):
            wrong.append("nothing is said about trapping")
        missing = [key for key in ("/Title", "/CreationDate", "/ModDate") if not str(pdf.docinfo.get(key, ""))]
        wrong += [f"no {key}" for key in missing] + ([] if "/ID" in pdf.trailer else ["no /ID"])
    return wrong


# Painted paths from which on a page has a drawing: more than marks, rules and tables have.
_DRAWN = 50


def see_black(edition: Edition) -> list[str] | None:
    """Pages without pictures or drawings are printed in black ink alone, by Ghostscript's count."""
    if not (edition.asked.inks_only or edition.asked.black_ink):
        return None
    pages = measure_inks(edition.content)
    assert len(pages) == len(edition.scans), "Ghostscript saw other pages"
    # A drawing is many paths, and may be in colours as a picture may.
    plain = [
        (one.number, inks)
        for one, inks in zip(edition.scans, pages, strict=True)
        if not one.pictures and len(one.painted) < _DRAWN
    ]
    # Marks are in every ink: they lie outside the page as cut, and are seen by `see_marks`.
    if edition.asked.marks:
        plain = [(number, _take_marks(inks)) for number, inks in plain]
    return [f"page {number}: {inks}" for number, inks in plain if any(inks[:3])]


def see_ink(edition: Edition) -> list[str] | None:
    """No pixel of any page has more ink than the receiver takes, as Ghostscript draws it."""
    limit = edition.asked.ink
    if limit is None:
        return None
    most = measure_most_ink(edition.content, within="TrimBox")
    return [f"page {number}: {ink:.1f} %" for number, ink in enumerate(most, 1) if ink > limit]


def see_boxes(edition: Edition) -> list[str]:
    """Each page says where it is cut where it is printed, and the boxes lie in each other."""
    wrong = []
    for one in edition.scans:
        boxes = [one.boxes[name] for name in ("MediaBox", "BleedBox", "TrimBox") if name in one.boxes]
        if len(boxes) < 3 and edition.receiver not in ("screen", "archive"):
            wrong.append(f"page {one.number} has {', '.join(one.boxes)}")
        wrong += [
            f"page {one.number}: {inner} is not within {outer}"
            for outer, inner in itertools.pairwise(boxes)
            if not _is_within(inner, outer)
        ]
        if one.boxes.get("ArtBox") and one.boxes.get("TrimBox") and "PDF/X" in edition.asked.standard:
            wrong.append(f"page {one.number} has an ArtBox beside its TrimBox")
    sizes = {tuple(round(number, 2) for number in one.boxes["MediaBox"]) for one in edition.scans}
    return wrong + ([f"{len(sizes)} sizes of pages"] if len(sizes) > 1 else [])


def see_count(edition: Edition) -> list[str]:
    """There are enough pages, as many as the receiver binds, and the last one is blank where he prints on it."""
    asked, count = edition.asked, len(edition.scans)
    wrong = [] if count >= asked.least and count % asked.multiple == 0 else [f"{count} pages"]
    if asked.last_blank and any(measure_inks(edition.content)[-1]):
        wrong.append("something is printed on the last page")
    return wrong


def see_marks(edition: Edition) -> list[str]:
    """Marks are there where they are asked for, outside the bleed, in every ink and in nothing else; otherwise none."""
    wrong = []
    for one in edition.scans:
        bleed = one.boxes.get("BleedBox", one.boxes["MediaBox"])
        outside = [(box, used) for box, used in one.painted if not _is_within(box, bleed, slack=1)]
        registered = [box for box, used in one.painted if "spot All" in used]
        if not edition.asked.marks:
            if outside or registered:
                wrong.append(f"page {one.number} has marks: {(outside or registered)[0]}")
            continue
        if not outside:
            wrong.append(f"page {one.number} has no marks")
        if any(_do_meet(box, bleed) for box in registered):
            wrong.append(f"page {one.number}: a mark in the bleed")
        if edition.asked.inks_only and any("spot All" not in used for _, used in outside):
            wrong.append(f"page {one.number}: a mark that is not in every ink")
    return wrong


def see_fonts(edition: Edition) -> list[str]:
    """Every font is in the file, by poppler's list."""
    fonts = list_fonts(edition.content)
    return [f"{one.name} is not in the file" for one in fonts if not one.embedded] if fonts else ["no fonts at all"]


def see_version(edition: Edition) -> list[str]:
    """The file is of a version of PDF that the standard knows."""
    with pikepdf.open(io.BytesIO(edition.content)) as pdf:
        return [] if pdf.pdf_version in edition.asked.versions else [f"PDF {pdf.pdf_version}"]


def see_ua(edition: Edition) -> list[str] | None:
    """Editions to be read on a screen are PDF/UA-1 by page-validation, and so is the archive's."""
    return _validate(edition, "ua1") if edition.receiver in ("screen", "archive") else None


def see_pdfa(edition: Edition) -> list[str] | None:
    """The archive's edition is PDF/A-3a by page-validation."""
    return _validate(edition, "pdfa-3a") if edition.receiver == "archive" else None


def see_sources(edition: Edition) -> list[str] | None:
    """The archive's edition has the manuscript in it, byte for byte; no other has any file in it."""
    with pikepdf.open(io.BytesIO(edition.content)) as pdf:
        held = {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()}
    if edition.receiver != "archive":
        return [f"{name} is in the file" for name in held]
    texts = {name: content for name, content in edition.sources.items() if name.endswith(".md")}
    wrong = [f"{name} differs" for name, content in held.items() if edition.sources.get(name, content) != content]
    return wrong + [f"{name} is not in the file" for name in texts if name not in held and not _is_left_out(name)]


def _is_left_out(name: str) -> bool:
    """Say whether a file of a project is no part of the book, as mdBook's list of chapters is none."""
    return name.rsplit("/", 1)[-1] in ("SUMMARY.md",)


Witness = Callable[[Edition], list[str] | None]
WITNESSES: Mapping[str, Witness] = {
    "qpdf": lambda edition: ask_qpdf(edition.content),
    "Ghostscript": lambda edition: ask_ghostscript(edition.content),
    "MuPDF": see_mutool,
    "ingram-checker": see_ingram_checker,
    "colours": see_colours,
    "transparency": see_transparency,
    "annotations": see_annotations,
    "output intent": see_intent,
    "black text": see_black,
    "most ink": see_ink,
    "boxes": see_boxes,
    "pages": see_count,
    "marks": see_marks,
    "fonts": see_fonts,
    "version": see_version,
    "PDF/UA-1": see_ua,
    "PDF/A-3a": see_pdfa,
    "attachments": see_sources,
}


# Witnesses that no set-up of ours brings everywhere.
_NEEDED = {"MuPDF": "mutool", "ingram-checker": "ingram_checker"}


def list_missing() -> dict[str, str]:
    """Return the witnesses that cannot be asked here, each with the program or module that is missing."""
    return {
        name: tool
        for name, tool in _NEEDED.items()
        if shutil.which(tool) is None and importlib.util.find_spec(tool) is None
    }


# --- measures


def measure_inks(content: bytes) -> list[tuple[float, float, float, float]]:
    """Return the share of each page that cyan, magenta, yellow and black cover, by Ghostscript."""
    with _written(content) as path:
        command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-o", "-", "-sDEVICE=inkcov", path]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = re.findall(r"^ *(\S+) +(\S+) +(\S+) +(\S+) CMYK OK", said, re.MULTILINE)
    return [(float(cyan), float(magenta), float(yellow), float(black)) for cyan, magenta, yellow, black in pages]


def measure_most_ink(content: bytes, within: str = "MediaBox") -> list[float]:
    """Return the most ink in per cent that any pixel of each page has, within one of its boxes."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder, _written(content) as path:
        command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", f"-r{_DOTS}", "-sDEVICE=tiff32nc"]
        command += [f"-dUse{within}"] if within != "MediaBox" else []
        subprocess.run([*command, f"-sOutputFile={folder}/%05d.tif", path], capture_output=True, check=True)
        return [_sum_inks(page) for page in sorted(Path(folder).iterdir())]


def _sum_inks(path: Path) -> float:
    with Image.open(path) as picture:
        assert picture.mode == "CMYK"
        inks = dict(zip("cmyk", picture.split(), strict=True))
    total = ImageMath.lambda_eval(lambda one: one["c"] + one["m"] + one["y"] + one["k"], **inks)
    _, most = total.getextrema()
    return float(most) * 100 / 255


def _take_marks(inks: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return the inks of a page without those that marks in every ink have: what all of the first three share."""
    shared = min(inks[:3])
    return inks[0] - shared, inks[1] - shared, inks[2] - shared, inks[3] - shared


def _validate(edition: Edition, profile: str) -> list[str]:
    report = page_validation.validate_pdf_bytes(edition.content, profile=profile)
    told = [line for line in str(report).splitlines() if line.startswith("[")]
    return told or ([] if report.is_compliant else [str(report)])


def _is_within(inner: Box, outer: Box, slack: float = _SLACK) -> bool:
    left, bottom, right, top = (after - before for before, after in zip(outer, inner, strict=True))
    return left >= -slack and bottom >= -slack and right <= slack and top <= slack


def _do_meet(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across > _SLACK and up > _SLACK


@contextlib.contextmanager
def _written(content: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        path = Path(folder, "book.pdf")
        path.write_bytes(content)
        yield str(path)


# --- the page


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came out for one edition: our own findings, and the objections by witness; those with nothing to say not."""

    findings: tuple[str, ...]
    objections: Mapping[str, tuple[str, ...]]

    @property
    def complaints(self) -> list[str]:
        """Return what was found, and what was objected to, each objection with its witness."""
        told = [f"{name}: {one}" for name, objections in self.objections.items() for one in objections]
        return [*self.findings, *told]

    @property
    def cell(self) -> str:
        """Return the cell of the table."""
        against = [name for name, told in self.objections.items() if told]
        agree = f"{len(self.objections) - len(against)} of {len(self.objections)}"
        return f"{len(self.findings)}; {agree}" + (f" (not {', '.join(against)})" if against else "")


def judge_book(book: Book, folder: Path, manuscripts: Path = MANUSCRIPTS) -> dict[str, Verdict]:
    """Build the book for all receivers in `folder` and return what came out for each."""
    project = copy_book(book, folder / "project", manuscripts)
    made = build_editions(project, folder / "made")
    verdicts, missing = {}, list_missing()
    for receiver, content in made.items():
        path = next((folder / "made").glob(f"*-{receiver}.pdf"))
        edition = open_edition(receiver, content, project)
        told = {name: ask(edition) for name, ask in WITNESSES.items() if name not in missing}
        objections = {name: tuple(one) for name, one in told.items() if one is not None}
        verdicts[receiver] = Verdict(tuple(list_findings(path, receiver)), objections)
    return verdicts


def write_row(book: Book, verdicts: Mapping[str, Verdict]) -> str:
    """Return the line of the table for one book."""
    return f"| {book.title} | {' | '.join(verdicts[name].cell for name in ASKED)} |"


def write_witnesses(verdicts: Mapping[str, Verdict]) -> str:
    """Return the table of who is asked about which edition."""
    lines = [f"| witness | {' | '.join(ASKED)} | what has to hold |", f"|---|{':-:|' * len(ASKED)}---|"]
    for name, ask in WITNESSES.items():
        asked = " | ".join("•" if name in verdicts[receiver].objections else "" for receiver in ASKED)
        lines.append(f"| {name} | {asked} | {_describe(name, ask)} |")
    return "\n".join(lines)


def _describe(name: str, ask: Witness) -> str:
    told = {"qpdf": "`qpdf --check` objects to nothing", "Ghostscript": "every page is read with `-dPDFSTOPONWARNING`"}
    return told.get(name) or (ask.__doc__ or "").splitlines()[0].rstrip(".")


_HEAD = """\
# What receivers get

Books are built for all eight receivers and looked at by our own preflight and by witnesses that share no code with
what makes the files: tools of others, and a scan of the tests (`tests/conformance/pdf_scan.py`) that goes through
forms, patterns and pictures. `python -m tests.conformance.receivers` writes this page from what they say; tests ask
them again, and fail where a line of it is not true.

## Editions

`0; 14 of 14` means: no error and no warning of our preflight, and all fourteen witnesses that have something to say
about this edition agree.

"""


def write_page(rows: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> str:
    """Return docs/receivers.md of its lines by the names of books; `verdicts` are those of any book."""
    lines = [f"| book | {' | '.join(ASKED)} |", f"|---|{'---|' * len(ASKED)}"]
    lines += [rows[book.name] for book in BOOKS if book.name in rows]
    witnesses = write_witnesses(verdicts)
    return f"{_HEAD}{chr(10).join(lines)}\n\n## Witnesses\n\nA dot means that the witness is asked.\n\n{witnesses}\n"


def _read_rows() -> dict[str, str]:
    """Return the lines of the page as it is, by the names of books."""
    lines = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.is_file() else []
    return {book.name: line for book in BOOKS for line in lines if line.startswith(f"| {book.title} |")}


def _run() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--manuscripts", type=Path, default=MANUSCRIPTS, metavar="DIR")
    parser.add_argument("--book", action="append", choices=[book.name for book in BOOKS])
    options = parser.parse_args()
    books = [book for book in BOOKS if not options.book or book.name in options.book]
    if missing := list_missing():
        sys.exit(f"not installed: {', '.join(missing.values())}")
    if absent := [book.name for book in books if book.find(options.manuscripts) is None]:
        sys.exit(f"not there: {', '.join(absent)}")
    for book in books:
        with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
            verdicts = judge_book(book, Path(folder), options.manuscripts)
        row = write_row(book, verdicts)
        print(row, flush=True)
        for receiver, verdict in verdicts.items():
            for told in verdict.complaints:
                print(f"  {receiver}: {told}", flush=True)
        TABLE.write_text(write_page({**_read_rows(), book.name: row}, verdicts), encoding="utf-8")


if __name__ == "__main__":
    _run()
