"""Colours: a colour space as a page's resources have it goes in; its family, inks and the spaces below come out.

ISO 32000-1, 8.6.
"""

from __future__ import annotations

from typing import Any

import pikepdf

from makeready.checks.preflight.tokens import Name
from makeready.dataclass import dataclass

_DEVICES = {
    **dict.fromkeys(("DeviceGray", "G"), ("gray", 1, "DeviceGray")),
    **dict.fromkeys(("DeviceRGB", "RGB"), ("rgb", 3, "DeviceRGB")),
    **dict.fromkeys(("DeviceCMYK", "CMYK"), ("cmyk", 4, "DeviceCMYK")),
    "CalGray": ("gray", 1, "CalGray"),
    "CalRGB": ("rgb", 3, "CalRGB"),
    "Lab": ("lab", 3, "Lab"),
}
_PROFILED = {1: "gray", 3: "rgb", 4: "cmyk"}
_PROCESS = frozenset(("Cyan", "Magenta", "Yellow", "Black", "None"))
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: `family` is gray, rgb, cmyk, spot, lab or pattern; `written` is how the file calls it.

    `names` are the inks of spot spaces, `below` is the space of an index or a pattern, or the one that stands in for a
    spot colour.
    """

    family: str
    count: int
    written: str
    names: tuple[str, ...] = ()
    below: Space | None = None

    def measure_ink(self, values: tuple[float, ...]) -> float | None:
        """Return the sum of the inks of a colour in per cent; None where the space has no inks."""
        if self.family == "cmyk":
            return 100 * sum(values[:4])
        if self.family == "gray" and values:
            return 100 * (1 - values[0])
        if self.family == "spot" and "All" not in self.names:
            return 100 * sum(values)
        return None

    def is_white(self, values: tuple[float, ...]) -> bool:
        """Return True for the colour of paper."""
        if self.family in ("gray", "rgb"):
            return bool(values) and min(values) >= 0.999
        if self.family in ("cmyk", "spot"):
            return bool(values) and max(values) <= 0.001
        return self.family == "lab" and bool(values) and values[0] >= 99.9

    def is_black(self, values: tuple[float, ...]) -> bool:
        """Return True for a colour without any light."""
        return self.family in ("gray", "rgb") and bool(values) and max(values) <= 0.001

    def is_key(self, values: tuple[float, ...]) -> bool:
        """Return True for a colour of four inks in which there is none but black."""
        return self.family == "cmyk" and self.below is None and len(values) == 4 and max(values[:3]) <= 0.001


GRAY = Space("gray", 1, "DeviceGray")
RGB = Space("rgb", 3, "DeviceRGB")
CMYK = Space("cmyk", 4, "DeviceCMYK")
PATTERN = Space("pattern", 0, "Pattern")
UNKNOWN = Space("unknown", 1, "")


def read_space(written: Any, resources: Any = None, depth: int = 0) -> Space:
    """Return the colour space that a name or an array stands for; `UNKNOWN` where that is neither."""
    if depth > _DEEPEST or written is None:
        return UNKNOWN
    if isinstance(written, (Name, pikepdf.Name)):
        name = str(written).removeprefix("/")
        if name in _DEVICES:
            return Space(*_DEVICES[name])
        if name == "Pattern":
            return PATTERN
        named = resources.get("/ColorSpace") if resources is not None else None
        found = named.get("/" + name) if named is not None else None
        return read_space(found, None, depth + 1)
    if isinstance(written, (list, pikepdf.Array)):
        return _read_array(list(written), resources, depth)
    return UNKNOWN


def _read_array(parts: list[Any], resources: Any, depth: int) -> Space:
    if not parts:
        return UNKNOWN
    name = str(parts[0]).removeprefix("/")
    if name in _DEVICES:
        return Space(*_DEVICES[name])
    if name == "Pattern":
        below = read_space(parts[1], resources, depth + 1) if len(parts) > 1 else None
        return Space("pattern", 0, "Pattern", below=below)
    if name == "ICCBased" and len(parts) > 1:
        count = int(parts[1].get("/N", 3))
        return Space(_PROFILED.get(count, "unknown"), count, "ICCBased")
    if name in ("Indexed", "I") and len(parts) > 1:
        below = read_space(parts[1], resources, depth + 1)
        return Space(below.family, 1, below.written, below.names, below)
    if name in ("Separation", "DeviceN") and len(parts) > 2:
        inks = [parts[1]] if name == "Separation" else list(parts[1])[:32]
        names = tuple(str(one).removeprefix("/") for one in inks)
        return Space("spot", len(names), name, names, read_space(parts[2], resources, depth + 1))
    return UNKNOWN


def is_process(name: str) -> bool:
    """Return True for the name of one of the four inks that every press has."""
    return name in _PROCESS
