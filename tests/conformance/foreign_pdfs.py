"""PDFs of others' tools for tests: a kind of book and a tool go in; the PDF that the tool makes of it comes out.

The tools are those that people make books with who do not use ours: Typst, pandoc with Typst, plain WeasyPrint,
Chromium, LibreOffice, Ghostscript. `MAKERS` says what each needs; `find_tool` says whether that is there.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

_PARAGRAPH = "The road went on beyond the ford, and nobody who had seen it said where it led. " * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A book as it is asked of a tool: inches, pages, and what stands on the first page beside words.

    In PostScript a picture is a line without a width."""

    width: float = 6
    height: float = 9
    margin: float = 0.9
    pages: int = 24
    picture: bool = False
    link: bool = False
    alpha: bool = False

    @property
    def markup(self) -> str:
        """Return the book as HTML with its pages in CSS."""
        extras = f'<p><img src="data:image/png;base64,{make_picture()}" style="width: 3in"></p>' if self.picture else ""
        extras += '<p><a href="https://example.org/">A link</a></p>' if self.link else ""
        extras += '<p style="opacity: 0.5">Half of it</p>' if self.alpha else ""
        # At the paragraph itself, for LibreOffice hears of no other break.
        pages = f'<p style="page-break-before: always">{_PARAGRAPH}</p>' * (self.pages - 1)
        return (
            '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A book</title><style>'
            f"@page {{ size: {self.width}in {self.height}in; margin: {self.margin}in }}"
            f"body {{ margin: 0; font: 11pt serif }}</style></head>"
            f"<body><p>{_PARAGRAPH}</p>{extras}{pages}</body></html>"
        )

    @property
    def typst(self) -> str:
        """Return the book in Typst; its picture lies beside it as picture.png."""
        extras = '#image("picture.png", width: 3in)\n\n' if self.picture else ""
        extras += '#link("https://example.org/")[A link]\n\n' if self.link else ""
        extras += "#text(fill: rgb(0, 0, 0, 50%))[Half of it]\n\n" if self.alpha else ""
        pages = "".join(f"#pagebreak()\n{_PARAGRAPH}\n" for _ in range(self.pages - 1))
        return (
            f"#set page(width: {self.width}in, height: {self.height}in, margin: {self.margin}in)\n"
            f'#set document(title: "A book")\n{_PARAGRAPH}\n\n{extras}{pages}'
        )

    @property
    def markdown(self) -> str:
        """Return the book in pandoc's Markdown."""
        extras = "[A link](https://example.org/)\n\n" if self.link else ""
        pages = "".join(f"```{{=typst}}\n#pagebreak()\n```\n\n{_PARAGRAPH}\n\n" for _ in range(self.pages - 1))
        return (
            f"---\ntitle: A book\nmargin:\n  x: {self.margin}in\n  y: {self.margin}in\n---\n\n"
            f"```{{=typst}}\n#set page(width: {self.width}in, height: {self.height}in)\n```\n\n{extras}{pages}"
        )

    @property
    def postscript(self) -> str:
        """Return the book in PostScript, in black ink alone; its words are in a font that Ghostscript has."""
        size = f"<< /PageSize [{self.width * 72:g} {self.height * 72:g}] >> setpagedevice\n"
        left, top = self.margin * 72, (self.height - self.margin) * 72 - 11
        page = f"/Palatino-Roman findfont 11 scalefont setfont 0 setgray {left:g} {top:g} moveto (The road) show\n"
        extras = f"0 setlinewidth {left:g} {top - 40:g} moveto 90 0 rlineto stroke\n" if self.picture else ""
        return f"%!PS\n{size}{page}{extras}showpage\n" + f"{page}showpage\n" * (self.pages - 1)


def make_picture() -> str:
    """Return a PNG in RGB of 240 by 160 pixels as base64: 80 ppi where it is three inches wide."""
    target = io.BytesIO()
    grey = Image.radial_gradient("L").resize((240, 160))
    Image.merge("RGB", (grey, grey.rotate(90), grey.rotate(180))).save(target, "PNG")
    return base64.b64encode(target.getvalue()).decode()


