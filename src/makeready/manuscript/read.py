"""Read: a project's folder goes in; the book, its editions, what its author accepts, and all findings come out."""

from __future__ import annotations

import gc
import hashlib
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from makeready.dataclass import dataclass
from makeready.findings import CATALOGUE, Finding, Outcome, Span, observe, sort_findings
from makeready.manuscript import metadata as md
from makeready.manuscript import values
from makeready.manuscript.assets import AssetReader
from makeready.manuscript.file_text import FileReader, check_characters
from makeready.manuscript.inks import make_inks
from makeready.manuscript.metadata import Suppression
from makeready.manuscript.order import Order, find_order
from makeready.manuscript.positions import Positions, read_toml
from makeready.manuscript.rules import Reader
from makeready.manuscript.schema import BOOK
from makeready.manuscript.sections import (
    Draft,
    FileText,
    Namer,
    Part,
    attach_notes,
    draft_file,
    find_book_title,
    finish_sections,
)
from makeready.manuscript.separators import blank_separators
from makeready.manuscript.shared import SharedSettings, choose_inherited, copy_places, read_shared
from makeready.manuscript.systems import System
from makeready.manuscript.titles import find_misplaced_titles
from makeready.model.book import Asset, Book, Identifier, Section
from makeready.model.edition import Edition, PrintEdition, WrapEdition
from makeready.model.node import plain_text
from makeready.model.people import Contributor
from makeready.model.profile import Profile
from makeready.workspace import RefusedPath, Workspace, decode_text

if TYPE_CHECKING:
    from makeready.manuscript.folders.found import BookFolder
    from makeready.workshop import Notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """What was read of a project: `sources` has the lines of each file that was read, by its path.

    `inherited` names what the book takes from the makeready.toml above it, each with its place. `origin` is the folder
    of another system that the book was read from, None for a project of our own. `profiles` are its own, by name.
    """

    book: Book
    editions: tuple[Edition, ...]
    suppressions: tuple[Suppression, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    inherited: tuple[tuple[str, Span], ...] = ()
    origin: BookFolder | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)


def find_folder(workspace: Workspace) -> str:
    """Return the manuscript's folder: "manuscript" where it holds book.toml or Markdown, else the root, ""."""
    inside = workspace.list_files("manuscript", (".md", ".markdown", ".toml"))
    return "manuscript" if any(not path.endswith(".toml") or path.endswith("/book.toml") for path in inside) else ""


def find_metadata(workspace: Workspace, folder: str) -> str:
    """Return the path of book.toml: in the manuscript's folder, else beside it where it lies there alone."""
    inside = f"{folder}/book.toml" if folder else "book.toml"
    return "book.toml" if not workspace.has_file(inside) and workspace.has_file("book.toml") else inside


def read_book(workspace: Workspace, folder: str = "", kept: Notebook | None = None) -> Outcome[Manuscript]:
    """Return the manuscript in `folder` of the project ("" lets makeready find it), with everything wrong in it.

    `kept` has what earlier builds read of its files. The value is there even where findings are errors, so that later
    stages can add theirs. Raises StorageError where a file that is there cannot be read.
    """
    with _no_collection():
        try:
            place = folder or find_folder(workspace)
        except RefusedPath as refusal:
            return Outcome(findings=(observe("WS001", str(refusal), location="manuscript"),))
        own = None if workspace.chosen else find_own_toml(workspace)
        if not folder and (own is None or _names_system(workspace, own)):
            from makeready.manuscript.folders.reading import read_folder  # most projects are our own

            found = read_folder(workspace, own, kept)
            if found is not None:
                return found
        return BookReader(workspace, place, kept).read()


def find_own_toml(workspace: Workspace) -> str | None:
    """Return the path of makeready's book.toml, None where none says how the book is read, nor a makeready.toml above.

    mdBook has a file of that name too, with a table [book] and no title of its own.
    """
    inside = "manuscript/book.toml"
    if workspace.has_file(inside) or (not workspace.has_file("book.toml") and workspace.find_shared() is not None):
        return inside
    if not workspace.has_file("book.toml"):
        return None
    try:
        values = read_toml(decode_text(workspace.read_bytes("book.toml")), "book.toml").values
    except (RefusedPath, UnicodeDecodeError):
        return "book.toml"
    theirs = "book" in values and not values.keys() & {"title", "author", "authors", "editions", "system"}
    return None if theirs else "book.toml"


