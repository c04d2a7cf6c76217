"""Which face each word may be set in: CSS and elements go in; families, styles and weights come out.

It answers one question only: which faces to embed. So it may err by naming a face too many, never one too few: a rule
whose selector it does not weigh in full (attributes, siblings, pseudo-classes, media) counts as one that may apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import tinycss2

GENERIC = frozenset(
    "serif sans-serif monospace cursive fantasy system-ui math emoji ui-serif ui-sans-serif ui-monospace inherit "
    "initial unset revert".split()
)
_ITALIC_TAGS = frozenset("em i cite dfn var address".split())
_BOLD_TAGS = frozenset("strong b th h1 h2 h3 h4 h5 h6".split())
_CODE_TAGS = frozenset("code pre kbd samp tt".split())
_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 400}
_RESET = frozenset({"inherit", "unset", "revert"})
_ATTRIBUTE = re.compile(r"\[[^\]]*\]")
_PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?")
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")


class Setting(NamedTuple):
    """What a run of text is set in: the families in order of preference, "normal" or "italic", the weight."""

    families: tuple[str, ...]
    style: str
    weight: int


class _Compound(NamedTuple):
    """A part of a selector: a tag, or any, and classes; `child` is True where the part before it is its parent."""

    tag: str | None
    classes: frozenset[str]
    child: bool


class _Rule(NamedTuple):
    subject: _Compound
    ancestors: tuple[_Compound, ...]
    certain: bool
    rank: tuple[int, int, int]
    families: tuple[str, ...] | None
    style: str | None
    weight: int | None


Settings = frozenset[Setting]
Path = tuple[tuple[str, frozenset[str]], ...]


class Place(NamedTuple):
    """Where an element stands: what it may be set in, and the tags and classes down to it, its own last."""

    settings: Settings
    path: Path


INITIAL = Place(frozenset({Setting((), "normal", 400)}), ())


class Cascade:
    """The font rules of a style sheet, ready to be asked about elements."""

    def __init__(self, css: str) -> None:
        """Read `css`; what is no valid CSS in it is passed over, as reading systems do."""
        self.variables: dict[str, str] = {}
        self.added_text: set[str] = set()
        self.changes_case = False
        self._rules: list[_Rule] = []
        self._cache: dict[tuple[Place, str, str], Place] = {}
        blocks = list(_list_rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), True))
        for _, _, declarations in blocks:
            self.variables.update({n: v for n, v in declarations if n.startswith("--")})
        for selectors, certain, declarations in blocks:
            self._add(selectors, certain, declarations)
        self._rules.sort(key=lambda rule: rule.rank)

    def settle(self, parent: Place, tag: str, classes: str) -> Place:
        """Return the place of an element, given its parent's, its tag and its class attribute."""
        key = (parent, tag, classes)
        found = self._cache.get(key)
        if found is None:
            path = (*parent.path, (tag, frozenset(classes.split())))
            found = self._cache[key] = Place(self._compute(parent.settings, path), path)
        return found

    def _compute(self, parent: Settings, path: Path) -> Settings:
        settings = set(parent)
        tag = path[-1][0]
        if tag in _ITALIC_TAGS:
            settings = {s._replace(style="italic") for s in settings}
        if tag in _BOLD_TAGS:
            settings = {s._replace(weight=700) for s in settings}
        if tag in _CODE_TAGS:
            settings = {s._replace(families=("monospace",)) for s in settings}
        for rule in self._rules:
            if _matches(rule, path):
                changed = {_apply(rule, s) for s in settings}
                settings = changed if rule.certain else settings | changed
        return frozenset(settings)

    def _add(self, selectors: str, certain: bool, declarations: list[tuple[str, str]]) -> None:
        families, style, weight = None, None, None
        for name, raw in declarations:
            value = self.resolve(raw)
            if name == "font-family":
                families = _split_families(value)
            elif name == "font-style":
                style = _read_style(value)
            elif name == "font-weight":
                weight = _read_weight(value)
            elif name == "font" and value not in _RESET:
                families, style, weight = _read_font(value)
            elif name == "content":
                self.added_text.update(re.sub(r"\\([0-9a-fA-F]{1,6})\s?", _unescape, value))
            elif name in ("text-transform", "font-variant", "font-variant-caps") and value != "none":
                self.changes_case = True
        if families is None and style is None and weight is None:
            return
        for selector in _split_selectors(selectors):
            compounds, whole, strength = _read_selector(selector)
            rank = (*strength, len(self._rules))
            rule = _Rule(compounds[-1], compounds[:-1], certain and whole, rank, families, style, weight)
            self._rules.append(rule)

    def resolve(self, value: str) -> str:
        """Return a CSS value with its custom properties replaced by what the style sheet says they are."""
        for _ in range(8):
            if "var(" not in value:
                break
            value = _VARIABLE.sub(lambda m: self.variables.get(m[1], m[2] or ""), value)[:2000]
        return value.strip()


