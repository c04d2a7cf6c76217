"""Declarations: what is read instead of the page engine's C header says the same, and is used for that header alone."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from pathlib import Path

import cffi
import pytest
import weasyprint.text.ffi

from makeready.pdf import engine_declarations
from makeready.pdf.engine_loading import read_declarations_quickly

SOURCE = Path(weasyprint.text.ffi.__file__)
MODULE = Path(engine_declarations.__file__)
HEAD = '''"""Declarations of Pango, HarfBuzz and Fontconfig: the page engine's header of C, as cffi writes it down.

Written by tests/unit/pdf/test_engine_declarations.py (--update-golden) from WeasyPrint's text/ffi.py, whose header has
the SHA-256 DIGEST. Reading them takes a twentieth of the time that parsing does.
"""

DIGEST = "{digest}"

'''


def _find_header() -> str:
    calls = [node for node in ast.walk(ast.parse(SOURCE.read_text("utf-8"))) if isinstance(node, ast.Call)]
    (call,) = (one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr == "cdef")
    header = ast.literal_eval(call.args[0])
    assert isinstance(header, str)
    return header


def test_they_are_those_of_the_header(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    header = _find_header()
    parsed = cffi.FFI()
    parsed.cdef(header)
    parsed.set_source("makeready.pdf.engine_declarations", None)
    parsed.emit_python_code(str(tmp_path / "made.py"))
    lines = (tmp_path / "made.py").read_text("utf-8").splitlines(keepends=True)
    digest = hashlib.sha256(header.encode()).hexdigest()
    expected = HEAD.format(digest=digest) + "".join(line for line in lines if not line.startswith("#"))
    if request.config.getoption("--update-golden"):
        MODULE.write_text(expected, "utf-8")
    assert MODULE.read_text("utf-8") == expected


def test_the_engine_uses_them() -> None:
    words = (
        "from weasyprint.text.ffi import ffi; import cffi; print(type(ffi) is cffi.FFI, ffi.new('PangoRectangle *').x)"
    )
    command = [sys.executable, "-c", f"import makeready.pdf.engine_loading; {words}"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False 0\n"


def test_another_header_is_parsed() -> None:
    parse = cffi.FFI
    with read_declarations_quickly():
        other = cffi.FFI()
        other.cdef("typedef struct { int one; } other_t;")
        assert other.new("other_t *").one == 0
        known = cffi.FFI()
        known.cdef(_find_header())
        with pytest.raises(Exception, match="other_t"):
            known.new("other_t *")
        assert known.new("PangoRectangle *").width == 0
    assert cffi.FFI is parse
