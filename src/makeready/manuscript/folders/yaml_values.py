"""YAML: the text of a file goes in; its values, every one a text, a list or a table, and their places come out.

It is read from its events, so that nothing in it can be run or multiplied: a tag is passed over, an alias has no value.
https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

from typing import Any

from makeready.findings import Span
from makeready.late_pattern import late_pattern
from makeready.manuscript.positions import Path, Positions

_LONGEST = 1_000_000
_MOST_BRACKETS = 5_000
_BRACKET = late_pattern(r"[\[{]")
_DEEPEST = 50


class UnreadYaml(ValueError):
    """Says why a text is not read as YAML, and on which line of its file."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def read_yaml(text: str, source: str, first_line: int = 1) -> tuple[Any, Positions]:
    """Return the first document's value and the places of all in it; (None, no places) where it is no YAML.

    `first_line` is the line of `source` that the text begins on.
    """
    try:
        return load_yaml(text, source, first_line)
    except UnreadYaml:
        return None, Positions(source)


def load_yaml(text: str, source: str, first_line: int = 1) -> tuple[Any, Positions]:
    """Return what `read_yaml` does; UnreadYaml is raised for a text that is not read."""
    import yaml  # most books have none

    positions = Positions(source)
    if len(text) > _LONGEST:
        raise UnreadYaml(f"it has more than {_LONGEST:,} characters", first_line)
    # Brackets within brackets cost PyYAML the square of their number.
    if sum(1 for _ in _BRACKET.finditer(text)) > _MOST_BRACKETS:
        raise UnreadYaml(f"it has more than {_MOST_BRACKETS:,} brackets", first_line)
    reader = _EventReader(yaml, positions, first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if not reader.take(event):
                break
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise UnreadYaml(f"it is not YAML: {error.problem}", first_line + line) from None
    except yaml.YAMLError:
        raise UnreadYaml("it is not YAML: it has characters that YAML has not", first_line) from None
    except (RecursionError, ValueError):
        raise UnreadYaml(f"its values lie more than {_DEEPEST} deep", first_line) from None
    return reader.value, positions


class _EventReader:
    """Makes values of events, without recursion."""

    def __init__(self, yaml: Any, positions: Positions, first_line: int) -> None:
        self.yaml = yaml
        self.positions = positions
        self.first_line = first_line
        self.value: Any = None
        # What is open: its value, its path, and the key that waits for a value (of a table).
        self.open: list[tuple[Any, Path, list[str]]] = []

    def take(self, event: Any) -> bool:
        """Take the next event; return False where the document is over."""
        yaml = self.yaml
        if isinstance(event, yaml.DocumentEndEvent):
            return False
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = self._put(value, event)
            self.open.append((value, path, []))
            if len(self.open) > _DEEPEST:
                raise ValueError("nested too deeply")
        elif isinstance(event, yaml.ScalarEvent):
            # Of a plain scalar only the ones that mean nothing are none; all else stays as it is written.
            empty = event.style is None and event.value in ("", "~", "null", "Null", "NULL")
            self._put(None if empty else event.value, event)
        elif isinstance(event, yaml.AliasEvent):
            self._put(None, event)
        return True

    def _put(self, value: Any, event: Any) -> Path:
        """Put `value` where the next one belongs, and return its path."""
        span = Span.at(self.positions.source, event.start_mark.line + self.first_line, event.start_mark.column + 1)
        if not self.open:
            self.value = value
            return ()
        inside, path, key = self.open[-1]
        if isinstance(inside, list):
            here: Path = (*path, len(inside))
            inside.append(value)
        elif not key:
            # A key that is a list or a table is none that anybody here asks for.
            name = value if isinstance(value, str) else ""
            key.append(name)
            self.positions.keys.setdefault((*path, name), span)
            return (*path, name)
        else:
            name = key.pop()
            here = (*path, name)
            inside[name] = value
        self.positions.values[here] = span
        return here
