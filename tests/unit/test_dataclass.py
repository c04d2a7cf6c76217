"""Our dataclasses are those of the standard library in all but how they are made."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
import typing
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from makeready import dataclass as module

# The type checker takes it for the standard library's; here it is ours.
OURS: Any = module.dataclass
THEIRS: Any = dataclasses.dataclass


def _make(make: Any, **options: Any) -> dict[str, Any]:
    """Return classes of several shapes, made by one of the two."""

    @make(**options)
    class Plain:
        name: str
        size: int = 3

    @make(**options)
    class Heir(Plain):
        more: tuple[str, ...] = ()

    @make(**options)
    class Single:
        name: str

    @make(**options)
    class Empty:
        kind: typing.ClassVar[str] = "none"

    @make(**options)
    class Partly:
        name: str
        hidden: bytes = dataclasses.field(default=b"hidden", repr=False)
        ignored: list[int] = dataclasses.field(default_factory=list, compare=False)
        inner: list[str] = dataclasses.field(default_factory=list, init=False, repr=False, compare=False)
        fixed: str = dataclasses.field(default="fixed", init=False)
        last: dict[str, int] = dataclasses.field(default_factory=dict, kw_only=True, compare=False)

    @make(**options)
    class Late:
        name: str
        size: int = dataclasses.field(default=0, init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "size", len(self.name))

    @make(**options)
    class Own:
        name: str

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 7

    return {kind.__name__: kind for kind in (Plain, Heir, Single, Empty, Partly, Late, Own)}


@module.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """At the top of a module, so that pickle finds it."""

    name: str
    inner: Any = None


def _make_values(kinds: dict[str, Any]) -> list[Any]:
    return [
        kinds["Plain"](name="a"),
        kinds["Plain"](name="a", size=4),
        kinds["Heir"](name="a"),
        kinds["Heir"](name="a", more=("b",)),
        kinds["Single"](name="a"),
        kinds["Empty"](),
        kinds["Partly"](name="a"),
        kinds["Partly"](name="a", ignored=[1]),
        kinds["Partly"](name="a", hidden=b"other"),
        kinds["Partly"](name="a", last={"b": 1}),
        kinds["Late"](name="long"),
        kinds["Own"](name="a"),
        kinds["Own"](name="b"),
    ]


@pytest.mark.parametrize("slots", [False, True])
@pytest.mark.parametrize("kw_only", [False, True])
@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("eq", [False, True])
def test_values_are_described_compared_and_hashed_as_theirs_are(
    *, slots: bool, kw_only: bool, frozen: bool, eq: bool
) -> None:
    options = {"slots": slots, "kw_only": kw_only, "frozen": frozen, "eq": eq}
    ours, theirs = (_make_values(_make(make, **options)) for make in (OURS, THEIRS))
    assert [repr(one) for one in ours] == [repr(one) for one in theirs]
    assert [[a == b for b in ours] for a in ours] == [[a == b for b in theirs] for a in theirs]
    assert [type(one).__hash__ is None for one in ours] == [type(one).__hash__ is None for one in theirs]
    if frozen and eq:
        assert [[hash(a) == hash(b) for b in ours] for a in ours] == [
            [hash(a) == hash(b) for b in theirs] for a in theirs
        ]
    assert [hasattr(one, "__dict__") for one in ours] == [hasattr(one, "__dict__") for one in theirs]
    assert [type(one).__match_args__ for one in ours] == [type(one).__match_args__ for one in theirs]
    assert [dataclasses.asdict(one) for one in ours] == [dataclasses.asdict(one) for one in theirs]
    assert repr(dataclasses.replace(ours[0], size=9)) == repr(dataclasses.replace(theirs[0], size=9))
    made = [_make(make, **options) for make in (OURS, THEIRS)]
    assert _describe(made[0], lambda kind: str(inspect.signature(kind))) == _describe(
        made[1], lambda kind: str(inspect.signature(kind))
    )
    # The words for what is missing, too much, or out of place.
    calls: list[Callable[[Any], object]] = [
        lambda kind: kind(),
        lambda kind: kind(size=4),
        lambda kind: kind("a", 4, 5, 6, 7),
        lambda kind: kind(name="a", unknown=1),
        lambda kind: kind("a", 4),
    ]
    for call in calls:
        assert _describe(made[0], partial(_try, call)) == _describe(made[1], partial(_try, call))


def _describe(kinds: dict[str, Any], tell: Callable[[Any], str]) -> dict[str, str]:
    return {name: tell(kind) for name, kind in kinds.items()}


def _try(call: Callable[[Any], object], kind: Any) -> str:
    try:
        return repr(call(kind))
    except TypeError as error:
        return str(error)


def test_a_value_made_anew_is_no_other_ones() -> None:
    partly = _make(OURS, slots=True)["Partly"]
    first, second = partly("a"), partly("a")
    first.ignored.append(1)
    first.inner.append("x")
    first.last["b"] = 2
    assert (second.ignored, second.inner, second.last) == ([], [], {})


def test_what_needs_a_value_comes_first_as_in_theirs() -> None:
    for make in (OURS, THEIRS):
        with pytest.raises(TypeError, match="non-default argument 'size' follows default argument"):

            @make()
            class Wrong:
                name: str = "a"
                size: int


def test_a_value_survives_pickling_and_may_hold_itself() -> None:
    value = Kept(name="a", inner=[Kept(name="b")])
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes
    value.inner.append(value)
    assert repr(value) == "Kept(name='a', inner=[Kept(name='b', inner=None), ...])"


def test_a_value_is_no_other_things_equal() -> None:
    others: list[Any] = [("a", None), "a", None]
    assert all(Kept(name="a") != other for other in others)
    assert Kept(name="a").__eq__("a") is NotImplemented
