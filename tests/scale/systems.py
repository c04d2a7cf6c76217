"""Systems: the working folder goes in; how makeready and each of its peers builds the novel comes out.

All get the same text, trim, margins, typeface files and sizes, justified and hyphenated, with heads, folios and
contents with page numbers, as far as each can; where one cannot, its remark says so. See designs/ for their sheets.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from makeready import __version__
from tests.scale.measure import Step
from tests.scale.novel import AUTHOR, TITLE, Novel, build_project

CACHE = Path(os.environ.get("MAKEREADY_PEERS") or Path.home() / ".cache" / "makeready-peers")
SOFT = "no dictionary: soft hyphens put in beforehand, not counted"
TYPST = '''\
#!{python}
"""What pandoc calls as typst: the compiler that the package typst carries."""
import sys
import typst
words = sys.argv[2:]
source, target = [word for word in words if not word.startswith("-")]
fonts = [word.partition("=")[2] for word in words if word.startswith("--font-path=")]
typst.compile(source, output=target, font_paths=fonts, ignore_system_fonts=True)
'''


class AbsentError(Exception):
    """A system is not installed here; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One way to make the book: its steps run in the working folder; `pdf` is where its PDF comes out, if it makes one.

    `remark` tells what differs from the common design.
    """

    title: str
    product: str
    steps: tuple[Step, ...]
    releases: Mapping[str, str] = field(default_factory=dict)
    pdf: Path | None = None
    remark: str = ""


def find_program(name: str, *others: str) -> str:
    """Return where a program is: among what install_peers.sh installed, else on the path. Raises AbsentError."""
    for word in (name, *others):
        found = shutil.which(word, path=str(CACHE / "node_modules" / ".bin")) or shutil.which(word)
        if found:
            return found
    raise AbsentError(f"{name} is not installed")


def ask_release(*command: str) -> str:
    """Return the first line of what a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    return next((line.partition(" [")[0] for line in lines if line and line[0] != "/"), "unknown")


def find_pandoc() -> tuple[str, str]:
    """Return where pandoc is, and its version: that of pypandoc_binary, as `make scale` installs it."""
    try:
        import pypandoc
    except ImportError as error:
        raise AbsentError("pandoc is not installed (pypandoc_binary)") from error
    return str(pypandoc.get_pandoc_path()), str(pypandoc.get_pandoc_version())


def _describe() -> list[str]:
    return ["--metadata", f"title={TITLE}", "--metadata", f"author={AUTHOR}", "--metadata", "lang=en-GB"]


def _call_pandoc(novel: Novel, *options: str | Path, soft: bool = False) -> Step:
    chapters = novel.soft_chapters if soft else novel.chapters
    return Step(command=(find_pandoc()[0], *chapters, *_describe(), *options))


def _call_pandoc_html(novel: Novel, sheet: str, target: str) -> Step:
    sheets = (f"--css={name}" for name in ("fonts.css", "type.css", sheet))
    html = ("--standalone", "--toc", "--toc-depth=1", "--section-divs")
    return _call_pandoc(novel, *html, *sheets, "-o", target, soft=True)


def _name_makeready() -> dict[str, str]:
    return {"makeready": __version__, "WeasyPrint": version("weasyprint"), "EbookLib": version("ebooklib")}


def plan_makeready_both(novel: Novel) -> System:
    """Plan makeready for both editions: the print edition's pages are listed in the EPUB."""
    pdf = novel.out / "both" / "pride-and-prejudice.pdf"
    return System(
        title="makeready",
        product="EPUB + PDF",
        steps=(build_project(novel.project, pdf.parent),),
        releases=_name_makeready(),
        pdf=pdf,
        remark="all checks",
    )


def plan_makeready_alone(novel: Novel) -> System:
    """Plan makeready for both editions with one process."""
    pdf = novel.out / "alone" / "pride-and-prejudice.pdf"
    return System(
        title="makeready, one worker",
        product="EPUB + PDF",
        steps=(build_project(novel.project, pdf.parent, "--workers", "1"),),
        pdf=pdf,
        remark="all checks",
    )


def plan_makeready_pdf(novel: Novel) -> System:
    """Plan makeready for the print edition alone."""
    pdf = novel.out / "pdf" / "pride-and-prejudice.pdf"
    return System(
        title="makeready",
        product="PDF",
        steps=(build_project(novel.project, pdf.parent, "--to", "pdf"),),
        pdf=pdf,
        remark="all checks",
    )


