"""Acquiring: the paths of sources go in; a manuscript that builds, what was left out of it, and a proof come out.

No word is lost between them: those of the sources are in the manuscript, in acquired/left-out.md, or told by
book.toml, and they are counted again in the files that were written, as a build reads them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from makeready import __version__
from makeready.acquire.account import Account, add_up, read_words, split_words
from makeready.acquire.anchors import settle_anchors
from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.elements import find_line, find_tag
from makeready.acquire.emend import Slip, accept_slips, find_slips
from makeready.acquire.epub import read_epub
from makeready.acquire.found import Found, FoundBook, FoundContents, FoundProvenance
from makeready.acquire.lay_down import (
    RECORD,
    find_changed,
    lay_down,
    remove_aside,
    write_aside,
    write_record,
)
from makeready.acquire.markdown import MarkdownWriter
from makeready.acquire.markdown_lines import LineWriter
from makeready.acquire.markdown_source import read_markdown
from makeready.acquire.opened import BadSource, OpenedSource, SourceKind, fetch_source, open_source
from makeready.acquire.page import Choice, SavedPage, read_page, read_text_page
from makeready.acquire.reading import Chapter, LeftOut, Reading
from makeready.acquire.vetting import vet_book
from makeready.acquire.word import read_word
from makeready.acquire.written import join_lines
from makeready.dataclass import dataclass
from makeready.findings import CATALOGUE, Finding, Outcome, Severity, Span, UsageError, observe, sort_findings
from makeready.manuscript.read import read_book
from makeready.manuscript.roles import SECTION_ROLES, find_file_role
from makeready.model.book import Matter
from makeready.model.people import Contributor
from makeready.model.provenance import Emendation
from makeready.workspace import Workspace

_PICTURES = (
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"RIFF", ".webp"),
)
_LONGEST_SLUG = 40
_APOSTROPHES = {ord("’"): None, ord("'"): None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person asked for.

    `keep` and `drop` are places of the sources, each "LINE" or "FILE:LINE"; `accept` are numbers of slips to be
    corrected, None for all; `changes` says what becomes of tracked changes. `force` overwrites what was changed by
    hand.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    accept: tuple[int, ...] | None = ()
    changes: str | None = None
    title: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquired:
    """What an acquiring left: the files that were written, what the book says of itself, and how the words add up."""

    files: tuple[Path, ...]
    book: FoundBook
    account: Account
    left_out: tuple[LeftOut, ...]
    slips: tuple[Slip, ...]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def acquire_sources(paths: Sequence[tuple[Path | str, str]], into: Path, wishes: Wishes) -> Outcome[Acquired]:
    """Read sources, each a path or an address to be fetched with its name, and write a manuscript into `into`.

    Nothing is written where a source cannot be read, or where files there were changed by hand. Raises StorageError
    where the folder cannot be written, UsageError for wishes that name nothing.
    """
    opened: list[OpenedSource] = []
    findings: list[Finding] = []
    for path, name in paths:
        try:
            opened.append(fetch_source(path) if isinstance(path, str) else open_source(path, name))
        except BadSource as bad:
            findings.append(observe(bad.code, f"{name}: {bad.message}", span=Span.at(name, 1), hint=bad.hint))
    readings: list[Reading] = []
    for source in opened:
        try:
            outcome = read_source(source, wishes, len(paths))
        except BadSource as bad:
            findings.append(
                observe(bad.code, f"{source.name}: {bad.message}", span=Span.at(source.name, 1), hint=bad.hint)
            )
            continue
        findings += outcome.findings
        if outcome.value is not None:
            readings.append(outcome.value)
    shown = {one.name: _list_lines(one) for one in opened}
    if len(readings) < len(paths) or any(one.severity is Severity.ERROR for one in findings):
        return Outcome(findings=sort_findings(findings))
    return _write(readings, opened, into, wishes, findings, shown)


def read_source(source: OpenedSource, wishes: Wishes, count: int = 1) -> Outcome[Reading]:
    """Return what one source holds. Raises BadSource where it is damaged, or UsageError for lines that it has not."""
    page = SavedPage(
        name=source.name, content=source.content, address=source.address, saved=source.saved, parts=source.parts
    )
    choice = Choice(keep=_pick(wishes.keep, source.name, count), drop=_pick(wishes.drop, source.name, count))
    match source.kind:
        case SourceKind.PAGE:
            return read_page(page, choice)
        case SourceKind.TEXT:
            return read_text_page(page, choice)
        case SourceKind.EPUB:
            return read_epub(source.content, source.name)
        case SourceKind.MARKDOWN:
            return read_markdown(source)
        case _:
            return read_word(source, wishes.changes)


def _pick(asked: Sequence[str], name: str, count: int) -> frozenset[int]:
    """Return the lines that are asked for of one source."""
    lines = set()
    for one in asked:
        file, _, line = one.rpartition(":")
        if not line.isascii() or not line.isdigit() or (not file and count > 1):
            hint = "give a line of the source, as acquired/left-out.md has it; of several sources, FILE:LINE"
            raise UsageError(f"{one!r} is no line of a source", hint)
        if not file or file == name or Path(name).name == file:
            lines.add(int(line))
    return frozenset(lines)


def _list_lines(source: OpenedSource) -> tuple[str, ...]:
    if source.kind in (SourceKind.PAGE, SourceKind.TEXT, SourceKind.MARKDOWN):
        return tuple(source.content.decode("utf-8", "replace").split("\n"))
    return ()


# --- from readings to files -------------------------------------------------------------------------------------------


def _write(
    readings: Sequence[Reading],
    opened: Sequence[OpenedSource],
    into: Path,
    wishes: Wishes,
    findings: list[Finding],
    shown: Mapping[str, tuple[str, ...]],
) -> Outcome[Acquired]:
    slips = _find_slips(readings)
    accepted = accept_slips(slips, wishes.accept)
    if wishes.accept:
        for number in sorted(set(wishes.accept) - {one.number for one in accepted}):
            raise UsageError(f"there is no suspected slip {number}", "acquired/slips.md lists them with their numbers")
    findings += [_observe_slip(one) for one in slips if one not in accepted]
    files, lost = _write_chapters(readings)
    findings += lost
    found = _merge(readings, wishes, into)
    found = _add_cover(found, readings, files)
    found = _add_provenance(found, opened, accepted)
    vetted = vet_book(found)
    found = vetted.value or found
    findings += vetted.findings
    names = tuple(name for name in files if name.endswith(".md"))
    found = replace(found, contents=_order(names))
    header = [f"Acquired from {', '.join(one.name for one in opened)}. Change what is wrong."]
    contents = {f"manuscript/{name}": content for name, content in files.items()}
    contents["manuscript/book.toml"] = join_lines(write_book_toml(found, header))
    left_out = tuple(one for reading in readings for one in reading.left_out)
    contents["acquired/left-out.md"] = _write_left_out(left_out).encode()
    if slips:
        contents["acquired/slips.md"] = _write_slips(slips, accepted).encode()
    for reading in readings:
        contents |= {f"acquired/{name}": text.encode() for name, text in reading.asides.items()}
    changed = find_changed(into, contents)
    if changed and not wishes.force:
        told = tuple(changed[:10]) + ((f"and {len(changed) - 10} more",) if len(changed) > 10 else ())
        findings.append(
            observe("AQ004", f"files of {into} were written or changed by hand: {len(changed)}", notes=told)
        )
        return Outcome(findings=sort_findings(findings))
    aside = write_aside(into, contents)
    try:
        account, inner = _prove(aside, readings, accepted, into)
        findings += inner
        if account.lost or account.added:
            findings.append(_observe_account(account, readings[0]))
            return Outcome(findings=sort_findings(findings))
        record: dict[str, Any] = {
            "made_with": f"makeready {__version__}",
            "sources": [_describe(one) for one in opened],
            "words": {
                "source": account.source,
                "kept": account.kept,
                "left_out": account.left_out,
                "told_by_book_toml": account.told,
            },
        }
        contents[RECORD] = write_record(record, contents)
        (aside / RECORD).write_bytes(contents[RECORD])
        written = lay_down(into, aside, contents)
    finally:
        remove_aside(aside)
    acquired = Acquired(files=written, book=found, account=account, left_out=left_out, slips=slips, sources=dict(shown))
    return Outcome(value=acquired, findings=sort_findings(findings))


def _describe(source: OpenedSource) -> dict[str, str]:
    values = {"name": source.name, "kind": source.kind.value, "sha256": source.digest}
    values |= {"address": source.address} if source.address else {}
    return values | ({"saved": source.saved} if source.saved else {})


def _find_slips(readings: Sequence[Reading]) -> tuple[Slip, ...]:
    slips: list[Slip] = []
    for reading in readings:
        for chapter in reading.chapters:
            found = find_slips((*chapter.nodes, *chapter.notes.values()), reading.source)
            slips += [replace(one, number=len(slips) + at) for at, one in enumerate(found, 1)]
    return tuple(slips)


def _observe_slip(slip: Slip) -> Finding:
    message = f"slip {slip.number}: “{slip.original}” may be meant as “{slip.corrected}”: {slip.reason}"
    return observe(
        "AQ010", message, span=slip.place, hint=f"--accept {slip.number} corrects it and tells so in the book"
    )


def _write_chapters(readings: Sequence[Reading]) -> tuple[dict[str, bytes], list[Finding]]:
    """Return the files of the manuscript by their paths from its folder: Markdown, then pictures."""
    for reading in readings:
        settle_anchors([node for one in reading.chapters for node in (*one.nodes, *one.notes.values())])
    chapters = [(reading, chapter) for reading in readings for chapter in reading.chapters]
    names = _name_files([chapter for _, chapter in chapters])
    texts: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    findings: list[Finding] = []
    homes = _find_homes(chapters, names)
    for (reading, chapter), name in zip(chapters, names, strict=True):
        paths, missing = _name_pictures(reading, chapter, pictures)
        findings += missing
        here = {identity for (source, identity), home in homes.items() if source == reading.source and home == name}
        anchors = _list_targets(reading) & here
        line = LineWriter(link_of=_make_linker(reading, name, homes), pictures=paths, anchors=frozenset(anchors))
        writer = MarkdownWriter(source=reading.source, words=line, levels=chapter.levels, notes=dict(chapter.notes))
        lines = writer.write(list(chapter.nodes))
        texts[name] = join_lines(lines)
        if chapter.lines is not None:
            texts[name] = ("\n".join(chapter.lines).strip("\n") + "\n").encode()
    return {**texts, **pictures}, findings


def _name_files(chapters: Sequence[Chapter]) -> list[str]:
    digits = max(2, len(str(len(chapters))))
    return [f"{at:0{digits}d}-{make_slug(chapter.name)}.md" for at, chapter in enumerate(chapters, 1)]


def make_slug(name: str) -> str:
    """Return a name as a file may bear it: ASCII letters and digits, joined by hyphens."""
    plain = (
        unicodedata.normalize("NFKD", name.replace("ß", "ss").translate(_APOSTROPHES))
        .encode("ascii", "ignore")
        .decode()
    )
    words = re.findall(r"[a-z0-9]+", plain.lower())
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
    return slug or "text"


def _find_homes(chapters: Sequence[tuple[Reading, Chapter]], names: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return the file that each id stands in, by source and id."""
    homes: dict[tuple[str, str], str] = {}
    for (reading, chapter), name in zip(chapters, names, strict=True):
        for node in (*chapter.nodes, *chapter.notes.values()):
            for one in node.iter():
                if identity := one.get("id"):
                    homes.setdefault((reading.source, identity), name)
    return homes


