"""Sections: the nodes of each file go in; the sections of the book, with roles, names and notes, come out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript import roles, values
from makeready.manuscript.frontmatter import FrontMatter
from makeready.manuscript.order import Entry
from makeready.model.book import Matter, Section
from makeready.model.node import Node, NodeKind, map_nodes, plain_text, text_node

# Names that composed pages and their anchors go by; a section of the manuscript keeps out of their way.
_RESERVED = frozenset(
    "cover nav ncx toc contents notes landmarks page-list titlepage halftitlepage copyright-page provenance colophon "
    "about-the-reviewer about-the-reviewed-work index package".split()
)
_RESERVED_PATTERN = late_pattern(r"(?:note|note-call|page)-\d+(?:-\d+)?")


@dataclass(slots=True)
class FileText:
    """One Markdown file as read, and what the contents say of it: its matter, the part it belongs to, its entry."""

    path: str
    front: FrontMatter
    nodes: list[Node]
    notes: list[Node]
    matter: Matter | None = None
    part: int | None = None
    entry: Entry | None = None


@dataclass(slots=True)
class Draft:
    """A section that is still being put together."""

    level: int
    title: tuple[Node, ...]
    attributes: dict[str, str]
    span: Span
    file: FileText
    content: list[Node] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    notes: list[Node] = field(default_factory=list)
    role: str = ""
    matter: Matter = Matter.BODY
    short: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(slots=True)
class Part:
    """A part of [contents]: its title, where that stands, and its chapters."""

    title: str
    span: Span
    drafts: list[Draft] = field(default_factory=list)


def find_book_title(file: FileText) -> Node | None:
    """Return the only level-1 heading of a file, which may be the title of a book of one file."""
    headings = [node for node in file.nodes if node.kind is NodeKind.HEADING and node.get("level") == "1"]
    return headings[0] if len(headings) == 1 else None


def draft_file(file: FileText, *, alone: bool, findings: list[Finding]) -> list[Draft]:
    """Return the top-level sections of a file; `alone` where it is the whole book, whose title is not a section's."""
    nodes = file.nodes
    levels = [int(node.get("level") or 1) for node in nodes if node.kind is NodeKind.HEADING]
    title = file.front.get("title")
    tops: list[Draft] = []
    stack: list[Draft] = []
    if title and not alone:
        nodes = list(nodes)
        heading = nodes[0] if nodes and nodes[0].kind is NodeKind.HEADING else None
        if heading is not None and plain_text(heading.children).strip().casefold() == title.casefold():
            del nodes[0]
        else:
            heading = None
        # Its own headings stand below the file's title, whatever their level.
        stack.append(_draft_titled(file, heading, title, min(levels, default=1) - (0 if heading else 1)))
        tops.append(stack[0])
    lowest = stack[0].level + 1 if stack else min(levels, default=1)
    for node in nodes:
        if node.kind is not NodeKind.HEADING:
            if not stack:
                stack.append(Draft(99, (), {}, node.span or Span.at(file.path, 1), file))
                tops.append(stack[0])
            stack[-1].content.append(node)
            continue
        _open_section(node, file, stack, tops, lowest, findings)
    if tops and not alone:
        # Of a book of one file these are the book's own.
        tops[0].content[:0] = _make_byline(file)
        tops[0].subtitle = file.front.get("subtitle")
        tops[0].authors = tuple(file.front.values.get("author") or ())
    for index, draft in enumerate(tops):
        _settle_role(draft, first=index == 0, only=len(tops) == 1)
    return tops


def _make_byline(file: FileText) -> list[Node]:
    """Return the lines that stand under the heading of a file: its subtitle and its authors."""
    lines: list[Node] = []
    for key in ("subtitle", "author"):
        value = file.front.values.get(key)
        words = ", ".join(value) if isinstance(value, list) else value
        if words:
            span = file.front.places.get(key, Span.at(file.path, 1))
            attributes = (("class", f"chapter-{key}"),)
            line = Node(
                kind=NodeKind.PARAGRAPH, attributes=attributes, children=(text_node(str(words), span),), span=span
            )
            lines.append(line)
    return lines


def _draft_titled(file: FileText, heading: Node | None, title: str, level: int) -> Draft:
    span = heading.span if heading and heading.span else file.front.places.get("title", Span.at(file.path, 1))
    nodes = heading.children if heading else (text_node(title, span),)
    return Draft(level, nodes, dict(heading.attributes) if heading else {}, span, file)


