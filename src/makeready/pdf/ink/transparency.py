"""Transparency: content and its resources go in; whether anything in them lets what is beneath show comes out."""

from __future__ import annotations

from typing import Any

import pikepdf

from makeready.pdf.ink.pictures import has_soft_edge

_PLAIN_MODES = frozenset({"/Normal", "/Compatible"})


def read_mode(found: Any) -> str:
    """Return the blend mode of a graphics state, of several the first (ISO 32000-1, 11.3.5)."""
    mode = found.get("/BM", pikepdf.Name.Normal)
    return str(mode[0]) if isinstance(mode, pikepdf.Array) and len(mode) else str(mode)


def lets_through(state: Any) -> bool:
    """Return True for a graphics state with an alpha, a soft mask or a blend mode (ISO 32000-1, 11.6.4)."""
    return (
        float(state.get("/ca", 1)) < 1
        or float(state.get("/CA", 1)) < 1
        or isinstance(state.get("/SMask"), pikepdf.Dictionary)
        or read_mode(state) not in _PLAIN_MODES
    )


class Transparency:
    """What was found out about resources, so that each is looked at once."""

    def __init__(self) -> None:
        self._names: dict[Any, frozenset[bytes]] = {}
        self._forms: dict[Any, bool] = {}

    def is_in(self, content: bytes, resources: Any) -> bool:
        """Return True where `content` uses a name of `resources` that stands for something transparent."""
        return any(name in content for name in self._list_names(resources))

    def is_form(self, form: Any, resources: Any) -> bool:
        """Return True for a form or a tiling pattern with anything transparent in it."""
        key = form.objgen
        if key not in self._forms:
            self._forms[key] = False  # one that contains itself is invalid, and must end here
            own = form.get("/Resources")
            knocks = bool(form.get("/Group", {}).get("/K", False))
            self._forms[key] = knocks or self.is_in(form.read_bytes(), own if own is not None else resources)
        return self._forms[key]

    def _list_names(self, resources: Any) -> frozenset[bytes]:
        key = resources.objgen if resources.is_indirect else None
        if key is not None and key in self._names:
            return self._names[key]
        found: list[str] = []
        found += [name for name, state in resources.get("/ExtGState", {}).items() if lets_through(state)]
        for name, one in resources.get("/XObject", {}).items():
            kind = one.get("/Subtype")
            if (kind == pikepdf.Name.Image and has_soft_edge(one)) or (
                kind == pikepdf.Name.Form and self.is_form(one, resources)
            ):
                found.append(name)
        for name, one in resources.get("/Pattern", {}).items():
            if int(one.get("/PatternType", 0)) == 1 and self.is_form(one, resources):
                found.append(name)
        names = frozenset(name.encode("latin-1") for name in found)
        if key is not None:
            self._names[key] = names
        return names
