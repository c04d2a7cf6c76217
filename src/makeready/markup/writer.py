"""A writer of XHTML: events of a tree go in; lines of text and the places they came from come out."""

from __future__ import annotations

from collections.abc import Collection

from makeready.findings.span import Span
from makeready.late_pattern import late_pattern

# What XML cannot hold (https://www.w3.org/TR/xml/#charsets). Reading a manuscript replaces and reports these;
# here none that came another way can break a file.
_FORBIDDEN = [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
_TEXT = dict.fromkeys(_FORBIDDEN, "\ufffd") | str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
# Most text has none of these, and to look for them takes a tenth of the time.
_IN_TEXT = late_pattern("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def escape_text(text: str) -> str:
    """Return `text` as character data."""
    return text.translate(_TEXT) if _IN_TEXT.search(text) else text


def escape_attribute(text: str) -> str:
    """Return `text` as it stands between double quotes."""
    return text.translate(_ATTRIBUTE)


class XhtmlWriter:
    """Collects markup, counts its lines and remembers which lines came from which place of the manuscript."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._line = 1
        self.source_map: list[tuple[int, Span]] = []
        self.anchors: list[str] = []

    def break_line(self, span: Span | None = None) -> None:
        """End the line; what follows came from `span`."""
        self._parts.append("\n")
        self._line += 1
        if span is not None:
            self.source_map.append((self._line, span))

    def write_raw(self, markup: str) -> None:
        """Add finished markup."""
        self._parts.append(markup)
        self._line += markup.count("\n")

    def write_text(self, text: str) -> None:
        """Add words."""
        self._parts.append(escape_text(text))
        self._line += text.count("\n")

    def open(self, name: str, attributes: Collection[tuple[str, str]] = ()) -> None:
        """Begin the element `name`; an `id` among its attributes is remembered."""
        self.anchors += [value for key, value in attributes if key == "id"]
        written = "".join([f' {key}="{value.translate(_ATTRIBUTE)}"' for key, value in attributes])
        self._parts.append(f"<{name}{written}>")

    def close(self, name: str) -> None:
        """End the element `name`."""
        self._parts.append(f"</{name}>")

    def write_words(self, name: str, attributes: Collection[tuple[str, str]], text: str) -> None:
        """Add an element that has nothing but words."""
        self.open(name, attributes)
        self.write_text(text)
        self.close(name)

    def write_empty(self, name: str, attributes: Collection[tuple[str, str]] = ()) -> None:
        """Add an element without content."""
        self.open(name, attributes)
        self._parts[-1] = f"{self._parts[-1][:-1]}/>"

    def finish(self) -> bytes:
        """Return all that was written, as UTF-8."""
        return "".join(self._parts).encode("utf-8")