def _open_section(
    node: Node, file: FileText, stack: list[Draft], tops: list[Draft], lowest: int, findings: list[Finding]
) -> None:
    level = int(node.get("level") or 1)
    while stack and stack[-1].level >= level:
        stack.pop()
    # A file's title, which no heading gave, counts as one of level 1.
    above = max(stack[-1].level, 1 if stack[-1] is tops[0] and lowest > stack[-1].level else 0) if stack else lowest - 1
    if level > above + 1:
        message = f"a heading of level {level} stands below one of level {above}" if stack else (
            f"the first heading has level {level}"
        )  # fmt: skip
        findings.append(observe("MS024", message, span=node.span))
    draft = Draft(level, node.children, dict(node.attributes), node.span or Span.at(file.path, 1), file)
    (stack[-1].children if stack else tops).append(draft)
    stack.append(draft)


def _settle_role(draft: Draft, *, first: bool, only: bool) -> None:
    """Give a top-level section its role and matter: by its heading, else the front matter, else the file's name."""
    classes = draft.attributes.get("class", "").split()
    role = draft.attributes.get("role") or next((r for r in map(roles.find_role, classes) if r), None)
    front = draft.file.front
    if role is None and (first or only):
        role = front.get("role") or roles.find_file_role(draft.file.path)
    chosen = draft.attributes.get("matter") or front.get("matter")
    known = [matter for matter in Matter if matter.value == (chosen or "").removesuffix("matter")]
    if draft.file.matter is not None:
        draft.matter = draft.file.matter
    elif known:
        draft.matter = known[0]
    else:
        draft.matter = roles.SECTION_ROLES.get(role or "chapter", Matter.BODY)
    if role is None or role in ("section", "subchapter"):
        role = {Matter.FRONT: "preamble", Matter.BODY: "chapter", Matter.BACK: "afterword"}[draft.matter]
    draft.role = role
    if not draft.title:
        draft.short = front.get("title") or roles.name_file(draft.file.path)
    settle_children(draft)


def settle_children(draft: Draft) -> None:
    """Give the sections within a section their roles, and its matter."""
    for child in draft.children:
        classes = child.attributes.get("class", "").split()
        named = child.attributes.get("role") or next((r for r in map(roles.find_role, classes) if r), None)
        child.role = named or ("chapter" if draft.role == "part" else "section")
        child.matter = draft.matter
        settle_children(child)


# --- notes ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Notes:
    """The notes of one file by label, those that its own text calls, and the sections that number them."""

    by_label: dict[str, Node]
    units: list[Draft]
    called: set[str] = field(default_factory=set)


def attach_notes(files: Sequence[tuple[FileText, Sequence[Draft]]], findings: list[Finding]) -> None:
    """Put the notes of all files where they are called, and report what does not fit together.

    A call means the note of its own file. Where there is none, it means one of another file that is not called there.
    """
    known = [_gather_notes(file, drafts, findings) for file, drafts in files]
    spare: dict[str, list[tuple[_Notes, Node]]] = {}
    for notes in known:
        for unit in notes.units:
            notes.called |= {label for label, _ in _follow_calls(unit, notes.by_label) if label in notes.by_label}
    for notes in known:
        for label, note in notes.by_label.items():
            if label not in notes.called:
                spare.setdefault(label, []).append((notes, note))
    lent: set[str] = set()
    for notes in known:
        others = {label: found[0] for label, found in spare.items() if len(found) == 1 and label not in notes.by_label}
        within = (
            {**notes.by_label, **{label: note for label, (_, note) in others.items()}} if others else notes.by_label
        )
        for unit in notes.units:
            own: dict[str, Node] = {}
            for label, call in _follow_calls(unit, within):
                if label in within:
                    if label in others:
                        others[label][0].called.add(label)
                    own.setdefault(label, _lend(within[label], again=label in others and label in lent))
                    lent |= own.keys() & others.keys()
                else:
                    places = " and ".join(str(note.span) for _, note in spare.get(label, ()))
                    message = f"the note [^{label}] is called here and is in no file of the book"
                    if places:
                        message = f"the note [^{label}] is called here, is not in this file, and is written at {places}"
                    findings.append(observe("MS020", message, span=call.span))
            unit.notes = list(own.values())
    for notes in known:
        for label, note in notes.by_label.items():
            if label not in notes.called:
                findings.append(observe("MS021", f"the note [^{label}] is not called", span=note.span))


def _gather_notes(file: FileText, drafts: Sequence[Draft], findings: list[Finding]) -> _Notes:
    by_label: dict[str, Node] = {}
    for note in file.notes:
        label = note.get("label") or ""
        if label in by_label:
            message = f"the note [^{label}] is written at {by_label[label].span} already"
            findings.append(observe("MS022", message, span=note.span))
        else:
            by_label[label] = note
    return _Notes(by_label, [unit for draft in drafts for unit in _units(draft)])


def _follow_calls(unit: Draft, by_label: Mapping[str, Node]) -> Iterator[tuple[str, Node]]:
    """Yield the calls of a section with their labels, and those in the notes that they call, which belong to it too."""
    followed: set[str] = set()
    waiting = list(_calls(_all_nodes(unit)))
    for call in waiting:
        label = call.get("label") or ""
        yield label, call
        if label in by_label and label not in followed:
            followed.add(label)
            waiting.extend(_calls([by_label[label]]))


