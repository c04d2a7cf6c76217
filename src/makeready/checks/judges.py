"""Judges: the path of a finished PDF goes in; what the outside tools say of it comes out.

A judge that is not there is a finding: an unavailable check is never a pass.
"""

from __future__ import annotations

import re
from pathlib import Path

from makeready.findings import Finding, observe
from makeready.tools import find_tool, run_tool

_MOST = 10
_TELLING = re.compile(r"^(?:WARNING|qpdf:)|(?i:error)")


def judge_pdf(path: Path) -> tuple[Finding, ...]:
    """Return what `qpdf --check` says about the PDF at `path`; nothing where it finds nothing wrong.

    qpdf ends with 0 where all is well, 2 for errors, 3 for warnings only.
    """
    tool = find_tool("qpdf")
    if tool is None:
        return (observe("PD040", "qpdf is not on this machine, so the PDF was not checked by it", location=path.name),)
    # A name that begins with a hyphen would be an option.
    run = run_tool([tool, "--check", path.resolve()])
    if run.status == 0:
        return ()
    if run.status == 124:
        return (observe("PD042", f"qpdf did not finish: {run.errors}", location=path.name, origin="qpdf:timeout"),)
    code, kind = ("PD042", "warning") if run.status == 3 else ("PD041", "error")
    lines = (*run.errors.splitlines(), *run.output.splitlines())
    told = list(dict.fromkeys(_shorten(line, path) for line in lines if _TELLING.search(line)))
    if not told:
        told = [f"ended with status {run.status}"]
    findings = [observe(code, f"qpdf: {line}", location=path.name, origin=f"qpdf:{kind}") for line in told[:_MOST]]
    if len(told) > _MOST:
        findings.append(observe(code, f"qpdf has {len(told) - _MOST} more to say", location=path.name))
    return tuple(findings)


def _shorten(line: str, path: Path) -> str:
    """Return a line of qpdf's without the folder of the file, which differs from machine to machine."""
    return line.replace(str(path.resolve()), path.name).removeprefix("WARNING: ").removeprefix("qpdf: ")
