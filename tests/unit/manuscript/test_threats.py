"""Hostile and broken manuscripts: each is refused or repaired with a finding, quickly, and reads nothing outside."""

from __future__ import annotations

import gc
import io
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from makeready.findings import Finding, Severity
from makeready.manuscript.nodes import read_text
from makeready.manuscript.read import Manuscript, read_book
from makeready.model.book import Book, Section
from makeready.model.node import NodeKind, plain_text
from makeready.workspace import Workspace

SECRET = "TOP-SECRET-WORDS"


def read(root: Path, text: str | bytes) -> tuple[Manuscript, list[Finding]]:
    """Read a project of one chapter next to a quiet book.toml."""
    root.mkdir(exist_ok=True)
    toml = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'
    (root / "book.toml").write_text(toml)
    content = text.encode() if isinstance(text, str) else text
    (root / "a.md").write_bytes(b"# A\n\n" + content)
    outcome = read_book(Workspace(root, {}))
    assert outcome.value is not None
    return outcome.value, list(outcome.findings)


def words(book: Book) -> str:
    """Return all words of a book."""

    def of(section: Section) -> str:
        inside = " ".join(of(child) for child in section.children)
        return f"{plain_text(section.title)} {plain_text(section.content)} {plain_text(section.notes)} {inside}"

    return " ".join(of(section) for section in book.sections)


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG whose head claims this size; its pixels are few."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder with a secret beside it."""
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "secret.png").write_bytes(png() + SECRET.encode())
    return tmp_path / "project"


@pytest.mark.parametrize(
    "path",
    [
        "file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd", "../secret.png", "%2e%2e/secret.png",
        "..%2fsecret.png", "x/../../secret.png", "/etc/passwd", "//host/x.png", "http://example.org/x.png",
        "https://example.org/x.png", "data:image/png;base64,AAAA", "link.png", "folder", "\\\\host\\x.png",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["![a](<{}>)", '<img src="{}" alt="a">'])
@pytest.mark.threat(1, 2, 3, 4, 6)
def test_pictures_come_from_the_project_alone(project: Path, path: str, form: str) -> None:
    (project / "folder").mkdir(parents=True)
    (project / "link.png").symlink_to("../secret.png")
    manuscript, findings = read(project, form.format(path))
    assert manuscript.book.assets == ()
    found = [f for f in findings if f.code in ("WS001", "WS002")]
    assert found and found[0].severity is Severity.ERROR and str(found[0].span).startswith("a.md:3")


@pytest.mark.threat(5)
def test_devices_are_refused_at_once(project: Path) -> None:
    project.mkdir()
    os.mkfifo(project / "pipe.png")
    os.mkfifo(project / "b.md")
    (project / "null.png").symlink_to("/dev/zero")
    start = time.monotonic()
    _, findings = read(project, "![a](pipe.png) ![b](null.png)")
    assert time.monotonic() - start < 2
    assert [f.code for f in findings if f.severity is Severity.ERROR] == ["WS001"] * 3


@pytest.mark.threat(4)
def test_a_text_that_is_a_link_out_of_the_project_is_refused(project: Path) -> None:
    project.mkdir()
    (project / "b.md").symlink_to("../secret.txt")
    manuscript, findings = read(project, "w")
    assert SECRET not in words(manuscript.book)
    assert [(f.code, str(f.span)) for f in findings] == [("WS001", "b.md:1")]


@pytest.mark.threat(11, 12, 13)
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.png", claimed_png(13000, 13000), "MS015"),
        ("x.png", claimed_png(200000, 200000), "MS015"),
        ("x.png", png(64, 64)[:-30], "MS013"),
        ("x.png", b"", "MS013"),
        ("x.png", claimed_png(50, 500), "MS013"),
        ("x.png", b"%!PS-Adobe-3.0 EPSF-3.0\n", "MS014"),
        ("x.png", b"II*\0\x08\0\0\0", "MS014"),
        ("x.jpg", b"MM\0*\0\0\0\x08", "MS014"),
        ("x.png", b"just words", "MS014"),
    ],
)
def test_pictures_are_judged_by_their_bytes(project: Path, name: str, content: bytes, code: str) -> None:
    project.mkdir()
    (project / name).write_bytes(content)
    start = time.monotonic()
    manuscript, findings = read(project, f"words\n\n![a]({name})")
    assert time.monotonic() - start < 2
    assert [(f.code, str(f.span)) for f in findings] == [(code, "a.md:5:1")]
    assert manuscript.book.assets == ()


