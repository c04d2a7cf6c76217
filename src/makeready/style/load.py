"""Loading: the theme, shared sheets and a project's `styles/` go in; the cascade comes out, its tokens resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from makeready.findings import Finding, Outcome, Span, observe
from makeready.fonts import CODE_FAMILY, TEXT_FAMILY, list_built_in
from makeready.late_pattern import late_pattern
from makeready.model.composition import StyleSheet
from makeready.model.edition import Edition, Target
from makeready.model.face import Typefaces
from makeready.style.conditions import Applies
from makeready.style.design_tokens import resolve_tokens
from makeready.style.fallbacks import quote_family
from makeready.style.families import read_families
from makeready.style.sheet import AtRule, list_declarations, read_style
from makeready.style.themes import find_themes, list_sheets
from makeready.themes import BUILT_IN, DEFAULT, read_script
from makeready.workspace import RefusedPath, Workspace, decode_text

_FOLDER = "styles"
_DEFERRING = {"inherit", "initial", "unset", "revert", "serif"}
_UNHYPHENATED = {
    Target.PDF: "body { hyphens: manual }\n",
    Target.EPUB: "body { hyphens: manual; -webkit-hyphens: manual; -epub-hyphens: manual }\n",
}
_LONGEST = 1_000_000
_ESCAPE = late_pattern(r"\\(?:([0-9a-fA-F]{1,6})|.)", re.DOTALL)


def load_styles(
    workspace: Workspace, edition: Edition, typefaces: Typefaces | None = None, language: str = ""
) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the style sheets of `edition` in the order of the cascade: theme, shared, the project's, then its own.

    The script of the book's `language`, roles that it gives to `typefaces` (by default the built-in ones), an edition
    that is not hyphenated, get rules of their own behind the theme's.
    """
    typefaces = typefaces or list_built_in()
    target = "print" if edition.is_paged else "epub"
    layers = ("shared", target)
    outcome = _load_cascade(
        workspace,
        layers,
        edition.target,
        typefaces,
        edition.styles,
        edition.styles_span,
        edition.shared_styles,
        (edition.theme, edition.theme_span),
        _name_scripts(language),
    )
    if not edition.hyphenate and outcome.value is not None:
        rule = StyleSheet(name="theme/unhyphenated.css", content=_UNHYPHENATED[edition.target])
        own = next((i for i, one in enumerate(outcome.value) if not is_theme(one)), len(outcome.value))
        sheets = (*outcome.value[:own], rule, *outcome.value[own:])
        outcome = Outcome(value=sheets, findings=outcome.findings)
    if not edition.is_paged or outcome.value is None:
        return outcome
    odd = find_odd_sizes(outcome.value)
    # Without a value the edition is not laid out: on pages of a millimetre a chapter takes as long as a library.
    return Outcome(
        value=None if odd else outcome.value,
        findings=(*outcome.findings, *find_foreign_families(outcome.value, typefaces), *odd),
    )


def find_foreign_families(sheets: Iterable[StyleSheet], typefaces: Typefaces) -> tuple[Finding, ...]:
    """Return a finding for each `font-family` of a project's sheets that names no typeface there is on paper.

    A screen may have the typeface; a page is set in `typefaces` alone, and falls back to the text's.
    """
    known = {face.family.lower() for face in typefaces.faces} | _DEFERRING
    style = read_style(_leave_out_theme(sheets))
    findings = []
    for statement in (statement for sheet in style.sheets for statement in sheet.statements):
        describes = isinstance(statement, AtRule) and statement.name == "font-face"
        if describes or style.applies_to(statement, Target.PDF) is Applies.NEVER:
            continue
        for one in list_declarations(statement):
            families = read_families(one.tokens) if one.name == "font-family" else ()
            if families and not any(name.lower() in known for name in families):
                message = f"the typeface {families[0]} is not here; {typefaces.text} will stand in its place on paper"
                findings.append(observe("ST006", message, span=Span.at(statement.sheet, one.line)))
    return tuple(findings)


