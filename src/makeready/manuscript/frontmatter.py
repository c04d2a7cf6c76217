"""Front matter: the lines of a Markdown file go in; what stands at its head, and where the text begins, come out.

YAML between two lines of ---, TOML between two lines of +++. YAML is read from its events, so that nothing in it can be
run or multiplied: anchors, aliases and tags are refused, and every value stays the text that it was written as.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import field
from typing import Any

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript import roles, values
from makeready.manuscript.positions import read_toml
from makeready.manuscript.values import Refusal

KEYS = "title subtitle author authors language lang date role matter numbered listed description".split()

_SIZE_LIMIT = 16_384
_BRACKET_LIMIT = 400
_BRACKET = late_pattern(r"[\[{]")


@dataclass(slots=True)
class FrontMatter:
    """What a file says of itself: its values by key, where they stand, and the line that the text starts on."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    first_line: int = 1
    findings: list[Finding] = field(default_factory=list)

    def get(self, key: str) -> str | None:
        """Return a value that is a text, or None."""
        value = self.values.get(key)
        return value if isinstance(value, str) else None


def read_front_matter(lines: list[str], source: str) -> FrontMatter:
    """Return the front matter of a file's `lines`; without any, the text starts on line 1."""
    marker = lines[0].rstrip() if lines else ""
    if marker not in ("---", "+++"):
        return FrontMatter()
    ends = ("---", "...") if marker == "---" else ("+++",)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ends), None)
    if end is None or (marker == "---" and (end == 1 or not lines[1].strip())):
        # A line of three hyphens with an empty line below it is a break between scenes.
        return FrontMatter()
    front = FrontMatter(first_line=end + 2)
    text = "\n".join(lines[1:end])
    if marker == "---":
        _read_yaml(text, source, front)
    else:
        _read_toml(text, source, front)
    _check(front)
    return front


def _read_toml(text: str, source: str, front: FrontMatter) -> None:
    found = read_toml(text, source, 2)
    front.findings.extend(found.findings)
    front.values = found.values
    front.places = {key: found.positions.key((key,)) for key in found.values}


class _Refused(Exception):
    """YAML that is not read: why, and the mark where."""

    def __init__(self, message: str, mark: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.mark = mark


def _read_yaml(text: str, source: str, front: FrontMatter) -> None:
    # Imported here: most books have no front matter.
    import yaml

    try:
        _read_mapping(_read_events(text, yaml), source, front, yaml)
    except _Refused as refused:
        line, column = (refused.mark.line + 2, refused.mark.column + 1) if refused.mark else (2, 1)
        front.findings.append(observe("MD021", refused.message, span=Span.at(source, line, column)))
        front.values, front.places = {}, {}


def _read_events(text: str, yaml: Any) -> list[Any]:
    """Return the events of YAML `text` that carry values; raises _Refused for what could run or multiply."""
    if len(text) > _SIZE_LIMIT:
        raise _Refused(f"the front matter is longer than {_SIZE_LIMIT:,} characters")
    if sum(1 for _ in _BRACKET.finditer(text)) > _BRACKET_LIMIT:
        # Brackets within brackets cost PyYAML the square of their number.
        raise _Refused(f"the front matter has more than {_BRACKET_LIMIT} brackets")
    try:
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
    except RecursionError:
        raise _Refused("the front matter is nested too deeply") from None
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise _Refused(f"this is not YAML: {problem}", getattr(error, "problem_mark", None)) from None
    for event in events:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused("front matter may have no anchors and aliases", event.start_mark)
        if tag := getattr(event, "tag", None):
            raise _Refused(f"front matter may have no tags such as {tag}", event.start_mark)
    kinds = (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.CollectionEndEvent)
    return [event for event in events if isinstance(event, kinds)]


def _read_mapping(events: list[Any], source: str, front: FrontMatter, yaml: Any) -> None:
    """Put the keys and values of a mapping's events into `front`."""
    if events and not isinstance(events[0], yaml.MappingStartEvent):
        raise _Refused("front matter is lines of a key and a value", events[0].start_mark)
    position = 1
    while position < len(events) and not isinstance(events[position], yaml.MappingEndEvent):
        key = events[position]
        if not isinstance(key, yaml.ScalarEvent):
            raise _Refused("a key of front matter is a name", key.start_mark)
        if key.value in front.values:
            raise _Refused(f"the key {key.value!r} stands twice", key.start_mark)
        front.values[key.value], position = _take_value(events, position + 1, yaml)
        mark = key.start_mark
        front.places[key.value] = Span.at(source, mark.line + 2, mark.column + 1, len(key.value))


def _take_value(events: list[Any], position: int, yaml: Any) -> tuple[Any, int]:
    """Return the value at `position` and the place behind it: a text, a list of texts, or None for anything else."""
    event = events[position]
    if isinstance(event, yaml.ScalarEvent):
        return event.value, position + 1
    depth = 0
    texts: list[str] = []
    simple = isinstance(event, yaml.SequenceStartEvent)
    while True:
        event = events[position]
        position += 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            simple = simple and depth == 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
            if depth == 0:
                return (texts if simple else None), position
        elif isinstance(event, yaml.ScalarEvent):
            texts.append(event.value)


def _check(front: FrontMatter) -> None:
    """Bring the values into their normal form; each that is refused is a finding and left out."""
    good: dict[str, Any] = {}
    for key, value in front.values.items():
        span = front.places[key]
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.75)
            hint = f"did you mean {near[0]}?" if near else None
            front.findings.append(
                observe("MD022", f"the key {key!r} in the front matter means nothing here", span=span, hint=hint)
            )
            continue
        try:
            checked = _check_value(key, value)
        except Refusal as refusal:
            front.findings.append(observe(refusal.code, refusal.message, span=span, hint=refusal.hint))
            continue
        if checked is not None:
            good["language" if key == "lang" else "author" if key == "authors" else key] = checked
    front.values = good


def _check_value(key: str, value: Any) -> Any:
    check = _CHECKS.get(key)
    return check(value) if check else _check_text(value)


def _check_text(value: Any) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise Refusal("MD003", "this has to be text")
    text = values.clean_text(value)
    if values.is_unseen(text):
        raise Refusal("MD016", "nothing of this value can be seen")
    return text or None


def _check_names(value: Any) -> list[str] | None:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refusal("MD003", "this has to be a name or a list of names")
    return [name for name in (values.clean_text(name) for name in names) if name] or None


def _check_flag(value: Any) -> str:
    text = str(value).strip().lower()
    if text in ("true", "yes", "on"):
        return "true"
    if text in ("false", "no", "off"):
        return "false"
    raise Refusal("MD003", "this has to be true or false")


def _check_role(value: Any) -> str:
    role = roles.find_role(value) if isinstance(value, str) else None
    if role is None:
        near = difflib.get_close_matches(str(value), roles.SECTION_ROLES, n=2)
        hint = f"did you mean {' or '.join(near)}?" if near else None
        raise Refusal("MS026", f"{value!r} is not a role that is known here", hint)
    return role


def _check_matter(value: Any) -> str:
    text = str(value).strip().lower().removesuffix("matter")
    if text not in ("front", "body", "back"):
        raise Refusal("MS026", f"{value!r} is not front, body or back", "write matter: front, body or back")
    return text


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "author": _check_names,
    "authors": _check_names,
    "language": lambda value: values.check_language(str(value)),
    "lang": lambda value: values.check_language(str(value)),
    "date": lambda value: values.check_date(value if not isinstance(value, int) else str(value)),
    "numbered": _check_flag,
    "listed": _check_flag,
    "role": _check_role,
    "matter": _check_matter,
}
