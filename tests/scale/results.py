"""Results: what each system cost in each round goes in; raw figures as JSON and a table for people come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.scale.measure import Cost, take_median, write_range


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What a PDF is: its pages, whether it is tagged, and how many letters of the novel are not in it."""

    pages: int
    tagged: bool
    size: int
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A system and what it cost, once a round; `product` is None where no PDF was looked at."""

    key: str
    title: str
    kind: str
    remark: str
    costs: Sequence[Cost]
    product: Product | None = None

    @property
    def median(self) -> Cost:
        """Return the median of each figure."""
        return take_median(self.costs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A system that was not measured, and why."""

    key: str
    reason: str


def describe_result(result: Result) -> dict[str, object]:
    """Return a result as JSON holds it: seconds and megabytes, once a round."""
    product = result.product
    return {
        "system": result.key,
        "title": result.title,
        "makes": result.kind,
        "remark": result.remark,
        "pdf": None
        if product is None
        else {
            "pages": product.pages,
            "tagged": product.tagged,
            "bytes": product.size,
            "letters_missing": product.missing,
        },
        "rounds": [
            {
                "wall_s": round(cost.wall, 3),
                "cpu_s": round(cost.cpu, 3),
                "largest_process_mb": round(cost.largest, 1),
                "whole_tree_mb": None if cost.tree is None else round(cost.tree, 1),
                "processes_left_behind": cost.killed,
            }
            for cost in result.costs
        ],
    }


def render_table(results: Sequence[Result], absences: Sequence[Absence]) -> list[str]:
    """Return the lines of a Markdown table, medians with the range of the rounds, and of what was not measured."""
    lines = [
        "| makes | system | wall s | CPU s | CPU, range | largest process, MB | all, MB | pages | tagged | remark |",
        "|---|---|---:|---:|---:|---:|---:|---:|---|---|",
    ]
    lines += [_render_row(result) for result in results]
    if absences:
        lines += ["", "Not measured:", ""]
        lines += [f"- {one.key}: {one.reason}" for one in absences]
    return lines


def _render_row(result: Result) -> str:
    cost, product = result.median, result.product
    remarks = [result.remark] if result.remark else []
    if product and product.missing:
        remarks.append(f"**{product.missing:,} letters of the text are not in it**")
    if cost.killed:
        remarks.append(f"left {cost.killed} processes behind")
    cells = (
        result.kind,
        result.title,
        f"{cost.wall:.1f}",
        f"{cost.cpu:.1f}",
        write_range([one.cpu for one in result.costs]),
        f"{cost.largest:.0f}",
        "" if cost.tree is None else f"{cost.tree:.0f}",
        str(product.pages) if product else "",
        ("yes" if product.tagged else "no") if product else "",
        "; ".join(remarks),
    )
    return f"| {' | '.join(cells)} |"
