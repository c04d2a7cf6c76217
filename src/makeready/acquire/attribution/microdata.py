"""Microdata and RDFa: the attributes of a page go in; the outermost things that they describe come out.

https://html.spec.whatwg.org/multipage/microdata.html, https://www.w3.org/TR/rdfa-lite/. Elements that are furniture
(sharing, comments) describe nothing, wherever they stand.
"""

from __future__ import annotations

import re

from lxml import etree

from makeready.acquire.attribution.claims import Claims, Kind
from makeready.acquire.attribution.scope import find_span, is_furniture, is_own_furniture, read_text
from makeready.acquire.attribution.things import Thing, claim_things
from makeready.acquire.elements import find_tag
from makeready.dataclass import dataclass

_MOST_ITEMS = 2000
_DEEPEST = 20
_ADDRESSES = {"a": "href", "area": "href", "link": "href", "img": "src", "iframe": "src", "object": "data"}


@dataclass(frozen=True, slots=True)
class _Form:
    """A way of marking things: which attribute opens one, names its types, and names a property."""

    name: str
    opens: str
    types: str
    names: str


_MICRODATA = _Form("microdata", "itemscope", "itemtype", "itemprop")
_RDFA = _Form("RDFa", "typeof", "typeof", "property")


def claim_microdata(tree: etree._Element, claims: Claims) -> None:
    """Add what the microdata and the RDFa of a page say."""
    for form in (_MICRODATA, _RDFA):
        things = _ItemReader(form, tree, claims).read()
        claim_things(things, Kind.MICRODATA, form.name, claims)


class _ItemReader:
    """One reading of the items of a page in one form."""

    def __init__(self, form: _Form, tree: etree._Element, claims: Claims) -> None:
        self.form = form
        self.tree = tree
        self.claims = claims
        self.left = _MOST_ITEMS
        # An item may refer to what holds it, so those that are being read are remembered.
        self.open: list[etree._Element] = []
        self.named: dict[str, etree._Element] | None = None

    def read(self) -> list[Thing]:
        """Return the outermost items that are not furniture."""
        opens, names = self.form.opens, self.form.names
        outermost = [e for e in self.tree.iter() if find_tag(e) and e.get(opens) is not None and not e.get(names)]
        return [self.make(e) for e in outermost[:_MOST_ITEMS] if not is_furniture(e)]

    def make(self, element: etree._Element) -> Thing:
        """Return the item that an element opens."""
        self.left -= 1
        names = _read_types(element.get(self.form.types))
        types, label = frozenset(name.lower() for name in names), "/".join(names)
        thing = Thing(types=types, span=find_span(element, self.claims.source), label=label)
        roots = [element, *self._referenced(element)]
        if self.left > 0 and element not in self.open and len(self.open) < _DEEPEST:
            self.open.append(element)
            for root in roots:
                self.gather(root, thing, own=root is element)
            self.open.pop()
        return thing

    def _referenced(self, element: etree._Element) -> list[etree._Element]:
        wanted = (element.get("itemref") or "")[:1000].split()[:10]
        if wanted and self.named is None:
            self.named = {}
            for e in self.tree.iter():
                if find_tag(e) and e.get("id"):
                    self.named.setdefault(e.get("id") or "", e)
        return [self.named[name] for name in wanted if self.named and name in self.named]

    def gather(self, root: etree._Element, thing: Thing, *, own: bool) -> None:
        """Add the properties that stand in `root`, down to the items within it, to the thing."""
        walk = etree.iterwalk(root, events=("start",))
        for _, element in walk:
            if own and element is root:
                continue
            if is_own_furniture(element) and find_tag(element) not in ("footer", "aside"):
                walk.skip_subtree()
                continue
            names = (element.get(self.form.names) or "").split()
            opens = element.get(self.form.opens) is not None
            if names:
                value = self.make(element) if opens and self.left > 0 else _read_value(element, self.form)
                for name in names[:10]:
                    thing.properties.setdefault(re.split(r"[:/#]", name)[-1].lower(), []).append(value)
            if opens:
                walk.skip_subtree()


def _read_value(element: etree._Element, form: _Form) -> str:
    """Return the value of a property: an attribute for elements that have one for it, else the words."""
    tag = find_tag(element)
    content = element.get("content")
    if content is not None and (tag == "meta" or form is _RDFA or tag in ("time", "span", "div", "data")):
        return content
    if tag in _ADDRESSES and element.get(_ADDRESSES[tag]) and not (tag == "a" and _names_person(element, form)):
        return element.get(_ADDRESSES[tag]) or ""
    if tag in ("time", "data") and (element.get("datetime") or element.get("value")):
        return element.get("datetime") or element.get("value") or ""
    return read_text(element)


def _names_person(element: etree._Element, form: _Form) -> bool:
    """Return True for a link that stands where a name is meant: its words are, not its address."""
    names = {name.lower() for name in (element.get(form.names) or "").split()}
    return bool(names & {"author", "creator", "reviewer", "name", "publisher", "headline", "itemreviewed"})


def _read_types(value: str | None) -> list[str]:
    return [re.split(r"[:/#]", word)[-1] for word in (value or "").split()[:20]]
