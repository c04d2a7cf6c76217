"""Dataclasses made in an eighth of the time: a class with fields goes in; it comes out as dataclasses makes it.

A command loads some two hundred of them. The standard library writes up to six functions for each and has Python
compile them. Here `__init__` is compiled once for all classes that have as many fields, and gets the names of each; the
other functions read the names of the fields. What is `frozen` is so for the type checker: to refuse it while a program
runs, too, makes each value of three fields twice as slow to make.
https://docs.python.org/3/library/dataclasses.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from functools import lru_cache
    from operator import attrgetter
    from reprlib import recursive_repr
    from types import CodeType, FunctionType

    def dataclass(*, frozen: bool = False, eq: bool = True, slots: bool = False, kw_only: bool = False) -> Any:
        """Return what makes a class a dataclass, as the function of this name in the standard library does."""

        def make(kind: type[Any]) -> type[Any]:
            own = set(vars(kind))
            if not kind.__doc__:
                kind.__doc__ = kind.__name__  # or its whole signature would be written there
            has_init = "__init__" in own or hasattr(kind, "__post_init__")
            kind = dataclasses.dataclass(init=has_init, repr=False, eq=False, slots=slots, kw_only=kw_only)(kind)
            fields = dataclasses.fields(kind)
            if not has_init:
                kind.__init__ = _write_init(kind.__qualname__, fields)
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

    class _Factory:
        def __repr__(self) -> str:
            return "<factory>"

    # Stands for a value that is to be made anew each time.
    _MADE = _Factory()

    def _write_init(owner: str, fields: tuple[dataclasses.Field[Any], ...]) -> Any:
        """Return the `__init__` of a class: its arguments in the order of the fields, those by name alone last."""
        plain = [field for field in fields if field.init and not field.kw_only]
        named = [field for field in fields if field.init and field.kw_only]
        ordered = [*plain, *named, *(field for field in fields if not field.init and not _is_needed(field))]
        makers = [None if field.init and not _is_made(field) else _find_maker(field) for field in ordered]
        code = _compile_init(len(plain), len(named), tuple(maker is not None for maker in makers))
        names = {f"field{place}": field.name for place, field in enumerate(ordered)}
        code = code.replace(
            co_names=tuple(names.get(name, name) for name in code.co_names),
            co_varnames=tuple(names.get(name, name) for name in code.co_varnames),
            co_qualname=f"{owner}.__init__",
        )
        known = {f"make{place}": maker for place, maker in enumerate(makers) if maker is not None}
        init = FunctionType(code, {"MADE": _MADE, **known}, "__init__", _list_defaults(plain))
        init.__kwdefaults__ = {field.name: _find_default(field) for field in named if not _is_needed(field)}
        init.__annotations__ = {**{field.name: field.type for field in (*plain, *named)}, "return": None}
        return init

    @lru_cache(maxsize=256)
    def _compile_init(plain: int, named: int, made: tuple[bool, ...]) -> CodeType:
        """Return the code for so many fields; `made` tells which have values that are made anew each time."""
        names = [f"field{place}" for place in range(len(made))]
        arguments = ["self", *names[:plain], *(["*"] if named else []), *names[plain : plain + named]]
        lines = [f"def __init__({', '.join(arguments)}):", "    pass"]
        for place, name in enumerate(names):
            value = name if place < plain + named else "MADE"
            maker = f"make{place}() if {value} is MADE else " if made[place] else ""
            lines.append(f"    self.{name} = {maker}{value}")
        (code,) = [one for one in compile("\n".join(lines), __file__, "exec").co_consts if isinstance(one, CodeType)]
        return code

    def _is_made(field: dataclasses.Field[Any]) -> bool:
        return field.default_factory is not dataclasses.MISSING

    def _is_needed(field: dataclasses.Field[Any]) -> bool:
        return field.default is dataclasses.MISSING and not _is_made(field)

    def _find_default(field: dataclasses.Field[Any]) -> Any:
        return _MADE if _is_made(field) else field.default

    def _find_maker(field: dataclasses.Field[Any]) -> Any:
        return field.default_factory if _is_made(field) else lambda: field.default

    def _list_defaults(fields: list[dataclasses.Field[Any]]) -> tuple[Any, ...]:
        """Return the values of the last arguments by place. Raises TypeError where one without a value follows."""
        first = next((place for place, field in enumerate(fields) if not _is_needed(field)), len(fields))
        for field in fields[first:]:
            if _is_needed(field):
                raise TypeError(f"non-default argument {field.name!r} follows default argument")
        return tuple(map(_find_default, fields[first:]))

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