def plan_makeready_epub(novel: Novel) -> System:
    """Plan makeready for an EPUB without a print edition whose pages it would list."""
    return System(
        title="makeready",
        product="EPUB",
        steps=(build_project(novel.epub_project, novel.out / "epub", "--to", "epub"),),
        remark="all checks",
    )


def plan_pandoc_epub(novel: Novel) -> System:
    """Plan pandoc's EPUB, with both faces embedded."""
    return System(
        title="pandoc",
        product="EPUB",
        steps=(_make_epub(novel, "pandoc.epub"),),
    )


def _make_epub(novel: Novel, target: str) -> Step:
    fonts = (f"--epub-embed-font={font}" for font in novel.fonts)
    return _call_pandoc(novel, "--toc", "--css=epub.css", *fonts, "-o", target)


def plan_weasyprint(novel: Novel) -> System:
    """Plan pandoc with WeasyPrint as it comes, of the release that makeready uses."""
    engine = Path(sys.executable).with_name("weasyprint")
    if not engine.exists():
        raise AbsentError("weasyprint is not installed")
    html = ("--standalone", "--toc", "--toc-depth=1", "--section-divs")
    sheets = (f"--css={name}" for name in ("fonts.css", "type.css", "weasyprint.css"))
    return System(
        title="pandoc + WeasyPrint",
        product="PDF",
        steps=(_call_pandoc(novel, *html, *sheets, f"--pdf-engine={engine}", "-o", "weasyprint.pdf"),),
        pdf=novel.folder / "weasyprint.pdf",
    )


def plan_typst(novel: Novel) -> System:
    """Plan pandoc with Typst, through a program that calls the module."""
    try:
        release = version("typst")
    except ModuleNotFoundError as error:
        raise AbsentError("typst is not installed") from error
    (novel.folder / "bin").mkdir(exist_ok=True)
    engine = novel.folder / "bin" / "typst"
    engine.write_text(TYPST.format(python=sys.executable), encoding="utf-8")
    engine.chmod(0o755)
    options = ("--template=book.typ", f"--pdf-engine={engine}", "--pdf-engine-opt=--font-path=fonts")
    return System(
        title="pandoc + Typst",
        product="PDF",
        steps=(_call_pandoc(novel, *options, "-o", "typst.pdf"),),
        releases={"Typst": release},
        pdf=novel.folder / "typst.pdf",
    )


def plan_xelatex(novel: Novel) -> System:
    """Plan pandoc with XeLaTeX: class book, which runs as often as the contents need it."""
    engine = find_program("xelatex")
    page = "paperwidth=396bp,paperheight=612bp,top=57.6bp,bottom=68.4bp,inner=57.6bp,outer=50.4bp"
    regular, italic = (next(font.name for font in novel.fonts if part in font.name) for part in ("regular", "italic"))
    faces = f"ItalicFont={italic},BoldFont={regular},BoldItalicFont={italic}"
    options = (
        "-f", "markdown-raw_tex", f"--pdf-engine={engine}", "--toc", "--toc-depth=1", "--top-level-division=chapter",
        "-V", "documentclass=book", "-V", "classoption=twoside", "-V", "fontsize=11pt",
        "-V", f"geometry={page},headsep=16bp,headheight=14bp",
        "-V", f"mainfont={regular}", "-V", f"mainfontoptions=Path={novel.folder}/fonts/,{faces},Numbers=OldStyle",
        "-H", "book.tex",
    )  # fmt: skip
    return System(
        title="pandoc + XeLaTeX",
        product="PDF",
        steps=(_call_pandoc(novel, *options, "-o", "xelatex.pdf"),),
        releases={"XeLaTeX": ask_release(engine, "--version")},
        pdf=novel.folder / "xelatex.pdf",
    )


def plan_calibre(novel: Novel) -> System:
    """Plan calibre from pandoc's EPUB: it takes no margins by side and knows no rectos."""
    convert = find_program("ebook-convert")
    sides = (("top", "57.6"), ("bottom", "68.4"), ("left", "54"), ("right", "54"))
    options = (
        "--custom-size=5.5x8.5", "--unit=inch", *(f"--pdf-page-margin-{side}={points}" for side, points in sides),
        "--disable-font-rescaling", "--minimum-line-height=0", "--chapter-mark=pagebreak", "--pdf-hyphenate",
        "--pdf-add-toc", "--toc-title=Contents", f"--pdf-header-template={_read(novel, 'calibre-head.html')}",
    )  # fmt: skip
    return System(
        title="pandoc EPUB + calibre",
        product="PDF",
        steps=(
            _make_epub(novel, "calibre.epub"),
            # Its browser refuses to run as root inside its own sandbox.
            Step(
                command=(convert, "calibre.epub", "calibre.pdf", *options),
                environment={"QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox", "QTWEBENGINE_DISABLE_SANDBOX": "1"},
            ),
        ),
        releases={"calibre": ask_release(convert, "--version")},
        pdf=novel.folder / "calibre.pdf",
        remark="no mirrored margins, no rectos; contents with page numbers at the end",
    )


