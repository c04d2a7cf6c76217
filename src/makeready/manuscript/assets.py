"""Assets: the paths that pictures go by in the manuscript go in; checked files and their sizes come out."""

from __future__ import annotations

import base64
import hashlib
import io
import posixpath
import urllib.parse
import warnings
from collections.abc import Iterable
from dataclasses import replace

from makeready.dataclass import dataclass
from makeready.findings import Finding, Severity, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.jpeg import is_cut_off
from makeready.manuscript.svg import clean_svg
from makeready.model.book import Asset
from makeready.model.node import Node, NodeKind, map_nodes
from makeready.workspace import RefusedPath, Workspace

PIXEL_LIMIT = 100_000_000
# A WebP is decoded whole, into four copies of four bytes a pixel.
WEBP_LIMIT = 40_000_000
# Bytes of a picture that stands in the text itself.
WITHIN_LIMIT = 20_000_000

# A variable of a template before a path: {{ site.baseurl }}/img/a.png.
_TEMPLATE = late_pattern(r"\{\{.{0,200}?\}\}")

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
# Formats that are known and not taken, by the name to call them.
_FOREIGN = (
    (b"%!PS", "EPS"), (b"\xc5\xd0\xd3\xc6", "EPS"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"), (b"BM", "BMP"),
    (b"%PDF", "PDF"), (b"\0\0\x01\0", "ICO"), (b"8BPS", "Photoshop"),
    (b"PK\x03\x04", "ZIP"), (b"\0\0\0\x0cjP", "JPEG 2000"),
)  # fmt: skip


@dataclass(slots=True)
class AssetReader:
    """Reads each file once; `folder` is the manuscript's, where a path is looked for that is not beside its text.

    A book of another system has `further` folders for pictures; there a picture that cannot be had leaves its words.
    """

    workspace: Workspace
    folder: str
    findings: list[Finding]
    assets: dict[str, Asset | None]
    further: tuple[str, ...] | None = None

    def read_images(self, nodes: Iterable[Node], source: str) -> tuple[Node, ...]:
        """Return `nodes` with each picture's `src` as a path of the project; one that is refused becomes its words."""

        def change(node: Node) -> Node | tuple[Node, ...]:
            if node.kind is NodeKind.LINK and self.further is not None:
                return _flatten_links(node)
            if node.kind is not NodeKind.IMAGE:
                return node
            span = node.span or Span.at(source, 1)
            asset = self.read_asset(node.get("src") or "", posixpath.dirname(source), span)
            if asset is None:
                return () if self.further is None else _leave_words(node)
            if not (node.get("alt") or "").strip():
                self.findings.append(observe("MS019", "this picture has no alternative text", span=span))
            return node.having(src=asset.path)

        return map_nodes(nodes, change)

    def read_asset(self, written: str, beside: str, span: Span) -> Asset | None:
        """Return the file that `written` names, in the folder `beside` or the manuscript's; None if refused."""
        if self.further is not None and written[:5].lower() == "data:":
            return self._read_within(written, beside, span)
        path = self._find(written, beside, span)
        if path is None:
            return None
        if path in self.assets:
            return self.assets[path]
        self.assets[path] = None
        try:
            content = self.workspace.read_bytes(path)
        except RefusedPath as refusal:
            self._refuse("WS001", str(refusal), span)
            return None
        before = len(self.findings)
        asset = self._judge(path, content, span)
        if len(self.findings) == before or asset is not None:
            self.assets[path] = asset
        return self.assets[path]

    def _read_within(self, written: str, beside: str, span: Span) -> Asset | None:
        """Return the picture whose bytes stand in its address, as notebooks and saved pages keep them.

        https://www.rfc-editor.org/rfc/rfc2397
        """
        head, comma, data = written[5:].partition(",")
        media_type, *parameters = head.lower().split(";")
        content = b""
        if comma and len(data) <= 2 * WITHIN_LIMIT:
            content = urllib.parse.unquote_to_bytes(data)
            if "base64" in parameters:
                # What is no sign of the alphabet is passed over; what is missing shows when the picture is unpacked.
                letters = content.translate(None, b" \t\r\n")
                try:
                    content = base64.b64decode(letters + b"=" * (-len(letters) % 4))
                except ValueError:
                    content = b""
        if len(content) > WITHIN_LIMIT or len(data) > 2 * WITHIN_LIMIT:
            message = f"a picture within the text has more than {WITHIN_LIMIT:,} bytes"
            self.findings.append(observe("MS015", message, span=span))
            return None
        suffix = media_type.rpartition("/")[2].partition("+")[0]
        suffix = suffix if suffix in ("png", "jpeg", "gif", "webp", "svg") else "picture"
        path = posixpath.join(beside, f"within-{hashlib.sha256(content).hexdigest()[:16]}.{suffix}")
        if path not in self.assets:
            self.assets[path] = self._judge(path, content, span)
        return self.assets[path]

    def _find(self, written: str, beside: str, span: Span) -> str | None:
        name = urllib.parse.unquote(written.strip())
        if self.further is not None:
            name = _TEMPLATE.sub("", name).partition("?")[0].strip()
        parts = urllib.parse.urlsplit(name) if name else None
        if parts is None or not name:
            self._refuse("WS002", "this picture names no file", span)
            return None
        if parts.scheme or name.startswith(("//", "\\")):
            message = f"{_shorten(name)} is an address; pictures are files of the project"
            if self.further is not None:
                self.findings.append(observe("BF007", message, span=span))
            else:
                self.findings.append(observe("WS001", message, span=span))
            return None
        if self.further is not None:
            found = self._find_further(name, beside)
            if found is not None:
                return found
        for folder in dict.fromkeys((beside, self.folder)):
            path = posixpath.normpath(posixpath.join(folder, name))
            try:
                self.workspace.locate(path)
            except RefusedPath as refusal:
                self._refuse("WS001", str(refusal), span)
                return None
            if self.workspace.has_file(path):
                return path
        # Whatever is there and is no file (a device, a folder, a link that leads out) is refused by its own words.
        path = posixpath.normpath(posixpath.join(beside, name))
        try:
            self.workspace.read_bytes(path, limit=1)
        except RefusedPath as refusal:
            code = "WS002" if str(refusal).startswith("there is no file") else "WS001"
            self._refuse(code, str(refusal), span)
        return None

    def _refuse(self, code: str, message: str, span: Span) -> None:
        """Report a picture that cannot be had; where its words stand in for it, that is a warning."""
        severity = Severity.WARNING if self.further is not None else None
        self.findings.append(observe(code, message, span=span, severity=severity))

    def _find_further(self, name: str, beside: str) -> str | None:
        """Return the file in the folders where a web site has its pictures; a slash begins at its root."""
        folders = (beside, self.folder, *(self.further or ()), "")
        for folder in dict.fromkeys(folders[1:] if name.startswith("/") else folders):
            path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
            # TeX leaves the kind of a picture to whoever looks for it.
            kinds = ("",) if posixpath.splitext(path)[1] else ("", ".png", ".jpg", ".jpeg", ".svg")
            found = next((path + kind for kind in kinds if self.workspace.has_file(path + kind)), None)
            if found is not None and not path.startswith(".."):
                return found
        return None

    def _judge(self, path: str, content: bytes, span: Span) -> Asset | None:
        media_type = find_media_type(content)
        if media_type is None:
            known = next((name for magic, name in _FOREIGN if content.startswith(magic)), None)
            what = (
                "is empty" if not content else f"is {known}, whatever its name says" if known else "is no known picture"
            )
            code = "MS013" if not content else "MS014"
            self.findings.append(observe(code, f"{path} {what}", span=span))
            return None
        width = height = None
        if media_type == "image/svg+xml":
            cleaned, findings = clean_svg(content, path, span)
            self.findings.extend(findings)
            if cleaned is None:
                return None
            content = cleaned
        else:
            size = self._measure(path, content, span)
            if size is None:
                return None
            width, height = size
            if media_type == "image/webp":
                self.findings.append(observe("MS016", f"{path} is a WebP picture", span=span))
        digest = hashlib.sha256(content).hexdigest()
        return Asset(path=path, media_type=media_type, digest=digest, content=content, width=width, height=height)

    def _measure(self, path: str, content: bytes, span: Span) -> tuple[int, int] | None:
        """Return the pixels of a bitmap; one that is too large or not whole is a finding."""
        from PIL import Image, ImageFile

        lenient = ImageFile.LOAD_TRUNCATED_IMAGES
        try:
            # The PDF engine turns this on for the whole process; a picture that is cut off is refused all the same.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with warnings.catch_warnings():
                # Pillow's own limit is lower than ours and a warning only.
                warnings.simplefilter("ignore")
                with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
                    width, height = image.size
                    if width * height > (WEBP_LIMIT if image.format == "WEBP" else PIXEL_LIMIT):
                        message = f"{path} has {width:,} × {height:,} pixels"
                        self.findings.append(observe("MS015", message, span=span))
                        return None
                    image.load()
                    if content.startswith(_MAGIC[1][0]) and is_cut_off(content, image):
                        message = f"{path} is cut off: pixels are missing in front of its end"
                        self.findings.append(observe("MS013", message, span=span))
                        return None
                with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
                    # Of a PNG this reads every chunk to the last: a small one unpacks whole though its end is cut off.
                    image.verify()
                if content.startswith(_MAGIC[0][0]) and b"IEND" not in content[-16:]:
                    self.findings.append(observe("MS013", f"{path} is cut off: its last chunk is missing", span=span))
                    return None
        except Image.DecompressionBombError:
            self.findings.append(observe("MS015", f"{path} has more pixels than can be unpacked", span=span))
            return None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError) as error:
            self.findings.append(observe("MS013", f"{path} cannot be read: {error}", span=span))
            return None
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = lenient
        return width, height


