"""The text of a file: its lines go in; its front matter, blocks and notes come out, with all that is wrong in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.manuscript import values
from makeready.manuscript.coverage import find_missing_words
from makeready.manuscript.frontmatter import FrontMatter, read_front_matter
from makeready.manuscript.kept_texts import pack_text, unpack_text
from makeready.manuscript.nodes import read_text
from makeready.manuscript.notations import find_notations
from makeready.manuscript.order import Entry
from makeready.manuscript.references import clear_controls
from makeready.manuscript.sections import FileText
from makeready.manuscript.separators import blank_separators, break_at_separators, list_separators, name_separator
from makeready.manuscript.systems import System
from makeready.model.node import Node, NodeKind
from makeready.store import make_key

if TYPE_CHECKING:
    from makeready.workshop import Notebook

__all__ = ["FileReader", "check_characters"]


def check_characters(text: str, path: str, findings: list[Finding]) -> str:
    """Return the text without characters that XML forbids; report those and the ones that turn its direction."""
    if "&#" not in text and text.replace("\n", "").isprintable():
        return text  # none of them is: one look instead of three
    found = values.CONTROL.search(text)
    if found:
        count = len(values.CONTROL.findall(text))
        line, column = _find_place(text, found.start())
        many = "a control character was" if count == 1 else f"{count} control characters were"
        message = f"{many} replaced by U+FFFD; the first is U+{ord(found[0]):04X}"
        findings.append(observe("MS003", message, span=Span.at(path, line, column, 1)))
        text = values.replace_controls(text)
    turning = None if text.isascii() else values.TURNING.search(text)
    if turning:
        line, column = _find_place(text, turning.start())
        findings.append(_describe_turning(turning[0], Span.at(path, line, column, 1)))
    separators = list_separators(text)
    if separators:
        line, column = _find_place(text, separators[0].start())
        many = "a separator was" if len(separators) == 1 else f"{len(separators)} separators were"
        message = f"{many} read as a break; the first is {name_separator(separators[0][0])}"
        findings.append(observe("MS033", message, span=Span.at(path, line, column, 1)))
    return text


@dataclass(slots=True, kw_only=True)
class FileReader:
    """Reads files one after the other: `findings` and `ids`, those of earlier files, take up what each has.

    `system` is the one that they are written for; `kept` has what earlier builds read.
    """

    findings: list[Finding]
    ids: dict[str, Span]
    system: System
    kept: Notebook | None = None

    def read(self, lines: list[str], path: str, entry: Entry) -> FileText | None:
        """Return the text of the file `path`, which has these lines; None where it cannot be read to its end."""
        text_of_file = "\n".join(lines)
        key = "" if self.kept is None else make_key(path, self.system, text_of_file)
        separated = bool(list_separators(text_of_file))
        front = read_front_matter([blank_separators(line) for line in lines] if separated else lines, path)
        self.findings += front.findings
        known = self._recall(key, path)
        if known is not None:
            return FileText(path, front, *known, entry.matter, entry.part, entry)
        body = lines[front.first_line - 1 :]
        ids: dict[str, Span] = {}
        text = read_text(body, path, front.first_line, ids, self.system)
        is_apart = ids.keys().isdisjoint(self.ids)
        if is_apart:
            self.ids |= ids
        else:  # again, so that it is told of which file the others are
            text = read_text(body, path, front.first_line, self.ids, self.system)
        known_findings = len(self.findings)
        self.findings += text.findings
        if text.refused:
            return None
        if not text.nodes and not text.notes:
            self.findings.append(observe("MS032", f"{path} has no text", span=Span.at(path, 1)))
        blocks, notes = text.nodes, text.notes
        if "&#" in text_of_file:
            blocks, notes = clear_controls(blocks), clear_controls(notes)
        nodes = [*blocks, *notes]
        self.findings += _list_unknown_characters(nodes, front, text_of_file, path)
        self.findings += _list_turning(nodes, text_of_file)
        self.findings += _list_blank_headings(nodes)
        self.findings += find_notations(nodes, text_of_file, path)
        self.findings += find_missing_words(body, front.first_line, path, nodes, text.markup)
        if separated and list_separators("\n".join(body)):
            blocks, notes = break_at_separators(blocks), break_at_separators(notes)
        if self.kept is not None and is_apart and len(self.findings) == known_findings:
            self.kept.note(key, pack_text(blocks, notes, ids))
        return FileText(path, front, list(blocks), list(notes), entry.matter, entry.part, entry)

    def _recall(self, key: str, path: str) -> tuple[list[Node], list[Node]] | None:
        """Return the blocks and the notes of a file in which an earlier build found nothing; None where it has to be
        read, as where it has an id that an earlier file has too."""
        packed = self.kept.find(key) if self.kept is not None else None
        if packed is None:
            return None
        try:
            nodes, notes, ids = unpack_text(packed, path)
        except ValueError:
            return None
        if not ids.keys().isdisjoint(self.ids):
            return None
        self.ids |= ids
        return nodes, notes


def _list_unknown_characters(nodes: Sequence[Node], front: FrontMatter, source: str, path: str) -> Iterator[Finding]:
    """Yield the finding for references, such as &#xD800;, to characters that there are none of."""
    if values.UNKNOWN in source or ("&#" not in source and "\\" not in source):
        return  # the text has the sign itself, or it was told where it comes from, or nothing refers to a character
    texts = [(one.text, one.span) for node in nodes for one in node.walk() if values.UNKNOWN in one.text]
    texts += [(value, front.places.get(key)) for key, value in front.values.items() if values.UNKNOWN in str(value)]
    if texts:
        count = sum(str(text).count(values.UNKNOWN) for text, _ in texts)
        many = "a reference was" if count == 1 else f"{count} references were"
        message = f"{many} replaced by U+FFFD: there is no such character"
        yield observe("MS003", message, span=texts[0][1] or Span.at(path, 1))


def _list_turning(nodes: Sequence[Node], source: str) -> Iterator[Finding]:
    """Yield the finding for references to characters that turn the direction of a text."""
    if "&#" not in source or values.TURNING.search(source):
        return  # nothing refers to one, or one was told as it stands
    for node in (one for top in nodes for one in top.walk()):
        turning = values.TURNING.search(node.text)
        if turning:
            yield _describe_turning(turning[0], node.span)
            return


def _describe_turning(character: str, span: Span | None) -> Finding:
    return observe("MS004", f"U+{ord(character):04X} turns the direction of the text behind it", span=span)


def _list_blank_headings(nodes: Sequence[Node]) -> Iterator[Finding]:
    """Yield a finding for each heading of which nothing can be seen; one with attributes alone is meant so."""
    for heading in (node for node in nodes if node.kind is NodeKind.HEADING):
        inner = list(heading.walk())
        text = "".join(one.text for one in inner)
        blank = values.is_unseen(text) if text else all(key == "level" for key, _ in heading.attributes)
        if blank and all(one.kind is not NodeKind.IMAGE for one in inner):
            yield observe("MS035", "nothing of this heading can be seen", span=heading.span)


def _find_place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1
