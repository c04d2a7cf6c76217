"""Removal: an element of a tree goes in; it is out of its tree, and the words behind it are where they were."""

from __future__ import annotations

from lxml import etree


def remove_element(element: etree._Element) -> None:
    """Remove an element with all that is in it; what stands behind it stays. Nothing happens to a root."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)
