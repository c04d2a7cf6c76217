"""Packed settings: the lines of a page go in; a text to keep comes out, and from it the lines where somebody asks.

Most builds have no use for them, and to read those of a novel takes longer than to read the rest of its parts.
"""

from __future__ import annotations

import json
from typing import Any

from makeready.model.setting import SetBlock, SetPage

_BLOCK, _PAGE = SetBlock.__slots__, SetPage.__slots__


def pack_setting(page: SetPage) -> str:
    """Return the setting of a page as JSON without the names of its fields; `unpack_setting` is its reverse."""
    values = {name: getattr(page, name) for name in _PAGE}
    values["blocks"] = [[getattr(block, name) for name in _BLOCK] for block in page.blocks]
    return json.dumps(list(values.values()), ensure_ascii=False, separators=(",", ":"))


def unpack_setting(packed: str) -> SetPage:
    """Return the setting that was packed; of "" that of a page without text. Raises ValueError for less or more."""
    if not packed:
        return SetPage()
    values = _read(_PAGE, json.loads(packed))
    values["blocks"] = tuple(SetBlock(**_read(_BLOCK, block)) for block in values["blocks"])
    return SetPage(**values)


def _read(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return dict(zip(names, (tuple(one) if isinstance(one, list) else one for one in values), strict=True))
