"""Style sheets: a composition's sheets in the order of the cascade go in; one sheet for the package comes out."""

from __future__ import annotations

from makeready.style.sheet import AtRule, Style

CSS_HREF = "styles/book.css"


def join_styles(style: Style, font_rules: str) -> str:
    """Return one sheet: namespaces, which CSS wants before any rule, the fonts, then the sheets in order."""
    namespaces: dict[str, None] = {}
    bodies = []
    for sheet in style.sheets:
        kept, place = [], 0
        for rule in sheet.statements:
            if isinstance(rule, AtRule) and rule.name in ("charset", "namespace"):
                kept.append(sheet.text[place : rule.start])
                place = rule.end
                if rule.name == "namespace":
                    namespaces[f"@namespace {rule.prelude};"] = None
        content = "".join([*kept, sheet.text[place:]])
        bodies.append(f"/* {sheet.name.replace('*', '')} */\n{content.strip()}\n")
    start = "".join(f"{rule}\n" for rule in namespaces)
    return "\n".join(part for part in (start, font_rules, *bodies) if part)
