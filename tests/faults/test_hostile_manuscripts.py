"""Hostile manuscripts and styles, end to end through the command line: THREATS A.

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
import pytest
from PIL import Image

from makeready.cli import main

SECRET = "ff7fb1c2-SECRET-WORDS"
TOML = """\
title = "T"
author = "A"
language = "en"
identifiers = ["https://example.org/t"]
date = 2026
"""


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


def run(root: Path, text: str | bytes, capsys: pytest.CaptureFixture[str], *, seconds: float = 10) -> tuple[int, str]:
    """Build the project with this text from line 3 on; return the exit code and what was said."""
    content = text.encode() if isinstance(text, str) else text
    (root / "a.md").write_bytes(b"# A\n\n" + content + b"\n\nThe last words.\n")
    capsys.readouterr()
    start = time.process_time()
    code = main(["build", str(root), "--no-colour"])
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


def assert_refused(outcome: tuple[int, str], place: str) -> None:
    """Assert that the build failed with an error at `place` ("a.md:3") and a remedy."""
    code, said = outcome
    assert code == 1, said
    errors = [part for part in said.split("\n\n") if part.startswith("error[")]
    assert any(re.search(rf"--> {re.escape(place)}(:|$)", part, re.MULTILINE) for part in errors), said
    assert all("= help: " in part for part in errors), said


# --- 1 to 5, 12, 13: what a picture may name ------------------------------------------------------------------------


@pytest.mark.threat(1, 2, 3, 4, 5, 6, 7, 8, 9, 12)
@pytest.mark.parametrize(
    "target",
    [
        "file://{secret}", "FILE://{secret}", "file://localhost{secret}", "../secret.png", "%2e%2e/secret.png",
        "..%2fsecret.png", "x/../../secret.png", "{secret}", "link.png", "linked/secret.png", "pipe.png", "zero.png",
        "http://127.0.0.1:9/x.png", "https://example.org/x.png", "//127.0.0.1/x.png", "data:image/png;base64,AAAA",
        "none.png", "a.md\0.png",
    ],
)  # fmt: skip
def test_picture_from_elsewhere_is_refused(root: Path, capsys: pytest.CaptureFixture[str], target: str) -> None:
    (root / "link.png").symlink_to("../secret.png")
    (root / "linked").symlink_to("..")
    (root / "zero.png").symlink_to("/dev/zero")
    os.mkfifo(root / "pipe.png")
    address = target.format(secret=root.parent / "secret.png")
    assert_refused(run(root, f"![a](<{address}>)", capsys, seconds=2), "a.md:3")


@pytest.mark.threat(3, 4)
def test_cover_and_text_from_elsewhere_are_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "book.toml").write_text(f'{TOML}cover = "../secret.png"\n')
    assert_refused(run(root, "w", capsys), "book.toml:6")
    (root / "book.toml").write_text(TOML)
    (root / "b.md").symlink_to("../secret.txt")
    assert_refused(run(root, "w", capsys), "b.md:1")


@pytest.mark.threat(1, 10, 19, 21)
@pytest.mark.parametrize(
    ("markup", "kept"),
    [
        ('<object data="file://{secret}">words</object>', b"words"),
        ('<embed src="../secret.png"/>', b"last words"),
        ('<a href="file://{secret}">words</a>', b"words"),
        ('<link rel="attachment" href="file://{secret}"/>', b"last words"),
        ('<link rel="stylesheet" href="../secret.css"/>', b"last words"),
        ('<base href="file://{folder}/">\n\nwords', b"words"),
        ('<iframe src="file://{secret}">words</iframe>', b"words"),
        ('<video src="../secret.png" poster="../secret.png">words</video>', b"words"),
        ('<p style="background: url(file://{secret})">words</p>', b"words"),
    ],
)
def test_markup_that_fetches_is_taken_out(
    root: Path, capsys: pytest.CaptureFixture[str], markup: str, kept: bytes
) -> None:
    text = markup.format(secret=root.parent / "secret.txt", folder=root.parent)
    code, said = run(root, text, capsys)
    assert code == 0, said
    assert re.search(r"^warning\[MS0\d\d\]", said, re.MULTILINE) and "--> a.md:3" in said
    books = read_books(root)
    assert kept in books and b"secret." not in books and b"/EmbeddedFile" not in books


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
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x", "FILE://{secret}", "../../secret.png"])
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
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.png", claimed_png(13_000, 13_000)),
        ("x.png", png()[:-20]),
        ("x.png", b""),
        ("x.png", b"%!PS-Adobe-3.0 EPSF-3.0\n"),
        ("x.png", b"II*\0\x08\0\0\0"),
        ("x.jpg", b"MM\0*\0\0\0\x08"),
    ],
    ids=["pixels", "cut off", "empty", "eps", "tiff", "tiff as jpg"],
)
def test_picture_that_is_none_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    (root / name).write_bytes(content)
    assert_refused(run(root, f"![a]({name})", capsys, seconds=2), "a.md:3")


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
    code, said = run(root, text, capsys)
    assert code == 0, said
    for line in (3, 5, 7, 9, 11, 13):
        assert f"--> a.md:{line}" in said
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
        "p { color: " + "[" * 100_000 + "}",
        "(" * 100_000,
        "p { width: calc(" + "(" * 5_000 + "1px" + ")" * 5_000 + ") }",
        ":not(" * 2_000 + "p" + ")" * 2_000 + " { margin: 0 }",
        ":root { --a: b; " + "".join(f"--a{i}: var(--a{i - 1}) var(--a{i - 1}); " for i in range(1, 60))
        + "--a0: xxxxxxxx } p { content: var(--a59) }",
        "@media print {" * 2_000,
        "p " * 20_000 + "{ margin: 0 }",
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
