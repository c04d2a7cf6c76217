"""Archives and folders made to lead out or to burst: no command unpacks them, and each ends with a finding."""

from __future__ import annotations

import io
import shutil
import time
import zipfile
from pathlib import Path

import pytest

from makeready.cli import main
from tests.unit.checks.broken_epubs import OPF, good_epub
from tests.unit.epub.archives import pack, unpack, with_entries, with_text

_TOML = 'title = "T"\nlanguage = "en"\nauthor = "A"\ndate = 2026-01-05\n'
_OUT = ("../evil.txt", "../../evil.txt", "/evil.txt", "EPUB/../../evil.txt", "..\\..\\evil.txt", "C:\\evil.txt")
_SECRET = "the words of another file"


def _list_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def _place(tmp_path: Path) -> Path:
    """Return a folder two levels down, so that what leads out of it stays where the test can see it."""
    place = tmp_path / "outer" / "inner"
    place.mkdir(parents=True)
    return place


def _link_out(target: str) -> bytes:
    """Return an EPUB with an entry that is a symbolic link, and one that lies behind it."""
    stream = io.BytesIO(good_epub())
    with zipfile.ZipFile(stream, "a") as archive:
        link = zipfile.ZipInfo("EPUB/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, target)
        archive.writestr("EPUB/link/evil.txt", "evil")
    return stream.getvalue()


def _burst(folder: Path, name: str) -> Path:
    """Write a Word file of five megabytes that unpacks to a gigabyte; one of a single megabyte takes thrice as long."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as stream:
            for _ in range(64):
                stream.write(bytes(16 * 1024 * 1024))
    return path


@pytest.mark.threat(41)
@pytest.mark.parametrize("name", _OUT)
def test_an_epub_whose_names_lead_out_is_told_and_nothing_is_unpacked(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = _place(tmp_path) / "a.epub"
    file.write_bytes(pack([*unpack(good_epub()).items(), (name, b"evil")]))
    before = _list_files(tmp_path)
    assert main(["check", str(file), "--own"]) == 1
    assert "EP030" in capsys.readouterr().err
    assert _list_files(tmp_path) == before
    assert not Path("/evil.txt").exists()


@pytest.mark.threat(41)
def test_a_link_within_an_archive_leads_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _place(tmp_path)
    file = place / "a.epub"
    file.write_bytes(_link_out(str(tmp_path)))
    before = _list_files(tmp_path)
    assert main(["check", str(file), "--own"]) == 1
    assert "EP014" in capsys.readouterr().err
    assert _list_files(tmp_path) == before


@pytest.mark.threat(41, 43)
@pytest.mark.parametrize("name", ["book.zip", "book.epub", "book.docx"])
def test_an_archive_in_a_manuscript_is_not_unpacked(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = _place(tmp_path)
    (place / "a.md").write_text("# A\n\nText.\n")
    (place / "book.toml").write_text(f'{_TOML}[contents]\nbody = ["a.md", "{name}"]\n')
    (place / name).write_bytes(pack([(one, b"# Evil") for one in _OUT]))
    before = _list_files(tmp_path)
    assert main(["build", str(place), "--no-cache"]) == 1
    assert f"{name}:1" in capsys.readouterr().err
    assert _list_files(tmp_path) == before


@pytest.mark.long
@pytest.mark.threat(43)
def test_a_word_file_that_bursts_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _place(tmp_path)
    word = _burst(place, "book.docx")
    (place / "book.toml").write_text(f'{_TOML}[contents]\nbody = ["a.md", "book.docx"]\n')
    (place / "a.md").write_text("# A\n\n![a drawing](book.docx)\n")
    started = time.process_time()
    assert main(["build", str(place), "--no-cache"]) == 1
    told = capsys.readouterr().err
    assert main(["check", str(word), "--own"]) == 1
    assert "EP010" in capsys.readouterr().err, "more than any book needs"
    assert time.process_time() - started < 5
    assert "MS014" in told, "as a picture it is judged by its first bytes"
    assert "MS002" in told, "as text it is no UTF-8"


@pytest.mark.threat(48)
def test_a_folder_is_no_epub(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _place(tmp_path)
    (tmp_path / "outer" / "secret.opf").write_text(f"<package>{_SECRET}</package>")
    folder = place / "a.epub"
    for name, content in unpack(good_epub()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.replace(b"EPUB/content.opf", b"../../secret.opf"))
    before = _list_files(tmp_path)
    assert main(["check", str(folder), "--own"]) in (1, 4)
    # An unpacked EPUB is a book to build, from what lies in it and into its own build/.
    assert main(["build", str(folder), "--no-cache", "--to", "epub"]) == 0
    assert _SECRET not in "".join(capsys.readouterr())
    assert all(_SECRET.encode() not in path.read_bytes() for path in (folder / "build").glob("*.*"))
    shutil.rmtree(folder / "build")
    assert _list_files(tmp_path) == before


@pytest.mark.threat(48)
@pytest.mark.parametrize("way", ["../../secret.opf", "../secret.opf", "%2e%2e/secret.opf", "/secret.opf", "file:///x"])
def test_paths_in_a_package_do_not_lead_out(way: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = _place(tmp_path)
    for folder in (place, place.parent, tmp_path):
        (folder / "secret.opf").write_text(f"<package>{_SECRET}</package>")
    container = unpack(good_epub())["META-INF/container.xml"].replace(b"EPUB/content.opf", way.encode())
    led = with_entries(good_epub(), {"META-INF/container.xml": container})
    listed = with_text(
        good_epub(), OPF, "</manifest>", f'<item id="x" href="{way}" media-type="text/plain"/></manifest>'
    )
    for epub, code in ((led, "EP012"), (listed, "EP027" if ":" in way else "EP013")):
        file = place / "a.epub"
        file.write_bytes(epub)
        assert main(["check", str(file), "--own"]) == 1
        told = "".join(capsys.readouterr())
        assert code in told
        assert _SECRET not in told
