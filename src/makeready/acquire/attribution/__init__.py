"""Attribution: a page's markup and prose go in; who wrote what, where and when, each with its evidence, comes out."""

from makeready.acquire.attribution.book import make_found_book
from makeready.acquire.attribution.find import find_attribution
from makeready.acquire.attribution.lines import list_lines
from makeready.acquire.attribution.page import AttributionLine, FoundAttribution, PageEvidence, Person, ProseLine

__all__ = [
    "AttributionLine",
    "FoundAttribution",
    "PageEvidence",
    "Person",
    "ProseLine",
    "find_attribution",
    "list_lines",
    "make_found_book",
]
