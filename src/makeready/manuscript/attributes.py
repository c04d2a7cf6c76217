"""Attributes in braces: `{#id .class key="value"}` goes in; an id, classes and pairs, or None, come out.

As pandoc writes them, `{-}` being short for `{.unnumbered}`. https://pandoc.org/MANUAL.html#extension-attributes
"""

from __future__ import annotations

from makeready.late_pattern import late_pattern

# No braces inside, save in quotation marks: so a try costs no more than the braces are long.
BRACES = late_pattern(r"\{(?:[^{}\"'\n]|\"[^\"\n]*\"|'[^'\n]*'|')*\}")
_ITEM = late_pattern(
    r"\s*(?:#(?P<id>[^\s{}\"'=#]+)|\.(?P<class>[^\s{}\"'=.#]+)|(?P<dash>-)(?=\s|$)"
    r"|(?P<key>[A-Za-z_:][\w:.-]*)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'={}]+)))"
)


def parse_attributes(braces: str) -> dict[str, str] | None:
    """Return the attributes of `{…}`, classes joined by a space under "class"; None where it is something else."""
    inside = braces.strip()
    if not (inside.startswith("{") and inside.endswith("}")):
        return None
    inside = inside[1:-1].removeprefix(":").strip()
    if not inside:
        return None
    found: dict[str, str] = {}
    classes: list[str] = []
    at = 0
    while at < len(inside):
        item = _ITEM.match(inside, at)
        if not item:
            return None
        at = item.end()
        if item["id"]:
            found["id"] = item["id"]
        elif item["class"]:
            classes.append(item["class"])
        elif item["dash"]:
            classes.append("unnumbered")
        else:
            value = next(v for v in (item["double"], item["single"], item["bare"]) if v is not None)
            if item["key"] == "class":
                classes.extend(value.split())
            else:
                found[item["key"]] = value
        if at < len(inside) and not inside[at].isspace():
            return None
    identity = {"id": found.pop("id")} if "id" in found else {}
    named = {"class": " ".join(dict.fromkeys(classes))} if classes else {}
    return {**identity, **named, **found}


def split_heading(text: str) -> tuple[str, str]:
    """Return a heading's text without the attributes at its end, and those attributes, "" where there are none."""
    stripped = text.rstrip()
    if not stripped.endswith("}"):
        return text, ""
    start = stripped.rfind("{")
    while start >= 0:
        braces = stripped[start:]
        if BRACES.fullmatch(braces):
            if parse_attributes(braces) is None or (start and stripped[start - 1] == "\\"):
                return text, ""
            return stripped[:start].rstrip().rstrip("#").rstrip(), braces
        start = stripped.rfind("{", 0, start)
    return text, ""
