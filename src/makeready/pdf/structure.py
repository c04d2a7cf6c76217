"""Structure: what each piece of a page belongs to goes in; a tree of elements as PDF/UA wants it comes out.

The kinds of elements are those of ISO 32000-1, 14.8.4; what stands in what follows that and ISO 14289-1. An element
of the book becomes one element of the tree, however many lines, pages and boxes it is broken into.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from makeready.dataclass import dataclass
from makeready.model.keys import ATTRIBUTE


class Mark(NamedTuple):
    """A piece of marked content: the index of its page, and its number there."""

    page: int
    number: int


class Area(NamedTuple):
    """An area of a link: the index of its page, and its annotation."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Tag:
    """An element of the tree: its kind, what stands in it, its entries and its attributes of layout, table or list."""

    kind: str
    above: Tag | None = None
    kids: list[Tag | Mark | Area] = field(default_factory=list)
    entries: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)
    made_up: bool = False  # a paragraph for words that stand in none

    def put(self, kind: str) -> Tag:
        """Return a new element that stands last in this one."""
        tag = Tag(kind, self)
        self.kids.append(tag)
        return tag

    def put_after(self, before: Tag) -> None:
        """Let this element stand directly after another one."""
        self.above = before.above
        if self.above is not None:
            self.above.kids.insert(self.above.kids.index(before) + 1, self)


class Place(NamedTuple):
    """Where what stands in an element of the book goes: its `tag`, and the one in that which has its words."""

    tag: Tag
    inner: Tag
    language: str


_CELLS = frozenset({"TH", "TD"})
# Elements that hold elements only: words that stand in them bare get a paragraph.
_GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Note", "Index", "LBody"})
# Elements that hold what they are made of and nothing else.
_STRICT = frozenset({"L", "LI", "TOC", "TOCI", "Table", "THead", "TBody", "TFoot", "TR"})
_PLAIN = {
    "article": "Art",
    "section": "Sect",
    "aside": "Sect",
    "div": "Div",
    "header": "Div",
    "footer": "Div",
    "hgroup": "Div",
    "main": "Div",
    "nav": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "hr": "P",
    "address": "P",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
    "q": "Quote",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "img": "Figure",
    "svg": "Figure",
    "{http://www.w3.org/2000/svg}svg": "Figure",
    "ruby": "Ruby",
    "rb": "RB",
    "rt": "RT",
    "rp": "RP",
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IN_LINES = frozenset({"Span", "Code", "Quote", "Ruby", "Figure"})
_PICTURES = ("img", "svg", "{http://www.w3.org/2000/svg}svg")
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
_NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "upper-roman": "UpperRoman",
    "lower-roman": "LowerRoman",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
}
# What a style sheet adds to elements of these kinds as their labels.
_LABELLED = frozenset({("marker", "LI"), ("marker", "TOCI"), ("footnote-marker", "Note")})