def _list_targets(reading: Reading) -> set[str]:
    targets = set()
    for chapter in reading.chapters:
        for node in (*chapter.nodes, *chapter.notes.values()):
            targets |= {
                (one.get("href") or "")[1:] for one in node.iter("a") if (one.get("href") or "").startswith("#")
            }
    return targets


def _make_linker(reading: Reading, name: str, homes: Mapping[tuple[str, str], str]) -> Any:
    def link_of(address: str) -> str | None:
        if address.startswith("#"):
            home = homes.get((reading.source, address[1:]))
            if home is None:
                return None
            return address if home == name else f"{home}{address}"
        if re.match(r"(?:https?|mailto|ftp|tel|doi|urn):", address, re.IGNORECASE):
            return address
        return None  # it leads into a site or a folder that is not here

    return link_of


def _name_pictures(
    reading: Reading, chapter: Chapter, pictures: dict[str, bytes]
) -> tuple[dict[str, str], list[Finding]]:
    """Return the paths of the pictures of a chapter; those that are not there are told."""
    paths: dict[str, str] = {}
    findings = []
    for node in (*chapter.nodes, *chapter.notes.values()):
        for one in node.iter():
            if find_tag(one) != "img":
                continue
            address = one.get("src") or ""
            content = reading.pictures.get(address)
            if content is None:
                span = Span.at(reading.source, find_line(one) or 1)
                where = address if len(address) < 80 else f"{address[:77]}…"
                findings.append(observe("AQ011", f"the picture {where!r} is not in the source", span=span))
            elif address not in paths:
                path = next((path for path, known in pictures.items() if known == content), None)
                if path is None:
                    path = _name_picture(address, content, pictures)
                    pictures[path] = content
                paths[address] = path
    return paths, findings


