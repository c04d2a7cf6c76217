"""Structure: elements of a book become the elements that PDF/UA asks for, each once, however they are broken."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from makeready.model.keys import ATTRIBUTE
from makeready.pdf.structure import Area, Mark, Place, Structure, Tag


class Drawing:
    """Draws the words of elements one after the other, as a page does, and lets the structure know."""

    def __init__(self) -> None:
        self.structure = Structure("en")
        self.words: list[str] = []
        self.page = 0

    def draw(self, source: str) -> Tag:
        """Return the tree of the elements in `source`, drawn twice over two pages where they say so."""
        self._draw(ElementTree.XML(f"<body>{source}</body>"), self.structure.start)
        return self.structure.end()

    def say(self, words: str | None, place: Place) -> None:
        """Draw words at a place, if there are any."""
        if words and words.strip():
            self.structure.add_mark(place, Mark(self.page, len(self.words)))
            self.words.append(words)

    def _draw(self, element: Element, around: Place) -> None:
        if element.get("class") == "footnote" and element.tag == "span":
            self.say("1", self.structure.find(element, "footnote-call", around))
            around = self.structure.start
        place = self.structure.find(element, "", around, "decimal" if element.tag == "ol" else "disc")
        if element.tag == "a" and element.get("href"):
            self.structure.add_area(place, Area(self.page, element))
        if element.tag == "img":
            self.structure.add_mark(place, Mark(self.page, len(self.words)))
            self.words.append("picture")
        self.say(element.text, place)
        for child in element:
            self._draw(child, place)
            self.say(child.tail, place)
        if element.tag == "li":
            self.say("*", self.structure.find(element, "marker", place))


def describe(tag: Tag, words: list[str]) -> str:
    """Return a tree as words: kind(what stands in it)."""
    kids = []
    for kid in tag.kids:
        if isinstance(kid, Tag):
            kids.append(describe(kid, words))
        elif isinstance(kid, Mark):
            kids.append(words[kid.number].strip())
        else:
            kids.append("@")
    return f"{tag.kind}({' '.join(kids)})"


def draw(source: str) -> str:
    """Return what the root holds after `source` was drawn."""
    drawing = Drawing()
    return describe(drawing.draw(source), drawing.words).removeprefix("Document(").removesuffix(")")


NOTE = f'<span class="footnote" role="doc-footnote" id="n" {ATTRIBUTE}="one#7">note</span>'


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("<p>a<em>b</em>c</p>", "P(a b c)"),
        ("<section class='part'><h1>One</h1></section>", "Part(H1(One))"),
        ("<section><h1 data-depth='2'>One</h1><p>a</p></section>", "Sect(H2(One) P(a))"),
        ("<blockquote>a</blockquote>", "BlockQuote(P(a))"),
        ("<aside><p>a</p></aside>", "Sect(P(a))"),
        ("<p>He said <q>yes</q> to <code>no</code></p>", "P(He said Quote(yes) to Code(no))"),
        ("<ol><li>a<ul><li><p>b</p></li></ul></li></ol>",
         "L(LI(Lbl(*) LBody(P(a) L(LI(Lbl(*) LBody(P(b)))))))"),
        ("<dl><dt>a</dt><dt>b</dt><dd>c</dd><dd>d</dd><dt>e</dt><dd>f</dd></dl>",
         "L(LI(Lbl(a) Lbl(b) LBody(P(c) Div(P(d)))) LI(Lbl(e) LBody(P(f))))"),
        ("<ol class='contents'><li><p><a href='#x'>One</a></p><ol class='contents'><li><p><a href='#y'>Two</a></p></li>"
         "</ol></li></ol>",
         "TOC(TOCI(Lbl(*) Reference(Link(@ One)) TOC(TOCI(Lbl(*) Reference(Link(@ Two))))))"),
        (f"<p>a{NOTE}b</p>", "P(a Reference(Lbl(1)) Note(P(note)) b)"),
        ("<p>a<a role='doc-noteref' href='#n'>1</a>b</p><aside role='doc-footnote' id='n'><p>note</p></aside>",
         "P(a Reference(Link(@ 1)) Note(P(note)) b)"),
        ("<figure><img alt='A hill'/><figcaption>Fig. 1</figcaption></figure>", "Figure(picture Caption(Fig. 1))"),
        ("<figure><figcaption>Table 1</figcaption><table><tr><td>a</td></tr></table></figure>",
         "Table(Caption(Table 1) TR(TD(a)))"),
        ("<figure><img alt='a'/><img alt='b'/><figcaption>Both</figcaption></figure>",
         "Div(Figure(picture) Figure(picture) Caption(Both))"),
        ("<p><a>nothing</a><span/></p><div/>", "P(nothing)"),
        ("<table><thead><tr><td/><th>a</th></tr></thead><tbody><tr><td/></tr></tbody></table>",
         "Table(THead(TR(TH() TH(a))) TBody(TR(TD())))"),
        ("<p><img alt='a'/></p>", "P(Figure(picture))"),
    ],
)  # fmt: skip
def test_elements_become_those_of_pdf(source: str, tree: str) -> None:
    assert draw(source) == tree


def _find(tag: Tag, kind: str) -> list[Tag]:
    below = [found for kid in tag.kids if isinstance(kid, Tag) for found in _find(kid, kind)]
    return [tag, *below] if tag.kind == kind else below


def test_a_paragraph_over_two_pages_is_one_element() -> None:
    drawing, paragraph = Drawing(), Element("p")
    for drawing.page in (0, 1):
        place = drawing.structure.find(paragraph, "", drawing.structure.start)
        drawing.say("words", place)
    (one,) = drawing.structure.end().kids
    assert isinstance(one, Tag) and one.kids == [Mark(0, 0), Mark(1, 1)]


def test_another_language_is_said_once() -> None:
    root = Drawing().draw('<p>a <em lang="fr">b <i lang="fr">c</i></em></p><p lang="en">d</p>')
    (span,) = _find(root, "Span")
    assert span.entries == {"Lang": "fr"}
    assert all("Lang" not in paragraph.entries for paragraph in _find(root, "P"))


def test_notes_have_names_and_abbreviations_their_words() -> None:
    root = Drawing().draw(f'<p>a{NOTE}<abbr title="So To Say">sts</abbr></p>')
    assert [note.entries for note in _find(root, "Note")] == [{"ID": "one#7"}]
    assert [span.entries for span in _find(root, "Span")] == [{"E": "So To Say"}]


def test_cells_say_what_they_head_and_how_far_they_go() -> None:
    rows = '<tr><th scope="col" colspan="2">a</th></tr></thead><tbody><tr><th scope="row" rowspan="3">b</th><td>c</td>'
    root = Drawing().draw(f"<table><thead>{rows}</tr></tbody></table>")
    assert [cell.attributes for cell in _find(root, "TH")] == [
        {"Scope": "/Column", "ColSpan": 2, "O": "/Table"},
        {"Scope": "/Row", "RowSpan": 3, "O": "/Table"},
    ]
    assert [cell.attributes for cell in _find(root, "TD")] == [{}]


def test_lists_say_how_they_count_and_pictures_what_they_show() -> None:
    root = Drawing().draw('<ol><li>a</li></ol><ul><li>b</li></ul><p><img alt="A hill"/></p>')
    assert [one.attributes["ListNumbering"] for one in _find(root, "L")] == ["/Decimal", "/Disc"]
    assert [one.entries for one in _find(root, "Figure")] == [{"Alt": "A hill"}]


def test_a_note_that_nothing_calls_is_kept() -> None:
    assert draw("<aside role='doc-footnote' id='n'><p>note</p></aside><p>a</p>") == "Note(P(note)) P(a)"
    drawing, note = Drawing(), Element("span", {"class": "footnote", "role": "doc-footnote", "id": "n"})
    drawing.say("note", drawing.structure.find(note, "", drawing.structure.start))
    assert describe(drawing.structure.end(), drawing.words) == "Document(Note(P(note)))"


def test_notes_of_another_document_stay_where_they_are() -> None:
    call = f'<p>a<a role="doc-noteref" href="#n" {ATTRIBUTE}="one#2">1</a>b</p>'
    back = f'<a role="doc-backlink" href="#c" {ATTRIBUTE}="notes#4">1.</a>'
    note = f'<section><aside role="doc-footnote" id="n" {ATTRIBUTE}="notes#2"><p>{back} note</p></aside></section>'
    assert draw(call + note) == "P(a Reference(Link(@ 1)) b) Sect(Note(Lbl(Link(@ 1.)) P(note)))"
