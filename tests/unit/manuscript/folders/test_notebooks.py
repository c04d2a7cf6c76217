"""Notebooks: their words, their code, the results that they keep, and pictures within them; nothing is run."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest

from makeready.model.node import NodeKind, walk_nodes
from tests.unit.manuscript.folders.trees import codes, errors, outline, read_tree, words


def _png(width: int = 3) -> str:
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, 2)).save(file, "PNG")
    return base64.encodebytes(file.getvalue()).decode()


def _book(cells: list[dict[str, Any]]) -> dict[str, str]:
    notebook = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    return {
        "_toc.yml": "format: jb-book\nroot: index\nchapters:\n  - file: n/one\n",
        "_config.yml": "title: T\nauthor: Ann Ode\n",
        "index.md": "# Start\n\nHi.\n",
        "n/one.ipynb": json.dumps(notebook),
    }


def _code(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}


MARKDOWN = {"cell_type": "markdown", "source": ["# One\n", "\n", "Some *words*.\n"], "metadata": {}}


def test_code_and_what_it_printed_are_kept_and_an_error_is_its_last_line(tmp_path: Path) -> None:
    cells = [
        MARKDOWN,
        _code("print(1)", {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]}),
        _code("2", {"output_type": "execute_result", "data": {"text/plain": "the result"}}),
        _code(
            "1/0", {"output_type": "error", "traceback": ["\x1b[31mlong\x1b[0m", "\x1b[31mZeroDivisionError\x1b[0m: x"]}
        ),
        _code("hidden()", {"output_type": "stream", "text": "shown"}, tags=["hide-input"]),
        _code("shown_code()", {"output_type": "stream", "text": "unseen"}, tags=["remove-output"]),
        {"cell_type": "raw", "source": "raw words", "metadata": {}},
    ]
    outcome = read_tree(tmp_path, _book(cells))
    text = words(outcome)
    assert outline(outcome) == ["Start", "One"]
    for word in ("Some words.", "print(1)", "one\ntwo", "the result", "ZeroDivisionError: x", "shown", "shown_code()"):
        assert word in text, word
    for word in ("\x1b", "long", "hidden()", "unseen"):
        assert word not in text, word
    assert errors(outcome) == []


def test_pictures_of_results_and_attachments_become_pictures(tmp_path: Path) -> None:
    cells = [
        {
            "cell_type": "markdown",
            "source": "# One\n\n![A view](attachment:view.png)\n",
            "attachments": {"view.png": {"image/png": _png()}},
        },
        _code("plot()", {"output_type": "display_data", "data": {"image/png": _png(4), "text/plain": ["<Figure>"]}}),
        _code("plot()", {"output_type": "display_data", "data": {"image/png": _png(4), "text/plain": ["<Figure>"]}}),
    ]
    outcome = read_tree(tmp_path, _book(cells))
    assert outcome.value is not None
    book = outcome.value.book
    assert sorted((one.media_type, one.width) for one in book.assets) == [("image/png", 3), ("image/png", 4)]
    images = [node for node in walk_nodes(book.sections[1].content) if node.kind is NodeKind.IMAGE]
    assert len(images) == 3
    assert {node.get("src") for node in images} == {one.path for one in book.assets}
    assert all(one.path.startswith("n/") for one in book.assets)
    assert errors(outcome) == []
    assert "base64" not in words(outcome)


@pytest.mark.parametrize("data", ["", "AAAA", "%%%%", "iVBORw0KGgo=", "A"])
def test_a_picture_that_is_none_is_told_and_leaves_its_words(tmp_path: Path, data: str) -> None:
    cells = [MARKDOWN, {"cell_type": "markdown", "source": f"![A view](data:image/png;base64,{data})", "metadata": {}}]
    outcome = read_tree(tmp_path, _book(cells))
    assert "A view" in words(outcome)
    assert errors(outcome) == []
    assert codes(outcome) & {"MS013", "MS014", "MS038"}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 1}', '{"cells": [1]}', "[" * 100_000,
                                  '{"cells": [{"cell_type": "code", "outputs": 3}]}',
                                  '{"cells": [{"cell_type": "code", "source": 3, "metadata": null}]}',
                                  '{"cells": [{"cell_type": "markdown", "source": ["a", 3]}]}',
                                  '{"cells": [{"cell_type": "heading", "level": 1e400, "source": "x"}]}'])  # fmt: skip
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    outcome = read_tree(tmp_path, {**_book([MARKDOWN]), "n/one.ipynb": text})
    assert outcome.findings
    assert {one.code for one in outcome.findings} & {"BF002", "MS032"}


def test_what_code_printed_is_kept_whole_however_long_it_is(tmp_path: Path) -> None:
    printed = "".join(f"line{number}\n" for number in range(1_000))
    text = words(read_tree(tmp_path, _book([MARKDOWN, _code("go()", {"output_type": "stream", "text": printed})])))
    assert all(f"line{number}\n" in f"{text}\n" for number in (0, 199, 200, 201, 998))
