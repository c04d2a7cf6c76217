"""Places of a batch: what was said of who builds, and of where files go, comes in; executors and places come out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from makeready.dataclass import dataclass
from makeready.findings import UsageError
from makeready.press.batch import make_pool
from makeready.remote import find_local, is_address, require_address
from makeready.workers import Executor, LocalExecutor

F = TypeVar("F", bound=Callable[..., Any])
_EXECUTORS = ("workers", "process", "dask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the files of a batch go, and where it remembers: folders, or addresses."""

    output: Path | None = None
    output_url: str | None = None
    cache: Path | None = None
    cache_url: str | None = None


def place_output_anywhere(command: F) -> F:
    """Give `command` the option --output of a batch, as its argument `output`."""
    return click.option(
        "-o",
        "--output",
        metavar="DIR|URL",
        help="Put the files of each book into the folder of its name in here rather than into its build/; an address "
        "such as s3://bucket/books too.",
    )(command)


def place_cache_anywhere(command: F) -> F:
    """Give `command` the option --cache of a batch, as its argument `cache`."""
    return click.option(
        "--cache",
        metavar="DIR|URL",
        help="The folder of what builds remember, rather than each project's build/.cache; an address such as "
        "s3://bucket/cache too.",
    )(command)


def choose_executor(command: F) -> F:
    """Give `command` the options of who builds, as its arguments `executor` and `scheduler`."""
    who = click.option(
        "--executor",
        type=click.Choice(_EXECUTORS),
        default="workers",
        show_default=True,
        help="Who builds: processes of this machine (workers), this process alone, or the workers of a Dask cluster.",
    )
    where = click.option("--scheduler", metavar="ADDRESS", help="The scheduler of the Dask cluster: tcp://host:8786.")
    return who(where(command))


def split_places(output: str | None, cache: str | None, executor: str) -> Places:
    """Return the places that were named. Raises UsageError and MissingToolError for addresses that cannot be used."""
    output_url = output if output is not None and is_address(output) else None
    cache_url = cache if cache is not None and is_address(cache) else None
    for address in (output_url, cache_url):
        if address is not None and find_local(address) is None:
            require_address(address)
    if executor == "dask" and cache is not None and cache_url is None:
        hint = "name an address that the workers reach, s3://bucket/folder or file:///folder"
        raise UsageError("--cache with a folder is of no use with --executor dask", hint)
    folder = Path(output) if output is not None and output_url is None else None
    if output_url is not None and (local := find_local(output_url)) is not None:
        # The files are put in place here, whoever made them.
        folder, output_url = local, None
    return Places(
        output=folder,
        output_url=output_url.rstrip("/") if output_url is not None else None,
        cache=Path(cache) if cache is not None and cache_url is None else None,
        cache_url=cache_url,
    )


def open_executor(name: str, scheduler: str | None, jobs: int) -> Executor:
    """Return who builds. Raises UsageError for a scheduler where there is none, and MissingToolError."""
    if (scheduler is not None) != (name == "dask"):
        raise UsageError("--executor dask and --scheduler belong together", "name both, or neither")
    if scheduler is not None:
        from makeready.workers.dask_executor import DaskExecutor, require_dask

        require_dask()
        return DaskExecutor(scheduler)
    return LocalExecutor() if name == "process" else make_pool(jobs)
