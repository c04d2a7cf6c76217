"""Opened sources: a path goes in; what kind of file it is, by its content, and its bytes come out."""

from __future__ import annotations

import email
import email.policy
import hashlib
import plistlib
import posixpath
import re
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from makeready.acquire.archive import Archive, BadArchive
from makeready.dataclass import dataclass
from makeready.findings import MakereadyError
from makeready.late_pattern import late_pattern
from makeready.network import NotFetched, fetch_page
from makeready.workspace import RefusedPath, Workspace, decode_text

LARGEST = 256_000_000
_LARGEST_PICTURE = 40_000_000
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_HTML = late_pattern(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|article|h1)\b",
    re.IGNORECASE | re.DOTALL,
)


class SourceKind(StrEnum):
    """What a source is."""

    PAGE = "a web page"
    TEXT = "plain text"
    MARKDOWN = "Markdown"
    WORD = "a Word file"
    OPEN_DOCUMENT = "an OpenDocument text"
    RICH_TEXT = "a file of rich text"
    EPUB = "an EPUB"


class BadSource(Exception):
    """A source that is not read: why, as a clause, the code of its finding, and what helps, where something does."""

    def __init__(self, message: str, hint: str | None = None, code: str = "AQ001") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSource:
    """A source in memory: its name as the person gave it, its kind, its bytes and their SHA-256 in hexadecimal.

    Of a saved page `content` is the HTML, `address` where it was, `saved` when it was saved, as UTC, `parts` what was
    saved with it.
    """

    name: str
    kind: SourceKind
    content: bytes = field(repr=False)
    digest: str
    address: str | None = None
    saved: str | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def open_source(path: Path, name: str, address: str | None = None) -> OpenedSource:
    """Return the source at `path`. Raises BadSource where it cannot be read or is of no kind that is known."""
    try:
        real = path.resolve(strict=True)
        content = Workspace(real.parent, alone=True).read_bytes(real.name, limit=LARGEST)
    except (OSError, RuntimeError) as error:
        raise BadSource(f"it cannot be read: {getattr(error, 'strerror', None) or error}") from error
    except RefusedPath as refusal:
        raise BadSource(str(refusal)) from refusal
    source = recognise_source(content, name, address)
    if source.kind is SourceKind.PAGE and not source.parts:
        return replace(source, parts=_Beside(Workspace(real.parent, alone=True)))
    return source


