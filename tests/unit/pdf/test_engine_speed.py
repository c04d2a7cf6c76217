"""The quicker ways of the engine: everything that a page may hold comes out as the engine draws it."""

from __future__ import annotations

import io
import re
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pytest
from weasyprint.text.line_break import Layout

from makeready.fonts import list_faces
from makeready.pdf import engine_speed
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, boxes
from makeready.pdf.engine_speed import hasten_engine
from makeready.pdf.messages import BASE
from makeready.pdf.typefaces import serve_faces

WORDS = (
    "It was raining when the difficult afternoon began, and affluent “efficient” officers of Óbidos waffled on — "
    "extraordinarily incomprehensible conversations about hyphenation, 1,234 figures and nothing else in particular. "
)
CSS_TEXT = """
@page { size: 300px 400px; margin: 20px; @top-center { content: counter(page) " of " string(head) } }
body { font: 12px/1.3 "EB Garamond"; text-align: justify; hyphens: auto; font-variant-numeric: oldstyle-nums }
h1 { string-set: head content(); font-variant: small-caps; letter-spacing: 0.1em; font-size: 150% }
table { border-collapse: collapse; width: 80% } td { border: 1px solid; padding: 5% 2px; box-sizing: border-box }
.separate { border-collapse: separate; border-spacing: 3px }
.float { float: left; width: 30%; margin: 4px 5% }
.box { box-sizing: border-box; width: 50%; padding: 3px; min-height: 10% }
.cut { width: 60px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.lines { max-lines: 2; } .break { overflow-wrap: anywhere; width: 40px }
code { font-family: "Source Code Pro"; tab-size: 4; white-space: pre } .wide { word-spacing: 3px }
.abs { position: absolute; top: 10px; right: 10% } .rel { position: relative; left: 3px }
u { text-underline-offset: 2px }
.flex { display: flex } .flex > p { flex: 1 } .cols { columns: 2 } .lead::after { content: leader(".") "7" }
.first::first-letter { font-size: 200% } .note { float: footnote }
"""
BODY = f"""
<h1>A Head</h1><p>{WORDS * 3}<span class="note">A note, {WORDS}</span></p><p class="first wide">{WORDS * 2}</p>
<p>H<sub>2</sub>O x<sup>2</sup> <u>under <s>through</s></u> <b>fi <i>ffl</i></b> <code>a\tb  c</code> fi&#xad;nal
<br/> end</p>
<p dir="rtl">{WORDS}</p><p lang="de">Donaudampfschifffahrtsgesellschaftskapitän {WORDS}</p><p class="cut">{WORDS}</p>
<div class="lines"><p>{WORDS * 2}</p></div><p class="break">incomprehensibilities</p><p class="lead">Leader</p>
<table><tr><td>{WORDS}</td><td>b</td></tr></table><table class="separate"><tr><td>c</td><td>{WORDS}</td></tr></table>
<div class="float">{WORDS}</div><div class="box">{WORDS}</div><p class="abs">there</p><p class="rel">{WORDS}</p>
<div class="flex"><p>{WORDS}</p><p>{WORDS}</p></div><div class="cols"><p>{WORDS * 2}</p></div>
<ul><li>one</li><li>two</li></ul>
<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40" viewBox="0 0 100 40">
<text x="5" y="20" font-family="EB Garamond" font-size="12">A drawn word</text></svg>
"""


def draw_pages(body: str = BODY, css: str = CSS_TEXT) -> tuple[list[bytes], list[Any]]:
    """Return the content of each page of `body`, and what its fonts map to characters."""
    rules, served = serve_faces(list_faces())
    fonts, fetcher = FontConfiguration(), MemoryFetcher(served)
    sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for text in (rules, css)]
    root = ElementTree.fromstring(f'<html lang="en"><head><title>t</title></head><body>{body}</body></html>')  # noqa: S314
    content = EngineHtml(root, fetcher).write_pdf(stylesheets=sheets, font_config=fonts, pdf_tags=True)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = [page.Contents.read_bytes() for page in pdf.pages]
        maps = [
            (str(name), font.ToUnicode.read_bytes(), font.DescendantFonts[0].W.unparse())
            for name, font in sorted(pdf.pages[0].Resources.Font.items())
        ]
        forms = [bytes(one.read_bytes()) for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/BBox" in one]
    return [_shorten(page) for page in pages], [*maps, *map(_shorten, forms)]


def _shorten(content: bytes) -> bytes:
    """Return what draws a page without moves by nothing, and with two places of those that have many."""
    content = re.sub(rb">(-?\d+\.\d+)<", lambda move: b">%.2f<" % float(move[1]), content)
    for nothing in ((b">0<", b""), (b">0]", b">]"), (b"<>", b""), (b"><", b"")):
        content = content.replace(*nothing)
    return content


def count_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[str]:
    """Return a list that grows with each call of a function of the module."""
    calls: list[str] = []
    function = getattr(module, name)

    def count(*words: Any) -> Any:
        calls.append(name)
        return function(*words)

    monkeypatch.setattr(module, name, count)
    return calls


def test_what_depends_on_the_style_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paragraph of many lines is one style."""
    prepared = count_calls(monkeypatch, engine_speed, "_prepare_style")
    with hasten_engine():
        draw_pages(f"<p>{WORDS * 12}</p>", "p { font: 12px 'EB Garamond' }")
    assert 0 < len(prepared) < 6


def test_the_engine_gets_its_own_ways_back() -> None:
    """After the block nothing is left of it, and sizes in percent are the engine's."""
    with hasten_engine():
        assert Layout.setup is engine_speed._set_up
    assert Layout.setup is engine_speed._ENGINE_SETUP
    assert boxes.Box.is_in_normal_flow is engine_speed._ENGINE_FLOW
    names = {module.__name__ for module in engine_speed._RESOLVERS}
    assert {"weasyprint.layout.block", "weasyprint.layout.inline", "weasyprint.layout.percent"} <= names
    assert all(module.resolve_percentages is engine_speed._ENGINE_RESOLVE for module in engine_speed._RESOLVERS)