def make_with_typst(kind: Kind, folder: Path) -> bytes:
    """Compile with the module `typst`."""
    import typst

    (folder / "picture.png").write_bytes(base64.b64decode(make_picture()))
    (folder / "book.typ").write_text(kind.typst, encoding="utf-8")
    made: bytes = typst.compile(folder / "book.typ")
    return made


def make_with_pandoc(kind: Kind, folder: Path) -> bytes:
    """Write Typst with pandoc, and compile that."""
    import pypandoc
    import typst

    text = pypandoc.convert_text(kind.markdown, "typst", format="markdown", extra_args=["--standalone"])
    (folder / "book.typ").write_text(text, encoding="utf-8")
    made: bytes = typst.compile(folder / "book.typ")
    return made


def make_with_weasyprint(kind: Kind, folder: Path) -> bytes:
    """Print with WeasyPrint as it comes, in a process of its own that knows the fonts of the machine."""
    return _run(kind, folder, [sys.executable, "-m", "weasyprint", "book.html", "book.pdf"])


def make_with_chromium(kind: Kind, folder: Path) -> bytes:
    """Print with a browser."""
    words = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    words += ["--no-pdf-header-footer", "--print-to-pdf=book.pdf", "book.html"]
    return _run(kind, folder, [str(find_tool("chromium")), *words])


def make_with_libreoffice(kind: Kind, folder: Path) -> bytes:
    """Convert with LibreOffice, which reads HTML as a text of a word processor."""
    words = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    words += ["pdf:writer_web_pdf_Export", "--infilter=HTML (StarWriter)", "book.html"]
    return _run(kind, folder, ["soffice", *words])


def make_with_ghostscript(kind: Kind, folder: Path, *words: str) -> bytes:
    """Distil PostScript."""
    (folder / "book.ps").write_text(kind.postscript, encoding="ascii")
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-o", "book.pdf", *words, "book.ps"]
    return _run(kind, folder, command)


def make_locked_with_ghostscript(kind: Kind, folder: Path) -> bytes:
    """Distil PostScript into a file that is encrypted, though it opens without a password."""
    return make_with_ghostscript(kind, folder, "-sOwnerPassword=lock", "-dEncryptionR=3", "-dKeyLength=128")


def make_bare_with_ghostscript(kind: Kind, folder: Path) -> bytes:
    """Distil PostScript without its font."""
    never = "<< /NeverEmbed [/Palatino-Roman] >> setdistillerparams"
    return make_with_ghostscript(kind, folder, "-dEmbedAllFonts=false", "-dSubsetFonts=false", "-c", never, "-f")


def _run(kind: Kind, folder: Path, command: list[str]) -> bytes:
    (folder / "book.html").write_text(kind.markup, encoding="utf-8")
    # Our page engine hides the machine's typefaces from this process; others are to find them.
    around = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    ended = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False, env=around)
    made = folder / "book.pdf"
    assert made.is_file(), (ended.stdout + ended.stderr).decode("utf-8", "replace")
    return made.read_bytes()


def find_tool(name: str) -> str | None:
    """Return where a tool is, None where it is missing: a program, or a module of Python."""
    if name in ("typst", "pypandoc", "weasyprint"):
        found = importlib.util.find_spec(name)
        return None if found is None else str(found.origin)
    names = ("chromium", "chromium-browser", "google-chrome") if name == "chromium" else (name,)
    return next(filter(None, map(shutil.which, names)), None)


Maker = Callable[[Kind, Path], bytes]
MAKERS: Mapping[str, tuple[Maker, tuple[str, ...]]] = {
    "typst": (make_with_typst, ("typst",)),
    "pandoc and typst": (make_with_pandoc, ("pypandoc", "typst")),
    "weasyprint": (make_with_weasyprint, ("weasyprint",)),
    "chromium": (make_with_chromium, ("chromium",)),
    "libreoffice": (make_with_libreoffice, ("soffice",)),
    "ghostscript": (make_with_ghostscript, ("gs",)),
    "ghostscript, locked": (make_locked_with_ghostscript, ("gs",)),
    "ghostscript, no fonts": (make_bare_with_ghostscript, ("gs",)),
}
