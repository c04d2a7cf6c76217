"""Attribution: a page's markup and prose go in; who wrote what, where and when, each with its evidence, comes out."""

from makeready.acquire.attribution.page import AttributionLine, FoundAttribution, PageEvidence, Person, ProseLine

__all__ = ["AttributionLine", "FoundAttribution", "PageEvidence", "Person", "ProseLine"]
