"""Covers: one that lies on its side is told; upright and square ones are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from makeready.epub.cover import choose_cover
from makeready.model.book import Asset
from tests.unit.epub.compositions import composition, picture


@pytest.mark.parametrize(("size", "codes"), [((30, 20), ["EP052"]), ((20, 30), []), ((20, 20), [])])
def test_cover_on_its_side_is_told(size: tuple[int, int], codes: list[str]) -> None:
    content = picture("JPEG", size)
    asset = Asset(path="f.jpg", media_type="image/jpeg", digest="", content=content, width=size[0], height=size[1])
    made = composition()
    made = replace(made, book=replace(made.book, cover="f.jpg"), assets=(*made.assets, ("images/f.jpg", asset)))
    cover, findings = choose_cover(made, None)
    assert cover is not None
    assert (cover.href, cover.content) == ("images/f.jpg", content)
    assert [one.code for one in findings] == codes
    drawn, none = choose_cover(made, picture("JPEG", (30, 20)))
    assert (drawn is not None, none) == (True, ()), "a cover that was set in type is ours"
