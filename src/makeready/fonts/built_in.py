"""The built-in typefaces: nothing goes in; the faces of the pinned packages come out, those of the text and fallbacks.

The families come from packages that are pinned, never from the system, so that the same manuscript gives the same pages
everywhere.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from functools import lru_cache

from makeready.model.face import Face, Typefaces

TEXT_FAMILY = "EB Garamond"
CODE_FAMILY = "Source Code Pro"
EMOJI_FAMILY = "Noto Emoji"
_OFL = "SIL Open Font License 1.1"
_DEJAVU = "Bitstream Vera and Arev Fonts licences, changes in the public domain"
_NAMES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}


def _list_family(family: str, package: str, stem: str, weights: tuple[int, ...]) -> Iterator[Face]:
    """Yield the faces of a family that is two variable fonts, upright and italic."""
    for weight in weights:
        for style, infix in (("normal", ""), ("italic", "-Italic")):
            name = _NAMES[weight] if style == "normal" else f"{_NAMES[weight]}Italic".replace("RegularItalic", "Italic")
            yield Face(
                family=family,
                style=style,
                weight=weight,
                package=package,
                file_name=f"files/{stem}{infix}[wght].ttf",
                file_stem=f"{stem}-{name}".lower(),
                licence=_OFL,
                origin=package,
            )


def _fallback(
    family: str,
    package: str,
    file_name: str,
    weight: int = 400,
    style: str = "normal",
    *,
    scale: float = 1.0,
    languages: tuple[str, ...] = (),
    licence: str = _OFL,
) -> Face:
    name = f"{_NAMES[weight]}{'Italic' if style == 'italic' else ''}".replace("RegularItalic", "Italic")
    return Face(
        family=family,
        style=style,
        weight=weight,
        package=package,
        file_name=file_name,
        file_stem=f"{family.replace(' ', '')}-{name}".lower(),
        licence=licence,
        origin=package,
        is_postscript=file_name.endswith(".otf"),
        scale=scale,
        languages=languages,
    )


_TEXT = (
    *_list_family(TEXT_FAMILY, "fontpkg-eb-garamond", "EBGaramond", (400, 700)),
    *_list_family(CODE_FAMILY, "fontpkg-source-code-pro", "SourceCodePro", (400, 700)),
)
# For headings, where a theme or a book asks for it; it stands in for nothing.
_SANS = tuple(
    _fallback("Noto Sans", "manimgx-fonts", f"NotoSans{infix}[wght].ttf", weight, style)
    for weight in (400, 700)
    for infix, style in (("", "normal"), ("-Italic", "italic"))
)
# Before the symbols: DejaVu Sans has some Hebrew and Arabic of its own. Scales make small letters as high as
# the text's.
_SCRIPTS = (
    *(
        _fallback(
            "Noto Serif Hebrew",
            "pylopdf-fonts-he",
            "NotoSerifHebrew-Variable.ttf",
            weight,
            scale=0.92,
            languages=("he", "yi"),
        )
        for weight in (400, 700)
    ),
    *(
        _fallback(
            "Amiri",
            "fontpkg-amiri",
            f"files/Amiri-{name}.ttf",
            weight,
            style,
            scale=1.12,
            languages=("ar", "fa", "ur"),
        )
        for name, weight, style in (
            ("Regular", 400, "normal"),
            ("Italic", 400, "italic"),
            ("Bold", 700, "normal"),
            ("BoldItalic", 700, "italic"),
        )
    ),
    *(
        _fallback(
            family, package, file_name, weight, scale=0.9, languages=languages
        )
        for family, package, file_name, languages in (
            ("Noto Serif Devanagari", "pylopdf-fonts-hi", "NotoSerifDevanagari-Variable.ttf", ("hi", "mr", "ne", "sa")),
            ("Noto Serif Thai", "pylopdf-fonts-th", "NotoSerifThai-Variable.ttf", ("th",)),
        )
        for weight in (400, 700)
    ),
    *(
        _fallback(
            f"Noto Sans {name}", "manimgx-fonts", f"NotoSans{name}[wght].ttf", weight, scale=0.9, languages=(tag,)
        )
        for name, tag in (
            ("Armenian", "hy"), ("Bengali", "bn"), ("Ethiopic", "am"), ("Georgian", "ka"), ("Gujarati", "gu"),
            ("Gurmukhi", "pa"), ("Kannada", "kn"), ("Khmer", "km"), ("Lao", "lo"), ("Malayalam", "ml"),
            ("Myanmar", "my"), ("Oriya", "or"), ("Sinhala", "si"), ("Tamil", "ta"), ("Telugu", "te"),
        )
        for weight in (400, 700)
    ),
)  # fmt: skip
_SYMBOLS = (
    _fallback("STIX Two Math", "ziamath", "fonts/STIXTwoMath-Regular.ttf"),
    _fallback("DejaVu Sans", "ziafont", "fonts/DejaVuSans.ttf", scale=0.86, licence=_DEJAVU),
    _fallback("Noto Sans Symbols", "manimgx-fonts", "NotoSansSymbols[wght].ttf", scale=0.9),
    _fallback(EMOJI_FAMILY, "manimgx-fonts", "NotoEmoji[wght].ttf", scale=0.86),
)
# By language, because one character has several forms; the bold one is the sans, as is the custom. Packages of extras.
_HAN = tuple(
    _fallback(f"Noto Serif {name}", f"pylopdf-fonts-{package}", f"Noto{kind}{name}-Regular.otf", weight, languages=tags)
    for name, package, tags in (
        ("SC", "zh-cn", ("zh",)),
        ("TC", "zh-tw", ("zh-hant", "zh-tw", "zh-hk", "zh-mo")),
        ("JP", "jp", ("ja",)),
        ("KR", "ko", ("ko",)),
    )
    for kind, weight in (("Serif", 400), ("Sans", 700))
)
HAN_FAMILIES = frozenset(face.family for face in _HAN)


# What all faces of these families have: to know that, no font need be read, and most books have little else.
_COMMON = frozenset(map(chr, (*range(0x21, 0x7F), *range(0xA1, 0x180)))) - set("\u00ad¹²³") | set(
    " \u00a0‐‒–—―‘’‚“”„†‡•…‰′″‹›⁄€№™−"
)
_COMMON_BY_FAMILY = {
    TEXT_FAMILY: _COMMON | set("⸺⸻❦◦\u2003\u2060"),  # omitted words, and what our themes draw
    CODE_FAMILY: _COMMON | set("◦"),
    _SANS[0].family: _COMMON,
}
# What no face of these families has, of what our themes draw in any.
_LACKING_BY_FAMILY = {CODE_FAMILY: frozenset("❦\u2003\u2060")}


def list_common(face: Face) -> frozenset[str]:
    """Return characters that the face is known to have without a look at its font: none, or the usual ones."""
    return _find_told(_COMMON_BY_FAMILY, face)


def list_lacking(face: Face) -> frozenset[str]:
    """Return characters that the face is known not to have without a look at its font."""
    return _find_told(_LACKING_BY_FAMILY, face)


def _find_told(by_family: Mapping[str, frozenset[str]], face: Face) -> frozenset[str]:
    """Return what is told of the family of a face; nothing of one that a book brings, or that stands in for a few."""
    return by_family.get(face.family, frozenset()) if face.package and not face.only else frozenset()


def list_faces() -> tuple[Face, ...]:
    """Return the faces that the built-in themes name."""
    return _TEXT


@lru_cache(maxsize=1)
def list_built_in() -> Typefaces:
    """Return the typefaces of a book that brings none: the themes', and fallbacks from packages that are installed."""
    fallbacks = tuple(face for face in (*_SCRIPTS, *_SYMBOLS, *_HAN) if is_installed(face.package))
    return Typefaces(named=(*_TEXT, *_SANS), fallbacks=fallbacks, text=TEXT_FAMILY, code=CODE_FAMILY)


@lru_cache(maxsize=64)
def is_installed(package: str) -> bool:
    """Return True where a package of typefaces is installed."""
    return importlib.util.find_spec(package.replace("-", "_")) is not None
