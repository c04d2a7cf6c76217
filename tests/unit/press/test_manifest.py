"""Manifests: what they say of a build, that nothing of the machine is in them, and that nothing wrong is read."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from makeready.model.edition import Target
from makeready.press.manifest import list_makers, read_manifest, read_schema
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from tests.findings.verified import BOOK, describe_project, write_project
from tests.unit.press.fakes import fake_press, finding, make_project
from tests.unit.themes.packages import MANIFEST as THEME
from tests.unit.themes.packages import install_theme

JUDGE = jsonschema.Draft202012Validator(json.loads(read_schema()))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project of two chapters and a style sheet, whose book is an EPUB alone."""
    folder = write_project(tmp_path / "project")
    shutil.rmtree(folder / "build")
    (folder / "styles").mkdir()
    (folder / "styles" / "epub.css").write_text("p { color: black }\n")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "one.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>')
    (folder / "manuscript" / "two.md").write_text("# Two\n\n![A thing](../pictures/one.svg)\n\nMore.\n")
    return folder


def _read(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "build" / "manifest.json").read_bytes())
    return found


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_it_names_what_was_made_and_what_it_was_made_of(root: Path) -> None:
    report = build_project(root, request=BuildRequest())
    found = _read(root)
    JUDGE.validate(found)
    epub = root / "build" / "small.epub"
    assert found["artifacts"] == [
        {
            "name": "small.epub",
            "sha256": _digest(epub),
            "size": epub.stat().st_size,
            "media_type": "application/epub+zip",
            "edition": "epub",
            "target": "epub",
            "pages": None,
            "words": report.written[0].artifact.word_count,
        }
    ]
    names = ["manuscript/book.toml", "manuscript/one.md", "manuscript/two.md", "pictures/one.svg", "styles/epub.css"]
    assert found["inputs"] == [{"path": name, "sha256": _digest(root / name)} for name in names]
    folders = {(one["path"], tuple(one["suffixes"])): one["files"] for one in found["folders"]}
    assert folders["manuscript", (".md", ".markdown")] == ["manuscript/one.md", "manuscript/two.md"]
    assert found["book"]["modified"] == "2026-01-01T00:00:00Z" and found["source_date_epoch"] is None
    assert found["makers"] == dict(list_makers())
    assert {"weasyprint", "python", "libpango-1.0", "makeready modules"} <= set(found["makers"])
    assert str(root.parent) not in (root / "build" / "manifest.json").read_text()
    parsed = read_manifest((root / "build" / "manifest.json").read_bytes())
    assert [one.name for one in parsed.artifacts] == ["small.epub"] and len(parsed.inputs) == len(names)


def test_it_has_the_same_bytes_elsewhere_and_where_nothing_is_built_anew(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "another place")
    build_project(root, request=BuildRequest())
    first = (root / "build" / "manifest.json").read_bytes()
    shutil.rmtree(root / "build" / "small.epub", ignore_errors=True)
    (root / "build" / "manifest.json").unlink()
    again = build_project(root, request=BuildRequest())
    assert again.reuse.whole and (root / "build" / "manifest.json").read_bytes() == first == again.manifest
    request = BuildRequest(use_cache=False, workers=1, strict=True, output=tmp_path / "out")
    assert build_project(tmp_path / "another place", request=request).exit_code == 0
    assert (tmp_path / "out" / "manifest.json").read_bytes() == first