def _list_rules(nodes: Iterable[object], certain: bool) -> Iterator[tuple[str, bool, list[tuple[str, str]]]]:
    """Yield (selectors, whether they surely count, declarations); conditional groups only may count."""
    for node in nodes:
        kind = getattr(node, "type", "")
        content = getattr(node, "content", None)
        if content is None:
            continue
        if kind == "qualified-rule":
            prelude = tinycss2.serialize(node.prelude)  # type: ignore[attr-defined]
            declarations = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
            pairs = [
                (d.name if d.name.startswith("--") else d.lower_name, tinycss2.serialize(d.value).strip())
                for d in declarations
                if d.type == "declaration"
            ]
            yield prelude, certain, pairs
        elif kind == "at-rule" and node.lower_at_keyword in ("media", "supports", "layer", "container"):  # type: ignore[attr-defined]
            inner = tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True)
            yield from _list_rules(inner, False)


def list_declarations(css: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the selectors and the (name, value) pairs of each rule of `css`, conditional ones included."""
    nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    for selectors, _, declarations in _list_rules(nodes, True):
        yield selectors, declarations


def _matches(rule: _Rule, path: Path) -> bool:
    """Return True where the subject and the ancestors of the rule are those of the element, as far as they are told."""
    if not _fits(rule.subject, path[-1]):
        return False
    place, below = len(path) - 1, rule.subject
    for compound in reversed(rule.ancestors):
        place -= 1
        if below.child:
            if place < 0 or not _fits(compound, path[place]):
                return False
        else:
            while place >= 0 and not _fits(compound, path[place]):
                place -= 1
            if place < 0:
                return False
        below = compound
    return True


def _fits(compound: _Compound, element: tuple[str, frozenset[str]]) -> bool:
    return compound.tag in (None, element[0]) and compound.classes <= element[1]


def _apply(rule: _Rule, setting: Setting) -> Setting:
    return Setting(
        setting.families if rule.families is None else rule.families,
        rule.style or setting.style,
        rule.weight or setting.weight,
    )


def _unescape(match: re.Match[str]) -> str:
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def _split_families(value: str) -> tuple[str, ...] | None:
    names = tuple(" ".join(part.strip().strip("\"'").split()) for part in value.split(","))
    return None if names[0] in _RESET else names


def _read_style(value: str) -> str | None:
    word = value.split(maxsplit=1)[0].lower() if value else ""
    if word in ("italic", "oblique"):
        return "italic"
    return "normal" if word == "normal" else None


def _read_weight(value: str) -> int | None:
    if value.isdecimal():
        return int(value)
    return _WEIGHTS.get(value.lower())


def _read_font(value: str) -> tuple[tuple[str, ...] | None, str, int]:
    match = re.match(r"(.*?)\s*(?:[\d.]+(?:%|[a-z]+)|(?:xx?-)?(?:small|large)|medium)(?:\s*/\s*\S+)?\s+(.+)$", value)
    if match is None:
        return None, "normal", 400
    words = match[1].lower().split()
    weight = next((w for w in (_read_weight(word) for word in words if word != "normal") if w), 400)
    return _split_families(match[2]), "italic" if {"italic", "oblique"} & set(words) else "normal", weight


def _split_selectors(selectors: str) -> list[str]:
    if "(" not in selectors:
        return [s.strip() for s in selectors.split(",")]
    parts, depth, start = [], 0, 0
    for index, character in enumerate(selectors):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(selectors[start:index].strip())
            start = index + 1
    return [*parts, selectors[start:].strip()]


def _read_selector(selector: str) -> tuple[tuple[_Compound, ...], bool, tuple[int, int]]:
    """Return a selector's compounds, whether they are all that it says, and a rough specificity.

    What stands before a sibling combinator is left out: it is no ancestor.
    """
    if selector.strip() == ":root":
        return (_Compound("html", frozenset(), False),), True, (1, 0)
    bare = _PSEUDO.sub("*", _ATTRIBUTE.sub("", selector)).strip()
    whole = not set("[:#+~") & set(selector)
    parts = _COMBINATOR.split(bare)
    compounds = [_read_compound(parts[0], False)]
    for mark, text in zip(parts[1::2], parts[2::2], strict=True):
        if mark in ("+", "~"):
            compounds = []
        compounds.append(_read_compound(text, mark == ">"))
    strength = (selector.count("#") * 100 + len(re.findall(r"[.\[]|(?<!:):(?!:)", selector)), len(compounds))
    return tuple(compounds), whole, strength


def _read_compound(text: str, child: bool) -> _Compound:
    tag = re.match(r"(?:[\w-]*\|)?([\w-]+)", text)
    return _Compound(tag[1].lower() if tag else None, frozenset(re.findall(r"\.([\w-]+)", text)), child)
