"""Profiles: the name of a receiver of PDFs, or a table of clauses, goes in; what it asks for comes out.

Each built-in profile is a file beside this module: a clause a line, with its value, its source, what it rests on (one
of `STATUSES`) and the day on which it was read. A project adds its own on top of one of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from makeready.late_pattern import late_pattern
from makeready.model.profile import PICTURE_FORMATS, STATUSES, Clause, Profile, Spine

BUILT_IN = ("kdp", "ingram", "lulu", "bookvault", "press", "screen", "archive", "proof")
# Those that take EPUBs and are sent no print; `kdp`, `ingram` and `lulu` take both.
SHOPS = ("apple", "kobo", "google")
_UNITS = {"in": 72.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "pt": 1.0}
_LENGTH = late_pattern(r"(\d+(?:\.\d+)?)\s*(in|mm|cm|pt)")
_SIZE = late_pattern(r"(\d+(?:\.\d+)?)\s*x\s*(\d+(?:\.\d+)?)\s*(in|mm|cm|pt)")
_COLOURS = ("any", "gray", "cmyk", "rgb")
KEYS = tuple(one.name for one in fields(Profile) if one.name not in ("name", "title", "clauses"))


def read_profile(name: str) -> Profile | None:
    """Return the built-in profile of that name for which books are made, None where there is none."""
    return _read_file(name) if name in BUILT_IN else None


def read_receiver(name: str) -> Profile | None:
    """Return the built-in profile of that name, of `SHOPS` as well, None where there is none."""
    return _read_file(name) if name in (*BUILT_IN, *SHOPS) else None


@lru_cache(maxsize=len(BUILT_IN) + len(SHOPS))
def _read_file(name: str) -> Profile:
    table = tomllib.loads((files("makeready.profiles") / f"{name}.toml").read_text("utf-8"))
    clauses: Mapping[str, Mapping[str, Any]] = table["clauses"]
    made = extend_profile(Profile(name=name, title=table["title"]), {key: one["is"] for key, one in clauses.items()})
    told = tuple(
        Clause(key=key, source=one["source"], status=one["status"], read=one["read"]) for key, one in clauses.items()
    )
    if unknown := {one.status for one in told} - set(STATUSES):
        raise ValueError(f"{name}: no such status: {', '.join(sorted(unknown))}")
    return replace(made, clauses=told)


def extend_profile(profile: Profile, values: Mapping[str, Any]) -> Profile:
    """Return `profile` with other values, each as TOML holds it: "0.125 in", 300, ["5 x 8 in"].

    Raises ValueError, whose message begins with the key, for a key that is none or a value that does not fit.
    """
    read = {}
    for key, value in values.items():
        try:
            read[key] = _READERS[key](value)
        except KeyError:
            raise ValueError(f"{key} is no clause of a profile") from None
        except (TypeError, ValueError) as error:
            raise ValueError(f"{key}: {error}") from None
    made = replace(profile, **read)
    return replace(made, clauses=tuple(clause for clause in profile.clauses if clause.key not in read))


def read_length(value: Any) -> float:
    """Return a length such as "0.125 in" in points. Raises ValueError for anything else."""
    found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{value!r} is not a length such as "3 mm" or "0.125 in"')
    return round(float(found[1]) * _UNITS[found[2]], 6)


def _read_size(value: Any) -> tuple[float, float]:
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{value!r} is not a size such as "5.5 x 8.5 in"')
    unit = _UNITS[found[3]]
    return round(float(found[1]) * unit, 4), round(float(found[2]) * unit, 4)


def _read_sizes(value: Any) -> tuple[tuple[float, float], ...]:
    return tuple(map(_read_size, _read_list(value)))


def _read_range(value: Any) -> tuple[tuple[float, float], ...]:
    sizes = _read_sizes(value)
    if len(sizes) != 2:
        raise ValueError("a range is two sizes, the least and the most")
    return sizes


def _read_inner(value: Any) -> tuple[tuple[int, float], ...]:
    return tuple((_read_whole(pages), read_length(white)) for pages, white in _read_list(value))


def _read_spines(value: Any) -> tuple[Spine, ...]:
    return tuple(
        Spine(paper=_read_text(paper), per_page=read_length(per_page), cover=read_length(cover[0]) if cover else 0.0)
        for paper, per_page, *cover in _read_list(value)
    )


def _read_pixels(value: Any) -> tuple[int, int]:
    sides = tuple(map(_read_whole, _read_list(value)))
    if len(sides) != 2:
        raise ValueError("a picture has two sides, in pixels")
    return sides[0], sides[1]


def _read_formats(value: Any) -> tuple[str, ...]:
    names = tuple(_read_list(value))
    if unknown := [name for name in names if name not in PICTURE_FORMATS]:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(PICTURE_FORMATS)}")
    return names


def _read_pages(value: Any) -> tuple[int, int]:
    counts = tuple(map(_read_whole, _read_list(value)))
    if len(counts) != 2 or counts[0] > counts[1]:
        raise ValueError("it is two counts of pages, the least and the most")
    return counts[0], counts[1]


def _read_list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is not a list")
    return value


def _read_whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} is not a whole number above 0")
    return value


def _read_count(value: Any) -> int:
    return 0 if value == 0 and not isinstance(value, bool) else _read_whole(value)


def _read_share(value: Any) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= 400:
        raise ValueError(f"{value!r} is not a number up to 400")
    return float(value)


def _read_flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _read_text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a text")
    return value


def _read_colour(value: Any) -> str:
    if value not in _COLOURS:
        raise ValueError(f"{value!r} is none of {', '.join(_COLOURS)}")
    return str(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("trims", "case_trims", "jacket_trims"), _read_sizes),
    "trim_range": _read_range,
    **dict.fromkeys(("inner", "hard_spine_steps"), _read_inner),
    "spines": _read_spines,
    **dict.fromkeys(("barcode", "case_overhang", "jacket_overhang"), _read_size),
    **dict.fromkeys(("case_pages", "jacket_pages"), _read_pages),
    **dict.fromkeys(("ebook_cover", "ebook_cover_least", "ebook_cover_most"), _read_pixels),
    **dict.fromkeys(("ebook_pictures", "ebook_cover_pictures"), _read_formats),
    "colour": _read_colour,
    **dict.fromkeys(("standard", "condition"), _read_text),
    **dict.fromkeys(
        (
            *("bleed", "outer", "outer_with_bleed", "least_line", "spine_safe", "cover_bleed", "cover_safe"),
            *("hard_spine", "case_turn_in", "case_hinge", "case_safe", "jacket_flap", "jacket_fold"),
        ),
        read_length,
    ),
    **dict.fromkeys(
        (
            *("least_pages", "most_pages", "page_multiple", "least_resolution", "resolution", "most_resolution"),
            *("most_bytes", "spine_text_from", "description_limit", "keyword_limit"),
            *("ebook_bytes", "ebook_cover_bytes", "ebook_pixels"),
        ),
        _read_whole,
    ),
    "ink_limit": _read_share,
    "spot_inks": _read_count,
    **dict.fromkeys(
        (
            *("bleed_outside", "heads_count", "last_blank", "marks", "bookmarks", "annotations", "transparency"),
            *("encryption", "tagged", "attached", "takes_ebooks", "names_by_isbn", "wants_isbn", "black_ink"),
            *("ebook_media", "ebook_obfuscation", "ebook_inks", "ebook_landmarks"),
        ),
        _read_flag,
    ),
}
