"""The figures of the specimen's lines beside those that another reader finds in its PDF."""

from __future__ import annotations

import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import median

import pypdfium2
import pytest

from makeready.model.edition import Target
from makeready.press.request import BuildRequest
from makeready.press.run import build_project
from makeready.press.typography import survey_typography
from tests.unit.pdf.typography.test_read import _list_rows

SPACE = 2.2  # points: that of the text's face in its size
HANG = 2.6  # points: so far at most a sign stands out into the margin
ROOT = Path(__file__).parents[2]


def test_word_spaces_are_those_of_the_pdf(tmp_path: Path) -> None:
    for name in ("manuscript", "styles"):
        shutil.copytree(ROOT / name, tmp_path / name)
    ((_, figures),) = survey_typography(tmp_path).figures
    report = build_project(tmp_path, request=BuildRequest(targets=(Target.PDF,)))
    content = report.written[0].artifact.content
    with pypdfium2.PdfDocument(content) as document:
        count = len(document)
    read = [(page % 2, *row) for page in range(count) for row in _list_rows(content, page)]
    rows = [(side, words) for side, text, words in read if "...." not in text]  # the contents have leaders
    edges = [Counter(round(words[-1][1]) for side, words in rows if side == one).most_common(1)[0][0] for one in (0, 1)]
    full = [words for side, words in rows if len(words) > 3 and abs(words[-1][1] - edges[side]) < HANG]
    spaces = [median(b[0] - a[1] for a, b in pairwise(words)) / SPACE for words in full]
    assert count == figures.pages
    assert len(spaces) == pytest.approx(figures.justified, rel=0.03)
    assert figures.justified > 150
    for level, found in figures.looser:
        assert sum(space > level for space in spaces) == pytest.approx(found, abs=0.03 * len(spaces))
    assert min(spaces) == pytest.approx(figures.tightest, abs=0.05)
