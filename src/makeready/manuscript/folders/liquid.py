"""Liquid: the lines of a page of Jekyll go in; the same with addresses, highlighted code and raw text written out.

What would need the site itself, loops and includes, stays as it is written. Nothing is run.
https://jekyllrb.com/docs/liquid/tags/
"""

from __future__ import annotations

import re

from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared

_LINK = late_pattern(r"\{%-?\s*(?:link|post_url)\s+([^\s%{}]+)\s*-?%\}")
_BASE = late_pattern(r"\{\{-?\s*site\.(?:baseurl|url|github\.url)\s*-?\}\}")
_ADDRESS = late_pattern(
    r"""\{\{-?\s*(?:"([^"{}]*)"|'([^'{}]*)')\s*(?:\|\s*(?:relative_url|absolute_url|prepend:\s*site\.\w+)\s*)+-?\}\}"""
)
_HIGHLIGHT = late_pattern(r"\s*\{%-?\s*highlight\s+([\w+#-]+)[^%{}]*%\}\s*$")
_END_HIGHLIGHT = late_pattern(r"\s*\{%-?\s*endhighlight\s*-?%\}\s*$")
_RAW = late_pattern(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_COMMENT = late_pattern(r"\{%-?\s*comment\s*-?%\}")
_END_COMMENT = late_pattern(r"\{%-?\s*endcomment\s*-?%\}")


def prepare_liquid(path: str, lines: list[str]) -> Prepared:
    """Return the lines of the page at `path`, one for each of its own."""
    if not any("{%" in line or "{{" in line for line in lines):
        return Prepared(lines=lines)
    result: list[str] = []
    raw = code = comment = False
    for line in lines:
        if comment:
            comment = _END_COMMENT.search(line) is None
            result.append("")
        elif not raw and not code and _COMMENT.search(line):
            comment = _END_COMMENT.search(line) is None
            result.append(re.sub(r"\{%-?\s*comment.*?(?:endcomment\s*-?%\}|$)", "", line))
        elif not raw and not code and (found := _HIGHLIGHT.match(line)):
            code = True
            result.append(f"~~~~~~{found[1]}")
        elif code:
            code = _END_HIGHLIGHT.match(line) is None
            result.append(line if code else "~~~~~~")
        else:
            marks = _RAW.findall(line)
            # What is raw to Liquid is kept from its start to its end, which may be lines apart.
            result.append(_RAW.sub("", line) if marks else line if raw else _write_addresses(line))
            if marks:
                raw = "end" not in marks[-1]
    return Prepared(lines=result)


def _write_addresses(line: str) -> str:
    if "{" not in line:
        return line
    line = _LINK.sub(lambda found: f"/{found[1].lstrip('/')}", line)
    line = _ADDRESS.sub(lambda found: found[1] if found[1] is not None else found[2], line)
    return _BASE.sub("", line)
