"""Scale: a novel goes in; what makeready and each of its peers cost on the same design comes out.

The systems take turns, each round beginning with another one, so that what else the machine does meets all of them. CPU
time is user and system of the whole tree of processes. What is not installed, or fails, is named with its reason.

    make scale                             # three rounds of all that is installed; writes into dist/scale
    ROUNDS=5 PEERS=typst,xelatex make scale
    DATE=2026-01-31 WRITE=docs/benchmarks make scale
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.scale.chart import draw_chart
from tests.scale.measure import CommandFailedError, Cost, hide_paths, measure, read_load
from tests.scale.novel import NOVEL, Novel, count_letters
from tests.scale.results import Absence, Product, Result, describe_result, render_table
from tests.scale.systems import PLANS, AbsentError, System, find_pandoc

# What we promised ourselves.
MOST_EPUB_SECONDS = 2.0
MOST_RATIO = 1.1
MOST_MEGABYTES = 600.0
OURS = ("makeready", "makeready-alone", "makeready-pdf", "makeready-epub")


@dataclass(slots=True, kw_only=True)
class Contest:
    """The systems that take part, what they cost so far, and who does not or no longer take part."""

    systems: dict[str, System]
    costs: dict[str, list[Cost]]
    absences: list[Absence]
    products: dict[str, Product] = field(default_factory=dict)

    def look_at(self, key: str, novel: Novel) -> None:
        """Look at the PDF of a system, the first time that it made one."""
        pdf = self.systems[key].pdf
        if pdf is not None and key not in self.products:
            self.products[key] = look_at(pdf, novel.letters)

    def play_round(self, number: int, novel: Novel) -> None:
        """Let every system build once and cold, another one first each time; a system that fails is out."""
        keys = [key for key in self.systems if key not in {one.key for one in self.absences}]
        first = number * 3 % max(1, len(keys))
        for key in keys[first:] + keys[:first]:
            try:
                novel.make_cold()
                cost = measure(self.systems[key].steps, novel.folder)
                self.look_at(key, novel)
            except CommandFailedError as error:
                self.absences.append(Absence(key=key, reason=f"failed in round {number + 1}: {error}"))
                say(f"  {key}: FAILED: {error}")
                continue
            self.costs[key].append(cost)
            say(f"  {key}: {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU, {cost.largest:.0f} MB")


def say(words: str) -> None:
    """Tell how it goes on."""
    print(words, file=sys.stderr, flush=True)


def invite(novel: Novel, keys: Sequence[str]) -> Contest:
    """Return a contest of the systems that are here, with the reasons of those that are not."""
    systems: dict[str, System] = {}
    absences = []
    for key, plan in PLANS.items():
        if key not in keys:
            absences.append(Absence(key=key, reason="not asked for in this run"))
            continue
        try:
            systems[key] = plan(novel)
        except AbsentError as error:
            absences.append(Absence(key=key, reason=str(error)))
    return Contest(systems=systems, costs={key: [] for key in systems}, absences=absences)


def look_at(pdf: Path, letters: int) -> Product:
    """Return what poppler says of a PDF, and how many of the novel's `letters` it lacks at least.

    A heading of the contents, which not all have, comes on top: a loss of a dozen letters can hide behind it.
    """
    told = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    facts = {name: value.strip() for name, _, value in (line.partition(":") for line in told.splitlines())}
    # Without the heads: the text between the margins of the common design.
    area = ["-x", "0", "-y", "52", "-W", "396", "-H", "600"]
    text = subprocess.run(["pdftotext", *area, pdf, "-"], capture_output=True, text=True, check=True).stdout
    return Product(
        pages=int(facts["Pages"]),
        tagged=facts["Tagged"] == "yes",
        size=pdf.stat().st_size,
        missing=max(0, letters - count_letters(text)),
    )


def gather(contest: Contest) -> list[Result]:
    """Return the results, with the two steps of pandoc's EPUB and PDF added up as one more system."""
    out = {one.key for one in contest.absences}
    results = [
        Result(
            key=key,
            title=system.title,
            kind=system.product,
            remark=system.remark,
            costs=tuple(contest.costs[key]),
            product=contest.products.get(key),
        )
        for key, system in contest.systems.items()
        if key not in out
    ]
    by_key = {result.key: result for result in results}
    if {"pandoc-epub", "weasyprint"} <= by_key.keys():
        pdf = by_key["weasyprint"]
        costs = tuple(a + b for a, b in zip(by_key["pandoc-epub"].costs, pdf.costs, strict=True))
        both = replace(
            pdf, key="pandoc-both", kind="EPUB + PDF", costs=costs, remark="the sum of pandoc's EPUB and of this PDF"
        )
        results.insert(1, both)
    return sorted(results, key=lambda one: ("EPUB + PDF", "PDF", "EPUB").index(one.kind))


def judge(results: Sequence[Result]) -> list[str]:
    """Return whether we kept what we promised ourselves, as far as the results tell."""
    found = {result.key: result for result in results}
    lines = []
    if {"makeready", "pandoc-both"} <= found.keys():
        pairs = zip(found["makeready"].costs, found["pandoc-both"].costs, strict=True)
        ratio = statistics.median(ours.cpu / peer.cpu for ours, peer in pairs)
        lines.append(_judge("CPU of EPUB + PDF beside pandoc with WeasyPrint", ratio, MOST_RATIO, ".2f"))
    if "makeready-epub" in found:
        cpu = found["makeready-epub"].median.cpu
        lines.append(_judge("CPU of the EPUB alone, s", cpu, MOST_EPUB_SECONDS, ".2f"))
    ours = [cost.largest for key in OURS if key in found for cost in found[key].costs]
    if ours:
        lines.append(_judge("peak memory of makeready, MB", max(ours), MOST_MEGABYTES, ".0f"))
    return [*lines, f"- `makeready --help` imports {', '.join(list_heavy_imports()) or 'no engine'}"]


