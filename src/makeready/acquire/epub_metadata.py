"""Metadata of EPUBs: a package document goes in; what it says of the book, each value with its place, comes out.

https://www.w3.org/TR/epub-33/#sec-pkg-metadata and, for EPUB 2, https://idpf.org/epub/20/spec/OPF_2.0_final_spec.html
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from makeready.acquire.attribution.licences import read_licence
from makeready.acquire.elements import find_line
from makeready.acquire.found import Found, FoundBook, FoundProvenance, FoundRights, Text
from makeready.findings import Span
from makeready.manuscript.references import unescape_html
from makeready.manuscript.relators import RELATORS
from makeready.model.people import Contributor, invert_name

OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read_metadata(root: etree._Element, package: str, source_name: str) -> FoundBook:
    """Return what the package document at the path `package` says, with its places in the source of that name.

    Refinements are found by id, roles are MARC relators; of two dates the first is taken.
    """
    refined: dict[str, dict[str, str]] = {}
    for one in root.iter(f"{OPF}meta"):
        target = str(one.get("refines") or "").lstrip("#")
        if target and one.get("property"):
            refined.setdefault(target, {})[str(one.get("property"))] = " ".join((one.text or "").split())

    def say(one: etree._Element, value: str | None = None) -> Text:
        name = etree.QName(one).localname
        words = value if value is not None else " ".join("".join(str(t) for t in one.itertext()).split())
        return Found(value=words, evidence=f"dc:{name} in {package}", span=Span.at(source_name, find_line(one) or 1))

    def all_of(name: str) -> list[etree._Element]:
        return [one for one in root.iter(f"{_DC}{name}") if "".join(str(t) for t in one.itertext()).strip()]

    def say_meta(one: etree._Element, value: str | None = None) -> Text:
        words = value if value is not None else str(one.get("content") or one.text or "")
        name = str(one.get("property") or one.get("name"))
        span = Span.at(source_name, find_line(one) or 1)
        return Found(value=" ".join(words.split()), evidence=f"{name} in {package}", span=span)

    def all_metas(name: str) -> list[Text]:
        metas = [say_meta(one) for one in root.iter(f"{OPF}meta") if name in (one.get("property"), one.get("name"))]
        return [one for one in metas if one.value]

    address_of_licence = next(iter(all_metas("dcterms:license")), None)
    known = read_licence(address_of_licence.value) if address_of_licence is not None else None
    licence = None
    if address_of_licence is not None and known is not None and known[0] is not None:
        licence = replace(address_of_licence, value=known[0])
    series, position = None, None
    for one in root.iter(f"{OPF}meta"):
        more = refined.get(str(one.get("id")), {})
        if one.get("property") == "belongs-to-collection" and more.get("collection-type") == "series":
            series = say_meta(one)
            position = say_meta(one, more["group-position"]) if "group-position" in more else None
            break
    else:
        series = next(iter(all_metas("calibre:series")), None)
        position = next(iter(all_metas("calibre:series_index")), None) if series else None
    if position is not None and not re.fullmatch(r"\d+(?:\.\d+)*", position.value):
        position = None
    titles = all_of("title")
    kinds = [refined.get(str(one.get("id")), {}).get("title-type", "main") for one in titles]
    main = next((one for one, kind in zip(titles, kinds, strict=True) if kind == "main"), titles[0] if titles else None)
    subtitle = next((one for one, kind in zip(titles, kinds, strict=True) if kind == "subtitle"), None)
    people = []
    for name, usual in (("creator", "aut"), ("contributor", "ctb")):
        for one in all_of(name):
            more = refined.get(str(one.get("id")), {})
            role = str(one.get(f"{OPF}role") or more.get("role") or usual)
            if role == "bkp":
                continue  # the program that made the file
            person = Contributor(
                name=say(one).value,
                sort_name=str(one.get(f"{OPF}file-as") or more.get("file-as") or invert_name(say(one).value)),
                roles=(role if role in RELATORS else usual,),
            )
            people.append(Found(value=person, evidence=f"dc:{name} in {package}", span=say(one).span))
    identifiers = []
    for one in all_of("identifier"):
        value = _name_identifier(say(one).value, str(one.get(f"{OPF}scheme") or ""))
        if value is not None:
            identifiers.append(say(one, value))
    dates = [one for one in all_of("date") if str(one.get(f"{OPF}event") or "publication") == "publication"]
    rights = all_of("rights")
    descriptions = all_of("description")
    source = all_of("source")
    relation: Text = Found(value="original", evidence="the words are the source's own")
    address = next((say(one) for one in source if re.match(r"https?://\S+$", say(one).value)), None)
    return FoundBook(
        title=say(main) if main is not None else None,
        subtitle=say(subtitle) if subtitle is not None else None,
        language=next((say(one) for one in all_of("language") if say(one).value.lower() != "und"), None),
        identifiers=tuple({one.value: one for one in identifiers}.values()),
        contributors=tuple(people),
        publisher=next((say(one) for one in all_of("publisher")), None),
        date=next((say(one, say(one).value[:10]) for one in dates), None),
        description=next((say(one, _strip_tags(say(one).value)) for one in descriptions), None),
        subjects=tuple({say(one).value: say(one) for one in all_of("subject")}.values()),
        rights=FoundRights(
            statement=next((say(one) for one in rights), None),
            licence=licence,
            licence_uri=address_of_licence,
        ),
        imprint=next(iter(all_metas("schema:publisherImprint")), None),
        series=series,
        series_position=position,
        provenance=FoundProvenance(relation=relation, source_uri=address),
    )


def _name_identifier(value: str, scheme: str) -> str | None:
    """Return an identifier as book.toml has it, None for one that means nothing outside of its program."""
    plain = value.strip()
    lower = plain.lower()
    if lower.startswith("urn:uuid:") or re.fullmatch(
        r"(?:urn:)?(?:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", lower
    ):
        return f"uuid:{lower.rpartition(':')[2]}"
    digits = re.sub(r"[\s-]|^urn:isbn:|^isbn:?", "", lower)
    if re.fullmatch(r"(?:97[89])?\d{9}[\dx]", digits) and (scheme.upper() in ("", "ISBN") or "isbn" in lower):
        return f"isbn:{digits.upper()}"
    if lower.startswith(("doi:", "https://doi.org/")) or re.match(r"10\.\d{4,}/", plain):
        return f"doi:{plain[plain.find('10.') :]}"
    if re.match(r"https?://\S+$", plain):
        return plain
    return None


def _strip_tags(value: str) -> str:
    """Return a description without the HTML that shops take in it."""
    return " ".join(unescape_html(re.sub(r"<[^<>]*>", " ", unescape_html(value))).split())
