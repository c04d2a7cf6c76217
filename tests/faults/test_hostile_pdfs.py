"""PDFs that are cut off, changed or made to break readers are findings: no traceback, in bounds of time and memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream

from makeready.checks.preflight import Order, do_order
from makeready.press.preflight import preflight_file
from makeready.profiles import read_profile
from tests.conformance.seeded_pdfs import Seed, draw, form, make_book, nest, place_picture

_MOST_SECONDS, _MOST_MEMORY = 10.0, 512 * 1024
# In a process of its own, whose children are only those that read the file.
_ALONE = """
import json, resource, sys, time
from pathlib import Path
import makeready.press.preflight as one
from makeready.profiles import read_profile
one.SECONDS = 4.0
started = time.monotonic()
found = one.preflight_file(Path(sys.argv[1]), read_profile("ingram")).findings
memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([[f.code for f in found], time.monotonic() - started, memory]))
"""


@cache
def make_rich() -> bytes:
    """Return a small PDF with a picture, a form and a note, which mutations can hit."""

    def fill(pdf: pikepdf.Pdf) -> None:
        place_picture((20, 20), b"\x10\x20\x30\x40")(pdf)
        draw("/X0 Do [1 2] 0 d 0.2 w 10 10 m 50 50 l S", XObject={"X0": form("1 0 0 rg 0 0 9 9 re f")})(pdf)
        nest(3)(pdf)
        del pdf.pages[6:]

    return Seed(name="rich", code="PF001", defect=fill).make(clean=False)


def mutate(content: bytes, number: int) -> bytes:
    """Return the bytes cut off, or with some of them changed, taken out or doubled; by `number` alone."""
    chance = random.Random(number)  # noqa: S311 - the same each time
    kind = number % 4
    if kind == 0:
        return content[: chance.randrange(1, len(content))]
    made = bytearray(content)
    for _ in range(chance.choice((1, 4, 30))):
        at = chance.randrange(len(made))
        if kind == 1:
            made[at] = chance.randrange(256)
        elif kind == 2:
            del made[at : at + chance.randrange(1, 60)]
        else:
            # Numbers and names are what readers trust.
            made[at : at + 4] = chance.choice((b"9999", b"-1.5", b"null", b"<<>>", b"[[[[", b" 0 R", b"/A/A", b"1e99"))
        if len(made) < 60:
            break
    return bytes(made)


@pytest.mark.long_but(*map(str, range(0, 40, 4)))
@pytest.mark.parametrize("number", range(40))
def test_changed_bytes_are_read_without_a_traceback(number: int) -> None:
    profile = read_profile("ingram")
    assert profile is not None
    content = mutate(make_rich(), number)
    for one in do_order(Order(name="book.pdf", content=content, profile=profile)):
        assert one.code.startswith("PF")


def _bomb(pdf: pikepdf.Pdf) -> None:
    """Have a page draw what unpacks to 200 MB."""
    engine = zlib.compressobj(9)
    packed = b"".join(engine.compress(b"0 " * 512 * 1024) for _ in range(200)) + engine.flush()
    pdf.pages[2].obj.Contents = Stream(pdf, packed, Filter=Name.FlateDecode)


def _double_bomb(pdf: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(b"0 " * 32 * 1024 * 1024, 9), 9)
    pdf.pages[2].obj.Contents = Stream(pdf, packed, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def _multiply(pdf: pikepdf.Pdf) -> None:
    """Draw forms that draw the next one ten times each, eleven deep."""
    inner = form("0 0 9 9 re f")(pdf)
    for _ in range(10):
        inner = form("/X0 Do " * 10, Resources=Dictionary(XObject=Dictionary(X0=inner)))(pdf)
    draw("/X0 Do", XObject={"X0": inner})(pdf)


def _loop(pdf: pikepdf.Pdf) -> None:
    made = form("/X0 Do")(pdf)
    made.Resources = Dictionary(XObject=Dictionary(X0=made))
    draw("/X0 Do", XObject={"X0": made})(pdf)


def _claim_pixels(pdf: pikepdf.Pdf) -> None:
    place_picture((20, 20), b"\x10\x20\x30\x40", Width=2_000_000, Height=2_000_000)(pdf)


def _bracket(pdf: pikepdf.Pdf) -> None:
    draw("[" * 300_000 + "(" * 300_000 + "<<" * 300_000)(pdf)


def _overflow(pdf: pikepdf.Pdf) -> None:
    draw(
        "9999999 0 0 9999999 9999999 9999999 cm " * 200 + "0 0 1 1 re f BT /F0 1e9 Tf (a) Tj ET 9" + "9" * 4000 + " w"
    )(pdf)


def _wide_font(pdf: pikepdf.Pdf) -> None:
    inner = Dictionary(Type=Name.Font, W=Array([0, 65_535, 500] * 3000), DW=1000)
    font = Dictionary(Subtype=Name.Type0, BaseFont=Name.A, DescendantFonts=Array([inner]))
    draw("BT /F9 10 Tf <00010002> Tj ET", Font={"F9": font})(pdf)


@pytest.mark.long_but("_claim_pixels-codes4", "_loop-codes3", "_overflow-codes6")
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (_bomb, {"PF002"}),
        (_double_bomb, {"PF002"}),
        (_multiply, {"PF002"}),
        (_loop, {"PF002"}),
        (_claim_pixels, set()),
        (_bracket, set()),
        (_overflow, set()),
        (_wide_font, set()),
    ],
)
def test_what_is_made_to_break_readers_is_given_up_in_time(
    change: Callable[[pikepdf.Pdf], None], codes: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(Seed(name="bad", code="PF002", defect=change).make(clean=False))
    run = subprocess.run([sys.executable, "-c", _ALONE, str(path)], capture_output=True, text=True, check=True)
    found, seconds, memory = json.loads(run.stdout)
    assert codes <= set(found)
    assert seconds < _MOST_SECONDS
    assert memory < _MOST_MEMORY


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"%PDF-1.7\n%%EOF", b"\x00" * 2000, b"GIF89a", make_book()[:900]]
)
def test_what_is_hardly_a_file_is_said_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "book.pdf"
    path.write_bytes(content)
    assert {"PF001", "PF006"} & {one.code for one in preflight_file(path).findings}


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert [one.code for one in preflight_file(tmp_path).findings] == ["PF001"]