def find_odd_sizes(sheets: Iterable[StyleSheet]) -> tuple[Finding, ...]:
    """Return a finding for each `size` in page rules that no book has, in those of our own themes none: see `trim`."""
    findings = []
    for page in read_style(sheet for sheet in sheets if not is_our_own(sheet.name)).pages:
        for one in page.declarations:
            sides = [t.value * _POINTS.get(t.lower_unit, 0.0) for t in one.tokens if t.type == "dimension"]
            if one.name == "size" and any(side and not _LEAST <= side <= _MOST for side in sides):
                message = f"a page of {one.value} is out of the range from 2 to 40 in"
                findings.append(observe("ST010", message, span=Span.at(page.sheet, one.line)))
    return tuple(findings)


def _leave_out_theme(sheets: Iterable[StyleSheet]) -> Iterator[StyleSheet]:
    return (sheet for sheet in sheets if not is_theme(sheet))


def is_our_own(name: str) -> bool:
    """Return True for the name of a sheet that comes with makeready: no project's, nor that of another's theme."""
    head, _, rest = name.partition("/")
    folder = rest.rpartition("/")[0]
    return head == "theme" and (not folder or folder in BUILT_IN)


def is_theme(sheet: StyleSheet) -> bool:
    """Return True for a sheet that is not the project's own."""
    return sheet.name.startswith("theme/")


# Points in a unit; and the smallest and largest side of a page, in points.
_POINTS = {"pt": 1.0, "pc": 12.0, "in": 72.0, "px": 0.75, "mm": 72 / 25.4, "cm": 72 / 2.54, "q": 72 / 101.6}
_LEAST, _MOST = 144.0, 2880.0


_SHARED_HINT = "put the file there, or take its name out of `styles` in makeready.toml"


def load_cover_style(
    workspace: Workspace,
    shared: tuple[tuple[str, Span], ...] = (),
    typefaces: Typefaces | None = None,
    theme: str = DEFAULT,
) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the style sheets of the cover: `theme`'s, `shared`, the project's `shared.css` and `cover.css`.

    `typefaces` as in `load_styles`.
    """
    return _load_cascade(
        workspace, ("shared", "cover"), Target.PDF, typefaces or list_built_in(), shared=shared, theme=(theme, None)
    )


def load_wrap_style(workspace: Workspace, edition: Edition, typefaces: Typefaces) -> Outcome[tuple[StyleSheet, ...]]:
    """Return the project's sheets for the wrap of a printed book, which lie over its design: `wrap.css`, named ones."""
    return _load_cascade(
        workspace,
        ("wrap",),
        Target.PDF,
        typefaces,
        edition.styles,
        edition.styles_span,
        theme=(edition.theme, edition.theme_span),
    )


# What a role is for: the token of the theme that has its families, or the elements that are set in them.
_TOKENS = (("text", "--text-family", TEXT_FAMILY, '"Garamond", "Georgia", serif'),
           ("code", "--code-family", CODE_FAMILY, '"Menlo", "Consolas", monospace'))  # fmt: skip
_ELEMENTS = (
    ("head", "h1, h2, h3, h4, h5, h6"),
    ("display", ".titlepage, .halftitlepage, .titlepage h1, .halftitlepage h1, .cover-head, .cover-foot"),
)


# Scripts that want other lines and indents than Latin, each with a sheet of its own, by the languages written in them.
_SCRIPTS = {
    "arabic": ("ar", "fa", "ur", "ps", "sd", "ug", "ckb"),
    "hebrew": ("he", "yi"),
    "chinese": ("zh",),
    "japanese": ("ja",),
    "korean": ("ko",),
    "tall": (
        *("hi", "mr", "ne", "sa", "bn", "as", "pa", "gu", "or", "ta", "te", "kn", "ml", "si"),
        *("th", "lo", "km", "my", "bo"),
    ),
}


def _name_scripts(language: str) -> tuple[str, ...]:
    """Return the script that a language is written in, if it has a sheet of its own."""
    primary = language.split("-", maxsplit=1)[0].lower()
    return tuple(name for name, languages in _SCRIPTS.items() if primary in languages)


def write_roles(typefaces: Typefaces) -> str:
    """Return the rules for the roles that a book gives to families of its own choice, "" where it gives none."""
    rules = []
    for role, token, built_in, others in _TOKENS:
        family = getattr(typefaces, role)
        if family != built_in:
            rules.append(f":root {{ {token}: {quote_family(family)}, {quote_family(built_in)}, {others} }}\n")
    for role, selectors in _ELEMENTS:
        family = getattr(typefaces, role)
        if family:
            families = dict.fromkeys((family, typefaces.text))
            rules.append(f"{selectors} {{ font-family: {', '.join(map(quote_family, families))}, serif }}\n")
    return "".join(rules)


