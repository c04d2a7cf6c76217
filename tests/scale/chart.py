"""The chart: results go in; an SVG with two bars for each, wall and CPU seconds, comes out.

It has a ground of its own, light or dark as the reader prefers, so that it can be read on any page.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tests.scale.results import Result

WIDTH, LEFT, RIGHT = 860, 270, 70
BAR, ROW, GROUP, TOP = 11, 34, 28, 92
KINDS = ("EPUB + PDF", "PDF", "EPUB")
STYLE = """\
.ground { fill: #ffffff } text { fill: #24292f; font: 13px system-ui, sans-serif }
.title { font-size: 17px; font-weight: 600 } .kind { font-weight: 600 } .small { font-size: 11px }
.line { stroke: #8c959f; stroke-opacity: 0.4 } .wall { fill: #a8753c } .cpu { fill: #2f7ea8 }
@media (prefers-color-scheme: dark) {
  .ground { fill: #161b22 } text { fill: #e6edf3 } .wall { fill: #d9a066 } .cpu { fill: #5cb3e0 } }"""


def draw_chart(results: Sequence[Result], *, title: str, conditions: str) -> str:
    """Return the chart as text: groups by what is made, in each the one that spent least CPU first; medians."""
    most = max((max(one.median.wall, one.median.cpu) for one in results), default=1.0)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if most / step <= 8)
    scale = (WIDTH - LEFT - RIGHT) / most
    rows, y = [], TOP
    for kind in KINDS:
        group = sorted((one for one in results if one.kind == kind), key=lambda one: one.median.cpu)
        if group:
            rows.append(f'<text class="kind" x="16" y="{y + 14}">{escape(kind)}</text>')
            y += GROUP
        for one in group:
            rows += _draw_row(one, y, scale)
            y += ROW
    axis = _draw_axis(most, step, scale, y)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 34}" role="img" '
            f'aria-labelledby="title">',
            f'<title id="title">{escape(title)}</title>',
            f"<style>{STYLE}</style>",
            f'<rect class="ground" width="{WIDTH}" height="{y + 34}" rx="6"/>',
            f'<text class="title" x="16" y="30">{escape(title)}</text>',
            f'<text class="small" x="16" y="50">{escape(conditions)}</text>',
            f'<rect class="wall" x="16" y="62" width="{BAR}" height="{BAR}"/><text x="33" y="72">wall, seconds</text>',
            f'<rect class="cpu" x="136" y="62" width="{BAR}" height="{BAR}"/>'
            f'<text x="153" y="72">CPU of all processes, seconds</text>',
            *axis,
            *rows,
            "</svg>\n",
        ]
    )


def _draw_row(result: Result, y: int, scale: float) -> list[str]:
    weight = ' class="kind"' if result.title == "makeready" else ""
    lines = [f'<text x="{LEFT - 10}" y="{y + 16}" text-anchor="end"{weight}>{escape(result.title)}</text>']
    for offset, name, seconds in ((0, "wall", result.median.wall), (BAR + 1, "cpu", result.median.cpu)):
        length = seconds * scale
        lines.append(
            f'<rect class="{name}" x="{LEFT}" y="{y + offset}" width="{length:.1f}" height="{BAR}"/>'
            f'<text class="small" x="{LEFT + length + 5:.1f}" y="{y + offset + 10}">{seconds:.1f}</text>'
        )
    return lines


def _draw_axis(most: float, step: int, scale: float, bottom: int) -> list[str]:
    lines = []
    for value in range(0, int(most) + 1, step):
        x = LEFT + value * scale
        lines.append(
            f'<line class="line" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{bottom}"/>'
            f'<text class="small" x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{value}</text>'
        )
    lines.append(f'<text class="small" x="{WIDTH - 16}" y="{bottom + 18}" text-anchor="end">seconds</text>')
    return lines
