"""The workspace: what a manuscript may name, what it may not, and how a file comes to stand in the output."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from makeready.findings import StorageError, UsageError
from makeready.workspace import OutputFolder, RefusedPath, Workspace, decode_text, fold_name, show_path


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "secret.txt").write_text("the secret")
    root = tmp_path / "project"
    (root / "images").mkdir(parents=True)
    (root / "one.md").write_text("words")
    (root / "images" / "map.png").write_bytes(b"png")
    return Workspace(root, {})


def test_files_inside_are_read(workspace: Workspace) -> None:
    assert workspace.read_bytes("one.md") == b"words"
    assert workspace.read_bytes("images/../images/map.png") == b"png"
    assert workspace.has_file("images/map.png")
    assert not workspace.has_file("images")
    assert not workspace.has_file("two.md")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../secret.txt", "leads out"),
        ("images/../../secret.txt", "leads out"),
        ("/etc/passwd", "absolute"),
        ("//host/share", "address"),
        ("\\\\host\\share", "address"),
        ("file:///etc/passwd", "address"),
        ("FILE:one.md", "address"),
        ("file://localhost/etc/passwd", "address"),
        (" file:///etc/passwd", "address"),
        ("http://[", "address"),
        ("https://example.org/a.png", "address"),
        ("data:text/plain,x", "address"),
        ("C:\\Windows\\win.ini", "address"),
        ("C:one.md", "address"),
        ("images\\map.png", "backslash"),
        ("..\\secret.txt", "backslash"),
        ("one.md\0.png", "NUL"),
        ("fi\tle:///etc/passwd", "control"),
        ("caf\udce9.md", "UTF-8"),
        ("a\u202egnp.md", "control"),
        ("%2e%2e/secret.txt", "no file"),
        ("..%2fsecret.txt", "no file"),
        ("two.md", "no file"),
        ("one.md/three.md", "no file"),
        ("x" * 300, "no file"),
        ("images", "not a regular file"),
        (".", "not a regular file"),
        ("", "not a regular file"),
    ],
)
def test_what_a_manuscript_may_not_name_is_refused(workspace: Workspace, path: str, words: str) -> None:
    with pytest.raises(RefusedPath, match=words) as refusal:
        workspace.read_bytes(path)
    str(refusal.value).encode("utf-8")  # It can be printed.
    assert not workspace.has_file(path)


def test_links_out_are_refused_and_links_inside_are_followed(workspace: Workspace) -> None:
    root = workspace.root
    (root / "out.md").symlink_to("../secret.txt")
    (root / "folder").symlink_to("..")
    (root / "inside.md").symlink_to("one.md")
    (root / "pictures").symlink_to("images")
    (root / "loop.md").symlink_to("loop.md")
    (root / "nowhere.md").symlink_to("absent.md")
    assert workspace.read_bytes("inside.md") == b"words"
    assert workspace.read_bytes("pictures/map.png") == b"png"
    for path in ("out.md", "folder/secret.txt", "loop.md", "nowhere.md"):
        with pytest.raises(RefusedPath):
            workspace.read_bytes(path)
    with pytest.raises(RefusedPath, match="leads out"):
        workspace.list_files("folder")


def test_a_folder_that_becomes_a_link_after_it_was_resolved_is_not_followed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = workspace.root.parent / "outside"
    outside.mkdir()
    (outside / "map.png").write_text("the secret")
    resolved = workspace.locate("images/map.png")
    (workspace.root / "images").rename(workspace.root / "was-images")
    (workspace.root / "images").symlink_to(outside)
    monkeypatch.setattr(workspace, "_resolve", lambda _path: resolved)
    with pytest.raises(RefusedPath):
        workspace.read_bytes("images/map.png")


def test_a_file_that_becomes_a_link_after_it_was_resolved_is_not_followed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = workspace.locate("one.md")
    (workspace.root / "one.md").unlink()
    (workspace.root / "one.md").symlink_to("../secret.txt")
    monkeypatch.setattr(workspace, "_resolve", lambda _path: resolved)
    with pytest.raises(RefusedPath):
        workspace.read_bytes("one.md")


def test_pipes_and_devices_are_refused_at_once(workspace: Workspace) -> None:
    os.mkfifo(workspace.root / "pipe.md")
    (workspace.root / "zero.md").symlink_to("/dev/zero")
    began = time.monotonic()
    for path in ("pipe.md", "zero.md"):
        with pytest.raises(RefusedPath):
            workspace.read_bytes(path)
    assert time.monotonic() - began < 2


def test_a_device_inside_the_project_is_refused(workspace: Workspace) -> None:
    try:
        os.mknod(workspace.root / "zero.md", stat.S_IFCHR | 0o644, os.makedev(1, 5))
    except PermissionError:
        # Only root can make one; that it is looked at before it is read is shown with a pipe above.
        os.mkfifo(workspace.root / "zero.md")
    with pytest.raises((RefusedPath, StorageError)):
        workspace.read_bytes("zero.md")


def test_a_file_above_the_limit_is_refused_before_it_is_read(workspace: Workspace) -> None:
    with (workspace.root / "huge.md").open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(RefusedPath, match="larger than"):
        workspace.read_bytes("huge.md")
    assert workspace.read_bytes("one.md", limit=5) == b"words"
    with pytest.raises(RefusedPath, match="larger than 4 bytes"):
        workspace.read_bytes("one.md", limit=4)


def test_listing_is_sorted_leaves_hidden_files_out_and_loses_no_name(workspace: Workspace) -> None:
    root = workspace.root
    for name in ("b.md", "a.MD", ".hidden.md", "c.txt"):
        (root / name).write_text("")
    os.mkfifo(root / "pipe.md")
    (root / "nowhere.md").symlink_to("absent.md")
    (root / "folder.md").mkdir()
    assert workspace.list_files("", [".md"]) == ("a.MD", "b.md", "nowhere.md", "one.md", "pipe.md")
    assert workspace.list_files("images") == ("images/map.png",)
    assert workspace.list_files("absent") == ()


def test_a_name_that_is_no_utf8_is_listed_and_refused_with_words_that_can_be_printed(workspace: Workspace) -> None:
    try:
        (Path(os.fsdecode(os.fsencode(workspace.root) + b"/caf\xe9.md"))).write_text("x")
    except OSError:
        return  # This file system takes UTF-8 only.
    name = next(n for n in workspace.list_files("", [".md"]) if n.startswith("caf"))
    with pytest.raises(RefusedPath, match=r"caf\\udce9\.md"):
        workspace.read_bytes(name)


def test_a_root_that_is_no_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a folder"):
        Workspace(tmp_path / "absent")


def test_the_time_comes_from_the_environment_or_not_at_all(tmp_path: Path) -> None:
    assert Workspace(tmp_path, {}).source_date() is None
    date = Workspace(tmp_path, {"SOURCE_DATE_EPOCH": "86400"})
    assert str(date.source_date()) == "1970-01-02 00:00:00+00:00"
    assert str(date.today()) == "1970-01-02"
    for wrong in ("soon", "1e3", "9" * 30):
        with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH"):
            Workspace(tmp_path, {"SOURCE_DATE_EPOCH": wrong}).source_date()


def test_output_is_put_whole_with_the_mode_of_the_umask(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "build")
    assert folder.read("book.epub") is None
    path = folder.write("book.epub", b"one")
    assert path == tmp_path / "build" / "book.epub"
    folder.write_all({"book.epub": b"two", "book.pdf": b"three"})
    assert folder.read("book.epub") == b"two"
    assert sorted(p.name for p in folder.path.iterdir()) == ["book.epub", "book.pdf"]
    mask = os.umask(0o022)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask


def test_a_file_that_has_its_bytes_is_left_and_looks_written(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path)
    names = {"a.epub": b"one", "b.pdf": b"two"}
    paths = folder.write_all(names)
    for path in paths:
        os.utime(path, (1, 1))
    before = [path.stat().st_ino for path in paths]
    assert folder.write_all({**names, "b.pdf": b"new"}) == paths
    assert [path.stat().st_ino == number for path, number in zip(paths, before, strict=True)] == [True, False]
    assert all(path.stat().st_mtime > 1 for path in paths)
    assert [path.read_bytes() for path in paths] == [b"one", b"new"]


def test_a_link_to_the_same_bytes_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"ours")
    (tmp_path / "book.epub").symlink_to("elsewhere")
    OutputFolder(tmp_path).write("book.epub", b"ours")
    assert not (tmp_path / "book.epub").is_symlink()


@pytest.mark.parametrize("name", ["", ".", "..", "../book.epub", "a/b.epub", "a\\b.epub", "a\0", "a\n"])
def test_output_names_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a file name"):
        OutputFolder(tmp_path).write(name, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_output_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("theirs")
    (tmp_path / "book.epub").symlink_to("elsewhere")
    OutputFolder(tmp_path).write("book.epub", b"ours")
    assert (tmp_path / "elsewhere").read_text() == "theirs"
    assert not (tmp_path / "book.epub").is_symlink()


def test_a_file_of_the_output_is_opened_where_it_is_one(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "build")
    assert folder.list_names() == ()
    with pytest.raises(RefusedPath, match="no such file"), folder.open_regular("book.epub"):
        pass
    folder.write_all({"b.epub": b"book", "a.pdf": b"pages"})
    (folder.path / ".cache").mkdir()
    with folder.open_regular("b.epub") as stream:
        assert stream.read() == b"book"
    (folder.path / "link").symlink_to("b.epub")
    (folder.path / "folder").mkdir()
    os.mkfifo(folder.path / "pipe")
    for name, words in (("link", "a link"), ("folder", "not a regular file"), ("pipe", "not a regular file")):
        with pytest.raises(RefusedPath, match=words), folder.open_regular(name):
            pass
    with pytest.raises(ValueError, match="not a file name"), folder.open_regular("../x"):
        pass
    assert folder.list_names() == ("a.pdf", "b.epub", "folder", "link", "pipe")


def test_text_is_utf8_with_or_without_mark_and_any_line_end() -> None:
    assert decode_text(b"\xef\xbb\xbfa\r\nb\rc\n") == "a\nb\nc\n"
    with pytest.raises(UnicodeDecodeError) as error:
        decode_text(b"abc\xff")
    assert error.value.start == 3


def test_names_fold_as_file_systems_fold_them() -> None:
    assert fold_name("É.md") == fold_name("e\u0301.MD")
    assert show_path("a\x1bé\u200d") == "a\\x1bé\u200d"


def _make_shared(top: Path, book: str = "shelf/a", text: str = "") -> Path:
    (top / book).mkdir(parents=True, exist_ok=True)
    (top / "makeready.toml").write_text(text, encoding="utf-8")
    return top / book


def test_the_nearest_shared_file_above_counts_where_it_lists_the_project(tmp_path: Path) -> None:
    root = _make_shared(tmp_path)
    shared = Workspace(root, {}).find_shared()
    assert shared is not None and shared.path == "../../makeready.toml"
    assert Workspace(root, {}, alone=True).find_shared() is None
    # The folder of the file is none of its books.
    assert Workspace(tmp_path, {}).find_shared() is None
    _make_shared(tmp_path, text='[books]\nexclude = ["shelf"]\n')
    assert Workspace(root, {}).find_shared() is None
    _make_shared(tmp_path / "shelf", "a", "# nearer\n")
    nearer = Workspace(root, {}).find_shared()
    assert nearer is not None and (nearer.path, nearer.content) == ("../makeready.toml", b"# nearer\n")


def test_no_shared_file_is_looked_for_above_a_repository_nor_very_far(tmp_path: Path) -> None:
    root = _make_shared(tmp_path)
    (root / ".git").touch()  # as in a submodule
    assert Workspace(root, {}).find_shared() is None
    (root / ".git").unlink()
    (tmp_path / "shelf/.git").mkdir()
    assert Workspace(root, {}).find_shared() is None
    (tmp_path / "shelf/.git").rmdir()
    (tmp_path / ".git").mkdir()
    assert Workspace(root, {}).find_shared() is not None
    far = _make_shared(tmp_path, "1/2/3/4/5/6/7/8")
    assert Workspace(far, {}).find_shared() is not None
    (far / "9").mkdir()
    assert Workspace(far / "9", {}).find_shared() is None


def test_shared_files_are_read_in_the_folder_of_the_shared_file_and_nowhere_else(tmp_path: Path) -> None:
    top = tmp_path / "top"
    root = _make_shared(top)
    (top / "house.css").write_text("p {}", encoding="utf-8")
    (tmp_path / "secret.css").write_text("s {}", encoding="utf-8")
    (top / "link.css").symlink_to(tmp_path / "secret.css")
    workspace = Workspace(root, {})
    assert workspace.read_shared("../../house.css") == b"p {}"
    for path in ("../../../secret.css", "../../link.css", "../../none.css", "house.css", "../a.css", "/etc/hostname"):
        with pytest.raises(RefusedPath):
            workspace.read_shared(path)
    # What a manuscript names stays in the project.
    with pytest.raises(RefusedPath, match="leads out"):
        workspace.read_bytes("../../house.css")
    with pytest.raises(RefusedPath, match="leads out"):
        Workspace(root, {}, alone=True).read_shared("../../house.css")


def test_a_shared_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _make_shared(tmp_path)
    owners = {"makeready.toml": 54321, "a": 54322}
    monkeypatch.setattr("makeready.workspace._read_owner", lambda path: owners[path.name])
    shared = Workspace(root, {}).find_shared()
    assert shared is not None and shared.refusal is not None and "another user" in shared.refusal
    # As in a container, where somebody else owns all of the project.
    owners["a"] = 54321
    shared = Workspace(root, {}).find_shared()
    assert shared is not None and shared.refusal is None