def _lend(note: Node, *, again: bool) -> Node:
    """Return a note for a section; one that another section has as well is a note of its own, without ids."""
    if not again:
        return note
    return replace(map_nodes((note,), lambda node: node.having(id=None) if node.get("id") else node)[0])


def _units(draft: Draft) -> list[Draft]:
    """Return the sections that number their notes: a part's chapters rather than the part."""
    if draft.role != "part" or not draft.children:
        return [draft]
    own = replace(draft, children=[])
    units = [unit for child in draft.children for unit in _units(child)]
    return [draft, *units] if any(_calls(_all_nodes(own))) else units


def _all_nodes(draft: Draft) -> Iterator[Node]:
    yield from draft.title
    yield from draft.content
    if draft.role != "part":
        for child in draft.children:
            yield from _all_nodes(child)


def _calls(nodes: Iterable[Node]) -> Iterator[Node]:
    for top in nodes:
        for node in top.walk():
            if node.kind is NodeKind.NOTE_CALL:
                yield node


# --- names ------------------------------------------------------------------------------------------------------


class Namer:
    """Gives each section an id and a slug that no other has, whatever the case of its letters."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = {identity.casefold() for identity in ids}
        self.slugs: set[str] = set()
        self.counts: dict[str, int] = {}

    def name(self, explicit: str | None, title: str, role: str) -> tuple[str, str]:
        """Return the id and the slug of a section."""
        if explicit and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", explicit) and values.make_slug(explicit) == explicit:
            slug = self._make_unique(explicit, self.slugs)
        else:
            base = values.make_slug(title, "")
            if not base:
                self.counts[role] = self.counts.get(role, 0) + 1
                base = f"{role}-{self.counts[role]}"
            elif base[0].isdigit():
                base = f"{role}-{base}"
            slug = self._make_unique(base, self.slugs | self.ids if not explicit else self.slugs)
        self.slugs.add(slug)
        if explicit:
            return explicit, slug
        self.ids.add(slug)
        return slug, slug

    def _make_unique(self, base: str, taken: set[str]) -> str:
        name, number = base, 1
        if base in _RESERVED or _RESERVED_PATTERN.fullmatch(base):
            name, number = f"{base}-text", 1
            base = name
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        return name


def finish_sections(drafts: Sequence[Draft | Part], namer: Namer) -> tuple[Section, ...]:
    """Return the sections, named in reading order: front matter, body, back matter."""
    order = {Matter.FRONT: 0, Matter.BODY: 1, Matter.BACK: 2}
    ranked = sorted(drafts, key=lambda d: order[d.matter if isinstance(d, Draft) else Matter.BODY])
    return tuple(_finish_part(d, namer) if isinstance(d, Part) else _finish(d, namer, None) for d in ranked)


def _finish_part(part: Part, namer: Namer) -> Section:
    identity, slug = namer.name(None, part.title, "part")
    return Section(
        id=identity,
        slug=slug,
        matter=Matter.BODY,
        role="part",
        title=(text_node(part.title, part.span),),
        children=tuple(_finish(draft, namer, None) for draft in part.drafts),
        span=part.span,
    )


def _finish(draft: Draft, namer: Namer, parent: Section | None) -> Section:
    attributes = draft.attributes
    title = plain_text(draft.title).strip()
    classes = attributes.get("class", "").split()
    front = draft.file.front
    top = parent is None or parent.role == "part"
    flags = {key: attributes.get(key) or (front.get(key) if top else None) for key in ("numbered", "listed")}
    numbered = draft.role in roles.NUMBERED and (parent is None or parent.numbered) and bool(draft.title)
    if draft.matter is not Matter.BODY and draft.role != "appendix" and top:
        numbered = False
    if flags["numbered"] or "unnumbered" in classes:
        numbered = flags["numbered"] == "true" and "unnumbered" not in classes
    listed = draft.role not in roles.UNLISTED
    if flags["listed"] or "unlisted" in classes:
        listed = flags["listed"] == "true" and "unlisted" not in classes
    identity, slug = namer.name(attributes.get("id"), title, draft.role)
    section = Section(
        id=identity,
        slug=slug,
        anchor=attributes.get("anchor") or attributes.get("id"),
        matter=draft.matter,
        role=draft.role,
        title=draft.title,
        short_title=attributes.get("short") or draft.short,
        subtitle=draft.subtitle,
        authors=draft.authors,
        content=tuple(draft.content),
        notes=tuple(draft.notes),
        numbered=numbered,
        listed=listed,
        language=attributes.get("lang") or (front.get("language") if top else None),
        classes=tuple(word for word in classes if word not in ("unnumbered", "unlisted")),
        span=draft.span,
    )
    return replace(section, children=tuple(_finish(child, namer, section) for child in draft.children))