def _name_picture(address: str, content: bytes, taken: Mapping[str, bytes]) -> str:
    stem = (
        make_slug(PurePosixPath(re.sub(r"[?#].*", "", address)).stem) if not address.startswith("data:") else "picture"
    )
    end = next((end for start, end in _PICTURES if content.startswith(start)), None)
    end = end or (
        ".svg" if b"<svg" in content[:2000] else PurePosixPath(re.sub(r"[?#].*", "", address)).suffix.lower()[:6]
    )
    path = f"images/{stem}{end}"
    number = 2
    while path in taken:
        path = f"images/{stem}-{number}{end}"
        number += 1
    return path


def _order(names: Sequence[str]) -> FoundContents:
    """Return the reading order: the source's own, the matter of both ends by what the files are called."""
    matters = []
    for name in names:
        role = find_file_role(name)
        matters.append(SECTION_ROLES[role] if role else Matter.BODY)
    first = next((at for at, one in enumerate(matters) if one is not Matter.FRONT), len(names))
    last = next((at for at in range(len(names), first, -1) if matters[at - 1] is not Matter.BACK), first)
    if first == last:
        first, last = 0, len(names)
    return FoundContents(
        front=tuple(names[:first]),
        body=tuple(names[first:last]),
        back=tuple(names[last:]),
        evidence="the order of the source",
    )


