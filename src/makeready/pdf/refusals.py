"""Refusals: what the page engine raised goes in; the known reason why no page can hold a book, if it is one, comes out.

The list is closed. What is not on it is a fault of ours or of the engine, which nobody mends in a manuscript: it is
left as it was raised and ends as exit code 70. An exception is known by its kind and by where it was raised, because
a ZeroDivisionError in our own sums means something else than one in the engine's.

The engine itself is not imported here: what a worker was refused is told in a process that does without it.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from types import TracebackType

from makeready.dataclass import dataclass

# The page engine, and what it works with.
_ENGINE = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "PIL")
# Our own modules that stand in for parts of the engine and call Pango in its place.
_IN_ITS_PLACE = (
    "makeready.pdf.engine_glyphs",
    "makeready.pdf.engine_speed",
    "makeready.pdf.engine_words",
    "makeready.pdf.engine_lines",
    "makeready.pdf.engine_grid",
    "makeready.pdf.note_area",
)
_SMALLER = "take out the rule that asks for a size, a distance or a number that no page has"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A reason why the engine gives up: how it is known, and what a person is told.

    `kinds` are names of exceptions; `modules` are the places where it is raised, each with all that is below it, and
    None means anywhere; `words` is a pattern that its message has. `of_style` is True where a rule of a style sheet is
    the cause.
    """

    name: str
    kinds: tuple[str, ...]
    modules: tuple[str, ...] | None
    sentence: str
    remedy: str
    words: str = ""
    of_style: bool = False

    def fits(self, error: BaseException, raiser: str) -> bool:
        """Return True where `error`, raised in the module `raiser`, is this refusal."""
        if not any(one.__name__ in self.kinds for one in type(error).__mro__):
            return False
        if self.modules is not None and not any(_is_within(raiser, module) for module in self.modules):
            return False
        return re.search(self.words, str(error)) is not None


REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        name="depth",
        kinds=("RecursionError",),
        modules=_ENGINE,
        sentence="elements stand too deep in each other",
        remedy="take out the deepest nesting of lists, quotations and divisions",
    ),
    Refusal(
        name="memory",
        kinds=("MemoryError",),
        modules=None,
        sentence="the memory of this machine is not enough for these pages",
        remedy="take out rules that ask for enormous numbers of columns or pages, or give the machine more memory",
    ),
    Refusal(
        name="size",
        # Divided by 0 is what came of a size that was too large for Pango.
        kinds=("OverflowError", "ZeroDivisionError"),
        modules=(*_ENGINE, *_IN_ITS_PLACE),
        sentence="a size, a distance or a number is too large, or is nothing, so that it cannot be reckoned with",
        remedy=_SMALLER,
        of_style=True,
    ),
    Refusal(
        name="no-number",
        kinds=("ValueError",),
        modules=(*_ENGINE, *_IN_ITS_PLACE),
        words=r"cannot convert float (NaN|infinity) to integer|math domain error",
        sentence="a style sheet asks for sizes whose sum or difference is no number",
        remedy=_SMALLER,
        of_style=True,
    ),
    Refusal(
        name="columns",
        kinds=("UnboundLocalError",),
        modules=("weasyprint.layout.table",),
        words=r"lower_guess|upper_guess",
        sentence="no widths can be found for the columns of a table, because its gaps have no end",
        remedy=_SMALLER,
        of_style=True,
    ),
    Refusal(
        name="vanished",
        kinds=("KeyError",),
        modules=("makeready.pdf.engine_tags",),
        words=r"^<\w+Box ",
        sentence="a style sheet scales words to nothing, so that they are on no page for screen readers to find",
        remedy="take out the rule with `transform: scale(0)` or another transform that leaves no area",
        of_style=True,
    ),
    Refusal(
        name="display",
        kinds=("TypeError",),
        modules=("weasyprint.layout",),
        words=r"not handled yet$",
        sentence="a style sheet gives an element a `display` or a `position` that its words cannot be laid out in",
        remedy="take out the rule that sets `display` or `position` of html, of body or of a heading, or `content` of "
        "a marker: other marks before items are set by `list-style-type` of the list",
        of_style=True,
    ),
)


class EngineRefusedError(Exception):
    """The engine gave up for a reason that is known: `name` is its refusal's, `told` what the engine raised."""

    def __init__(self, name: str, told: str = "") -> None:
        super().__init__(name, told)
        self.name = name
        self.told = told

    @property
    def refusal(self) -> Refusal:
        """Return the entry of the list."""
        return next(one for one in (*REFUSALS, UNREADABLE) if one.name == self.name)

    def __str__(self) -> str:
        return f"{self.refusal.sentence} ({self.told})" if self.told else self.refusal.sentence


class TooManyPagesError(Exception):
    """The pages of a book do not end, or end far beyond any binding; `most` is the limit."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return f"more than {self.most} pages"


# No exception of the engine's: it writes numbers into a PDF that no reader can read, and says nothing.
UNREADABLE = Refusal(
    name="unreadable",
    kinds=(),
    modules=(),
    sentence="a style sheet asks for pages of a size that no PDF can have",
    remedy="mend `size` and `margin` in the @page rules of the style sheet, or trim and margins in book.toml",
    of_style=True,
)


@contextlib.contextmanager
def recognise_refusals() -> Iterator[None]:
    """Raise EngineRefusedError for what the engine raises and the list knows; let all else pass as it is."""
    try:
        yield
    except EngineRefusedError:
        raise
    except Exception as error:
        known = find_refusal(error)
        if known is None:
            raise
        told = str(error).strip().splitlines()
        detail = f"{type(error).__name__}: {told[0][:120]}" if told else type(error).__name__
        raise EngineRefusedError(known.name, detail) from error


def find_refusal(error: BaseException) -> Refusal | None:
    """Return the entry that `error` is, None where it is not on the list."""
    raiser = _find_raiser(error)
    return next((one for one in REFUSALS if one.fits(error, raiser)), None)


def _find_raiser(error: BaseException) -> str:
    """Return the module that an exception was raised in; of endless calls, the one that made most of them.

    Modules of Python's own library raise on behalf of whoever called them.
    """
    names = list(_list_modules(error.__traceback__))
    if isinstance(error, RecursionError):
        # Where the last of too many calls is made is chance, and parts of ours stand among the engine's.
        ((most, _),) = Counter(names).most_common(1) or (("", 0),)
        return most
    return next((name for name in reversed(names) if name.partition(".")[0] not in sys.stdlib_module_names), "")


def _list_modules(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield str(trace.tb_frame.f_globals.get("__name__", ""))
        trace = trace.tb_next


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
