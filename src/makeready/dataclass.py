"""Dataclasses that are made in half the time: a class with fields goes in; it comes out as dataclasses makes it.

A command loads some two hundred of them. The standard library writes up to six functions for each and has Python
compile them; here that is `__init__` alone, and the others read the names of the fields. What is `frozen` is so for
the type checker: to refuse it while a program runs, too, makes each value of three fields twice as slow to make.
https://docs.python.org/3/library/dataclasses.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter
    from reprlib import recursive_repr

    def dataclass(*, frozen: bool = False, eq: bool = True, slots: bool = False, kw_only: bool = False) -> Any:
        """Return what makes a class a dataclass, as the function of this name in the standard library does."""

        def make(kind: type[Any]) -> type[Any]:
            own = set(vars(kind))
            kind = dataclasses.dataclass(repr=False, eq=False, slots=slots, kw_only=kw_only)(kind)
            fields = dataclasses.fields(kind)
            if "__repr__" not in own:
                kind.__repr__ = _write_repr(tuple(field.name for field in fields if field.repr))
            if eq:
                get = _read_fields([field.name for field in fields if field.compare])
                if "__eq__" not in own:
                    kind.__eq__ = _write_eq(get)
                if "__hash__" not in own:
                    kind.__hash__ = _write_hash(get) if frozen else None
            return kind

        return make

    def _read_fields(names: list[str]) -> Any:
        """Return what gives the values of these fields: several as a tuple, one as it is."""
        return attrgetter(*names) if names else lambda _: ()

    def _write_repr(names: tuple[str, ...]) -> Any:
        @recursive_repr()
        def __repr__(self: Any) -> str:
            return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

        return __repr__

    def _write_eq(get: Any) -> Any:
        def __eq__(self: Any, other: object) -> Any:
            return get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented

        return __eq__

    def _write_hash(get: Any) -> Any:
        def __hash__(self: Any) -> int:
            return hash(get(self))

        return __hash__


__all__ = ["dataclass"]