class Structure:
    """The tree of a document that is being drawn; `language` is the book's."""

    def __init__(self, language: str) -> None:
        """Begin with a root alone."""
        self.root = Tag("Document")
        self._places: dict[tuple[Element, str], Place] = {}
        # The first call of each note and its document, by the note's id; and the notes whose calls are still to come.
        self._calls: dict[str, tuple[Tag, str]] = {}
        self._waiting: dict[str, Tag] = {}
        self._start = Place(self.root, self.root, language)

    @property
    def start(self) -> Place:
        """Where the body of the book goes."""
        return self._start

    def find(self, element: Element, kind: str, around: Place, numbering: str = "") -> Place:
        """Return the place of an element of the book, or of the pseudo-element `kind` of it; the same one each time.

        `around` is the place of what it stands in, `numbering` its style of lists.
        """
        known = self._places.get((element, kind))
        if known is None:
            known = self._place_addition(element, kind, around) if kind else self._place(element, around, numbering)
            self._places[element, kind] = known
        return known

    def add_mark(self, place: Place, mark: Mark) -> None:
        """Add marked content to what stands at `place`."""
        _enter(place.inner).kids.append(mark)

    def add_area(self, place: Place, area: Area) -> None:
        """Add an area of a link to what stands at `place`."""
        place.inner.kids.append(area)

    def end(self) -> Tag:
        """Return the root of the finished tree, in which nothing is empty."""
        for note in self._waiting.values():
            if note.above is None:
                note.above = self.root
                self.root.kids.append(note)
        _prune(self.root)
        return self.root

    def _place_addition(self, element: Element, kind: str, around: Place) -> Place:
        """Return the place of what a style sheet adds to an element."""
        tag, _, language = around
        if (kind, tag.kind) in _LABELLED:
            return _put_label(tag, language)
        if kind == "footnote-call":
            return self._place_call(element, element.get("id", ""), around)
        return around

    def _place_call(self, element: Element, target: str, around: Place) -> Place:
        """Return the place of a call, beside which its note comes to stand."""
        reference = _enter(around.inner).put("Reference")
        link = reference.put("Link")
        if target not in self._calls:
            self._calls[target] = (reference, _name_document(element))
            note = self._waiting.pop(target, None)
            if note is not None:
                note.put_after(reference)
        return Place(link, link, around.language)

    def _place_note(self, element: Element, around: Place) -> Place:
        note = Tag("Note", entries={"ID": element.get(ATTRIBUTE, "") or element.get("id", "")})
        target = element.get("id", "")
        call, document = self._calls.get(target, (None, ""))
        if call is not None and (document == _name_document(element) or element.tag == "span"):
            note.put_after(call)
        elif element.tag == "span":
            self._waiting[target] = note
        else:
            # Notes of a whole book stand together at its end, as their chapters may be drawn elsewhere.
            note.above = around.inner
            around.inner.kids.append(note)
        inner = note
        if element.tag == "span":
            # The words of its first paragraph stand in no element of their own.
            inner = note.put("P")
            inner.made_up = True
        return self._speak(element, Place(note, inner, around.language))

    def _place(self, element: Element, around: Place, numbering: str) -> Place:
        name = element.tag
        if element.get("role") == "doc-footnote":
            return self._place_note(element, around)
        if name in ("html", "body") or (name == "div" and element.get(ATTRIBUTE) is None):
            return around  # the matters of the book are no pieces of it
        if name == "a":
            return self._place_link(element, around)
        if name in ("li", "dt", "dd"):
            return self._speak(element, self._place_item(element, around))
        if name == "figure":
            return self._speak(element, self._place_figure(element, around))
        if name in _PICTURES and around.tag.kind == "Figure" and "Alt" in around.tag.entries:
            return around
        kind = self._find_kind(element, around)
        language = element.get("lang", around.language)
        if kind is None:
            title = element.get("title") if name == "abbr" else None
            if not title and language == around.language:
                return around
            span = _enter(around.inner).put("Span")
            if title:
                span.entries["E"] = title
            return self._speak(element, Place(span, span, around.language))
        tag = self._open(kind, around)
        self._describe(tag, element, numbering)
        return self._speak(element, Place(tag, tag, around.language))

    def _find_kind(self, element: Element, around: Place) -> str | None:
        """Return the kind of an element as its name and class say; None for what only stands in a line."""
        name, classes = element.tag, (element.get("class") or "").split()
        if name in HEADINGS:
            return f"H{min(int(element.get('data-depth', name[1])), 6)}"
        if name == "section":
            return "Part" if "part" in classes else "Index" if "index" in classes else "Sect"
        if name == "ol" and "contents" in classes:
            return "TOC"
        if name == "p" and around.tag.kind == "TOCI":
            return None
        if name == "span" and around.tag.kind == "Note" and "paragraph" in classes:
            return "P"
        return _PLAIN.get(name)

    def _open(self, kind: str, around: Place) -> Tag:
        """Return a new element at `around`; blocks in a note stand beside its first paragraph."""
        if kind in _IN_LINES:
            return (around.inner if kind == "Figure" else _enter(around.inner)).put(kind)
        beside = around.tag.kind == "Note" or (kind == "Caption" and around.tag.kind in ("Table", "Figure"))
        return (around.tag if beside else around.inner).put(kind)

    def _describe(self, tag: Tag, element: Element, numbering: str) -> None:
        if tag.kind == "Figure":
            if alternative := read_alternative(element):
                tag.entries["Alt"] = alternative
        elif tag.kind == "L":
            tag.attributes = {"O": "/List", "ListNumbering": f"/{_NUMBERINGS.get(numbering, 'None')}"}
        elif tag.kind in _CELLS:
            is_head = tag.above is not None and tag.above.above is not None and tag.above.above.kind == "THead"
            if is_head:
                tag.kind = "TH"  # an empty corner of a table too
            if tag.kind == "TH":
                scope = _SCOPES.get(element.get("scope", ""), "Column" if is_head else "Row")
                tag.attributes["Scope"] = f"/{scope}"
            for name in ("RowSpan", "ColSpan"):
                span = element.get(name.lower(), "1")
                if span.isdecimal() and int(span) > 1:
                    tag.attributes[name] = int(span)
            if tag.attributes:
                tag.attributes["O"] = "/Table"

    def _place_link(self, element: Element, around: Place) -> Place:
        target = element.get("href", "")
        if not target:
            return around
        if element.get("role") == "doc-noteref":
            return self._place_call(element, target.removeprefix("#"), around)
        holder = around.inner if around.tag.kind == "TOCI" else _enter(around.inner)
        if around.tag.kind == "TOCI":
            holder = holder.put("Reference")
        note = around.tag.above
        if element.get("role") == "doc-backlink" and note is not None and note.kind == "Note" and not around.tag.kids:
            holder = _put_label(note, around.language).tag
        link = holder.put("Link")
        return self._speak(element, Place(link, link, around.language))

    def _place_item(self, element: Element, around: Place) -> Place:
        name, holder = element.tag, around.inner
        if holder.kind == "TOC":
            item = holder.put("TOCI")
            return Place(item, item, around.language)
        last = holder.kids[-1] if holder.kids and isinstance(holder.kids[-1], Tag) else None
        body = last.kids[-1] if last is not None and last.kind == "LI" and last.kids else None
        if name == "dt":
            # Terms that share a definition share an item.
            item = last if last is not None and isinstance(body, Tag) and body.kind == "Lbl" else holder.put("LI")
            label = item.put("Lbl")
            return Place(label, label, around.language)
        if name == "dd" and last is not None and isinstance(body, Tag):
            inner = body.put("Div") if body.kind == "LBody" else last.put("LBody")
            return Place(inner, inner, around.language)
        item = holder.put("LI")
        body = item.put("LBody")
        return Place(item, body, around.language)

    def _place_figure(self, element: Element, around: Place) -> Place:
        """Return the place of a figure, whose caption stands in what it is the caption of."""
        tables = list(element.iter("table"))
        pictures = [one for name in _PICTURES for one in element.iter(name)]
        if len(tables) == 1 and not pictures:
            tag = self._open("Table", around)
            place = Place(tag, tag, around.language)
            self._places[tables[0], ""] = self._speak(tables[0], place)
            return place
        if len(pictures) == 1 and not tables:
            tag = self._open("Figure", around)
            if alternative := read_alternative(pictures[0]):
                tag.entries["Alt"] = alternative
                return Place(tag, tag, around.language)
            tag.kind = "Div"
            return Place(tag, tag, around.language)
        tag = self._open("Div", around)
        return Place(tag, tag, around.language)

    def _speak(self, element: Element, place: Place) -> Place:
        """Return `place` in the language of its element, and say that where it is another one than around it."""
        language = element.get("lang", "")
        if not language or language == place.language:
            return place
        place.tag.entries["Lang"] = language
        return place._replace(language=language)