def test_it_names_the_theme_and_the_release_of_the_package_that_brings_it(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_project(root, request=BuildRequest())
    assert _read(root)["themes"] == [{"name": "literary", "package": None, "release": None}]
    install_theme(tmp_path / "site", monkeypatch, {"theme.toml": THEME, "shared.css": "p { color: navy }"})
    (root / "manuscript" / "book.toml").write_text('theme = "acme"\n' + BOOK)
    build_project(root, request=BuildRequest())
    found = _read(root)
    JUDGE.validate(found)
    assert found["themes"] == [
        {"name": "literary", "package": None, "release": None},
        {"name": "technical", "package": None, "release": None},
        {"name": "acme", "package": "acme-theme", "release": "1.2"},
    ]
    parsed = read_manifest((root / "build" / "manifest.json").read_bytes())
    assert [(one.name, one.release) for one in parsed.themes][-1] == ("acme", "1.2")


def test_an_older_manifest_names_no_theme_and_a_wrong_one_is_refused(root: Path) -> None:
    build_project(root, request=BuildRequest())
    found = _read(root)
    del found["themes"]
    JUDGE.validate(found)
    assert read_manifest(json.dumps(found).encode()).themes == ()
    found["themes"] = [{"name": "acme", "package": 3, "release": None}]
    with pytest.raises(ValueError, match=r"themes\[0\].package is not a text"):
        read_manifest(json.dumps(found).encode())


def test_the_date_of_the_environment_is_in_it_where_it_was_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    build_project(root, request=BuildRequest())
    assert _read(root)["source_date_epoch"] is None
    (root / "manuscript" / "book.toml").write_text(BOOK.replace("date = 2026\n", ""))
    build_project(root, request=BuildRequest())
    assert _read(root)["source_date_epoch"] == 86400
    assert _read(root)["book"]["modified"] == "1970-01-02T00:00:00Z"


def test_it_tells_what_was_asked_for_and_names_only_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake_press(monkeypatch)
    root = make_project(tmp_path / "p")
    build_project(root, request=BuildRequest())
    both = [one["name"] for one in _read(root)["artifacts"]]
    build_project(root, request=BuildRequest(editions=("print",), targets=(Target.PDF,)))
    found = _read(root)
    assert both == ["the-book.epub", "the-book.pdf"]
    assert found["asked"] == {"editions": ["print"], "targets": ["pdf"], "profiles": [], "fit": True}
    assert [(one["name"], one["pages"]) for one in found["artifacts"]] == [("the-book.pdf", 3)]


def test_it_tells_that_lines_were_filled_one_by_one_and_older_ones_do_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_press(monkeypatch)
    root = make_project(tmp_path / "p")
    build_project(root, request=BuildRequest(fit=False))
    found = _read(root)
    JUDGE.validate(found)
    assert found["asked"]["fit"] is False and read_manifest(json.dumps(found).encode()).fit is False
    del found["asked"]["fit"]
    JUDGE.validate(found)
    assert read_manifest(json.dumps(found).encode()).fit is True


def test_a_build_that_fails_leaves_the_manifest_of_the_files_that_are_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    press = fake_press(monkeypatch)
    root = make_project(tmp_path / "p")
    build_project(root, request=BuildRequest())
    before = (root / "build" / "manifest.json").read_bytes()
    (root / "manuscript" / "book.toml").write_text('title = "Other"\n')
    press.change("check_artifact", lambda *_: (finding("EP020"),))
    assert build_project(root, request=BuildRequest(use_cache=False)).exit_code == 1
    assert (root / "build" / "manifest.json").read_bytes() == before
    (root / "fresh").mkdir()
    request = BuildRequest(output=root / "fresh", use_cache=False)
    assert build_project(root, request=request).manifest == b""
    assert list((root / "fresh").iterdir()) == []


def test_what_the_author_accepts_is_in_it_with_the_reason(root: Path) -> None:
    (root / "manuscript" / "one.md").write_text('# One\n\nWords and <span class="none">more</span> words.\n')
    (root / "styles" / "epub.css").write_text(".none { visibility: hidden }\n")
    table = '\n[[suppress]]\ncode = "PY008"\npath = "one.md"\nreason = "meant so"\n'
    (root / "manuscript" / "book.toml").write_text(BOOK + table)
    report = build_project(root, request=BuildRequest())
    assert report.exit_code == 0, report.findings
    assert _read(root)["accepted"] == [{"code": "PY008", "path": "one.md", "reason": "meant so", "count": 1}]
    JUDGE.validate(_read(root))


def test_a_path_is_told_from_the_root_without_detours(root: Path) -> None:
    (root / "manuscript" / "two.md").write_text("# Two\n\n![A thing](./../pictures/../pictures/one.svg)\n\nMore.\n")
    build_project(root, request=BuildRequest())
    assert "pictures/one.svg" in [one["path"] for one in _read(root)["inputs"]]
    read_manifest((root / "build" / "manifest.json").read_bytes())


def test_what_books_share_is_told_from_the_folder_of_the_makeready_toml(root: Path) -> None:
    build_project(root, request=BuildRequest())
    assert _read(root)["shared"] == []
    top = root.parent
    (top / "house").mkdir()
    (top / "house" / "one.css").write_text("p { color: black }\n")
    (top / "makeready.toml").write_text('styles = ["./house//one.css"]\n')
    build_project(root, request=BuildRequest())
    found = _read(root)
    JUDGE.validate(found)
    names = ["house/one.css", "makeready.toml"]
    assert found["shared"] == [{"path": name, "sha256": _digest(top / name)} for name in names]
    assert not any("one.css" in one["path"] for one in found["inputs"])
    first = (root / "build" / "manifest.json").read_bytes()
    assert build_project(root, request=BuildRequest()).manifest == first
    build_project(root, request=BuildRequest(use_workspace=False))
    assert _read(root)["shared"] is None
    JUDGE.validate(_read(root))
    assert read_manifest((root / "build" / "manifest.json").read_bytes()).shared is None


# Changes that make a manifest unusable; the first group is refused by the published schema as well.
def _set(*keys: Any, to: Any) -> Callable[[Any], None]:
    def change(manifest: Any) -> None:
        for key in keys[:-1]:
            manifest = manifest[key]
        manifest[keys[-1]] = to

    return change


def _drop(*keys: Any) -> Callable[[Any], None]:
    def change(manifest: Any) -> None:
        for key in keys[:-1]:
            manifest = manifest[key]
        del manifest[keys[-1]]

    return change


WRONG = {
    "another version": (_set("version", to=2), "version 2"),
    "version true": (_set("version", to="1"), "version is not a whole number"),
    "no artifacts": (_drop("artifacts"), "artifacts is missing"),
    "artifacts as an object": (_set("artifacts", to={}), "artifacts is not a list"),
    "an artifact as a text": (_set("artifacts", 0, to="x"), r"artifacts\[0\] is not an object"),
    "an artifact above": (_set("artifacts", 0, "name", to="../x"), r"artifacts\[0\].name"),
    "an artifact of the root": (_set("artifacts", 0, "name", to="/etc/passwd"), r"artifacts\[0\].name"),
    "the folder itself": (_set("artifacts", 0, "name", to=".."), r"artifacts\[0\].name"),
    "itself": (_set("artifacts", 0, "name", to="manifest.json"), r"artifacts\[0\].name"),
    "a backslash": (_set("artifacts", 0, "name", to="a\\b"), r"artifacts\[0\].name"),
    "no name": (_set("artifacts", 0, "name", to=""), r"artifacts\[0\].name"),
    "a number as a name": (_set("artifacts", 0, "name", to=7), r"artifacts\[0\].name is not a text"),
    "a long name": (_set("artifacts", 0, "name", to="x" * 256), r"artifacts\[0\].name"),
    "a line break": (_set("artifacts", 0, "name", to="a\nb"), r"artifacts\[0\].name"),
    "a short digest": (_set("artifacts", 0, "sha256", to="ab"), r"artifacts\[0\].sha256"),
    "a huge size": (_set("artifacts", 0, "size", to=10**15), r"artifacts\[0\].size"),
    "a negative size": (_set("artifacts", 0, "size", to=-1), r"artifacts\[0\].size"),
    "a size in text": (_set("artifacts", 0, "size", to="7"), r"artifacts\[0\].size"),
    "half a page": (_set("artifacts", 0, "pages", to=1.5), r"artifacts\[0\].pages"),
    "fit as a number": (_set("asked", "fit", to=1), "asked.fit is not true or false"),
    "another kind": (_set("artifacts", 0, "target", to="docx"), r"artifacts\[0\].target"),
    "an input above": (_set("inputs", 0, "path", to="a/../../x"), r"inputs\[0\].path"),
    "a shared file above": (_set("shared", to=[{"path": "a/../../x", "sha256": "0" * 64}]), r"shared\[0\].path"),
    "a shared file of the root": (_set("shared", to=[{"path": "/x", "sha256": "0" * 64}]), r"shared\[0\].path"),
    "shared without a list": (_set("shared", to={}), "shared is not a list"),
    "nothing said of what is shared": (_drop("shared"), "shared is missing"),
    "an input of the root": (_set("inputs", 0, "path", to="/x"), r"inputs\[0\].path"),
    "a folder above": (_set("folders", 0, "path", to=".."), r"folders\[0\].path"),
    "a release as a number": (_set("makers", "makeready", to=1), "makers.makeready is not a text"),
    "nothing asked": (_set("asked", to=None), "asked is not an object"),
    "no title": (_drop("book", "title"), "book.title is missing"),
    "a date after the last": (_set("source_date_epoch", to=10**20), "source_date_epoch"),
    "accepted nothing": (
        _set("accepted", to=[{"code": "PY001", "path": "a", "reason": "b", "count": 0}]),
        r"accepted\[0\].count",
    ),
}
BEYOND_THE_SCHEMA = {
    "true as a number": (_set("artifacts", 0, "size", to=True), r"artifacts\[0\].size"),
    "half a pair": (_set("artifacts", 0, "name", to="\ud800"), r"artifacts\[0\].name"),
    "a detour": (_set("inputs", 0, "path", to="./a"), "shortest form"),
    "the same input twice": (lambda found: found["inputs"].append({**found["inputs"][0], "sha256": "0" * 64}), "twice"),
    "the same shared file twice": (
        _set("shared", to=[{"path": "a.css", "sha256": one * 64} for one in "01"]),
        "shared has 'a.css' twice",
    ),
    "the same file twice": (lambda found: found["artifacts"].append({**found["artifacts"][0], "size": 8}), "twice"),
}


@pytest.mark.threat(94, 95)
@pytest.mark.parametrize("name", [*WRONG, *BEYOND_THE_SCHEMA])
def test_what_is_not_as_it_has_to_be_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    sound = describe_project(write_project(tmp_path / "p"))
    JUDGE.validate(sound)
    read_manifest(json.dumps(sound).encode())
    change, words = {**WRONG, **BEYOND_THE_SCHEMA}[name]
    wrong = copy.deepcopy(sound)
    change(wrong)
    with pytest.raises(ValueError, match=words):
        read_manifest(json.dumps(wrong).encode())
    if name in WRONG:
        assert not JUDGE.is_valid(wrong)


@pytest.mark.threat(94)
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b"[]", b"null", b"7", b'"text"', b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5000, b"{}"],
    ids=["nothing", "half", "no UTF-8", "list", "null", "number", "text", "deep lists", "deep", "digits", "empty"],
)
def test_what_is_no_manifest_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"is not|is missing"):
        read_manifest(content)


def test_members_that_came_later_are_let_be(tmp_path: Path) -> None:
    sound = describe_project(write_project(tmp_path / "p"))
    sound["later"] = sound["artifacts"][0]["later"] = {"x": [1]}
    assert JUDGE.is_valid(sound)
    assert read_manifest(json.dumps(sound).encode()).title == "Small"
