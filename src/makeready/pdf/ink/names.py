"""Resources: a resource dictionary goes in; what its names stand for, and names for what is put in, come out."""

from __future__ import annotations

from typing import Any

import pikepdf

# What content names by colour: after a rewrite only what the new content uses may stay.
_COLOURED = ("/XObject", "/Pattern", "/Shading", "/ColorSpace")
_STEM = "/Mr"


class Names:
    """The resources of one or more content streams."""

    def __init__(self, found: Any) -> None:
        """Take the dictionary that the streams share."""
        self.found = found
        self._used: dict[str, set[str]] = {kind: set() for kind in _COLOURED}
        self._put: dict[tuple[str, Any], bytes] = {}

    def find(self, kind: str, name: bytes) -> Any:
        """Return what `name` stands for, None where it stands for nothing."""
        group = self.found.get(kind)
        return None if group is None else group.get(name.decode("latin-1"))

    def use(self, kind: str, name: bytes) -> None:
        """Remember that the new content uses a name that was there before."""
        self._used[kind].add(name.decode("latin-1"))

    def put(self, kind: str, value: Any, key: Any = None) -> bytes:
        """Return a name for `value`, the same for the same key, which is the object's number unless given."""
        key = (kind, key if key is not None else value.objgen)
        if key not in self._put:
            group = self.found.get(kind)
            if group is None:
                self.found[kind] = group = pikepdf.Dictionary()
            number = len(self._put)
            while f"{_STEM}{number}" in group:
                number += 1
            name = f"{_STEM}{number}"
            group[name] = value
            self._put[key] = name.encode()
            self._used.setdefault(kind, set()).add(name)
        return self._put[key]

    def finish(self) -> None:
        """Drop the names that no new content uses, so that no colour of before stays in the file."""
        for kind in _COLOURED:
            group = self.found.get(kind)
            if group is not None:
                kept = pikepdf.Dictionary({name: value for name, value in group.items() if name in self._used[kind]})
                if len(kept) or kind == "/XObject":
                    self.found[kind] = kept
                else:
                    del self.found[kind]