def read_alternative(picture: Element) -> str:
    """Return the words for those who do not see a picture."""
    title = picture.find("{http://www.w3.org/2000/svg}title")
    if title is not None and title.text:
        return title.text
    return picture.get("alt", "") or picture.get("aria-label", "")


def _enter(holder: Tag) -> Tag:
    """Return where words may stand that are given to `holder`: in one that holds elements only, in a paragraph."""
    if holder.kind not in _GROUPS and holder.kind not in _STRICT:
        return holder
    last = holder.kids[-1] if holder.kids else None
    if isinstance(last, Tag) and last.made_up:
        return last
    made = holder.put("Caption" if holder.kind == "Table" else "P")
    made.made_up = True
    return made


def _name_document(element: Element) -> str:
    """Return the document that an element is of."""
    return element.get(ATTRIBUTE, "").partition("#")[0]


def _put_label(tag: Tag, language: str) -> Place:
    """Return the place of the label of an item, which stands before all else in it."""
    label = Tag("Lbl", tag)
    tag.kids.insert(0, label)
    return Place(label, label, language)


def _prune(tag: Tag) -> None:
    """Take out of an element what is empty, but cells, and what is no link as it has no area."""
    if tag.kind == "Link" and not any(isinstance(kid, Area) for kid in tag.kids):
        tag.kind = "Lbl" if tag.above is not None and tag.above.kind == "Reference" else "Span"
    kept: list[Tag | Mark | Area] = []
    for kid in tag.kids:
        if isinstance(kid, Tag):
            _prune(kid)
            if not kid.kids and kid.kind not in _CELLS:
                continue
        kept.append(kid)
    tag.kids = kept


def walk(tag: Tag) -> Iterator[Tag]:
    """Yield an element and all in it, in the order of reading."""
    yield tag
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from walk(kid)
