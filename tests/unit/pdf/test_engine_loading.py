"""Loading the engine: what it needs is found without a search, and what is spared is there when it is called."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from importlib.metadata import requires
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PIL import Image

from makeready.findings import MissingToolError
from makeready.pdf.engine_loading import PINNED, require_releases

LOOK = """
import sys
import makeready.pdf.engine_loading as loading
spared = ("fontTools.subset", "fontTools.varLib", "fontTools.ttLib")
print(*sorted(name for name in sys.modules if name.startswith(spared)))
from weasyprint.pdf import fonts
from weasyprint.text import fonts as texts
print(fonts.subset.Options(layout_features=["kern"]).layout_features)
try:
    fonts.TTFont(__import__("io").BytesIO(b"no font"))
except fonts.TTLibError as error:
    print("no font:", error)
import fontTools.ttLib
print(fonts.TTFont is texts.TTFont is fontTools.ttLib.TTFont, texts.woff2.decompress.__module__)
print(fonts.ttFont.getTableClass("glyf").__name__, fonts.instantiateVariableFont.__name__)
import mimetypes
print(mimetypes.inited)
"""


def test_what_is_never_used_is_loaded_when_it_is_called() -> None:
    """The engine's imports get stand-ins; the true modules come with the first call."""
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "",
        "['kern']",
        "no font: Not a TrueType or OpenType font (not enough data)",
        "True fontTools.ttLib.woff2",
        "table__g_l_y_f instantiateVariableFont",
        "False",
    ]


@pytest.mark.threat(72)
def test_the_search_for_libraries_is_left_as_it_was() -> None:
    """Only the engine's import does without it."""
    import makeready.pdf.engine_loading

    assert makeready.pdf.engine_loading.weasyprint.__version__
    assert ctypes.util.find_library.__module__ == "ctypes.util"
    assert Path(os.environ["FONTCONFIG_FILE"]).name == "fonts.conf"


# Stands in front of the installed engine on the path, as one of another environment may.
OTHER = 'VERSION = __version__ = "71.3"\n'
TOML = 'title = "T"\nauthor = "A"\nlanguage = "en"\nidentifiers = ["https://example.org/t"]\ndate = 2026\n'


def _build(folder: Path, name: str, code: str, *words: str, cover: bool = False) -> subprocess.CompletedProcess[str]:
    """Build a small book with a module `name` on the path in front of the installed one."""
    (folder / "path").mkdir()
    (folder / "path" / f"{name}.py").write_text(code)
    root = folder / "project"
    root.mkdir()
    (root / "book.toml").write_text(f'{TOML}cover = "c.png"\n[editions.epub]\ntarget = "epub"\n' if cover else TOML)
    if cover:
        Image.new("RGB", (1600, 2560), "white").save(root / "c.png")
    (root / "a.md").write_text("# A\n\nWords.\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder / "path"), *sys.path])}
    command = [sys.executable, "-m", "makeready", "build", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.threat(92)
# A short book is laid out by one process, however many there may be: one number of workers for each name is enough.
@pytest.mark.parametrize(("name", "workers"), [("pydyf", "1"), ("weasyprint", "2")])
def test_another_release_on_the_path_is_a_missing_tool(tmp_path: Path, name: str, workers: str) -> None:
    wanted = PINNED[name]
    # pydyf's own names are needed while the engine is imported.
    real = find_spec(name)
    assert real is not None and real.origin is not None
    code = OTHER if name == "weasyprint" else f"exec(open({real.origin!r}).read())\n{OTHER}"
    done = _build(tmp_path, name, code, "--workers", workers)
    assert done.returncode == 3, done.stderr
    assert f"{name} 71.3 is installed, and this makeready lays pages out with {name} {wanted}" in done.stderr
    assert f"pip install {name}=={wanted}" in done.stderr
    assert "Traceback" not in done.stderr and "PD006" not in done.stderr
    assert not list((tmp_path / "project").glob("build/*.pdf"))


def test_a_release_that_cannot_even_be_imported_is_a_missing_tool(tmp_path: Path) -> None:
    done = _build(tmp_path, "weasyprint", "raise ImportError('cannot import name x')")
    # What is installed beside it is the right one, so that this is told as it is.
    assert done.returncode == 70
    with pytest.raises(MissingToolError, match=r"pydyf is not installed, .* with pydyf 0\.13"):
        require_releases({"weasyprint": PINNED["weasyprint"]})


def test_an_epub_with_a_cover_of_its_own_needs_no_engine(tmp_path: Path) -> None:
    done = _build(tmp_path, "weasyprint", OTHER, cover=True)
    assert done.returncode == 0, done.stderr


def test_an_epub_whose_cover_is_typeset_needs_the_engine(tmp_path: Path) -> None:
    done = _build(tmp_path, "weasyprint", OTHER, "--to", "epub")
    assert done.returncode == 3 and "weasyprint 71.3 is installed" in done.stderr


def test_the_releases_are_those_that_are_pinned() -> None:
    pins = {Requirement(one).name: str(Requirement(one).specifier) for one in requires("makeready") or ()}
    assert {name: pins[name] for name in PINNED} == {name: f"=={wanted}" for name, wanted in PINNED.items()}