def _names_system(workspace: Workspace, path: str) -> bool:
    """Return True where a book.toml says that the folder is laid out for another system."""
    try:
        content = workspace.read_bytes(path)
    except RefusedPath:
        return False
    return b"system" in content and "system" in read_toml(content.decode("utf-8", "replace"), path).values


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector out while hundreds of thousands of nodes are made, none of which is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class BookReader:
    """One reading of one manuscript."""

    def __init__(self, workspace: Workspace, folder: str, kept: Notebook | None = None) -> None:
        self.workspace = workspace
        self.folder = folder
        self.kept = kept if kept is not None and kept.is_kept else None
        self.findings: list[Finding] = []
        self.sources: dict[str, tuple[str, ...]] = {}
        self.hash = hashlib.sha256()
        self.ids: dict[str, Span] = {}
        self.toml = find_metadata(workspace, folder)
        self.positions = Positions(self.toml)
        # True where book.toml is no TOML: then nothing is said of what it lacks.
        self.broken = False
        self.inherited: list[tuple[str, Span]] = []
        self.system = System.MAKEREADY
        self.origin: BookFolder | None = None

    def read(self) -> Outcome[Manuscript]:
        metadata = self._read_metadata()
        order = self._find_order(metadata)
        files = [file for entry in order.entries if (file := self._read_file(entry.path, entry)) is not None]
        files = self._connect(files)
        if not order.entries and not any(f.code == "MD017" for f in self.findings):
            place = Span.at(self.toml, 1) if self.toml in self.sources else None
            where = f"the folder {self.folder}" if self.folder else "the project's folder"
            self.findings.append(observe("MS001", f"there is no Markdown file in {where}", span=place))
        shared = self._read_shared()
        if shared is not None:
            metadata = self._inherit(metadata, files, shared)
        title = self._find_title(metadata, files)
        assets = self._open_assets()
        cover = self._read_cover(metadata, assets)
        for file in files:
            file.nodes = list(assets.read_images(file.nodes, file.path))
            file.notes = list(assets.read_images(file.notes, file.path))
        sections = self._make_sections(files, order)
        self.findings += find_misplaced_titles(sections, title, alone=len(files) == 1)
        if len(files) == 1:
            # What stands before the first heading of a book of one file has no name but the book's.
            sections = tuple(s if s.title else replace(s, short_title=title) for s in sections)
        used = [asset for _, asset in sorted(assets.assets.items()) if asset is not None]
        book = self._make_book(metadata, files, title, sections, used, cover)
        profiles = md.make_profiles(metadata, self.positions, self.findings)
        editions = md.make_editions(metadata, profiles, self.positions, self.findings)
        editions = tuple(self._read_files(edition, metadata) for edition in editions)
        if shared is not None:
            editions = tuple(replace(edition, shared_styles=shared.styles) for edition in editions)
        manuscript = Manuscript(
            book=book,
            editions=editions,
            suppressions=self._read_suppressions(metadata),
            sources=self.sources,
            inherited=tuple(self.inherited),
            origin=self.origin,
            profiles=profiles,
        )
        if not files and self.toml not in self.sources and self.origin is None:
            # Of an empty folder there is one thing to say.
            self.findings = [f for f in self.findings if f.code in ("MS001", "MS025") or f.code.startswith("WS")]
        return Outcome(value=manuscript, findings=sort_findings(self.findings))

    # --- what a folder of another system has otherwise -----------------------------------------------------------

    def _find_order(self, metadata: Mapping[str, Any]) -> Order:
        return find_order(self.workspace, self.folder, metadata.get("contents"), self.positions, self.findings)

    def _open_assets(self) -> AssetReader:
        return AssetReader(self.workspace, self.folder, self.findings, {})

    def _prepare(self, path: str, lines: list[str]) -> list[str]:
        """Return the lines of a file as they are parsed."""
        return lines

    def _connect(self, files: list[FileText]) -> list[FileText]:
        """Return the files as they are, once all are read."""
        return files

    def _nest(self, drafted: Sequence[tuple[FileText, list[Draft]]]) -> Sequence[tuple[FileText, list[Draft]]]:
        """Return the sections of each file, those of files that lie below others within theirs."""
        return drafted

    # --- files ----------------------------------------------------------------------------------------------

    def _read_lines(self, path: str, span: Span | None) -> list[str] | None:
        """Return the lines of a text file of the manuscript; None where it is refused."""
        try:
            content = self.workspace.read_bytes(path)
        except RefusedPath as refusal:
            code = "WS002" if str(refusal).startswith("there is no file") else "WS001"
            self.findings.append(observe(code, str(refusal), span=span or Span.at(path, 1)))
            return None
        self.hash.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
        try:
            text = decode_text(content)
        except UnicodeDecodeError as error:
            before = content[: error.start]
            line = before.count(b"\n") + 1
            column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
            what = "half of a surrogate pair" if content[error.start] == 0xED else f"byte 0x{content[error.start]:02x}"
            message = f"{what} at offset {error.start:,} is not UTF-8"
            self.findings.append(observe("MS002", message, span=Span.at(path, line, column)))
            return None
        return check_characters(text, path, self.findings).split("\n")

    def _read_metadata(self) -> dict[str, Any]:
        if not self.workspace.has_file(self.toml) and not self._is_there(self.toml):
            return {}
        lines = self._read_lines(self.toml, None)
        if lines is None:
            self.broken = True
            return {}
        lines = [blank_separators(line) for line in lines]
        self.sources[self.toml] = tuple(lines)
        file = read_toml("\n".join(lines), self.toml)
        self.positions = file.positions
        reader = Reader(file.positions)
        found = reader.read(file.values, BOOK)
        self.findings += [*file.findings, *reader.findings]
        self.broken = bool(file.findings)
        return found if isinstance(found, dict) else {}

    def _read_shared(self) -> SharedSettings | None:
        file = self.workspace.find_shared()
        settings = read_shared(file) if file is not None else None
        if settings is not None:
            self.findings += settings.findings
        return settings

    def _inherit(
        self, metadata: Mapping[str, Any], files: Sequence[FileText], settings: SharedSettings
    ) -> dict[str, Any]:
        """Return the metadata with what the book does not say itself; in a book of one file that may say it too."""
        written = md.places_of(self.positions, ())
        if "reviewers" in md.places_of(self.positions, ("review",)):
            written.add("reviewers")
        if len(files) == 1:
            written |= files[0].front.values.keys()
        own = frozenset(md.places_of(self.positions, ("editions",)))
        inherited = choose_inherited(settings, frozenset(written), own)
        copy_places(settings, inherited, self.positions)
        editions = {name: settings.editions[name] for name in inherited.editions}
        taken = {key: settings.defaults[key] for key in inherited.keys}
        # What the book takes is as much a part of it as what it says itself.
        self.hash.update(repr((taken, editions)).encode("utf-8", "surrogateescape"))
        self.inherited += [(key, self.positions.key((key,))) for key in inherited.keys]
        self.inherited += [(f"editions.{name}", self.positions.key(("editions", name))) for name in editions]
        self.inherited += [(path, span) for path, span in settings.styles]
        settled = [key for key in ("cache", "cache_read_only") if key in settings.values]
        self.inherited += [(key, settings.positions.key((key,))) for key in settled]
        everything = {**taken, **metadata}
        if settings.editions:
            everything["editions"] = {**settings.editions, **metadata.get("editions", {})}
        return everything

    def _is_there(self, path: str) -> bool:
        try:
            return self.workspace.locate(path).exists()
        except RefusedPath:
            return True

    def _read_file(self, path: str, entry: Any) -> FileText | None:
        lines = self._read_lines(path, entry.span)
        if lines is None:
            return None
        self.sources[path] = tuple(lines)
        reader = FileReader(findings=self.findings, ids=self.ids, system=self.system, kept=self.kept)
        return reader.read(self._prepare(path, lines), path, entry)

    # --- the book -------------------------------------------------------------------------------------------

    def _find_title(self, metadata: Mapping[str, Any], files: Sequence[FileText]) -> str:
        """Return the book's title; where a book of one file heads itself with it, take that heading out of the text."""
        alone = files[0] if len(files) == 1 else None
        title: str | None = metadata.get("title") or (alone.front.get("title") if alone else None)
        heading = find_book_title(alone) if alone else None
        if alone and heading:
            words = plain_text(heading.children).strip()
            if title is None or title.casefold() == words.casefold():
                title = title or words
                alone.nodes = [node for node in alone.nodes if node is not heading]
        if title is None and not self.broken and "title" not in md.places_of(self.positions, ()):
            span = Span.at(self.toml, 1, 1) if self.toml in self.sources else None
            if span is None and files:
                span = Span.at(files[0].path, 1)
            self.findings.append(observe("MD005", "the book has no title", span=span))
        return title or ""

    def _make_sections(self, files: Sequence[FileText], order: Order) -> tuple[Section, ...]:
        parts = [Part(title, span) for title, span in order.parts]
        placed: list[Draft | Part] = []
        drafted = [(file, draft_file(file, alone=len(files) == 1, findings=self.findings)) for file in files]
        attach_notes(drafted, self.findings)
        for file, drafts in self._nest(drafted):
            if file.part is None:
                placed.extend(drafts)
            else:
                if parts[file.part] not in placed:
                    placed.append(parts[file.part])
                parts[file.part].drafts.extend(drafts)
        return finish_sections(placed, Namer(self.ids))

    def _read_cover(self, metadata: Mapping[str, Any], assets: AssetReader) -> str | None:
        written = metadata.get("cover")
        if not written:
            return None
        asset = assets.read_asset(written, self.folder, self.positions.value(("cover",)))
        return asset.path if asset else None

    def _read_files(self, edition: Edition, metadata: Mapping[str, Any]) -> Edition:
        """Return `edition` with the files that its table names: its profile of colours, the picture of a wrap."""
        if isinstance(edition, PrintEdition):
            return replace(edition, icc=self._read_named(edition, "icc", metadata))
        if isinstance(edition, WrapEdition):
            icc, picture = (self._read_named(edition, key, metadata) for key in ("icc", "picture"))
            return replace(edition, icc=icc, picture=picture)
        return edition

    def _read_named(self, edition: Edition, key: str, metadata: Mapping[str, Any]) -> Asset | None:
        """Return the file that a key of an edition names, in the manuscript's folder or the project's."""
        table = (edition.table if isinstance(edition, WrapEdition) else None) or edition.name
        written = metadata.get("editions", {}).get(table, {}).get(key)
        if not written:
            return None
        span = self.positions.value(("editions", table, key))
        inside = posixpath.normpath(posixpath.join(self.folder, written))
        path = inside if self.workspace.has_file(inside) else posixpath.normpath(written)
        try:
            content = self.workspace.read_bytes(path)
        except RefusedPath as refusal:
            hint = "name a file that lies in the project"
            self.findings.append(observe("MD015", str(refusal), span=span, hint=hint))
            return None
        return Asset(path=path, media_type="", digest=hashlib.sha256(content).hexdigest(), content=content)

    def _read_suppressions(self, metadata: Mapping[str, Any]) -> tuple[Suppression, ...]:
        suppressions = md.make_suppressions(metadata, self.positions)
        for index, entry in enumerate(suppressions):
            if entry.code not in CATALOGUE:
                span = self.positions.value(("suppress", index, "code"))
                self.findings.append(observe("WS003", f"there is no code {entry.code!r}", span=span))
        return suppressions

    def _make_book(
        self,
        metadata: Mapping[str, Any],
        files: Sequence[FileText],
        title: str,
        sections: tuple[Section, ...],
        assets: list[Asset],
        cover: str | None,
    ) -> Book:
        front = files[0].front if len(files) == 1 else None
        language = self._find_language(metadata, front.get("language") if front else None)
        date = metadata.get("date") or (front.get("date") if front else None)
        contributors = self._find_contributors(metadata, front.values.get("author") if front else None)
        attribution = md.make_attribution(metadata, self.positions)
        identifiers = md.make_identifiers(metadata.get("identifiers", ()))
        if not identifiers:
            names = [c.name for c in (contributors or attribution.reviewers)]
            identifiers = (self._compute_identifier(title, names, language),)
        # Behind the identifier, which is computed from whom the book itself names.
        contributors = md.add_chapter_authors(contributors, attribution, sections)
        written = bool(md.places_of(self.positions, ()) & {"author", "authors"}) or md.are_signed(sections)
        if not any(c.is_creator for c in contributors) and not attribution.reviewers and not written:
            self._advise("MD020", "nobody is named as author")
        for asset in assets:
            self.hash.update(f"{asset.path}\0{asset.digest}\0".encode("utf-8", "surrogateescape"))
        return Book(
            identifiers=identifiers,
            title=title,
            language=language,
            subtitle=metadata.get("subtitle") or (front.get("subtitle") if front else None),
            contributors=contributors,
            date=date,
            modified=self._find_modified(metadata, date),
            description=metadata.get("description") or (front.get("description") if front else None),
            subjects=md.make_subjects(metadata.get("subjects", ())),
            rights=md.make_rights(metadata.get("rights")),
            attribution=attribution,
            sections=sections,
            assets=tuple(assets),
            cover=cover,
            cover_span=self.positions.value(("cover",)) if cover else None,
            digest=self.hash.hexdigest(),
            slug=values.make_slug(title, "book"),
            numbering=metadata.get("numbering", "none"),
            conformance=md.make_conformance(metadata.get("accessibility")),
            publisher=metadata.get("publisher"),
            imprint=metadata.get("imprint"),
            series=metadata.get("series"),
            series_position=metadata.get("series_position"),
            typefaces=md.make_typefaces(metadata, self.positions),
            inks=make_inks(metadata, self.positions, self.findings),
        )

    def _advise(self, code: str, message: str) -> None:
        """Report something about the metadata as a whole; not where book.toml could not be read at all."""
        if not self.broken:
            span = Span.at(self.toml, 1) if self.toml in self.sources else None
            self.findings.append(observe(code, message, span=span))

    def _find_language(self, metadata: Mapping[str, Any], of_file: str | None) -> str:
        language: str | None = metadata.get("language") or of_file
        if language is None:
            if "language" not in md.places_of(self.positions, ()):
                self._advise("MD009", "no language is given; en was taken")
            return "en"
        return language

    def _find_contributors(self, metadata: Mapping[str, Any], of_file: Sequence[str] | None) -> tuple[Contributor, ...]:
        found: tuple[Contributor, ...] = ()
        for key in ("author", "authors"):
            found += md.make_authors(metadata.get(key, ()), self.positions.key((key,)))
        found += md.make_contributors(metadata.get("contributors", ()), ("contributors",), self.positions, "ctb")
        if not found and of_file:
            found = md.make_authors(of_file, Span.at(next(iter(self.sources)), 1))
        return found

    def _compute_identifier(self, title: str, names: Sequence[str], language: str) -> Identifier:
        identifier = md.compute_identifier(title, names, language)
        if "identifiers" not in md.places_of(self.positions, ()):
            self._advise("MD010", f"no identifier is given; uuid:{identifier.value} was computed")
        return identifier

    def _find_modified(self, metadata: Mapping[str, Any], date: str | None) -> str:
        given: str | None = metadata.get("modified")
        if given:
            return given
        if date:
            year, month, day = (*date.split("-"), "01", "01")[:3]
            return f"{year}-{month}-{day}T00:00:00Z"
        built = self.workspace.source_date()
        if built:
            return built.strftime("%Y-%m-%dT%H:%M:%SZ")
        if not {"date", "modified"} & md.places_of(self.positions, ()):
            self._advise("MD013", "no date is given; 2000-01-01 was taken")
        return "2000-01-01T00:00:00Z"


__all__ = ["Manuscript", "Suppression", "find_folder", "read_book"]