def find_media_type(content: bytes) -> str | None:
    """Return the media type that a file's first bytes tell, or None where it is no picture for a book."""
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<") and b"<svg" in content[:65536]:
        return "image/svg+xml"
    return None


def _flatten_links(node: Node) -> Node:
    """Return a link without links in it, which a picture that was one may have left there."""
    if all(child.kind is not NodeKind.LINK for top in node.children for child in top.walk()):
        return node
    children = map_nodes(node.children, lambda one: one.children if one.kind is NodeKind.LINK else one)
    return replace(node, children=children)


def _leave_words(node: Node) -> Node | tuple[Node, ...]:
    """Return what stands for a picture that cannot be had: its words, which lead to its address if it has one."""
    src = (node.get("src") or "").strip()
    within = src[:5].lower() == "data:"
    words = (node.get("alt") or "").strip() or ("" if within else posixpath.basename(urllib.parse.unquote(src)))
    if not words:
        return ()
    text = Node(kind=NodeKind.TEXT, text=words, span=node.span)
    if src.startswith(("http://", "https://")):
        return Node(kind=NodeKind.LINK, attributes=(("href", src),), children=(text,), span=node.span)
    return text


def _shorten(name: str) -> str:
    return name if len(name) <= 60 else f"{name[:57]}…"
