"""Seeded EPUBs: an e-book that shops take and faults that they refuse go in; EPUBs with one each come out.

Each seed has a clean twin, which has the same thing as it should be.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from PIL import Image

from makeready.checks.preflight.ebook import check_ebook
from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from makeready.profiles import extend_profile, read_receiver
from tests.unit.epub.archives import unpack, with_entries, with_text
from tests.unit.epub.compositions import composition, picture

OPF, NAV = "EPUB/content.opf", "EPUB/nav.xhtml"
ONE = "EPUB/text/chapter-1.xhtml"
_IDPF, _ADOBE = "http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"


@cache
def make_epub(kind: str = "JPEG", width: int = 1600, height: int = 2560) -> bytes:
    """Return a small EPUB with a cover of so many pixels."""
    bound = bind_epub(composition(), picture(kind, (width, height)))
    assert bound.value is not None
    return bound.value.content


def draw(kind: str, width: int, height: int, mode: str = "RGB") -> bytes:
    """Return a picture of one colour."""
    made = io.BytesIO()
    Image.new(mode, (width, height), tuple([90] * len(mode))).save(made, kind)
    return made.getvalue()


def add(name: str, media_type: str, content: bytes) -> Callable[[], bytes]:
    """Return the EPUB with one more file, which the manifest lists."""
    row = f'<item href="{name}" id="more" media-type="{media_type}"/></manifest>'
    return lambda: with_entries(with_text(make_epub(), OPF, "</manifest>", row), {f"EPUB/{name}": content})


def spoil(name: str, old: str, new: str) -> Callable[[], bytes]:
    """Return the EPUB with other words in one of its files."""
    return lambda: with_text(make_epub(), name, old, new)


def protect(algorithm: str, name: str = "EPUB/fonts/one.otf") -> Callable[[], bytes]:
    """Return the EPUB with a file that is said to be encrypted."""
    listed = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
        'xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
        f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{algorithm}"/>'
        f'<enc:CipherData><enc:CipherReference URI="{name}"/></enc:CipherData></enc:EncryptedData></encryption>'
    )
    return lambda: with_entries(make_epub(), {"META-INF/encryption.xml": listed.encode()})


def empty(body: str) -> Callable[[], bytes]:
    """Return the EPUB whose first chapter has this body."""

    def make() -> bytes:
        page = unpack(make_epub())[ONE].decode()
        start, end = page.index(">", page.index("<body")) + 1, page.index("</body>")
        return with_entries(make_epub(), {ONE: (page[:start] + body + page[end:]).encode()})

    return make


def cover(width: int, height: int, kind: str = "JPEG") -> Callable[[], bytes]:
    """Return the EPUB with another cover."""
    return lambda: make_epub(kind, width, height)


def fill(size: int) -> bytes:
    """Return bytes that cannot be packed, the same each time."""
    return hashlib.shake_128(b"more").digest(size)


@dataclass(frozen=True, kw_only=True)
class EbookSeed:
    """A fault: the code that it is found by, how the EPUB with it is made, its clean twin, and where it stands."""

    name: str
    code: str
    defect: Callable[[], bytes]
    twin: Callable[[], bytes] = make_epub
    place: str | None = None
    profile: str = "kdp"
    values: Mapping[str, Any] = field(default_factory=dict)

    def find(self, *, clean: bool = False) -> tuple[Finding, ...]:
        """Return what the shop is told of the EPUB with the fault, or of its clean twin."""
        shop = read_receiver(self.profile)
        assert shop is not None
        if self.values:
            shop = replace(extend_profile(shop, self.values), name="ours")
        return check_ebook((self.twin if clean else self.defect)(), shop)


EBOOK_SEEDS = (
    EbookSeed(name="large EPUB", code="PF090", values={"ebook_bytes": 500_000},
              defect=add("more.bin", "application/octet-stream", fill(600_000)),
              twin=add("more.bin", "application/octet-stream", fill(1_000))),
    EbookSeed(name="small cover", code="PF091", defect=cover(600, 999), twin=cover(625, 1000)),
    EbookSeed(name="narrow cover", code="PF091", profile="apple", defect=cover(1399, 2238), twin=cover(1400, 2240)),
    EbookSeed(name="cover that is too large", code="PF091", profile="google", defect=cover(640, 7201),
              twin=cover(640, 7200)),
    EbookSeed(name="heavy cover", code="PF091", values={"ebook_cover_bytes": 50_000},
              defect=cover(1600, 2560), twin=cover(625, 1000)),
    EbookSeed(name="cover of a kind that is not taken", code="PF091", profile="kobo",
              values={"ebook_cover_pictures": ["JPEG"]}, defect=cover(1600, 2560, "PNG"), twin=cover(1600, 2560)),
    EbookSeed(name="cover smaller than asked", code="PF092", defect=cover(1500, 2400), twin=cover(1600, 2560)),
    EbookSeed(name="square cover", code="PF092", defect=cover(2560, 2560), twin=cover(2560, 1600)),
    EbookSeed(name="picture of 5.7 million pixels", code="PF093", profile="apple", place="EPUB/more.png",
              defect=add("more.png", "image/png", draw("PNG", 2850, 2000)),
              twin=add("more.png", "image/png", draw("PNG", 2800, 2000))),
    EbookSeed(name="WebP", code="PF094", place="EPUB/more.webp",
              defect=add("more.webp", "image/webp", draw("WEBP", 9, 9)),
              twin=add("more.png", "image/png", draw("PNG", 9, 9))),
    EbookSeed(name="GIF at Apple", code="PF094", profile="apple", place="EPUB/more.gif",
              defect=add("more.gif", "image/gif", draw("GIF", 9, 9)),
              twin=add("more.jpg", "image/jpeg", draw("JPEG", 9, 9))),
    EbookSeed(name="four inks", code="PF094", profile="kobo", place="EPUB/more.jpg",
              defect=add("more.jpg", "image/jpeg", draw("JPEG", 9, 9, "CMYK")),
              twin=add("more.jpg", "image/jpeg", draw("JPEG", 9, 9))),
    EbookSeed(name="sound", code="PF095", defect=add("more.mp3", "audio/mpeg", b"ID3"),
              twin=add("more.css", "text/css", b"")),
    EbookSeed(name="protected chapter", code="PF096", profile="google", place="META-INF/encryption.xml:1",
              defect=protect("http://www.w3.org/2001/04/xmlenc#aes128-cbc", ONE), twin=protect(_IDPF)),
    EbookSeed(name="obfuscated typeface", code="PF096", values={"ebook_obfuscation": False},
              place="META-INF/encryption.xml:1", defect=protect(_ADOBE)),
    EbookSeed(name="damaged list of what is encrypted", code="PF096", place="META-INF/encryption.xml",
              defect=lambda: with_entries(make_epub(), {"META-INF/encryption.xml": b"<encryption>"})),
    EbookSeed(name="no start", code="PF097", place=NAV,
              defect=spoil(NAV, 'epub:type="bodymatter"', 'epub:type="part"')),
    EbookSeed(name="no landmarks", code="PF097", place=NAV,
              defect=spoil(NAV, 'epub:type="landmarks"', 'epub:type="lot"')),
    EbookSeed(name="empty page", code="PF098", defect=empty("<p> </p>"), twin=empty("<p>x</p>")),
    EbookSeed(name="page of a rule", code="PF098", defect=empty("<div></div>"), twin=empty("<hr/>")),
    EbookSeed(name="another cover in the metadata", code="PF099",
              defect=spoil(OPF, 'content="cover-image"', 'content="nav"')),
    EbookSeed(name="no author", code="PF099",
              defect=lambda: with_text(make_epub(), OPF, "dc:creator", "dc:contributor")),
    EbookSeed(name="another language", code="PF099",
              defect=spoil(OPF, "<dc:language>en", "<dc:language>de")),
)  # fmt: skip


def find_seeded(code: str) -> tuple[Finding, ...]:
    """Return what is found of this code in the first EPUB that has it."""
    seed = next(seed for seed in EBOOK_SEEDS if seed.code == code)
    return tuple(one for one in seed.find() if one.code == code)