class _Beside(Mapping[str, bytes]):
    """The pictures that lie beside a saved page, by the addresses that it names them by, each read when asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __getitem__(self, address: str) -> bytes:
        path = urllib.parse.unquote(re.sub(r"[?#].*", "", address))
        if not path or re.match(r"[a-z][a-z0-9+.-]*:|/", path, re.IGNORECASE):
            raise KeyError(address)
        try:
            return self.workspace.read_bytes(posixpath.normpath(path), limit=_LARGEST_PICTURE)
        except (RefusedPath, MakereadyError) as error:
            raise KeyError(address) from error

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def fetch_source(address: str) -> OpenedSource:
    """Return the page at an address of the web, with the address and the time. Raises BadSource where there is none."""
    try:
        page = fetch_page(address)
    except NotFetched as error:
        raise BadSource(str(error)) from error
    content = _recode(page.content, page.charset) if page.charset else page.content
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return recognise_source(content, page.address, page.address, moment)


def recognise_source(content: bytes, name: str, address: str | None = None, saved: str | None = None) -> OpenedSource:
    """Return what bytes are, told by what is in them, and for text by the end of `name`."""
    digest = hashlib.sha256(content).hexdigest()
    suffix = Path(name).suffix.lower()
    parts: dict[str, bytes] = {}
    if content.startswith(b"PK"):
        kind = _name_archive(content)
    elif content.startswith(b"{\\rtf"):
        kind = SourceKind.RICH_TEXT
    elif content.startswith(b"%PDF"):
        raise BadSource("a PDF has no order of words that can be trusted", "acquire the file that it was made from")
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadSource("it is a file of Word 97", "open it in a word processor and save it as .docx")
    elif content.startswith(b"bplist00") or b"WebMainResource" in content[:2000]:
        kind = SourceKind.PAGE
        content, address_of, parts = _read_webarchive(content)
        address = address or address_of
    elif _is_mhtml(content):
        kind = SourceKind.PAGE
        content, address_of, when, parts = _read_mhtml(content)
        address, saved = address or address_of, saved or when
    elif suffix in (".html", ".htm", ".xhtml", ".xht") or _HTML.match(content.removeprefix(b"\xef\xbb\xbf")[:4096]):
        kind = SourceKind.PAGE
    elif b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadSource("it is no text, and no file of a kind that is known", _KNOWN)
    else:
        kind = SourceKind.MARKDOWN if suffix in _MARKDOWN else SourceKind.TEXT
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            content = (
                decode_text(content).encode() if _decodes(content) else content.decode("utf-16", "replace").encode()
            )
    if not content.strip():
        raise BadSource("it is empty")
    return OpenedSource(name=name, kind=kind, content=content, digest=digest, address=address, saved=saved, parts=parts)


_KNOWN = "give a page (.html, .mhtml, .webarchive, .txt), .docx, .odt, .rtf, .epub or Markdown"


def _decodes(content: bytes) -> bool:
    try:
        decode_text(content)
    except UnicodeDecodeError:
        return False
    return True


def _name_archive(content: bytes) -> SourceKind:
    try:
        archive = Archive(content)
        kind = archive.read("mimetype", 200).strip() if archive.has("mimetype") else b""
    except BadArchive as bad:
        raise BadSource(str(bad)) from bad
    if kind == b"application/epub+zip" or archive.has("META-INF/container.xml"):
        return SourceKind.EPUB
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return SourceKind.OPEN_DOCUMENT
    if archive.has("word/document.xml"):
        return SourceKind.WORD
    if any(name.endswith(".opf") for name in archive.names):
        raise BadSource("it is an EPUB without META-INF/container.xml, which says where its package document is")
    raise BadSource("it is an archive of a kind that is not known", _KNOWN)


def _is_mhtml(content: bytes) -> bool:
    head = content[:8192].lower()
    return b"multipart/related" in head and b"mime-version:" in head and head[:1].isalpha()


def _read_mhtml(content: bytes) -> tuple[bytes, str | None, str | None, dict[str, bytes]]:
    """Return the page of an MHTML file, its address, when it was saved, and its pictures by address.

    https://www.rfc-editor.org/info/rfc2557
    """
    message = email.message_from_bytes(content, policy=email.policy.default)
    page: bytes | None = None
    address = message.get("Snapshot-Content-Location")
    parts: dict[str, bytes] = {}
    for part in message.walk():
        if part.is_multipart():
            continue
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        place = str(part.get("Content-Location") or "")
        identity = str(part.get("Content-ID") or "").strip("<>")
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and page is None:
            charset = part.get_content_charset()
            page = body if not charset else _recode(body, charset)
            address = str(address or place or "") or None
        elif part.get_content_maintype() == "image":
            parts |= {key: body for key in (place, f"cid:{identity}" if identity else "") if key}
    if page is None:
        raise BadSource("there is no page in it")
    address = address if address and address.startswith(("http://", "https://")) else None
    return page, address, _read_moment(message.get("Date")), parts


def _recode(body: bytes, charset: str) -> bytes:
    try:
        return body.decode(charset).encode("utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return body


def _read_moment(value: Any) -> str | None:
    try:
        moment = parsedate_to_datetime(str(value))
    except (TypeError, ValueError):
        return None
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.tzinfo else None


def _read_webarchive(content: bytes) -> tuple[bytes, str | None, dict[str, bytes]]:
    """Return the page of a Safari web archive, its address and its pictures by address."""
    try:
        values = plistlib.loads(content)
        main = values["WebMainResource"]
        page = main["WebResourceData"]
        encoding = str(main.get("WebResourceTextEncodingName") or "")
        address = str(main.get("WebResourceURL") or "")
        others = values.get("WebSubresources") or []
    except Exception as error:  # whatever a damaged property list makes the library do
        raise BadSource("it is a web archive that is damaged") from error
    if not isinstance(page, bytes):
        raise BadSource("it is a web archive without a page")
    parts = {
        str(one.get("WebResourceURL")): one["WebResourceData"]
        for one in others
        if isinstance(one, dict)
        and isinstance(one.get("WebResourceData"), bytes)
        and str(one.get("WebResourceMIMEType", "")).startswith("image/")
    }
    known = address if address.startswith(("http://", "https://")) else None
    return _recode(page, encoding) if encoding else page, known, parts
