"""Metadata: what other systems and the files of a repository say of a book goes in; values of book.toml come out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.roles import name_file

_HEADING = late_pattern(
    r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$|^([^\n]+)\n=+[ \t]*$|<h1[^>]*>(.*?)</h1>", re.MULTILINE | re.IGNORECASE | re.DOTALL
)
_MARKUP = late_pattern(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)|<[^>]*>|\{.{0,200}?\}|[*_`]+")
# What the first lines of a licence say, its usual name, and where it is kept.
_LICENCES: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (late_pattern(pattern, re.IGNORECASE), name, address)
    for pattern, name, address in (
        (r"attribution[- ]noncommercial[- ]no ?deriv\w* 4\.0|cc[- ]by[- ]nc[- ]nd[- ]4", "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        (r"attribution[- ]noncommercial[- ]share ?alike 4\.0|cc[- ]by[- ]nc[- ]sa[- ]4", "CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        (r"attribution[- ]noncommercial 4\.0|cc[- ]by[- ]nc[- ]4", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        (r"attribution[- ]share ?alike 4\.0|cc[- ]by[- ]sa[- ]4", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        (r"attribution[- ]no ?deriv\w* 4\.0|cc[- ]by[- ]nd[- ]4", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
        (r"attribution 4\.0|cc[- ]by[- ]4", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (r"cc0|public domain dedication", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (r"gnu free documentation license", "GNU FDL", "https://www.gnu.org/licenses/fdl-1.3.html"),
        (r"gnu general public license", "GNU GPL", "https://www.gnu.org/licenses/gpl-3.0.html"),
        (r"mozilla public license", "MPL 2.0", "https://www.mozilla.org/en-US/MPL/2.0/"),
        (r"apache license", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
        (r"\bmit license|permission is hereby granted, free of charge", "MIT", "https://opensource.org/license/mit"),
        (r"this is free and unencumbered software", "Unlicense", "https://unlicense.org/"),
    )
)  # fmt: skip
_LICENCE_FILES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "LICENCE.md", "COPYING", "COPYING.md")
_COVERS = tuple(
    f"{folder}{name}.{suffix}"
    for folder in ("", "images/", "img/", "assets/", "figures/", "cover/", "static/", "resources/", "media/")
    for name in ("cover", "Cover", "title_page", "bookcover", "book-cover")
    for suffix in ("jpg", "jpeg", "png")
)
# The scripts that tell a language, as far as one can be guessed from letters: ranges of code points.
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", late_pattern("[\u3041-\u30ff]")),
    ("ko", late_pattern("[\uac00-\ud7a3]")),
    ("zh", late_pattern("[\u4e00-\u9fff]")),
    ("ru", late_pattern("[\u0430-\u044f]")),
    ("el", late_pattern("[\u03ac-\u03ce]")),
    ("ar", late_pattern("[\u0620-\u06ff]")),
    ("he", late_pattern("[\u05d0-\u05ea]")),
    ("hi", late_pattern("[\u0904-\u0939]")),
    ("th", late_pattern("[\u0e01-\u0e2e]")),
)
_LETTER = late_pattern(r"[^\W\d_]")


def take_values(
    values: Mapping[str, Any], positions: Positions, keys: Mapping[str, str], path: Path = ()
) -> tuple[dict[str, Any], Positions]:
    """Return the texts, and lists of texts, that stand under `keys` of a table, by our names for them, with places.

    `path` leads to the table. Authors may be tables with a name, as several systems write them.
    """
    found: dict[str, Any] = {}
    places = Positions(positions.source)
    for theirs, ours in keys.items():
        value = values.get(theirs)
        if ours == "author":
            value = list_names(value)
        if isinstance(value, list):
            value = [one for one in value if isinstance(one, str) and one.strip()]
        if (
            not value
            or (not isinstance(value, list) and not (isinstance(value, str) and value.strip()))
            or ours in found
        ):
            continue
        found[ours] = value
        places.keys[(ours,)] = positions.key((*path, theirs))
        places.values[(ours,)] = positions.value((*path, theirs))
    return found, places


def list_names(value: Any) -> list[str]:
    """Return the names of authors: a name, a list of names, or tables that hold them."""
    if isinstance(value, str):
        return [value] if value.strip() and "`r " not in value else []
    if isinstance(value, list):
        return [name for one in value for name in list_names(one)]
    if isinstance(value, dict):
        name = value.get("name")
        if isinstance(name, dict):
            name = name.get("literal") or f"{name.get('given') or ''} {name.get('family') or ''}"
        if not name:
            name = f"{value.get('given-names') or value.get('given') or ''} "
            name += f"{value.get('family-names') or value.get('family') or ''}"
        return [name.strip()] if isinstance(name, str) and name.strip() else []
    return []


def find_heading(text: str) -> str | None:
    """Return the words of the first heading of the first rank in a Markdown file, None where it has none."""
    for found in _HEADING.finditer(text[:20_000]):
        words = _MARKUP.sub(lambda one: one[1] or "", next(one for one in found.groups() if one))
        words = " ".join(words.split())
        if words and not words.startswith(("!", "/", "$")):
            return words[:200]
    return None


def complete_metadata(
    tree: Tree, folder: str, metadata: Mapping[str, Any], positions: Positions, name: str, *, alone: bool = False
) -> tuple[dict[str, Any], Positions]:
    """Return the metadata with what the files around the text say that its system did not; `name` is the folder's own.

    Title and authors come from CITATION.cff or a README's heading, the licence from its file, the cover from a picture
    of that name. What is `alone`, one file that was chosen, has only its name besides.
    """
    found = {key: value for key, value in metadata.items() if value}
    places = Positions(positions.source, dict(positions.keys), dict(positions.values))

    def put(key: str, value: object, span: Span) -> None:
        if value and key not in found:
            found[key] = value
            places.put(key, span)

    if alone:
        put("title", name_file(re.sub(r"\.", " ", name)) or "Book", place(positions.source or "README.md"))
        return found, places
    if citation := tree.find("CITATION.cff"):
        values, _ = tree.read_yaml(citation)
        if isinstance(values, dict):
            put("author", list_names(values.get("authors")), place(citation))
            title = values.get("title")
            put("title", title if isinstance(title, str) else None, place(citation))
    for path in dict.fromkeys((join(folder, "README.md"), "README.md", join(folder, "index.md"), "readme.md")):
        if tree.has(path):
            put("title", find_heading(tree.read(path) or ""), place(path))
    put("title", name_file(re.sub(r"\.", " ", name)) or "Book", place(positions.source or "README.md"))
    if "rights" not in found:
        for path in _LICENCE_FILES:
            if tree.has(path):
                head = (tree.read(path) or "")[:3_000]
                known = next(((title, address) for one, title, address in _LICENCES if one.search(head)), None)
                if known:
                    put("rights", {"licence": known[0], "licence_uri": known[1]}, place(path))
                break
    if "cover" not in found:
        for base in dict.fromkeys((folder, "")):
            cover = tree.find(*(join(base, one) for one in _COVERS))
            if cover is not None:
                put("cover", f"/{cover}", place(cover))
                break
    return found, places


def guess_language(text: str) -> str | None:
    """Return the language that most letters of `text` can only belong to, None where many languages have them."""
    sample = text[:20_000]
    letters = sum(1 for _ in _LETTER.finditer(sample)) or 1
    for language, pattern in _SCRIPTS:
        share = sum(1 for _ in pattern.finditer(sample)) / letters
        if share > (0.1 if language == "ja" else 0.3):
            return language
    return None


def is_markdown(path: str) -> bool:
    """Return True where a file's name says that it is Markdown."""
    return path.lower().endswith(MARKDOWN)
