"""Themes of a book: a name goes in; what its manifest says, and its sheets behind those of its base, come out."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable
from functools import lru_cache

from makeready.dataclass import dataclass
from makeready.findings import Finding, Outcome, Span, observe
from makeready.model.composition import StyleSheet
from makeready.style.sheet import Rule, list_declarations, read_sheet
from makeready.themes import BUILT_IN, DEFAULT, LAYERS, MANIFEST, ThemeFiles, list_themes, read_theme
from makeready.workspace import Workspace

ROLES = ("text", "code", "head", "display")
_LINES = frozenset({"title", "purpose", "over", "cover"})
# One theme over another, and that over a third: whoever has more of them means something else.
_DEEPEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme: what it is for, which package it comes from, the name of the one that it lies `over`, "" for none.

    `families` pairs roles with the families that it gives them, `sheets` layers ("shared", "print") with their CSS.
    `trims` are the page sizes that it is meant for, and `cover` says what its typeset cover looks like.
    """

    name: str
    title: str
    purpose: str
    origin: str
    over: str = ""
    trims: tuple[str, ...] = ()
    cover: str = ""
    families: tuple[tuple[str, str], ...] = ()
    sheets: tuple[tuple[str, str], ...] = ()


class ThemeRefusedError(Exception):
    """Says why the files of a theme cannot be used."""


def find_themes(workspace: Workspace, name: str, span: Span | None = None) -> Outcome[tuple[Theme, ...]]:
    """Return the theme `name` behind those that it lies over, the lowest first.

    Where it is not there or cannot be used, there is an error at `span` and no value.
    """
    return _follow(workspace.read_theme, name, span)


def find_installed_themes(name: str) -> Outcome[tuple[Theme, ...]]:
    """Return the same of a theme that no book asks for."""
    return _follow(read_theme, name, None)


def _follow(read: Callable[[str], ThemeFiles | None], name: str, span: Span | None) -> Outcome[tuple[Theme, ...]]:
    chain: list[Theme] = []
    wanted = name
    while wanted:
        files = read(wanted)
        if files is None:
            return Outcome(findings=(_refuse_name(name, wanted, chain, span),))
        try:
            theme = _read_files(files)
            if len(chain) == _DEEPEST or any(one.name == theme.name for one in chain):
                raise ThemeRefusedError(f"it lies over {theme.name!r}, and that in the end over itself")
        except ThemeRefusedError as refusal:
            message = f"the theme {wanted!r} of {files.origin} cannot be used: {refusal}"
            return Outcome(findings=(observe("ST012", message, span=span),))
        chain.insert(0, theme)
        wanted = theme.over
    return Outcome(value=tuple(chain))


def describe_themes() -> tuple[tuple[Theme, ...], tuple[Finding, ...]]:
    """Return all themes that there are, and a finding for each that cannot be used."""
    themes, findings = [], []
    for name in list_themes():
        files = read_theme(name)
        try:
            if files is not None:
                themes.append(_read_files(files))
        except ThemeRefusedError as refusal:
            message = f"the theme {name!r} of {files.origin if files else ''} cannot be used: {refusal}"
            findings.append(observe("ST012", message))
    return tuple(themes), tuple(findings)


def choose_families(themes: tuple[Theme, ...]) -> dict[str, str]:
    """Return the families of the roles that `themes` give one to; the last theme's count."""
    return {role: family for theme in themes for role, family in theme.families}


def list_tokens(themes: tuple[Theme, ...]) -> dict[str, tuple[str, str]]:
    """Return the tokens of `themes`, each with its value and the name of the theme that sets it last."""
    found: dict[str, tuple[str, str]] = {}
    for theme in themes:
        for layer, text in theme.sheets:
            for statement in read_sheet(f"{layer}.css", text).statements:
                # Under a condition stands what holds for some readers only.
                if isinstance(statement, Rule) and statement.selectors == (":root",) and not statement.conditions:
                    tokens = (one for one in statement.declarations if one.name.startswith("--"))
                    found.update((one.name, (one.value, theme.name)) for one in tokens)
    return found


