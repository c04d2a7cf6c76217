"""Hostile manuscripts and styles, end to end through the command line: 1 to 38 and 78 to 88 of docs/threats.md.

Each is refused with a place, or built without what was hostile; no secret reaches a file, no socket is opened, what was
in build/ stays where it is refused, and none takes longer than it may.
"""

from __future__ import annotations

import io
import os
import re
import socket
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from makeready.cli import main
from makeready.manuscript.read import read_book
from makeready.workspace import Workspace
from tests.faults.small_book import TOML

SECRET = "ff7fb1c2-SECRET-WORDS"


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build a book before the first one that has so many seconds only: loading the page engine may take three."""
    project = tmp_path_factory.mktemp("first")
    (project / "book.toml").write_text(TOML)
    (project / "a.md").write_text("# A\n\nWords.\n")
    assert main(["build", str(project), "-q"]) == 0


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project's folder with an earlier build, secrets beside it, and no way to the network."""

    def refuse(*words: object, **_options: object) -> None:
        raise AssertionError(f"a socket was opened: {words}")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "secret.png").write_bytes(png() + SECRET.encode())
    (tmp_path / "secret.css").write_text(f"/* {SECRET} */")
    project = tmp_path / "project"
    (project / "build").mkdir(parents=True)
    (project / "styles").mkdir()
    (project / "build" / "t.epub").write_bytes(b"older")
    (project / "build" / "t.pdf").write_bytes(b"older")
    (project / "book.toml").write_text(TOML)
    return project


def png() -> bytes:
    """Return a small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (2, 2)).save(out, "PNG")
    return out.getvalue()


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG of few bytes that unpacks to this size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" * (width // 8 + 1)) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def run(
    root: Path, text: str | bytes, capsys: pytest.CaptureFixture[str], *words: str, seconds: float = 10
) -> tuple[int, str]:
    """Build the project with this text from line 3 on; return the exit code and what was said."""
    content = text.encode() if isinstance(text, str) else text
    (root / "a.md").write_bytes(b"# A\n\n" + content + b"\n\nThe last words.\n")
    capsys.readouterr()
    start = time.process_time()
    code = main(["build", str(root), "--no-colour", *words])
    spent = time.process_time() - start
    said = capsys.readouterr().err
    assert code in (0, 1), said
    assert "Traceback" not in said and "bug of makeready" not in said
    assert spent < seconds, f"{spent:.1f} s"
    if code:
        files = {path.name: path.read_bytes() for path in (root / "build").glob("[!.]*")}
        assert files == {"t.epub": b"older", "t.pdf": b"older"}
    else:
        assert SECRET.encode() not in read_books(root)
    return code, said


def read_books(root: Path) -> bytes:
    """Return all that is in the two books, unpacked."""
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    with pikepdf.open(root / "build" / "t.pdf") as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    parts.append(one.read_bytes())
                except pikepdf.PdfError:
                    parts.append(one.read_raw_bytes())
                parts.append(repr(one.stream_dict).encode())
            else:
                parts.append(repr(one).encode())
    return b"\n".join(parts)


def list_told(said: str, severity: str) -> list[str]:
    """Return the text of each finding of a severity."""
    return [part for part in re.split(r"\n\n|\n(?=\w+\[\w+\]: )", said) if part.startswith(f"{severity}[")]


def assert_refused(outcome: tuple[int, str], place: str) -> None:
    """Assert that the build failed with an error at `place` ("a.md:3") and a remedy."""
    code, said = outcome
    assert code == 1, said
    errors = list_told(said, "error")
    assert any(re.search(rf"--> {re.escape(place)}(:|$)", part, re.MULTILINE) for part in errors), said
    assert all("= help: " in part for part in errors), said


# --- 1 to 5, 12, 13: what a picture may name ------------------------------------------------------------------------


@pytest.mark.threat(1, 2, 3, 4, 5, 6, 7, 8, 9, 12)
def test_pictures_from_elsewhere_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of them in one build, which has an error for the line of each."""
    targets = [
        "file://{secret}", "FILE://{secret}", "file://localhost{secret}", "../secret.png", "%2e%2e/secret.png",
        "..%2fsecret.png", "x/../../secret.png", "{secret}", "link.png", "linked/secret.png", "pipe.png", "zero.png",
        "http://127.0.0.1:9/x.png", "https://example.org/x.png", "//127.0.0.1/x.png", "data:image/png;base64,AAAA",
        "none.png", "a.md\0.png",
    ]  # fmt: skip
    (root / "link.png").symlink_to("../secret.png")
    (root / "linked").symlink_to("..")
    (root / "zero.png").symlink_to("/dev/zero")
    os.mkfifo(root / "pipe.png")
    pictures = [f"![a](<{target.format(secret=root.parent / 'secret.png')}>)" for target in targets]
    outcome = run(root, "\n\n".join(pictures), capsys, "--verbose")
    for line in range(3, 3 + 2 * len(targets), 2):
        assert_refused(outcome, f"a.md:{line}")


