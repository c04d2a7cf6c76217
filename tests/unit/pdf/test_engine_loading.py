"""Loading the engine: what it needs is found without a search, and what is spared is there when it is called."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys
from pathlib import Path

LOOK = """
import sys
import makeready.pdf.engine_loading as loading
print(*sorted(name for name in sys.modules if name.startswith(("fontTools.subset", "fontTools.varLib"))))
from weasyprint.pdf import fonts
print(fonts.subset.Options(layout_features=["kern"]).layout_features, fonts.instantiateVariableFont.args)
"""


def test_what_is_never_used_is_loaded_when_it_is_called() -> None:
    """The engine's imports get stand-ins; the true modules come with the first call."""
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    spared, called = done.stdout.splitlines()
    assert spared == ""
    assert called == "['kern'] ('fontTools.varLib.instancer', 'instantiateVariableFont')"


def test_the_search_for_libraries_is_left_as_it_was() -> None:
    """Only the engine's import does without it."""
    import makeready.pdf.engine_loading

    assert makeready.pdf.engine_loading.weasyprint.__version__
    assert ctypes.util.find_library.__module__ == "ctypes.util"
    assert Path(os.environ["FONTCONFIG_FILE"]).name == "fonts.conf"