def _judge(what: str, value: float, most: float, form: str) -> str:
    return f"- {what}: {value:{form}} (at most {most:{form}}: {'kept' if value <= most else '**not kept**'})"


def list_heavy_imports() -> list[str]:
    """Return the engines that `makeready --help` imports: none, it is hoped."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "makeready", "--help"], capture_output=True, text=True, check=True
    )
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    return sorted(names & {"weasyprint", "ebooklib", "lxml", "PIL", "pikepdf", "markdown_it", "pypdfium2", "uharfbuzz"})


def describe_machine(rounds: int, date: str | None) -> dict[str, object]:
    """Return the conditions of the run; nothing in them names the machine."""
    return {
        "date": date,
        "rounds": rounds,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": read_load(),
    }


def collect_releases(systems: Mapping[str, System]) -> dict[str, str]:
    """Return the versions of all that took part."""
    releases: dict[str, str] = {}
    if not systems.keys() <= set(OURS):
        releases["pandoc"] = find_pandoc()[1]
    for system in systems.values():
        releases.update({name: hide_paths(release) for name, release in system.releases.items()})
    return releases


def run_contest(source: Path, rounds: int, keys: Sequence[str], date: str | None) -> dict[str, str]:
    """Measure and return the files that tell of it, by their names."""
    with tempfile.TemporaryDirectory(prefix="makeready-scale-") as folder:
        novel = Novel(source, Path(folder).resolve())
        contest = invite(novel, keys)
        conditions = describe_machine(rounds, date)
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            contest.play_round(number, novel)
        conditions["load_after"] = read_load()
        results = gather(contest)
    about = f"{source.name}, {novel.words:,} words; medians of {rounds} {'round' if rounds == 1 else 'rounds'}"
    where = f"{conditions['cores']} cores, {conditions['system']}, load {read_load()[0]}"
    told = {
        "novel": {"name": source.name, "chapters": len(novel.chapters), "words": novel.words},
        "conditions": conditions,
        "versions": collect_releases(contest.systems),
        "systems": [describe_result(result) for result in results],
        "not_measured": [{"system": one.key, "reason": one.reason} for one in contest.absences],
    }
    return {
        "peers.json": json.dumps(told, indent=1) + "\n",
        "peers.md": "\n".join(write_page(results, contest.absences, told, about)) + "\n",
        "peers.svg": draw_chart(results, title="A novel made ready: time", conditions=f"{about}; {where}"),
    }


def write_page(
    results: Sequence[Result], absences: Sequence[Absence], told: Mapping[str, object], about: str
) -> list[str]:
    """Return the lines of the page with table and chart."""
    conditions, versions = told["conditions"], told["versions"]
    assert isinstance(conditions, dict) and isinstance(versions, dict)
    loads = f"load {conditions['load_before'][0]} before and {conditions['load_after'][0]} after"
    return [
        "# makeready beside its peers",
        "",
        "Written by `make scale`; how it is measured stands in [benchmarks.md](../benchmarks.md).",
        "",
        *render_table(results, absences),
        "",
        "![Wall and CPU seconds of each system as bars](peers.svg)",
        "",
        *judge(results),
        "",
        f"{about}. {conditions['date'] or 'No date given'}, {conditions['cores']} cores, {conditions['system']}, "
        f"{loads}, Python {conditions['python']}. "
        + ", ".join(f"{name} {release.removeprefix(name).strip()}" for name, release in versions.items())
        + ". Raw figures: [peers.json](peers.json).",
    ]


def read_words() -> argparse.Namespace:
    """Return what the command line and the environment ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 3))
    parser.add_argument(
        "--peers",
        default=os.environ.get("PEERS") or "all",
        help=f"beside makeready, with commas: {', '.join(key for key in PLANS if key not in OURS)}",
    )
    parser.add_argument("--novel", type=Path, default=NOVEL, help="a folder of Markdown files")
    parser.add_argument("--date", default=os.environ.get("DATE"), help="written into the results")
    parser.add_argument("--write", type=Path, default=Path(os.environ.get("WRITE") or "dist/scale"), metavar="DIR")
    return parser.parse_args()


def main() -> int:
    """Compare, print the page and write the files."""
    words = read_words()
    asked = list(PLANS) if words.peers == "all" else [*OURS, *words.peers.replace(" ", "").split(",")]
    unknown = [key for key in asked if key not in PLANS]
    if unknown:
        say(f"no such peer: {', '.join(unknown)}; there are {', '.join(PLANS)}")
        return 2
    if not words.novel.is_dir():
        say(f"{words.novel.name} is not here; name another folder of Markdown files with --novel")
        return 2
    missing = [name for name in ("pdfinfo", "pdftotext") if not shutil.which(name)]
    if missing:
        say(f"{', '.join(missing)} of poppler must be installed to look at what came out")
        return 3
    files = run_contest(words.novel, max(1, words.rounds), asked, words.date)
    print(files["peers.md"])
    words.write.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (words.write / name).write_text(content, encoding="utf-8")
    say(f"written: {', '.join(files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
