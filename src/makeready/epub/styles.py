"""Style sheets: a composition's sheets in the order of the cascade go in; one sheet for the package comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from makeready.model.composition import StyleSheet

CSS_HREF = "styles/book.css"
_CHARSET = re.compile(r'@charset\s+"[^"]*"\s*;', re.IGNORECASE)
_NAMESPACE = re.compile(r"@namespace\s+(?:[\w-]+\s+)?(?:url\([^)]*\)|\"[^\"]*\"|'[^']*')\s*;", re.IGNORECASE)


def join_styles(sheets: Iterable[StyleSheet], font_rules: str) -> str:
    """Return one sheet: namespaces, which CSS wants before any rule, the fonts, then the sheets in order."""
    namespaces: dict[str, None] = {}
    bodies = []
    for sheet in sheets:
        content = _CHARSET.sub("", sheet.content.removeprefix("\ufeff"))
        namespaces.update(dict.fromkeys(" ".join(found.split()) for found in _NAMESPACE.findall(content)))
        bodies.append(f"/* {sheet.name.replace('*', '')} */\n{_NAMESPACE.sub('', content).strip()}\n")
    start = "".join(f"{rule}\n" for rule in namespaces)
    return "\n".join(part for part in (start, font_rules, *bodies) if part)
