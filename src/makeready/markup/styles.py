"""Styles: the built-in theme and a project's `styles/` go in; the cascade of an edition comes out, tokens resolved.

Design tokens are custom properties in `:root`. They are resolved here, so that a reading system that knows no
`var()` shows the same page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

from makeready.findings import Finding, Outcome, Span, observe
from makeready.fonts import TEXT_FAMILY, list_faces
from makeready.model.composition import StyleSheet
from makeready.model.edition import Edition, Target
from makeready.workspace import RefusedPath, Workspace, decode_text

_FOLDER = "styles"
_ROOT = re.compile(r":root\s*\{([^{}]*)\}")
_TOKEN = re.compile(r"(?<![\w-])--([\w-]++)\s*+:\s*([^;{}]+);?")
# A fallback may hold brackets in brackets; each alternative begins with another character, so nothing is tried twice.
_USE = re.compile(
    r"var\(\s*+--([\w-]++)\s*+(?:,((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+))?\)",
)
# A comment without an end goes to the end of the sheet: https://www.w3.org/TR/css-syntax-3/#consume-comment
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_FAMILY = re.compile(r"font-family\s*+:\s*+([^;{}!]++)")
_DEFERRING = {"inherit", "initial", "unset", "revert", "serif"}
_UNHYPHENATED = {
    Target.PDF: "body { hyphens: manual }\n",
    Target.EPUB: "body { hyphens: manual; -webkit-hyphens: manual; -epub-hyphens: manual }\n",
}
_DEEPEST = 40
_LONGEST = 1_000_000


def load_styles(workspace: Workspace, edition: Edition) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the style sheets of `edition` in the order of the cascade: theme, then the project's, then its own.

    An edition that is not to be hyphenated gets a rule of its own behind the theme's.
    """
    target = "epub" if edition.target is Target.EPUB else "print"
    layers = ("shared", target)
    outcome = _load_cascade(workspace, layers, edition.styles, edition.styles_span)
    if not edition.hyphenate and outcome.value is not None:
        rule = StyleSheet(name="theme/unhyphenated.css", content=_UNHYPHENATED[edition.target])
        sheets = (*outcome.value[: len(layers)], rule, *outcome.value[len(layers) :])
        outcome = Outcome(value=sheets, findings=outcome.findings)
    if edition.target is Target.EPUB or outcome.value is None:
        return outcome
    return Outcome(value=outcome.value, findings=(*outcome.findings, *find_foreign_families(outcome.value)))


def find_foreign_families(sheets: Iterable[StyleSheet]) -> tuple[Finding, ...]:
    """Return a finding for each `font-family` of a project's sheets that names no typeface there is on paper.

    A screen may have the typeface; a page is set in the pinned ones alone, and falls back to the text's.
    """
    known = {face.family.lower() for face in list_faces()} | _DEFERRING
    findings = []
    for sheet in sheets:
        if not sheet.name.startswith(f"{_FOLDER}/"):
            continue
        for match in _FAMILY.finditer(sheet.content):
            families = [name.strip().strip("\"'") for name in match.group(1).split(",")]
            if not any(name.lower() in known for name in families):
                line = sheet.content.count("\n", 0, match.start(1)) + 1
                message = f"the typeface {families[0]} is not here; {TEXT_FAMILY} will stand in its place on paper"
                findings.append(observe("ST006", message, span=Span.at(sheet.name, line)))
    return tuple(findings)