def list_sheets(themes: tuple[Theme, ...], layers: tuple[str, ...]) -> list[StyleSheet]:
    """Return the sheets of `layers` in the order of the cascade: all of one theme before those of the next."""
    return [
        StyleSheet(name=_name_sheet(theme, layer), content=dict(theme.sheets)[layer])
        for theme in themes
        for layer in layers
        if layer in dict(theme.sheets)
    ]


def _name_sheet(theme: Theme, layer: str) -> str:
    return f"theme/{layer}.css" if theme.name == DEFAULT else f"theme/{theme.name}/{layer}.css"


def _refuse_name(asked: str, wanted: str, chain: list[Theme], span: Span | None) -> Finding:
    names = list_themes()
    if wanted != asked:
        message = f"the theme {asked!r} of {chain[0].origin} lies over {wanted!r}, which is not there"
        return observe("ST012", message, span=span, hint="install the package that brings the other theme as well")
    near = difflib.get_close_matches(asked.lower(), names, n=1)
    meant = f"did you mean {near[0]!r}? " if near else ""
    return observe("ST011", f"there is no theme {asked!r}", span=span, hint=f"{meant}there are {', '.join(names)}")


@lru_cache(maxsize=16)
def _read_files(files: ThemeFiles) -> Theme:
    if files.refusal:
        raise ThemeRefusedError(files.refusal)
    texts = {}
    for name, content in files.content:
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ThemeRefusedError(f"{name} is not UTF-8 at byte {error.start}") from error
    try:
        manifest = tomllib.loads(texts[MANIFEST])
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ThemeRefusedError(f"{MANIFEST} is no TOML: {error}") from error
    lines = {key: value for key, value in manifest.items() if key in _LINES}
    families = manifest.get("families", {})
    named = families if isinstance(families, dict) else {"families": families}
    for key, value in (*lines.items(), *named.items()):
        if not isinstance(value, str) or "\n" in value:
            raise ThemeRefusedError(f"{MANIFEST}: {key!r} is no line of text")
    trims = manifest.get("trims", [])
    if not isinstance(trims, list) or not all(isinstance(one, str) and one and "\n" not in one for one in trims):
        raise ThemeRefusedError(f"{MANIFEST}: 'trims' is no list of page sizes")
    unknown = [*(manifest.keys() - _LINES - {"families", "trims"}), *(named.keys() - set(ROLES))]
    if unknown:
        raise ThemeRefusedError(f"{MANIFEST} has the unknown key {min(unknown)!r}")
    if not lines.get("purpose"):
        raise ThemeRefusedError(f"{MANIFEST} does not say what the theme is for: `purpose` is missing")
    sheets = tuple((layer, texts[f"{layer}.css"]) for layer in LAYERS if f"{layer}.css" in texts)
    # Tests look at ours: what a book does not use of them need not be read.
    for layer, text in sheets if files.name not in BUILT_IN else ():
        check_sheet(f"{layer}.css", text)
    return Theme(
        name=files.name,
        title=lines.get("title") or files.name,
        purpose=lines["purpose"],
        origin=files.origin,
        over=lines.get("over", ""),
        trims=tuple(trims),
        cover=lines.get("cover", ""),
        families=tuple((role, named[role]) for role in ROLES if named.get(role)),
        sheets=sheets,
    )


def check_sheet(name: str, text: str) -> None:
    """Refuse what stays in a theme without a word otherwise: pictures and sheets that would be asked for by address.

    Raises ThemeRefusedError.
    """
    for statement in read_sheet(name, text).statements:
        if getattr(statement, "name", "") in ("import", "font-face"):
            raise ThemeRefusedError(f"{name} asks for another file")
        for one in list_declarations(statement):
            # Few values may be an address; tokens are made of these alone.
            if ("url" in one.written.lower() or "\\" in one.written) and any(
                token.type == "url" or getattr(token, "lower_name", "") == "url" for token in one.tokens
            ):
                raise ThemeRefusedError(f"{name} asks for another file in line {one.line}")