@pytest.mark.threat(12)
def test_a_picture_that_is_cut_off_is_refused_whatever_an_engine_says(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    project.mkdir()
    (project / "x.png").write_bytes(png(64, 64)[:-40])
    assert [f.code for f in read(project, "![a](x.png)")[1]] == ["MS013"]
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_a_good_picture_is_measured_whatever_its_name(project: Path) -> None:
    (project / "p").mkdir(parents=True)
    (project / "p" / "x.jpg").write_bytes(png(3, 5))
    manuscript, findings = read(project, "![a](p/x.jpg)\n\n![b](p/../p/x.jpg)")
    (asset,) = manuscript.book.assets
    assert (asset.path, asset.media_type, asset.width, asset.height) == ("p/x.jpg", "image/png", 3, 5)
    sources = [n.get("src") for t in manuscript.book.sections[0].content for n in t.walk() if n.kind is NodeKind.IMAGE]
    assert sources == ["p/x.jpg", "p/x.jpg"] and findings == []


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
USES = "".join(
    f'<g id="g{i}">' + f'<use xlink:href="#g{i + 1}"/>' * 10 + "</g>" for i in range(10)
) + '<g id="g10"><path d="M0 0"/></g>'  # fmt: skip


@pytest.mark.threat(14, 15, 16, 17, 18)
@pytest.mark.parametrize(
    ("svg", "code"),
    [
        (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG.format("<text>&x;</text>")}', "MS018"),
        (f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>{SVG.format("<text>&l9;</text>")}', "MS018"),
        (SVG.format(USES + '<use xlink:href="#g0"/>'), "MS018"),
        (SVG.format('<g id="a"><use href="#a"/></g>'), "MS018"),
        (SVG.format('<pattern id="a"><rect fill="url(#b)"/></pattern><pattern id="b"><rect fill="url(#a)"/></pattern>'),
         "MS018"),
        (SVG.format("<g>" * 500 + "</g>" * 500), "MS018"),
        (SVG.format("<g>"), "MS018"),
        (SVG.format("<script>alert(1)</script><text>w</text>"), "MS017"),
        (SVG.format('<g onload="x()"><text>w</text></g>'), "MS017"),
        (SVG.format("<foreignObject><p>x</p></foreignObject><text>w</text>"), "MS017"),
        (SVG.format('<image href="file:///etc/passwd"/><text>w</text>'), "MS017"),
        (SVG.format('<use xlink:href="http://x/y.svg#z"/><text>w</text>'), "MS017"),
        (SVG.format('<style>@import "http://x"; a { fill: url(http://x) }</style><text>w</text>'), "MS017"),
        (SVG.format('<rect style="fill: url(http://x)"/><text>w</text>'), "MS017"),
        (SVG.format('<a href="javascript:alert(1)"><text>w</text></a>'), "MS017"),
    ],
)  # fmt: skip
def test_drawings_are_cleaned_or_refused(project: Path, svg: str, code: str) -> None:
    project.mkdir()
    (project / "x.svg").write_text(svg)
    start = time.monotonic()
    manuscript, findings = read(project, "![a](x.svg)")
    assert time.monotonic() - start < 2
    assert [(f.code, str(f.span)) for f in findings] == [(code, "a.md:3:1")]
    if code == "MS018":
        assert manuscript.book.assets == ()
    else:
        content = manuscript.book.assets[0].content.decode()
        assert ">w<" in content
        for evil in ("script", "onload", "foreign", "file:", "http://x", "javascript"):
            assert evil not in content


@pytest.mark.threat(33)
def test_control_characters_are_replaced_and_reported(project: Path) -> None:
    manuscript, findings = read(project, b"one\0two\x0bthree\x1b\n")
    assert "one\ufffdtwo\ufffdthree\ufffd" in words(manuscript.book)
    assert [(f.code, f.severity, str(f.span)) for f in findings] == [("MS003", Severity.WARNING, "a.md:3:4")]


@pytest.mark.threat(34)
def test_bytes_that_are_not_utf_8_are_refused_with_their_offset(project: Path) -> None:
    _, findings = read(project, "é then ".encode() + b"\xff and more")
    assert [(f.code, str(f.span)) for f in findings] == [("MS002", "a.md:3:8")]
    assert "offset 13" in findings[0].message


@pytest.mark.threat(35, 88)
def test_a_lone_surrogate_is_refused(project: Path) -> None:
    _, findings = read(project, b"one \xed\xa0\x80 two")
    assert [(f.code, str(f.span)) for f in findings] == [("MS002", "a.md:3:5")]
    manuscript, findings = read(project, "one &#xD800; two")
    assert "\ud800" not in words(manuscript.book) and "two" in words(manuscript.book)


@pytest.mark.threat(36)
def test_characters_that_turn_the_direction_are_reported(project: Path) -> None:
    manuscript, findings = read(project, "one \u202etwo\u202c")
    assert [(f.code, f.severity, str(f.span)) for f in findings] == [("MS004", Severity.WARNING, "a.md:3:5")]
    assert "two" in words(manuscript.book)


@pytest.mark.threat(40)
@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [x]\nb: *a",
        "a: &x [" + "lol," * 9 + "]\n" + "".join(f"b{i}: [*x,*x]\n" for i in range(9)),
        "title: !!python/object/apply:os.system ['touch pwned']",
        "title: !include /etc/passwd",
        "title: [",
        "- just\n- a list",
        "a: " + "[" * 3000,
        "title: one\ntitle: two",
        "\ttab: x",
    ],
)
def test_front_matter_runs_and_multiplies_nothing(tmp_path: Path, yaml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(f"---\n{yaml}\n---\n\n# A\n\nwords\n")
    start = time.monotonic()
    outcome = read_book(Workspace(tmp_path, {}))
    assert time.monotonic() - start < 2
    found = [f for f in outcome.findings if f.code == "MD021"]
    assert found and found[0].span is not None and found[0].span.start_line >= 2
    assert not (tmp_path / "pwned").exists()
    assert outcome.value is not None and "words" in words(outcome.value.book)


def test_front_matter_keeps_the_lines_of_the_text(tmp_path: Path) -> None:
    front = "title: 'A: title'\nauthor:\n  - One\n  - Two\nlayout: x\ndate: 2026-13-45\nlang: english"
    text = f"---\n{front}\n---\nwords <b>x\n"
    (tmp_path / "a.md").write_text(text)
    outcome = read_book(Workspace(tmp_path, {}))
    assert outcome.value is not None
    assert [c.name for c in outcome.value.book.contributors] == ["One", "Two"]
    places = {f.code: str(f.span) for f in outcome.findings}
    assert places["MD022"] == "a.md:6:1" and places["MD006"] == "a.md:7:1" and places["MD008"] == "a.md:8:1"
    assert places["MS010"] == "a.md:10:7"


def test_a_break_between_scenes_is_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\n\nFirst words.\n\n---\n\nMore.\n")
    outcome = read_book(Workspace(tmp_path, {}))
    assert outcome.value is not None and "First words." in words(outcome.value.book)


PATHOLOGICAL: dict[str, Callable[[int], str]] = {
    "nested brackets": lambda n: "[" * n + "a" + "]" * n,
    "open brackets": lambda n: "[" * n,
    "pictures": lambda n: "![" * n,
    "link openers": lambda n: "[a](" * n,
    "link openers with angles": lambda n: "[a](<b" * n,
    "emphasis runs": lambda n: "a**b" * n,
    "openers of two kinds": lambda n: "*a _b " * n,
    "closers": lambda n: "a_ " * n,
    "links in emphasis": lambda n: "**x [a*b**c*](d)" * (n // 2),
    "backticks": lambda n: "".join("e" + "`" * i for i in range(int((n * 8) ** 0.5))),
    "comments": lambda n: "a <!-- " * n,
    "instructions": lambda n: "a <?" * n,
    "CDATA": lambda n: "a <![CDATA[" * (n // 2),
    "declarations": lambda n: "a <!A " * n,
    "tags": lambda n: "x <a " * n,
    "block of comments": lambda n: "<div>\n" + "<!-- " * n,
    "quotation marks": lambda n: "\"'a " * n,
    "notes": lambda n: "".join(f"x[^{i}]\n\n[^{i}]: n\n\n" for i in range(n // 2)),
    "inline notes": lambda n: "x^[a] " * n,
    "calls": lambda n: "[^a" * n,
    "spans": lambda n: "[a]{.b} " * n,
    "braces": lambda n: "a{" * n,
    "rows": lambda n: "|a|b|\n|-|-|\n" + "|c|d|\n" * (n // 2),
    "divisions": lambda n: "::: a\n\nx\n\n:::\n\n" * (n // 4),
    "open divisions": lambda n: "::: a\n" * n,
    "references": lambda n: "".join(f"[r{i}]: u\n" for i in range(n)),
    "items": lambda n: "- a\n" * n,
    "unknown elements": lambda n: "x <foo> " * n,
}
# Half a second each and more.
LONG = {
    "inline notes",
    "items",
    "links in emphasis",
    "nested brackets",
    "notes",
    "open divisions",
    "references",
    "spans",
}


@pytest.fixture
def no_collection() -> Iterator[None]:
    """Keep the collector out, as read_book does: its cost grows with all that the test's process holds."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.threat(24, 26, 27, 28)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in PATHOLOGICAL]
)
@pytest.mark.usefixtures("no_collection")
def test_four_times_the_input_costs_no_more_than_six_times_the_time(name: str) -> None:
    def measure(count: int, times: int) -> float:
        lines = PATHOLOGICAL[name](count).split("\n")
        best = 99.0
        for _ in range(times):
            start = time.process_time()
            read_text(lines, "a.md")
            best = min(best, time.process_time() - start)
        return best

    # Below a twentieth of a second the clock says little, and another process may spoil one measurement; what is
    # quadratic costs sixteen times as much each time. A small one that is spoilt would hide that, a large one not.
    ratios = []
    for _ in range(12):
        small, large = measure(800, 2), measure(3200, 1)
        if large <= max(0.05, 6 * small):
            return
        ratios.append(large / small)
    pytest.fail(f"four times the input costs {min(ratios):.1f} times as much")


@pytest.mark.threat(26)
@pytest.mark.parametrize("open_thing", ["a <!-- ", "a <?", "a <![CDATA[", "<!-- ", "<?x ", "<![CDATA["])
@pytest.mark.usefixtures("no_collection")
def test_sixteen_thousand_things_without_an_end_are_read_in_time(open_thing: str) -> None:
    start = time.process_time()
    read_text([open_thing * 16_000], "a.md")
    assert time.process_time() - start < 5


def test_a_novel_is_read_in_its_time() -> None:
    novel = Path(__file__).parents[4] / "shared" / "manuscripts" / "pride-and-prejudice"
    if not novel.is_dir():
        pytest.skip("../shared/manuscripts/pride-and-prejudice is not here")
    start = time.process_time()
    outcome = read_book(Workspace(novel, {}))
    assert time.process_time() - start < 0.6
    assert outcome.value is not None and len(outcome.value.book.sections) == 61
    assert 119_000 < len(words(outcome.value.book).split()) < 123_000