def load_cover_style(workspace: Workspace) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the style sheets of the cover: the theme's, then the project's `styles/shared.css` and `cover.css`."""
    return _load_cascade(workspace, ("shared", "cover"))


def _load_cascade(
    workspace: Workspace, layers: tuple[str, ...], required: tuple[str, ...] = (), named: Span | None = None
) -> Outcome[tuple[StyleSheet, ...]]:
    findings: list[Finding] = []
    sheets = [_load_theme(layer) for layer in layers]
    try:
        present = workspace.list_files(_FOLDER)
    except RefusedPath as refusal:
        return Outcome(findings=(observe("ST001", f"the folder {_FOLDER}/ cannot be used: {refusal}"),))
    for name in (*(f"{layer}.css" for layer in layers), *required):
        path = f"{_FOLDER}/{name}"
        if name not in required and path not in present:
            continue
        try:
            text = decode_text(workspace.read_bytes(path, limit=_LONGEST))
        except RefusedPath as refusal:
            place = named if name in required else Span.at(path, 1)
            findings.append(observe("ST001", f"the style sheet {path} cannot be used: {refusal}", span=place))
            continue
        except UnicodeDecodeError as error:
            findings.append(observe("ST002", f"{path} is not UTF-8 at byte {error.start}", span=Span.at(path, 1)))
            continue
        sheets.append(StyleSheet(name=path, content=text))
    resolved, more = resolve_tokens(sheets)
    return Outcome(value=resolved, findings=(*findings, *more))


def resolve_tokens(sheets: Iterable[StyleSheet]) -> tuple[tuple[StyleSheet, ...], tuple[Finding, ...]]:
    """Return the sheets with every `var(--token)` replaced by its value; the last `:root` that sets one wins.

    A token that nothing sets and that has no fallback is a finding, as is one that leads to itself or grows
    without end.
    """
    bare = [(sheet, _COMMENT.sub(_blank, sheet.content)) for sheet in sheets]
    # On one line, so that places in the sheet stay what they were.
    tokens = {
        name: " ".join(value.split())
        for _, css in bare
        for block in _ROOT.findall(css)
        for name, value in _TOKEN.findall(block)
    }
    resolver = _Resolver(tokens)
    done: list[StyleSheet] = []
    for sheet, css in bare:
        body = _ROOT.sub(_drop_tokens, css)
        done.append(StyleSheet(name=sheet.name, content=resolver.resolve_sheet(body, sheet.name)))
    return tuple(done), tuple(resolver.findings)


class _Unresolved(Exception):
    """A token that has no value; the text says why."""


class _Resolver:
    """Puts values in the place of tokens, each worked out once, in bounded time and space."""

    def __init__(self, tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.findings: list[Finding] = []
        self._values: dict[str, str | _Unresolved] = {}
        self._open: list[str] = []
        self._room = _LONGEST

    def resolve_sheet(self, css: str, name: str) -> str:
        """Return `css` without tokens; where one has no value the rule gets "initial", and a finding says so."""
        self._room = _LONGEST
        reasons: dict[str, int] = {}

        def fill(use: re.Match[str]) -> str:
            try:
                return self._fill(use)
            except _Unresolved as reason:
                if str(reason) not in reasons:
                    reasons[str(reason)] = css.count("\n", 0, use.start()) + 1
                return "initial"

        filled = _USE.sub(fill, css)
        if (left := filled.find("var(")) >= 0:
            reasons["a use of var() is not closed, or its fallback is too deep"] = filled.count("\n", 0, left) + 1
        self.findings += [observe("ST003", why, span=Span.at(name, line)) for why, line in reasons.items()]
        return filled

    def _fill(self, use: re.Match[str]) -> str:
        name, fallback = use.groups()
        try:
            value = self._find(name)
        except _Unresolved:
            if fallback is None:
                raise
            value = _USE.sub(self._fill, fallback.strip())
        self._room -= len(value)
        if self._room < 0:
            raise _Unresolved(f"--{name} grows without end")
        return value

    def _find(self, name: str) -> str:
        known = self._values.get(name)
        if known is None:
            known = self._values[name] = self._work_out(name)
        if isinstance(known, _Unresolved):
            raise known
        return known

    def _work_out(self, name: str) -> str | _Unresolved:
        if name not in self.tokens:
            return _Unresolved(f"--{name} has no value")
        if name in self._open:
            return _Unresolved(f"--{name} leads to itself")
        if len(self._open) >= _DEEPEST:
            return _Unresolved(f"--{name} leads through more than {_DEEPEST} other tokens")
        self._open.append(name)
        try:
            return _USE.sub(self._fill, self.tokens[name])
        except _Unresolved as reason:
            return reason
        finally:
            self._open.pop()


def _blank(match: re.Match[str]) -> str:
    """Return the lines of a comment without its words, so that places in the sheet stay what they were."""
    return "\n" * match.group().count("\n")


def _drop_tokens(match: re.Match[str]) -> str:
    left = _TOKEN.sub(_blank, match.group(1))
    return f":root{{{left}}}" if left.strip() else "\n" * match.group().count("\n")


def _load_theme(name: str) -> StyleSheet:
    text = (files("makeready.themes") / f"{name}.css").read_text("utf-8")
    return StyleSheet(name=f"theme/{name}.css", content=text)
