"""Sources in tests: a few words go in; files of the kinds that are acquired come out, small and complete."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from makeready.acquire.run import Acquired, Wishes, acquire_sources
from makeready.findings import Finding, Outcome

PAGES = Path(__file__).parents[2] / "pages"

# A review as it is saved from a page as text: the first example of the README.
TEXT_PAGE = (Path(__file__).parents[3] / "docs/example-page.txt").read_text("utf-8")
_SCHEMAS = "http://schemas.openxmlformats.org"
_WORD = f"{_SCHEMAS}/wordprocessingml/2006/main"
_KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = f"{_SCHEMAS}/package/2006/relationships"
_OFFICE = f"{_SCHEMAS}/officeDocument/2006/relationships"


def make_zip(files: Mapping[str, bytes | str], stored: tuple[str, ...] = ()) -> bytes:
    """Return an archive of `files` in their order; those named in `stored` are not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=kind)
    return buffer.getvalue()


def make_epub(pages: Mapping[str, str], extra: Mapping[str, bytes | str] | None = None, metadata: str = "") -> bytes:
    """Return an EPUB of pages, each the body of a page by its name; `extra` are further files of the archive."""
    kind = "application/xhtml+xml"
    items = "".join(f'<item id="i{at}" href="{name}" media-type="{kind}"/>' for at, name in enumerate(pages))
    spine = "".join(f'<itemref idref="i{at}"/>' for at, _ in enumerate(pages))
    words = f"<dc:title>The Ledger</dc:title><dc:language>en</dc:language><dc:creator>Ines Falk</dc:creator>{metadata}"
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{words}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="OPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    files: dict[str, bytes | str] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "OPS/package.opf": package,
    }
    for name, body in pages.items():
        files[f"OPS/{name}"] = (
            '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
            f"<head><title>x</title></head><body>{body}</body></html>"
        )
    return make_zip({**files, **(extra or {})}, stored=("mimetype",))


def make_docx(body: str, *styles: str) -> bytes:
    """Return a Word file of paragraphs in WordprocessingML, with these paragraph styles of its own."""
    own = "".join(f'<w:style w:type="paragraph" w:styleId="{one}"><w:name w:val="{one}"/></w:style>' for one in styles)
    types = (
        f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_KINDS}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_KINDS}.styles+xml"/></Types>'
    )

    def relate(kind: str, target: str) -> str:
        relation = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'

    return make_zip(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": relate("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": relate("styles", "styles.xml"),
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{own}</w:styles>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def acquire(files: Mapping[str, bytes | str], into: Path | None = None, **wishes: object) -> Outcome[Acquired]:
    """Write `files` into a folder and acquire them, in their order, into a folder beside it, or into `into`."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, content in files.items():
            path = Path(folder) / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            paths.append((path, name))
        return acquire_sources(paths, into or Path(folder) / "book", Wishes(**wishes))  # type: ignore[arg-type]


def cause(
    files: Mapping[str, bytes | str], code: str, prepare: Callable[[Path], object] | None = None
) -> tuple[Finding, ...]:
    """Return the findings with this code that acquiring `files` brings about."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "book"
        if prepare is not None:
            prepare(into)
        return tuple(one for one in acquire(files, into).findings if one.code == code)
