"""Broken EPUBs: a code of our own rules goes in; good EPUBs with one thing spoilt, which earn it, come out."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from makeready.checks.package import check_epub
from makeready.epub.bind import bind_epub
from makeready.findings import Finding
from makeready.model.artifact import Artifact
from makeready.model.composition import Composition
from makeready.model.edition import EpubEdition
from tests.unit.epub.archives import pack, unpack, with_entries, with_text
from tests.unit.epub.compositions import composition, picture, review

OPF = "EPUB/content.opf"
NAV = "EPUB/nav.xhtml"
ONE = "EPUB/text/chapter-1.xhtml"
TWO = "EPUB/text/chapter-2.xhtml"
CSS = "EPUB/styles/book.css"


@cache
def good_epub() -> bytes:
    """Return an EPUB that no rule objects to."""
    bound = bind_epub(composition(), picture("JPEG", (1000, 1600)))
    assert bound.value is not None
    return bound.value.content


def check(content: bytes, source: Composition | None = None) -> tuple[Finding, ...]:
    """Return what our rules say of an EPUB."""
    edition = EpubEdition(name="epub")
    return check_epub(
        Artifact(edition=edition, path="book.epub", media_type="application/epub+zip", content=content), source
    )


def _spoil(name: str, old: str, new: str) -> Callable[[], bytes]:
    return lambda: with_text(good_epub(), name, old, new)


def _with(name: str, content: bytes | None) -> Callable[[], bytes]:
    return lambda: with_entries(good_epub(), {name: content})


def _listed(name: str, media_type: str, content: bytes) -> Callable[[], bytes]:
    """Return the good EPUB with one more file, in the manifest too."""
    row = f'<item href="{name}" id="more" media-type="{media_type}"/></manifest>'
    return lambda: with_entries(
        with_text(good_epub(), OPF, "</manifest>", row.replace("&", "&amp;")), {f"EPUB/{name}": content}
    )


def _last_mimetype() -> bytes:
    entries = unpack(good_epub())
    return pack({**{n: c for n, c in entries.items() if n != "mimetype"}, "mimetype": entries["mimetype"]})


def _damaged() -> bytes:
    content = bytearray(good_epub())
    place = content.index(b"\xff\xd8\xff") + 40
    content[place] ^= 0xFF
    return bytes(content)


def _doubled() -> bytes:
    entries = list(unpack(good_epub()).items())
    return pack([*entries, entries[-1]])


def _encrypted() -> bytes:
    content = bytearray(good_epub())
    # The flag bit of the last entry of the central directory (APPNOTE 4.4.4), which says "encrypted".
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def _bomb() -> bytes:
    return with_entries(good_epub(), {"EPUB/text/large.xhtml": bytes(65 * 1024 * 1024)})


def _marked(markers: str, entries: str) -> Callable[[], bytes]:
    def make() -> bytes:
        epub = with_text(good_epub(), TWO, "<p>", f"{markers}<p>")
        pages = f'<nav epub:type="page-list" role="doc-pagelist"><ol>{entries}</ol></nav>' if entries else ""
        return with_text(epub, NAV, "</body>", f"{pages}</body>")

    return make


_MARKER = '<span role="doc-pagebreak" epub:type="pagebreak" id="page-1" aria-label="1"/>'
_ALT = 'alt="A map of the road"'
_NOTE_BACK = '<a role="doc-backlink" href="#ref-1">1</a>'

BROKEN: dict[str, tuple[Callable[[], bytes], ...]] = {
    "EP010": (lambda: b"no archive", lambda: good_epub()[:-200], _damaged, _doubled, _encrypted, _bomb),
    "EP011": (
        _last_mimetype,
        lambda: pack(unpack(good_epub()), stored=()),
        _with("mimetype", b"application/zip"),
    ),
    "EP012": (
        _with("META-INF/container.xml", None),
        _with("META-INF/container.xml", b"<container"),
        _spoil("META-INF/container.xml", "EPUB/content.opf", "EPUB/other.opf"),
        _with(OPF, b"<package>&x;</package>"),
    ),
    "EP013": (
        _with("EPUB/images/map.png", None),
        _spoil(OPF, 'href="images/map.png"', 'href="../../images/map.png"'),
        _spoil(OPF, "</manifest>", '<item id="again" href="nav.xhtml" media-type="application/xhtml+xml"/></manifest>'),
    ),
    "EP014": (_with("EPUB/text/stray.xhtml", b"<html/>"),),
    "EP015": (
        _spoil(OPF, "</spine>", '<itemref idref="nobody"/></spine>'),
        _spoil(OPF, "</spine>", '<itemref idref="nav"/></spine>'),
        _spoil(OPF, "<itemref ", "<gone "),
    ),
    "EP016": (_spoil(ONE, "</figure>", ""), _spoil(ONE, "&amp;", "&nbsp;")),
    "EP017": (_spoil(ONE, ' xml:lang="en-GB"', ""), _spoil(TWO, ' lang="en-GB"', ' lang="de"')),
    "EP018": (_spoil(ONE, "<title>One</title>", ""), _spoil(ONE, "<title>One</title>", "<title> </title>")),
    "EP019": (_spoil(TWO, 'id="h-2-1"', 'id="h-1"'), _spoil(TWO, 'id="h-2-1"', 'id="h-2"')),
    "EP020": (
        _spoil(ONE, "chapter-2.xhtml#s-2-1", "chapter-2.xhtml#s-2-9"),
        _spoil(ONE, "chapter-2.xhtml#s-2-1", "chapter-3.xhtml"),
        _spoil(ONE, "chapter-2.xhtml#s-2-1", "../../../etc/passwd"),
        _spoil(ONE, "../images/map.png", "../images/plan.png"),
        _spoil(CSS, "img {", "img { background: url(../images/none.png);"),
        _spoil(NAV, "text/chapter-2.xhtml#chapter-2", "text/chapter-2.xhtml#chapter-9"),
    ),
    "EP021": (_spoil(ONE, _ALT, ""), _spoil(ONE, _ALT, 'alt=""'), _spoil(ONE, _ALT, 'role="presentation"')),
    "EP022": (
        _spoil(NAV, 'epub:type="toc"', 'epub:type="loi"'),
        _spoil(OPF, 'properties="nav"', ""),
        _spoil(OPF, '<itemref idref="text-chapter-2.xhtml"/>', ""),
        _spoil(NAV, ">2 Two<", "><"),
    ),
    "EP023": (
        _spoil(NAV, "text/chapter-1.xhtml#chapter-1", "text/chapter-2.xhtml#s-2-1"),
        _spoil(NAV, "text/chapter-1.xhtml#chapter-1", "text/chapter-1.xhtml#note-1"),
        _spoil(
            NAV,
            '<li><a href="text/chapter-2.xhtml#chapter-2">2 Two</a></li>',
            '<li><a href="text/chapter-2.xhtml">2</a><ol><li><a href="text/chapter-2.xhtml">a</a><ol><li>'
            '<a href="text/chapter-2.xhtml">b</a><ol><li><a href="text/chapter-2.xhtml">c</a></li></ol></li></ol></li>'
            "</ol></li>",
        ),
    ),
    "EP024": (
        _spoil(NAV, 'epub:type="bodymatter"', 'epub:type="text"'),
        _spoil(NAV, '<li><a epub:type="bodymatter"', '<li><a epub:type="toc"'),
    ),
    "EP025": (
        _marked(_MARKER, ""),
        _marked("", '<li><a href="text/chapter-2.xhtml#chapter-2">1</a></li>'),
        _marked(_MARKER, '<li><a href="text/chapter-2.xhtml#chapter-2">1</a></li>'),
        _marked(
            _MARKER + _MARKER.replace("page-1", "page-2"),
            '<li><a href="text/chapter-2.xhtml#page-2">2</a></li><li><a href="text/chapter-2.xhtml#page-1">1</a></li>',
        ),
    ),
    "EP026": (
        _spoil(TWO, "<p>", "<script>1</script><p>"),
        _spoil(TWO, "<p>", '<p onclick="1">'),
        _spoil(TWO, "<p>", '<p><a href="javascript:1">x</a>'),
        _spoil(TWO, "<p>", '<p><a href="file:///etc/passwd">x</a>'),
        _spoil(TWO, "<p>", "<form/><p>"),
    ),
    "EP027": (
        _spoil(ONE, "../images/map.png", "https://example.org/map.png"),
        _spoil(ONE, "../images/map.png", "//example.org/map.png"),
        _spoil(CSS, "img {", '@import "https://example.org/a.css"; img {'),
        _spoil(CSS, "img {", "img { background: url('http://example.org/a.png');"),
        _spoil(TWO, "<p>", '<p style="background: url(http://example.org/a.png)">'),
        _spoil(OPF, 'href="images/map.png"', 'href="https://example.org/map.png"'),
    ),
    "EP028": (_spoil(OPF, "urn:isbn:9780306406157", "urn:isbn:9780306406158"),),
    "EP029": (_spoil(TWO, "h2", "h3"),),
    "EP030": (
        _listed("images/MAP.png", "image/png", picture()),
        _listed("images/con.png", "image/png", picture()),
        _listed("images/\u202egnp.png", "image/png", picture()),
        _listed("images/a b.png", "image/png", picture()),
    ),
    "EP031": (
        _with("EPUB/images/cover.jpg", picture("JPEG", (400, 600))),
        _spoil(OPF, 'properties="cover-image"', ""),
    ),
    "EP032": (
        _spoil(ONE, 'href="#note-1"', 'href="#h-1"'),
        _spoil(ONE, _NOTE_BACK, "1"),
        _spoil(ONE, 'href="#ref-1"', 'href="#h-1"'),
        _spoil(ONE, 'epub:type="noteref" role="doc-noteref"', ""),
    ),
    "EP033": (
        _with("EPUB/images/map.png", picture("PNG", (2100, 2000))),
        _with("EPUB/images/map.png", picture() + bytes(6 * 1024 * 1024)),
        # A head that tells of 16,384 × 16,384 pixels; the last of its numbers is the checksum.
        _with(
            "EPUB/images/map.png",
            picture()[:16]
            + bytes.fromhex("0000400000004000")
            + b"\x08\x02\0\0\0"
            + bytes.fromhex("26aa87d3")
            + picture()[33:],
        ),
    ),
    "EP034": (
        _spoil(OPF, "dc:language", "dc:type"),
        _spoil(OPF, "dc:title", "dc:type"),
        _spoil(OPF, 'id="pub-id"', 'id="other"'),
        _spoil(OPF, "schema:accessibilityHazard", "schema:about"),
    ),
    "EP036": (
        _with("EPUB/images/map.png", picture("JPEG")),
        _with("EPUB/images/map.png", b"%!PS-Adobe-3.0 EPSF-3.0"),
        _with("EPUB/images/map.png", picture()[:20]),
        _with("EPUB/images/map.png", b""),
    ),
}


def review_as_its_authors() -> tuple[bytes, Composition]:
    """Return a review that names an author of the reviewed work as its creator, and its composition."""
    source = composition(book=review())
    bound = bind_epub(source, picture("JPEG", (1000, 1600)))
    assert bound.value is not None
    return with_text(bound.value.content, OPF, ">Ann Author</dc:creator>", ">First Other</dc:creator>"), source


def cause(code: str) -> tuple[Finding, ...]:
    """Return the findings of `code` in the first EPUB that is broken so."""
    broken, source = review_as_its_authors() if code == "EP035" else (BROKEN[code][0](), composition())
    findings = check(broken, source)
    return tuple(finding for finding in findings if finding.code == code)
