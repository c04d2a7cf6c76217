"""Tags as written: pages that were drawn have their marks in the tree, or as artifacts, and links their elements."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree

import pikepdf

from makeready.fonts import list_faces
from makeready.pdf.engine import CSS, EngineHtml, FontConfiguration, MemoryFetcher, tend_engine
from makeready.pdf.engine_parts import draw_pages, keep_outer_links, lay_out_flow
from makeready.pdf.messages import BASE
from makeready.pdf.typefaces import serve_faces

FACES, FILES = serve_faces(list_faces()[:4])
PAGE = "@page { size: 200pt 120pt; margin: 20pt } * { font: 10pt/12pt 'EB Garamond'; margin: 0; orphans: 1; widows: 1 }"
NOTES = ".footnote { float: footnote } "


def _draw(body: str, css: str = "") -> pikepdf.Pdf:
    fetcher, fonts = MemoryFetcher(dict(FILES)), FontConfiguration()
    sheets = [CSS(string=text, font_config=fonts, url_fetcher=fetcher, base_url=BASE) for text in (FACES, PAGE + css)]
    html = EngineHtml(ElementTree.XML(f"<html lang='en'><body>{body}</body></html>"), fetcher)
    with tend_engine():
        document = lay_out_flow(html, sheets, fonts, first=True, folios=None).document
        keep_outer_links(document)
        content, _ = draw_pages(document, tagged=True)
    return pikepdf.open(io.BytesIO(content))


def _find(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == f"/{kind}"]


def _read_marks(pdf: pikepdf.Pdf) -> list[str]:
    """Return what begins marked content on each page: Span, Artifact and its sort."""
    contents = [page.obj.Contents.read_bytes().decode("latin-1") for page in pdf.pages]
    return [" ".join(re.findall(r"/(Span|Artifact)\s*<<(?:/Type /(?:\w+))?", content)) for content in contents]


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    pdf = _draw(f"<p>{'Some words of it. ' * 20}</p>")
    (paragraph,) = _find(pdf, "P")
    later = [kid for kid in paragraph.K if not isinstance(kid, int)]
    assert len(pdf.pages) == 2 and paragraph.Pg.objgen == pdf.pages[0].obj.objgen
    assert later and all(kid.Type == pikepdf.Name.MCR and kid.Pg.objgen == pdf.pages[1].obj.objgen for kid in later)
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    assert all(owner.objgen == paragraph.objgen for page in (numbers[1], numbers[3]) for owner in page)
    assert len(numbers[1]) + len(numbers[3]) == len(paragraph.K)


def test_a_head_that_is_shown_again_is_an_artifact() -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(9))
    pdf = _draw(f"<table><thead><tr><th>Head</th></tr></thead><tbody>{rows}</tbody></table>")
    (head,) = _find(pdf, "TH")
    assert len(pdf.pages) > 1 and len(head.K) == 1
    first, *others = _read_marks(pdf)
    assert "Artifact" not in first and all(other.startswith("Artifact Span") for other in others)
    assert pdf.Root.StructTreeRoot.ParentTree.Nums[3][0] is None


def test_leaders_are_artifacts() -> None:
    pdf = _draw("<p><a href='#x'>One</a></p><p id='x'>Two</p>", "a::after { content: leader(dotted) '9' }")
    (link,) = _find(pdf, "Link")
    marks = [kid for kid in link.K if isinstance(kid, int)]
    assert len(marks) == 2
    (shown,) = _read_marks(pdf)
    assert shown.split().count("Artifact") > 5 and shown.split().count("Span") == 3


def test_calls_of_footnotes_are_links_to_them() -> None:
    note = "<span id='n' role='doc-footnote' class='footnote' data-key='one#3'>A note</span>"
    pdf = _draw(f"<p id='p'>Words{note} more</p>", NOTES)
    (area,) = pdf.pages[0].obj.Annots
    assert area.Dest == pikepdf.String("n") and str(area.Contents) == "1"
    left, bottom, right, top = (float(edge) for edge in area.Rect)
    assert 20 < left < right < 180 and 80 < bottom < top < 110
    (reference,) = _find(pdf, "Reference")
    (found,) = _find(pdf, "Note")
    above = [kid.objgen for kid in _find(pdf, "P")[0].K if isinstance(kid, pikepdf.Dictionary)]
    assert above == [reference.objgen, found.objgen]
    names = pdf.Root.StructTreeRoot.IDTree.Names
    assert str(names[0]) == "one#3" and names[1].objgen == found.objgen
    owner = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))[int(area.StructParent)]
    assert owner.S == "/Link"


def test_links_say_what_stands_in_them() -> None:
    pdf = _draw(f"<p><a href='https://example.org/'>{'A link over several lines. ' * 4}</a></p>")
    areas = list(pdf.pages[0].obj.Annots)
    assert len(areas) > 1
    assert {str(area.Contents) for area in areas} == {("A link over several lines. " * 4).strip()}
    (link,) = _find(pdf, "Link")
    told = [kid.Obj.objgen for kid in link.K if not isinstance(kid, int)]
    assert told == [area.objgen for area in areas]


def test_signs_of_turned_code_are_artifacts() -> None:
    css = "span::before { content: attr(data-turns) }"
    pdf = _draw("<pre><code><span data-turns='&gt;'>code</span></code></pre>", css)
    assert _read_marks(pdf) == ["Artifact Span"]
