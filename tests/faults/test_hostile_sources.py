"""Hostile sources: each is refused by name or read for its words alone; nothing is written outside or asked."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.unit.acquire.sources import TEXT_PAGE, make_docx, make_epub, make_zip

MOST_MEMORY = 512
PAGE = {"a.xhtml": "<h1>One</h1><p>Some words of a chapter.</p>"}
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def acquire(folder: Path, name: str, content: bytes, *options: str) -> tuple[int, str, float]:
    """Acquire a source in a process of its own; return the exit code, what was said, and its peak of memory in MB."""
    (folder / name).write_bytes(content)
    peak = folder.parent / f"{folder.name}.peak"
    command = [sys.executable, "-P", "-c", MEASURED, str(peak), "acquire", str(folder / name)]
    command += ["--into", str(folder / "in/book"), *options]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in ended.stderr
    return ended.returncode, ended.stderr, int(peak.read_text()) / 1024


# What a process took at most is in its own file: what its parent is told of its children counts the parent as well.
MEASURED = """
import sys
from pathlib import Path
from makeready.cli import main
peak = Path(sys.argv.pop(1))
code = main(sys.argv[1:])
[line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
peak.write_text(line.split()[1])
sys.exit(code)
"""


def list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def corrupt(content: bytes) -> bytes:
    """Return an archive whose last page does not have the bytes that its checksum is of."""
    at = content.rindex(b"Some words")
    return content[:at] + b"None words"[:10] + content[at + 10 :]


def lock(content: bytes) -> bytes:
    """Return an archive whose members say that they are encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def twice() -> bytes:
    buffer = io.BytesIO(make_epub(PAGE))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("OPS/a.xhtml", "<html><body><p>Other words.</p></body></html>")
    return buffer.getvalue()


def stored() -> bytes:
    """Return an EPUB whose page is not compressed."""
    with zipfile.ZipFile(io.BytesIO(make_epub(PAGE))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return make_zip(files, stored=tuple(files))


def bomb(size: int) -> bytes:
    """Return an EPUB with a page of `size` bytes of blanks: some kilobytes."""
    return make_epub(PAGE, {"OPS/big.css": b" " * size})


REFUSED = [
    pytest.param("slip.epub", make_epub(PAGE, {"../../slip.txt": "x"}), "leads out", marks=pytest.mark.threat(41)),
    pytest.param("slip2.epub", make_epub(PAGE, {"/etc/slip.txt": "x"}), "leads out", marks=pytest.mark.threat(41)),
    pytest.param("slip3.epub", make_epub(PAGE, {"..\\slip.txt": "x"}), "leads out", marks=pytest.mark.threat(41)),
    pytest.param("bomb.epub", bomb(150_000_000), "too large", marks=pytest.mark.threat(42)),
    pytest.param(
        "bomb.docx", make_zip({"word/document.xml": b" " * 150_000_000}), "too large", marks=pytest.mark.threat(43)
    ),
    pytest.param("twice.epub", twice, "two members", marks=pytest.mark.threat(44)),
    pytest.param("case.epub", make_epub(PAGE, {"OPS/A.XHTML": "x"}), "two members", marks=pytest.mark.threat(44)),
    pytest.param("locked.epub", lock(make_epub(PAGE)), "encrypted", marks=pytest.mark.threat(45)),
    pytest.param("crc.epub", corrupt(stored()), "damaged", marks=pytest.mark.threat(45)),
    pytest.param("cut.epub", make_epub(PAGE)[:400], "damaged", marks=pytest.mark.threat(45)),
    pytest.param(
        "no-container.epub",
        make_zip({"mimetype": "application/epub+zip"}),
        "META-INF/container.xml",
        marks=pytest.mark.threat(46),
    ),
    pytest.param(
        "no-package.epub",
        make_zip({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER.format("x.opf")}),
        "x.opf",
        marks=pytest.mark.threat(46),
    ),
    pytest.param(
        "no-item.epub",
        make_epub(PAGE, metadata='<meta refines="#x"/>').replace(b"OPS/a.xhtml", b"OPS/b.xhtml"),
        "a.xhtml",
        marks=pytest.mark.threat(46),
    ),
    pytest.param(
        "entities.epub",
        make_zip(
            {
                "mimetype": "application/epub+zip",
                "META-INF/container.xml": CONTAINER.format("p.opf"),
                "p.opf": '<!DOCTYPE package [<!ENTITY a "title">]><package>&a;</package>',
            }
        ),
        "entities",
        marks=pytest.mark.threat(47),
    ),
    pytest.param("word97.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 500, "Word 97"),
    pytest.param("paper.pdf", b"%PDF-1.7\n", "PDF"),
    pytest.param("nothing.html", b"", "empty"),
    pytest.param("noise.docx", b"PK\x03\x04" + bytes(range(256)) * 4, "damaged"),
    pytest.param("binary.txt", bytes(range(256)) * 8, "no text"),
    pytest.param("deep.html", b"<html><body>" + b"<div>" * 3000 + b"words" + b"</div>" * 3000, "deep"),
    pytest.param("bad.docx", make_docx("<w:p><w:unclosed>"), "pandoc cannot read"),
]


@pytest.mark.parametrize(("name", "content", "said"), REFUSED)
def test_hostile_source_is_refused_by_name(tmp_path: Path, name: str, content: object, said: str) -> None:
    data = content() if callable(content) else content
    assert isinstance(data, bytes)
    code, shown, memory = acquire(tmp_path, name, data)
    assert code == 1
    assert said in shown, shown
    assert name in shown
    assert memory < MOST_MEMORY
    assert list_files(tmp_path) == [name]


@pytest.mark.threat(48)
def test_folder_as_a_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "book.epub/META-INF").mkdir(parents=True)
    (tmp_path / "book.epub/META-INF/container.xml").write_text(CONTAINER.format("../../secret.opf"))
    command = [
        sys.executable,
        "-P",
        "-m",
        "makeready",
        "acquire",
        str(tmp_path / "book.epub"),
        "--into",
        str(tmp_path / "in"),
    ]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "is not a regular file" in ended.stderr
    assert not (tmp_path / "in").exists()


@pytest.mark.threat(47)
def test_title_with_entities_in_a_page_is_never_cut(tmp_path: Path) -> None:
    title = "Salt &amp; &bomb; Bread"
    page = f"<!DOCTYPE html [<!ENTITY bomb 'x'>]><html><head><title>{title}</title></head><body><h1>{title}</h1>"
    words = "<p>" + "It is a long day that begins with bread, and a longer one that ends with it. " * 6 + "</p>"
    code, shown, _ = acquire(tmp_path, "page.html", f"{page}{words * 3}</body></html>".encode())
    assert code == 0, shown
    assert "Salt & &bomb; Bread" in (tmp_path / "in/book/manuscript/book.toml").read_text("utf-8")


@pytest.mark.threat(49)
def test_page_with_scripts_and_trackers_gives_its_words_and_asks_nobody(tmp_path: Path) -> None:
    words = (
        "<p>" + "The keeper counted ships and was out by one, which he never knew and nobody told him. " * 5 + "</p>"
    )
    page = (
        "<html><head><title>Ships</title><script src='http://127.0.0.1:9/t.js'></script>"
        "<link rel=stylesheet href='http://127.0.0.1:9/s.css'><base href='http://127.0.0.1:9/'>"
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'></head><body onload='x()'>"
        f"<h1>Ships</h1>{words}<img src='http://127.0.0.1:9/p.gif' width=1><iframe src='http://127.0.0.1:9/'></iframe>{words}"
        "<object data='file:///etc/passwd'></object><a href='javascript:alert(1)'>a link</a>"
        "<p onclick='x()'>Enough.</p></body></html>"
    )
    trace = tmp_path / "trace"
    command = [sys.executable, "-P", "-c", TRACED, str(trace)]
    (tmp_path / "page.html").write_text(page)
    arguments = ["acquire", str(tmp_path / "page.html"), "--into", str(tmp_path / "book")]
    ended = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "book").rglob("*.md"))
    assert "out by one" in text
    assert "javascript" not in text
    assert "passwd" not in text
    assert trace.read_text() == ""


# Whatever asks for a connection or a name of another machine is written down.
TRACED = """
import socket, sys
trace = open(sys.argv.pop(1), "w", buffering=1)
def told(kind):
    def ask(*arguments, **options):
        trace.write(f"{kind} {arguments}\\n")
        raise OSError("no network")
    return ask
socket.socket.connect = told("connect")
socket.getaddrinfo = told("name")
from makeready.cli import main
sys.exit(main())
"""


def test_links_in_the_folder_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    book = tmp_path / "in/book"
    book.mkdir(parents=True)
    (book / "manuscript").symlink_to(outside)
    code, shown, _ = acquire(tmp_path, "page.txt", TEXT_PAGE.encode(), "--force")
    assert code == 4, shown
    assert "leads out" in shown
    assert list_files(outside) == []


def test_docx_names_no_file_of_the_machine(tmp_path: Path) -> None:
    field = '<w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r>'
    body = f"<w:p>{field}<w:r><w:t>words</w:t></w:r></w:p>"
    code, shown, _ = acquire(tmp_path, "include.docx", make_docx(body))
    assert code == 0, shown
    assert "root:" not in "".join(path.read_text("utf-8") for path in (tmp_path / "in/book").rglob("*.md"))
