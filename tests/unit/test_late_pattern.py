"""Late patterns: they answer as compiled ones do, and no module compiles one when it is imported."""

from __future__ import annotations

import ast
import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import makeready
from makeready.late_pattern import late_pattern

SOURCE = Path(makeready.__file__).parent


def test_all_that_a_pattern_has_is_there() -> None:
    late, true = late_pattern(r"(?P<word>[a-z]+)(\d)?", re.IGNORECASE), re.compile(r"(?P<word>[a-z]+)(\d)?", re.I)
    assert late.sub("x", "Ab1 c") == true.sub("x", "Ab1 c")
    assert [one.span() for one in late.finditer("Ab1 c")] == [one.span() for one in true.finditer("Ab1 c")]
    assert late.findall("Ab1 c") == true.findall("Ab1 c")
    assert late.split("1Ab1 c") == true.split("1Ab1 c")
    assert (late.pattern, late.flags, late.groups) == (true.pattern, true.flags, true.groups)
    assert dict(late.groupindex) == {"word": 1}
    assert late_pattern(rb"\d").search(b"a1") is not None
    assert late_pattern("b").fullmatch("b") is not None
    assert late_pattern("b").match("ab", 1) is not None


def test_a_pattern_is_compiled_when_it_is_asked() -> None:
    wrong = late_pattern("(")
    with pytest.raises(re.error):
        wrong.search("a")


def test_what_no_pattern_has_is_missed() -> None:
    with pytest.raises(AttributeError):
        _ = late_pattern("a").find  # type: ignore[attr-defined]


def test_a_pattern_may_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(late_pattern("A", re.IGNORECASE)))  # noqa: S301 - our own bytes
    assert sent.search("ba") is not None


def _list_modules() -> Iterator[str]:
    for found in pkgutil.walk_packages([str(SOURCE)], "makeready."):
        if found.name != "makeready.__main__":
            yield found.name


def _list_patterns(value: Any) -> Iterator[Any]:
    if isinstance(value, late_pattern):  # type: ignore[arg-type]
        yield value
    elif isinstance(value, dict):
        yield from (one for each in value.values() for one in _list_patterns(each))
    elif isinstance(value, tuple | list):
        yield from (one for each in value for one in _list_patterns(each))


def test_all_patterns_of_all_modules_are_sound() -> None:
    count = 0
    for name in _list_modules():
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue  # what needs an extra
        for value in vars(module).values():
            for one in _list_patterns(value):
                assert one.pattern is not None
                count += 1
    assert count > 400


def test_no_module_compiles_a_pattern_when_it_is_imported() -> None:
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        stack: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef):
                continue
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
                found.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
            stack.extend(ast.iter_child_nodes(node))
    assert found == []