@pytest.mark.threat(3, 4)
def test_cover_and_text_from_elsewhere_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "book.toml").write_text(f'{TOML}cover = "../secret.png"\n')
    assert_refused(run(root, "w", capsys), "book.toml:6")
    (root / "book.toml").write_text(TOML)
    (root / "b.md").symlink_to("../secret.txt")
    assert_refused(run(root, "w", capsys), "b.md:1")
    (root / "b.md").unlink()
    (root / "styles" / "shared.css").symlink_to("../../secret.css")
    assert_refused(run(root, "w", capsys), "styles/shared.css:1")
    (root / "styles" / "shared.css").unlink()
    (root / "book.toml").rename(root.parent / "book.toml")
    (root / "book.toml").symlink_to("../book.toml")
    assert_refused(run(root, "w", capsys), "book.toml:1")


@pytest.mark.threat(1, 10, 19, 21)
def test_markup_that_fetches_is_taken_out(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it in one build, which has a warning for the line of each, and keeps the words of each."""
    markup = [
        '<object data="file://{secret}">words</object>',
        '<embed src="../secret.png"/>\n\nwords',
        '<a href="file://{secret}">words</a>',
        '<link rel="attachment" href="file://{secret}"/>\n\nwords',
        '<link rel="stylesheet" href="../secret.css"/>\n\nwords',
        '<base href="file://{folder}/">\n\nwords',
        '<iframe src="file://{secret}">words</iframe>',
        '<video src="../secret.png" poster="../secret.png">words</video>',
        '<p style="background: url(file://{secret})">words</p>',
    ]
    lines, text = [], ""
    for number, one in enumerate(markup):
        lines.append(3 + text.count("\n"))
        text += one.format(secret=root.parent / "secret.txt", folder=root.parent).replace("words", f"kept-{number}")
        text += "\n\n"
    code, said = run(root, text, capsys, "--verbose")
    assert code == 0, said
    warnings = [part for part in list_told(said, "warning") if part.startswith("warning[MS0")]
    books = read_books(root)
    for number, line in enumerate(lines):
        assert any(re.search(rf"--> a\.md:{line}\b", part) for part in warnings), (line, said)
        assert f"kept-{number}<".encode() in books, markup[number]
    assert b"secret." not in books and b"/EmbeddedFile" not in books


# --- 6 and 7: styles and the network --------------------------------------------------------------------------------


@pytest.mark.threat(1, 6)
@pytest.mark.parametrize(
    "rule",
    [
        "p {{ background: url({}) }}",
        "@import url({});",
        '@import "{}";',
        "@font-face {{ font-family: X; src: url({}) }} p {{ font-family: X }}",
        "p::before {{ content: url({}) }}",
        "@page {{ background-image: url({}) }}",
        "ul {{ list-style-image: url({}) }}",
        "p {{ border-image: url({}) 1 }}",
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x",
        pytest.param("FILE://{secret}", marks=pytest.mark.long),
        pytest.param("../../secret.png", marks=pytest.mark.long),
    ],
)
def test_style_that_fetches_is_refused(root: Path, capsys: pytest.CaptureFixture[str], rule: str, address: str) -> None:
    (root / "styles" / "shared.css").write_text(rule.format(address.format(secret=root.parent / "secret.png")))
    code, said = run(root, "- w\n", capsys)
    if code == 0:
        # Then it was told that nothing came of the rule, and nothing of it is in the books.
        assert "warning[" in said
        books = read_books(root)
        assert b"127.0.0.1" not in books and b"secret.png" not in books
    else:
        assert re.search(r"^error\[(ST|EP|PD)\d+\]", said, re.MULTILINE)
        assert "styles/shared.css" in said


# --- 11 to 18: pictures as bombs ------------------------------------------------------------------------------------


@pytest.mark.threat(11, 12, 13)
def test_pictures_that_are_none_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = {
        "pixels.png": claimed_png(13_000, 13_000),
        "cut-off.png": png()[:-20],
        "empty.png": b"",
        "eps.png": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "tiff.png": b"II*\0\x08\0\0\0",
        "tiff.jpg": b"MM\0*\0\0\0\x08",
    }
    for name, content in pictures.items():
        (root / name).write_bytes(content)
    outcome = run(root, "\n\n".join(f"![a]({name})" for name in pictures), capsys, "--verbose", seconds=2)
    for line in range(3, 3 + 2 * len(pictures), 2):
        assert_refused(outcome, f"a.md:{line}")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
USES = "".join(
    f'<g id="g{i}">' + f'<use xlink:href="#g{i + 1}"/>' * 10 + "</g>" for i in range(10)
) + '<g id="g10"><path d="M0 0"/></g>'  # fmt: skip


@pytest.mark.threat(14, 15, 16, 17)
@pytest.mark.parametrize(
    "drawing",
    [
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "../secret.txt">]>{SVG.format("<text>&x;</text>")}',
        f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>{SVG.format("<text>&l9;</text>")}',
        SVG.format(USES + '<use xlink:href="#g0"/>'),
        SVG.format('<g id="a"><use href="#a"/></g>'),
        SVG.format('<pattern id="a"><rect fill="url(#a)"/></pattern>'),
        SVG.format("<g>" * 2000 + "</g>" * 2000),
    ],
    ids=["entity", "laughs", "uses", "itself", "pattern", "deep"],
)
def test_drawing_as_a_bomb_is_refused(root: Path, capsys: pytest.CaptureFixture[str], drawing: str) -> None:
    (root / "x.svg").write_text(drawing)
    assert_refused(run(root, "![a](x.svg)", capsys, seconds=2), "a.md:3")


@pytest.mark.threat(6, 18)
def test_drawing_that_acts_is_cleaned(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acts = (
        '<script>alert("evil")</script><g onload="evil()"><rect width="3" height="3"/></g>'
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">evil</p></foreignObject>'
        '<image href="http://127.0.0.1:9/evil.png"/><a href="javascript:evil()"><circle r="2"/></a>'
        '<style>@import "http://127.0.0.1:9/evil.css"; rect { fill: url(http://127.0.0.1:9/evil.svg#x) }</style>'
        '<set attributeName="href" to="javascript:evil()"/><use href="../secret.svg#x"/>'
    )
    (root / "x.svg").write_text(SVG.format(acts))
    code, said = run(root, "![a](x.svg)", capsys)
    assert code == 0, said
    assert "warning[MS017]" in said and "--> a.md:3" in said
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        drawing = archive.read("EPUB/images/x.svg")
    assert b"evil" not in drawing and b"secret" not in drawing and b"<rect" in drawing
    # A picture without an address is none, and the page engine stumbles over it.
    assert b"<image" not in drawing and b"<use" not in drawing and "PD001" not in said


# --- 10, 19 to 21: scripts, links, attachments ----------------------------------------------------------------------


@pytest.mark.threat(19, 20, 21)
def test_scripts_forms_and_links_to_them_are_absent(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """\
<script>evil()</script>

<p onclick="evil()">One</p>

<iframe src="http://127.0.0.1:9/evil"></iframe>

<form action="http://127.0.0.1:9/evil"><input name="evil">Two</form>

[Three](javascript:evil()) [Four](file:///etc/evil) [Five](data:text/html,evil) [Six](vbscript:evil)

<a href="jav&#x09;ascript:evil()">Seven</a> <math href="javascript:evil()"></math> <svg onload="evil()"></svg>
"""
    code, said = run(root, text, capsys, "--verbose")
    assert code == 0, said
    for line in (3, 5, 7, 9, 11, 13):
        assert re.search(rf"\ba\.md:{line}\b", said), said
    books = read_books(root)
    assert b"evil" not in books
    for word in (b"One", b"Two", b"Three", b"Four", b"Five", b"Six", b"Seven"):
        assert word in books
    for name in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA "):
        assert name not in books


# --- 22, 23: depth --------------------------------------------------------------------------------------------------


@pytest.mark.threat(22)
@pytest.mark.parametrize(
    "text",
    ["<div>\n" * 1000 + "x", "".join(f"::: a{i}\n" for i in range(1000)) + "x", ">" * 1000 + " x", "- " * 1000 + "x"],
    ids=["html", "divisions", "quotations", "lists"],
)
def test_what_is_too_deep_is_refused(root: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, said = run(root, text, capsys, seconds=3)
    assert code == 1 and re.search(r"error\[MS005\].*\n +--> a\.md:\d+", said), said


@pytest.mark.threat(23)
def test_list_thirty_deep_and_quotation_fifty_deep_keep_every_word(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deep = "".join(f"{'  ' * level}- w{level}w\n" for level in range(30))
    code, said = run(root, f"{deep}\n\n{'>' * 50} bottom", capsys, seconds=20)
    if code:
        assert re.search(r"^error\[", said, re.MULTILINE) and "--> a.md:" in said
    else:
        with zipfile.ZipFile(root / "build" / "t.epub") as archive:
            text = archive.read("EPUB/text/a.xhtml")
        assert all(f"w{level}w".encode() in text for level in range(30)) and b"bottom" in text


# --- 30 to 32: styles and sizes as bombs ----------------------------------------------------------------------------


@pytest.mark.threat(30)
def test_page_of_a_millimetre_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "book.toml").write_text(f'{TOML}[editions.print]\ntarget = "pdf"\ntrim = "1mm x 1mm"\n')
    assert_refused(run(root, "w " * 2000, capsys, seconds=2), "book.toml:8")


@pytest.mark.threat(29, 31, 32)
@pytest.mark.parametrize(
    "rule",
    [
        "@page { size: 1mm 1mm !important; margin: 0 !important }",
        "p { font-size: 1e9px }",
        "p { font-size: 0; line-height: 0 }",
        "p { margin-top: 1e9px }",
        "p { width: 1e-30px; padding: 1e30em }",
        "p { letter-spacing: 1e9px }",
        "p { text-indent: -1e12px }",
        "p { position: absolute; top: -1e9px }",
        "p { display: none }",
        pytest.param("p { color: " + "[" * 100_000 + "}", marks=pytest.mark.long),
        pytest.param("(" * 100_000, marks=pytest.mark.long),
        "p { width: calc(" + "(" * 5_000 + "1px" + ")" * 5_000 + ") }",
        ":not(" * 2_000 + "p" + ")" * 2_000 + " { margin: 0 }",
        ":root { --a: b; " + "".join(f"--a{i}: var(--a{i - 1}) var(--a{i - 1}); " for i in range(1, 60))
        + "--a0: xxxxxxxx } p { content: var(--a59) }",
        "@media print {" * 2_000,
        pytest.param("p " * 20_000 + "{ margin: 0 }", marks=pytest.mark.long),
        "\0\0\0 p { margin: 0 }",
    ],
    ids=lambda rule: rule[:30],
)  # fmt: skip
def test_style_as_a_bomb_is_refused_or_harmless(root: Path, capsys: pytest.CaptureFixture[str], rule: str) -> None:
    (root / "styles" / "print.css").write_text(rule)
    code, said = run(root, "w " * 300, capsys, seconds=8)
    if code:
        assert re.search(r"^error\[(ST|PD|PY)\d+\]", said, re.MULTILINE) and "= help: " in said, said


def test_table_of_contents_as_a_key_bomb(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "book.toml").write_text(TOML + "a.b." * 5_000 + "c = 1\n")
    assert_refused(run(root, "w", capsys, seconds=1), "book.toml:6")


# --- what was seen to fail ------------------------------------------------------------------------------------------


@pytest.mark.threat(30, 78)
@pytest.mark.parametrize("rule", ["@page { size: 1mm }", "@media print { @page :left { size: 2mm 3mm } }"])
def test_page_rule_of_a_millimetre_is_refused_before_pages_are_laid_out(
    root: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    (root / "styles" / "print.css").write_text(rule)
    outcome = run(root, "w " * 2000, capsys, seconds=2)
    assert_refused(outcome, "styles/print.css:1")
    assert "error[ST010]" in outcome[1]


@pytest.mark.threat(35, 88)
def test_half_a_surrogate_pair_in_a_style_is_no_bug(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "styles" / "shared.css").write_text("p { color: #222 }\np::before { content: '\\d800 b\\\\d800 c' }\n")
    code, said = run(root, "w", capsys)
    assert code == 0 and said.count("warning[MS003]") == 1 and "styles/shared.css:2" in said, said
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        assert b"content: '\\00fffd b\\\\d800 c'" in archive.read("EPUB/styles/book.css")


@pytest.mark.threat(38)
def test_names_of_devices_and_dots_at_the_end_are_renamed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("CON.png", "aux.png."):
        (root / name).write_bytes(png())
    for name in ("nul.md", "com1.x.md"):
        (root / name).write_text("# More\n\nWords.\n")
    (root / "styles" / "PRN.css").write_text("p { color: #222 }")
    (root / "book.toml").write_text(f'{TOML}[editions.epub]\ntarget = "epub"\nstyles = ["PRN.css"]\n')
    (root / "build" / "t.pdf").unlink()
    (root / "a.md").write_text("# A\n\n![one](CON.png) ![two](<aux.png.>)\n")
    assert main(["build", str(root), "--no-colour"]) == 0, capsys.readouterr().err
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        names = [part for name in archive.namelist() for part in name.split("/")]
    assert "con-image.png" in names and "aux-png.png" in names
    assert not {name.split(".")[0].lower() for name in names} & {"con", "aux", "nul", "com1", "prn"}
    assert not [name for name in names if name.endswith(".")]


@pytest.mark.threat(79)
@pytest.mark.parametrize("where", ['SYSTEM "http://127.0.0.1:9/x.dtd"', 'PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"'])
def test_drawing_with_a_document_type_of_elsewhere_loses_it(
    root: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    (root / "x.svg").write_text(f"<!DOCTYPE svg {where}>" + SVG.format('<rect width="3" height="3"/>'))
    code, said = run(root, "![a](x.svg)", capsys)
    assert code == 0, said
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        drawing = archive.read("EPUB/images/x.svg")
    assert b"<rect" in drawing and b"DOCTYPE" not in drawing and b".dtd" not in drawing


@pytest.mark.threat(14, 79)
@pytest.mark.parametrize(
    "drawing",
    [
        '<?xml version="1.0" encoding="UTF-7"?>'
        '+ADwAIQ-DOCTYPE svg +AFs +ADwAIQ-ENTITY x SYSTEM "secret.txt"+AD4 +AF0 +AD4' + SVG.format("<text>&x;</text>"),
        f'<!DOCTYPE svg SYSTEM "secret.dtd">{SVG.format("<text>&x;</text>")}',
        f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "../secret.txt">%a;]>{SVG.format("")}',
    ],
    ids=["UTF-7", "not declared", "parameter"],
)  # fmt: skip
def test_drawing_with_entities_in_disguise_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], drawing: str
) -> None:
    (root / "x.svg").write_text(drawing)
    outcome = run(root, "![a](x.svg)", capsys, seconds=2)
    assert_refused(outcome, "a.md:3")
    assert "MS018" in outcome[1]


WHOLE = "section { counter-increment: all }"  # such a book is not laid out in parts
ITSELF = (
    "<style>.a { clip-path: url(#m) }</style>"
    '<clipPath id="m"><rect class="a" width="3" height="3"/></clipPath><rect class="a" width="9" height="9"/>'
)


@pytest.mark.threat(17, 80)
@pytest.mark.parametrize(
    ("drawing", "style"),
    [
        (SVG.format('<g transform="rotate(x)"><rect width="2" height="2"/></g>'), ""),
        (SVG.format('<g transform="rotate(x)"><circle r="2"/></g>'), WHOLE),
        (SVG.format(ITSELF), ""),
    ],
    ids=["transform", "transform, in one piece", "itself by a class"],
)
def test_drawing_that_the_page_engine_cannot_draw_is_an_error(
    root: Path, capsys: pytest.CaptureFixture[str], drawing: str, style: str
) -> None:
    (root / "p q.svg").write_text(drawing)
    (root / "styles" / "print.css").write_text(style)
    outcome = run(root, "![a](<p q.svg>)", capsys)
    assert_refused(outcome, "a.md:3")
    assert "error[PD002]: the page engine could not draw images/p-q.svg" in outcome[1]


@pytest.mark.threat(23, 81)
@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'  ' * level}- word{level}w and more of them\n" for level in range(30)),
        "B\u00a0" * 300,
        "W" * 300,
        f"`{'W' * 300}`\n\n    {'x' * 400}",
        f"> {'W' * 300}\n\n| a | {'M' * 300} |\n|---|---|\n| b | c |",
    ],
    ids=["list", "hard spaces", "word", "code", "quotation and table"],
)
def test_nothing_is_off_the_paper_unnoticed(root: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, said = run(root, text, capsys)
    if code:
        assert re.search(r"^error\[(PD|PY)\d+\]", said, re.MULTILINE) and "--> a.md:" in said
        return
    off = []
    document = pypdfium2.PdfDocument(root / "build" / "t.pdf")
    for page in document:
        letters = page.get_textpage()
        width, height = page.get_size()
        for index in range(letters.count_chars()):
            left, bottom, right, top = letters.get_charbox(index)
            if left < 0 or bottom < 0 or right > width or top > height:
                off.append(letters.get_text_range(index, 1))
    document.close()
    assert not off or re.search(r"^warning\[PD01[0-4]\]", said, re.MULTILINE), off


@pytest.mark.threat(80)
@pytest.mark.parametrize("box", ["a b c d", "0 0 9", "0 0 nan 9", "0 0 inf 9"])
def test_drawing_without_a_size_is_refused(root: Path, capsys: pytest.CaptureFixture[str], box: str) -> None:
    (root / "x.svg").write_text(SVG.replace("0 0 9 9", box).format('<rect width="2" height="2"/>'))
    outcome = run(root, "![a](x.svg)", capsys, seconds=2)
    assert_refused(outcome, "a.md:3")
    assert "MS018" in outcome[1]


@pytest.mark.threat(82)
@pytest.mark.parametrize("target", ["print", "epub"])
def test_rule_that_hides_words_is_named_with_the_first_of_them(
    root: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    (root / "styles" / f"{target}.css").write_text("em { color: white }\n")
    outcome = run(root, "Some words *are not to be seen* here.", capsys)
    assert_refused(outcome, "a.md:3")
    assert "error[PY008]" in outcome[1] and "“are not" in outcome[1]
    assert f"(styles/{target}.css:1)" in outcome[1]


@pytest.mark.threat(83)
def test_address_in_angle_brackets_within_html_keeps_its_words(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "<div>\n<https://example.org/first>\n\nor <mailto:b@example.org>\n</div>\n\n<p>See <http://c.org/d> now</p>"
    code, said = run(root, text, capsys)
    assert code == 0, said
    with zipfile.ZipFile(root / "build" / "t.epub") as archive:
        words = archive.read("EPUB/text/a.xhtml")
    for address in (b"https://example.org/first<", b"b@example.org<", b"http://c.org/d<"):
        assert address in words


@pytest.mark.threat(12, 84)
@pytest.mark.parametrize("progressive", [True, False], ids=["progressive", "in one go"])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.9])
def test_half_a_jpeg_that_is_closed_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], progressive: bool, part: float
) -> None:
    whole = make_jpeg(progressive)
    (root / "x.jpg").write_bytes(whole[: int(len(whole) * part)] + b"\xff\xd9")
    outcome = run(root, "![a](x.jpg)", capsys, seconds=2)
    assert_refused(outcome, "a.md:3")
    assert "MS013" in outcome[1] and "cut off" in outcome[1]


def make_jpeg(progressive: bool) -> bytes:
    """Return a JPEG with something to see in each of its parts."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize((90, 70)).rotate(30).save(out, "JPEG", progressive=progressive, quality=90)
    return out.getvalue()


@pytest.mark.threat(88)
@pytest.mark.parametrize(
    ("title", "text", "place", "code"),
    [
        ("\u200b\u2060\u00ad", "# A\n", "book.toml:1", "MD016"),
        ("T", "---\ntitle: \u200b\u2060\n---\n\nwords\n", "a.md:2", "MD016"),
        ("T", '---\ntitle: "a\\uD800b"\n---\n\nwords\n', "a.md:2", "MS003"),
        ("T", "# A\n\nw &#xD800; x\n", "a.md:3", "MS003"),
        ("T", "# A\n\n## \u200b\n\nw\n", "a.md:3", "MS035"),
    ],
    ids=["title", "YAML", "surrogate in YAML", "reference", "heading"],
)
def test_title_that_nobody_sees_and_reference_to_no_character_are_told(
    tmp_path: Path, title: str, text: str, place: str, code: str
) -> None:
    (tmp_path / "book.toml").write_text(TOML.replace('"T"', f'"{title}"'))
    (tmp_path / "a.md").write_text(text)
    found = [finding for finding in read_book(Workspace(tmp_path, {})).findings if finding.code == code]
    assert [str(one.span).startswith(place) for one in found] == [True]