def plan_vivliostyle(novel: Novel) -> System:
    """Plan Vivliostyle from pandoc's HTML, in the browser of the system."""
    build, browser = find_program("vivliostyle"), find_program("chromium", "chromium-browser", "google-chrome")
    options = ("build", "vivliostyle.html", "-d", "-o", "vivliostyle.pdf", "--executable-browser", browser)
    return System(
        title="pandoc HTML + Vivliostyle",
        product="PDF",
        steps=(
            _call_pandoc_html(novel, "vivliostyle.css", "vivliostyle.html"),
            Step(command=(build, *options)),
        ),
        releases={"Vivliostyle": _read_package_release(build), "Chromium": ask_release(browser, "--version")},
        pdf=novel.folder / "vivliostyle.pdf",
        remark=SOFT,
    )


def plan_pagedjs(novel: Novel) -> System:
    """Plan pagedjs-cli from pandoc's HTML, in the browser of the system."""
    build, browser = find_program("pagedjs-cli"), find_program("chromium", "chromium-browser", "google-chrome")
    options = ("--browserArgs=--no-sandbox,--allow-file-access-from-files", "--outline-tags=h1", "--timeout=240000")
    return System(
        title="pandoc HTML + Paged.js",
        product="PDF",
        steps=(
            _call_pandoc_html(novel, "paged.css", "paged.html"),
            Step(
                command=(build, "paged.html", "-o", "paged.pdf", *options),
                environment={"PUPPETEER_EXECUTABLE_PATH": browser},
            ),
        ),
        releases={"pagedjs-cli": _read_package_release(build), "Chromium": ask_release(browser, "--version")},
        pdf=novel.folder / "paged.pdf",
        remark=f"{SOFT}; no leaders",
    )


def plan_asciidoctor(novel: Novel) -> System:
    """Plan Asciidoctor PDF from the AsciiDoc that pandoc makes of the Markdown."""
    build = find_program("asciidoctor-pdf")
    attributes = ("toc", "toclevels=1", "media=prepress", "title-page")
    theme = ("pdf-theme=asciidoctor.yml", "pdf-themesdir=.", "pdf-fontsdir=fonts")
    options = [word for attribute in (*attributes, *theme) for word in ("-a", attribute)]
    return System(
        title="pandoc AsciiDoc + Asciidoctor PDF",
        product="PDF",
        steps=(
            _call_pandoc(
                novel, "--standalone", "--to=asciidoc", "--top-level-division=chapter", "-o", "book.adoc", soft=True
            ),
            Step(command=(build, "book.adoc", "-d", "book", *options, "-o", "asciidoctor.pdf")),
        ),
        releases={"Asciidoctor PDF": ask_release(build, "--version")},
        pdf=novel.folder / "asciidoctor.pdf",
        remark=SOFT,
    )


def _read_package_release(program: str) -> str:
    """Return the version of the npm package that a program belongs to."""
    for folder in Path(program).resolve().parents:
        if (folder / "package.json").is_file():
            return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])
    return "unknown"


def _read(novel: Novel, name: str) -> str:
    return (novel.folder / name).read_text(encoding="utf-8").strip()


# In the order of the table.
PLANS: Mapping[str, Callable[[Novel], System]] = {
    "makeready": plan_makeready_both,
    "makeready-alone": plan_makeready_alone,
    "makeready-pdf": plan_makeready_pdf,
    "makeready-epub": plan_makeready_epub,
    "pandoc-epub": plan_pandoc_epub,
    "weasyprint": plan_weasyprint,
    "typst": plan_typst,
    "xelatex": plan_xelatex,
    "calibre": plan_calibre,
    "vivliostyle": plan_vivliostyle,
    "pagedjs": plan_pagedjs,
    "asciidoctor": plan_asciidoctor,
}