def _merge(readings: Sequence[Reading], wishes: Wishes, into: Path) -> FoundBook:
    """Return what is said of the whole: one source's own words, or of several what they have in common."""
    found = readings[0].found
    if len(readings) > 1:
        found = _join(readings)
    if wishes.title:
        found = replace(found, title=Found(value=wishes.title, evidence="--title"))
    elif found.title is None:
        name = re.sub(r"[-_\s]+", " ", into.absolute().name).strip()
        found = replace(
            found, title=Found(value=name[:1].upper() + name[1:] or "A Book", evidence="the name of the folder")
        )
    return found


def _add_cover(found: FoundBook, readings: Sequence[Reading], files: dict[str, bytes]) -> FoundBook:
    """Return the book with its cover, which comes among the files."""
    reading = readings[0]
    if len(readings) > 1 or reading.cover is None:
        return found
    content = reading.pictures[reading.cover]
    path = next((path for path, known in files.items() if known == content), None)
    if path is None:
        path = _name_picture(reading.cover, content, files)
        files[path] = content
    return replace(found, cover=Found(value=path, evidence="the cover of the source"))


def _join(readings: Sequence[Reading]) -> FoundBook:
    books = [one.found for one in readings]
    languages = {one.language.value for one in books if one.language}
    people: list[Found[Contributor]] = []
    for book in books:
        for person in (*(book.review.reviewers if book.review else ()), *book.contributors):
            named = replace(person, value=replace(person.value, roles=person.value.roles or ("rev",)))
            if all(named.value.name != one.value.name for one in people):
                people.append(named)
    said = []
    for reading, book in zip(readings, books, strict=True):
        title = book.title.value if book.title else reading.source
        statement = book.provenance.statement if book.provenance else None
        names = [one.value.name for one in (book.review.reviewers if book.review else book.contributors)]
        said.append(f"“{title}”: {statement.value if statement else ', '.join(names) or 'the source names nobody'}")
    statement = Found(value="\n".join(said), evidence="the words of the sources")
    relation = Found(value="original", evidence="the words are the sources' own")
    language = next((one.language for one in books if one.language), None) if len(languages) == 1 else None
    return FoundBook(
        language=language,
        contributors=tuple(people),
        provenance=FoundProvenance(relation=relation, statement=statement),
    )


