"""Options of a batch: which books it builds and what counts go in at the command line; folders and books come out."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from makeready.dataclass import dataclass
from makeready.findings import StorageError, UsageError
from makeready.press.batch_choice import Shard, choose_shard, gather_books, parse_shard, read_costs, read_named
from makeready.press.batch_journal import Journal
from makeready.press.cache import CACHE
from makeready.press.request import BuildRequest
from makeready.press.shared import Members
from makeready.report.book_json import read_report
from makeready.report.books import BookReport
from makeready.store import found_store

F = TypeVar("F", bound=Callable[..., Any])
_JOURNAL = "batch{}.journal"


class ShardParameter(click.ParamType[Shard]):
    """A share of the books such as 2/5."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """Return the share; a usage error for what names none."""
        try:
            return parse_shard(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookChoice:
    """What was said of which books to build, and of what counts."""

    shard: Shard | None
    costs: Path | None
    changed_since: str | None
    resume: bool
    journal: Path | None
    baseline: Path | None

    def find_roots(self, named: Sequence[Path], request: BuildRequest, members: Sequence[Members] = ()) -> list[Path]:
        """Return the folders of the books to build; UsageError where there is no book at all.

        `members` are the books of each makeready.toml among those that are `named`.
        """
        if self.costs is not None and self.shard is None:
            raise UsageError("--costs is of use with --shard only", "leave it out, or add --shard")
        roots = gather_books(named or (Path(),), sys.stdin.buffer.read, members)
        if not roots:
            where = ", ".join(str(one) for one in named) or "this folder"
            hint = "a book is a folder with book.toml or manuscript/book.toml"
            raise UsageError(f"there is no book in {where}", hint)
        # The share first: what one machine remembers of earlier builds must not move a book between the shares.
        if self.shard is not None:
            costs = read_costs(self.costs) if self.costs is not None else None
            roots = choose_shard(roots, self.shard, Path.cwd(), costs)
        if self.changed_since is not None:
            from makeready.press.batch_changes import choose_changed

            roots = choose_changed(roots, self.changed_since, request)
        return roots

    def read_baseline(self) -> tuple[BookReport, ...] | None:
        """Return the books of the report that was named. Raises UsageError where it is none, StorageError."""
        if self.baseline is None:
            return None
        try:
            return read_report(read_named(self.baseline).decode("utf-8"))
        except ValueError as error:
            hint = "name a file that holds what `makeready batch --format json` printed"
            raise UsageError(f"{self.baseline} is no report of a batch: {error}", hint) from error

    @contextlib.contextmanager
    def open_journal(self, request: BuildRequest) -> Iterator[Journal | None]:
        """Give the journal of this batch. One that nobody asked for is left out where it cannot be written."""
        needed = self.resume or self.journal is not None
        place = self.journal
        try:
            if place is None and request.use_cache and not request.cache_read_only:
                place = (request.cache or Path(CACHE)) / _JOURNAL.format(self._name_share())
                found_store(place.parent)
            journal = Journal(place, resume=self.resume, needed=needed) if place is not None else None
        except (StorageError, UsageError):
            if needed:
                raise
            journal = None
        if journal is None and needed:
            why = "a cache that is read only" if request.use_cache else "--no-cache"
            raise UsageError(f"with {why} there is no journal to resume", "name one with --journal")
        with journal or contextlib.nullcontext():
            yield journal

    def _name_share(self) -> str:
        return "" if self.shard is None else f"-{self.shard.number}-of-{self.shard.count}"


def choose_books(command: F) -> F:
    """Give `command` the options that choose its books, as its argument `choice`."""
    options = (
        click.option(
            "--shard",
            type=ShardParameter(),
            metavar="I/N",
            help="Only the I-th of N shares of the books; all shares take about the same time.",
        ),
        click.option(
            "--costs",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Weigh the shares by the times in this JSON report or journal of an earlier batch, not by the length "
            "of the manuscripts.",
        ),
        click.option(
            "--changed-since",
            metavar="REV",
            help="Only books of which something that they are made of differs from this revision of git.",
        ),
        click.option("--resume", is_flag=True, help="Leave out what the batch before had built; its reports stay."),
        click.option(
            "--journal",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Note in this file what was built, rather than in build/.cache or the folder of --cache.",
        ),
        click.option(
            "--baseline",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="REPORT",
            help="Tell only findings that this JSON report of an earlier batch lacks, and fail for them alone.",
        ),
    )

    @wraps(command)
    def gather(*arguments: Any, **named: Any) -> Any:
        choice = BookChoice(**{name: named.pop(name) for name in BookChoice.__slots__})
        return command(*arguments, choice=choice, **named)

    chosen: Any = gather
    for option in reversed(options):
        chosen = option(chosen)
    return chosen  # type: ignore[no-any-return]