def check_shared_sheets(workspace: Workspace, shared: Iterable[tuple[str, Span]]) -> tuple[Finding, ...]:
    """Return why style sheets that many books share cannot be used; `workspace` is the folder that they lie in."""
    told = (_read_sheet(path, span, workspace.read_bytes, _SHARED_HINT) for path, span in shared)
    return tuple(one for one in told if isinstance(one, Finding))


def _read_sheet(path: str, asked: Span | None, read: Callable[..., bytes], hint: str | None) -> str | Finding:
    """Return the text of a style sheet that `asked` names, or why it cannot be used."""
    try:
        return decode_text(read(path, limit=_LONGEST))
    except RefusedPath as refusal:
        place = asked or Span.at(path, 1)
        return observe("ST001", f"the style sheet {path} cannot be used: {refusal}", span=place, hint=hint)
    except UnicodeDecodeError as error:
        return observe("ST002", f"{path} is not UTF-8 at byte {error.start}", span=Span.at(path, 1))


def _load_cascade(
    workspace: Workspace,
    layers: tuple[str, ...],
    target: Target,
    typefaces: Typefaces,
    required: tuple[str, ...] = (),
    named: Span | None = None,
    shared: tuple[tuple[str, Span], ...] = (),
    theme: tuple[str, Span | None] = (DEFAULT, None),
    scripts: tuple[str, ...] = (),
) -> Outcome[tuple[StyleSheet, ...]]:
    found = find_themes(workspace, *theme)
    findings: list[Finding] = [*found.findings]
    # Without its theme the book goes on in the usual one, so that what else is wrong is told as well.
    themes = found.value or find_themes(workspace, DEFAULT).value or ()
    sheets = []
    for sheet in list_sheets(themes, layers):
        content, told = (sheet.content, []) if is_our_own(sheet.name) else _replace_halves(sheet.content, sheet.name)
        findings += told
        sheets.append(StyleSheet(name=sheet.name, content=content))
    sheets += [StyleSheet(name=f"theme/{script}.css", content=read_script(script)) for script in scripts]
    if roles := write_roles(typefaces):
        sheets.append(StyleSheet(name="theme/typefaces.css", content=roles))
    try:
        present = workspace.list_files(_FOLDER)
    except RefusedPath as refusal:
        return Outcome(findings=(observe("ST001", f"the folder {_FOLDER}/ cannot be used: {refusal}"),))
    own = [f"{layer}.css" for layer in layers if f"{_FOLDER}/{layer}.css" in present]
    places: list[tuple[str, Span | None, Callable[..., bytes]]] = [
        *((path, span, workspace.read_shared) for path, span in shared),
        *((f"{_FOLDER}/{name}", None, workspace.read_bytes) for name in own),
        *((f"{_FOLDER}/{name}", named, workspace.read_bytes) for name in required),
    ]
    for path, asked, read in places:
        text = _read_sheet(path, asked, read, _SHARED_HINT if read == workspace.read_shared else None)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        text, told = _replace_halves(text, path)
        findings += told
        sheets.append(StyleSheet(name=path, content=text))
    resolved, more = resolve_tokens(sheets, target)
    return Outcome(value=resolved, findings=(*findings, *more))


def _replace_halves(text: str, path: str) -> tuple[str, list[Finding]]:
    """Return the text with U+FFFD for escapes of half a surrogate pair, as CSS has it, and a finding for each.

    The parsers take them as they are, and no file can hold them. https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point
    """
    findings = []
    pieces, last = [], 0
    for found in _ESCAPE.finditer(text):
        if found[1] and 0xD800 <= int(found[1], 16) <= 0xDFFF:
            message = f"\\{found[1]} was replaced by U+FFFD: there is no such character"
            span = Span.at(path, text.count("\n", 0, found.start()) + 1)
            findings.append(observe("MS003", message, span=span))
            # Six digits end an escape whatever stands behind it.
            pieces += [text[last : found.start()], "\\00fffd"]
            last = found.end()
    return "".join([*pieces, text[last:]]), findings