def _add_provenance(found: FoundBook, opened: Sequence[OpenedSource], accepted: Sequence[Slip]) -> FoundBook:
    provenance = found.provenance or FoundProvenance()
    with_what = Found(value=f"makeready {__version__}", evidence="what acquired it")
    if len(opened) == 1:
        digest = Found(value=f"sha256:{opened[0].digest}", evidence=f"the bytes of {opened[0].name}")
        provenance = replace(provenance, digest=digest)
    emendations = tuple(
        Emendation(original=one.original, corrected=one.corrected, place=str(one.place), reason=one.reason)
        for one in accepted
    )
    return replace(found, provenance=replace(provenance, acquired_with=with_what, emendations=emendations))


def _write_left_out(left_out: Sequence[LeftOut]) -> str:
    """Return what is none of the text, in the order of the source, with its lines and reasons."""
    head = (
        "# Left out\n\nThese passages of the source are in no book. Each has its line, why it was left out, and its "
        "words. "
        "`--keep LINE` takes one back.\n"
    )
    if not left_out:
        return f"{head}\nNothing was left out.\n"
    blocks = [f"- {one.place} {one.name}: {one.reason}\n\n      {one.text}\n" for one in left_out]
    return "\n".join([head, *blocks])


def _write_slips(slips: Sequence[Slip], accepted: Collection[Slip]) -> str:
    head = (
        "# Suspected slips\n\n`--accept NUMBER` corrects one, `--accept all` all; the book says what was corrected.\n"
    )
    blocks = [
        f"{one.number}. {one.place}: {one.reason}{' (corrected)' if one in accepted else ''}\n\n"
        f"       {one.original}\n       {one.corrected}\n"
        for one in slips
    ]
    return "\n".join([head, *blocks])


def _prove(
    aside: Path, readings: Sequence[Reading], accepted: Sequence[Slip], into: Path
) -> tuple[Account, list[Finding]]:
    """Return how the words add up between the sources and the manuscript, as a build reads it."""
    outcome = read_book(Workspace(aside, alone=True))
    inner = [
        replace(one, span=None, location=f"{into.name}/{one.span.source}" if one.span else one.location)
        for one in outcome.findings
        if CATALOGUE[one.code].severity is Severity.ERROR
    ]
    if outcome.value is None:
        return add_up([], [], [], []), inner
    book = outcome.value.book
    source = [word for reading in readings for word in (*reading.words, *reading.made)]
    left_out = [one.text for reading in readings for one in reading.left_out]
    told = [word for reading in readings for word in reading.told]
    changed = [(one.original, one.corrected) for one in accepted]
    account = add_up(source, read_words(book), left_out, told, changed)
    if any(chapter.lines is not None for reading in readings for chapter in reading.chapters):
        # Markdown is taken over byte for byte; what it reads as is not counted.
        account = replace(account, added=(), source=account.kept + account.left_out + account.told)
    if not Counter(split_words([book.title])) - Counter(account.lost):
        # The only heading of a book of one file is the book's title, and stands on its title page.
        account = add_up(source, read_words(book), left_out, [*told, book.title], changed)
    return account, inner


def _observe_account(account: Account, reading: Reading) -> Finding:
    notes = []
    if account.lost:
        notes.append(f"{len(account.lost)} lost: {', '.join(account.lost[:12])}")
    if account.added:
        notes.append(f"{len(account.added)} added: {', '.join(account.added[:12])}")
    wrong = len(account.lost) + len(account.added)
    message = f"of {account.source:,} words of the source, {wrong} are not where they should be"
    return observe("AQ005", message, span=Span.at(reading.source, 1), notes=tuple(notes))
