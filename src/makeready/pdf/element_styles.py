"""Styles of elements: an element and declarations go in; they come to stand in its `style` attribute, behind others."""

from __future__ import annotations

from xml.etree import ElementTree


def add_style(element: ElementTree.Element, style: str) -> None:
    """Add declarations to those that the element has; an empty text adds nothing."""
    before = element.get("style")
    if style:
        element.set("style", f"{before}; {style}" if before else style)
