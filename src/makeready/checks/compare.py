"""Comparing: the blocks that a PDF should show and what its marks show go in; what differs comes out, block by block.

Each mark names its element, so each block is compared with its own runs only. An engine's hyphen need not be told: a
hyphen at a run's end, with the next run on another line, is the engine's if the text goes on without it. Drawn order
differs from the text's only where a style sheet moves something, and then the tree of tags has the order.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain, groupby, pairwise, zip_longest
from typing import NamedTuple

from makeready.checks.blocks import Block, DocumentText
from makeready.checks.differ import Change, Difference, compare_texts, compare_words
from makeready.checks.glyphs import GAP, space_words
from makeready.checks.shown import Run, ShownPage
from makeready.checks.words import fold_characters, fold_marks
from makeready.late_pattern import late_pattern

_SPACES = str.maketrans("", "", f" \t\n\r\f\v\u0085\u2028\u2029{GAP}")
_BRACKETS = str.maketrans(dict.fromkeys("()[]{}<>«»‹›", "("))
# Marks on Greek letters, and the dot of an i: folded text has them behind the letters.
_OF_CASE = late_pattern(r"(?<=[\u0370-\u03ff])[\u0300-\u036f]+|(?<=i)\u0307")
_NARROW = 0.1  # of the height of a run: a gap that no space takes
_APART = 1.0  # points between the lines of a page
_DIRECTIONS = {"L": "L", "EN": "N", "AN": "N", "R": "R", "AL": "R"}
_MOST_RUNS = 400  # of a block, that are put in order by their texts
_SEVERAL = 2  # blocks that differ: more than one may have the keys of others


class Trouble(NamedTuple):
    """What is wrong with a block, or with text that is no block's, and the page from 0 (None: on none).

    `faults` say why nobody can see `words`; else `difference` says what differs, or `spaced` is True where it is only
    a space, or `raised` where a line stands above the one before it, which is of the block `before`.
    """

    block: Block | None
    page: int | None
    before: Block | None = None
    difference: Difference | None = None
    spaced: bool = False
    raised: bool = False
    faults: tuple[str, ...] = ()
    words: str = ""
    key: str | None = None


class Habits(NamedTuple):
    """What style sheets may do to letters: the strings that end broken words, other cases, other directions.

    `notes_follow` is True where notes stand behind the text, in its order, and not at the feet of pages.
    """

    hyphens: tuple[str, ...] = ("-",)
    turns_case: bool = False
    turns_direction: bool = False
    notes_follow: bool = False


def compare_blocks(
    texts: Sequence[DocumentText],
    pages: Iterable[ShownPage],
    habits: Habits,
    order_marks: Callable[[], dict[tuple[int, int], int]],
) -> Iterator[Trouble]:
    """Yield what `pages` show otherwise than `texts` have it; `order_marks` gives the order of reading (ShownText)."""
    homes = {key: block for text in texts for key, block in text.homes.items()}
    runs: dict[Block, list[Run]] = defaultdict(list)
    numbers: dict[str, dict[str, str]] = defaultdict(dict)
    for page, shown in enumerate(pages):
        for run in shown.runs:
            run.page = page
            if run.key is None or run.key not in homes:
                if run.text.strip():
                    yield _report_stray(run)
            elif run.kind:
                if run.kind.startswith("footnote-"):
                    numbers[run.key].setdefault(run.kind, run.text)
            elif (block := homes[run.key]) is not None:
                runs[block].append(run)
                if run.faults and run.text.strip():
                    yield Trouble(block=block, page=page, faults=run.faults, words=run.text.strip(), key=run.key)
    comparison = _Comparison(habits, order_marks)
    sound = True
    for text in texts:
        for trouble in _compare_document(text, runs, comparison):
            sound = sound and trouble.difference is None
            yield trouble
    if sound:
        yield from _find_misplaced_blocks(texts, runs, comparison)
    for key, kinds in numbers.items():
        call, marker = (
            "".join(filter(str.isdecimal, kinds.get(f"footnote-{kind}", ""))) for kind in ("call", "marker")
        )
        if call != marker and call and marker:
            differs = Difference(change=Change.CHANGED, wanted=(call,), found=(marker,))
            yield Trouble(block=homes[key], page=None, difference=differs, key=key)


def _find_misplaced_blocks(
    texts: Sequence[DocumentText], runs: dict[Block, list[Run]], comparison: _Comparison
) -> Iterator[Trouble]:
    """Yield the blocks that stand before the one that they follow: on an earlier page, or above it in a column."""
    last: tuple[Block, Run] | None = None
    for block in (one for text in texts for one in text.sequence if comparison.follows(one)):
        group = [one for one in comparison.order(block, runs.get(block, ())) if _stands(one)]
        if not group:
            continue
        first = group[0]
        if last is not None and _precedes(first, last[1], True):
            words, key = first.text.strip(), first.key
            yield Trouble(block=block, page=first.page, before=last[0], raised=True, words=words, key=key)
        # A cell may go on overleaf while the one beside it begins here.
        last = (block, group[0 if block.in_cell else -1]) if block.whole else None


def _report_stray(run: Run) -> Trouble:
    extra = Difference(change=Change.EXTRA, found=tuple(space_words(_read(run)).split()))
    return Trouble(block=None, page=run.page, difference=extra, words=run.text)


def _compare_document(text: DocumentText, runs: dict[Block, list[Run]], comparison: _Comparison) -> Iterator[Trouble]:
    found: list[Trouble] = []
    failed = 0
    for block in text.blocks:
        troubles = list(comparison.compare(block, runs.get(block, [])))
        failed += any(one.difference is not None for one in troubles)
        found += troubles
    if failed < _SEVERAL:
        yield from found
        return
    # Blocks may have changed places, or one is lacking and those behind have the keys of others: texts are paired.
    yield from (one for one in found if one.difference is None and not one.spaced)
    yield from _realign(text, runs, comparison)


def _realign(text: DocumentText, runs: dict[Block, list[Run]], comparison: _Comparison) -> Iterator[Trouble]:
    """Yield what differs where blocks are told by their texts instead of their keys."""
    blocks = [block for block in text.blocks if block.pieces and block.text.strip()]
    drawn = [(block, _keep_first(block, runs[block])) for block in text.blocks if runs.get(block)]
    # A hyphen may be the engine's: for finding what is whole and what is not, none counts.
    wanted = [_pack(fold_characters(block.text)).replace("-", "") for block in blocks]
    found = [_pack("".join(_read(one) for one in group)).replace("-", "") for _, group in drawn]
    for one in compare_words(wanted, found):
        ours, theirs = (range(at, at + len(part)) for at, part in ((one.at, one.wanted), (one.found_at, one.found)))
        for w, f in zip_longest(ours, theirs):
            block, group = drawn[f] if f is not None else (None, [])
            block = blocks[w] if w is not None else block
            letters = fold_characters(block.text) if block is not None and w is not None else ""
            if one.change is not Change.MOVED:
                yield from comparison.compare_letters(block, letters, group)
                continue
            words = tuple(letters.split())
            moved = Difference(change=Change.MOVED, wanted=words, found=words)
            yield Trouble(block=block, page=group[0].page if group else None, difference=moved)


def _keep_first(block: Block, runs: list[Run]) -> list[Run]:
    """Return what shows a block once, where each page of a table repeats it."""
    return [one for one in runs if one.page == runs[0].page] if block.repeated and runs else runs


class _Comparison:
    def __init__(self, habits: Habits, order_marks: Callable[[], dict[tuple[int, int], int]]) -> None:
        self._habits = habits
        self._order_marks = cache(order_marks)
        self._moved: dict[Block, list[Run]] = {}

    def follows(self, block: Block) -> bool:
        """Return True for a block that has its place in the flow of the text."""
        return self._habits.notes_follow or not block.note

    def order(self, block: Block, runs: Sequence[Run]) -> list[Run]:
        """Return the runs of a block in the order in which they were found to be its text, where it stands first."""
        return _keep_first(block, self._moved.get(block, list(runs)))

    def compare(self, block: Block, runs: list[Run]) -> Iterator[Trouble]:
        """Yield what is wrong with a block; with each of its repetitions."""
        text = fold_characters(block.text) if block.pieces else ""
        if not text and not any(one.text.strip() for one in runs):
            return
        groups = [runs]
        # A head that is taller than a page goes on overleaf; others are shown again there.
        if block.repeated and runs and not self._follow(text, runs):
            groups = [list(group) for _, group in groupby(runs, key=lambda one: one.page)]
        for group in groups:
            yield from self._compare_group(block, text, group, is_first=group is groups[0])

    def _compare_group(self, block: Block, text: str, drawn: list[Run], *, is_first: bool) -> Iterator[Trouble]:
        troubles, group = list(self._compare_letters(block, text, drawn)), drawn
        if any(one.difference for one in troubles):
            tagged = self._put_in_order(drawn)
            tries = (_line_up(self._fold(text), drawn, self._fold, longest=longest) for longest in (True, False))
            for ordered in chain((tagged, _go_by_lines(drawn)), tries):
                again = list(self._compare_letters(block, text, ordered))
                if ordered is tagged or not any(one.difference for one in again):
                    troubles, group = again, ordered
                if not any(one.difference for one in troubles):
                    break
        yield from troubles
        if group is not drawn and is_first:
            self._moved[block] = group
        if not any(one.difference for one in troubles):
            yield from self._find_misplaced_run(block, group)

    def _find_misplaced_run(self, block: Block, runs: Sequence[Run]) -> Iterator[Trouble]:
        """Yield the first run that stands above, or to the left of, the one that it follows, in a column of a page."""
        backward = self._habits.turns_direction or block.backward
        for last, run in pairwise(filter(_stands, runs)):
            if _precedes(run, last, backward):
                yield Trouble(block=block, page=last.page, raised=True, words=run.text.strip(), key=run.key)
                return

    def _fold(self, text: str) -> str:
        """Return a text without capitals, and without the marks that come and go with these, where sheets change them.

        Greek capitals bear no stress; Turkish and Lithuanian have letters i of their own.
        """
        if not self._habits.turns_case or text.isascii():
            return text.casefold() if self._habits.turns_case else text
        return _OF_CASE.sub("", text.casefold()).replace("ı", "i")

    def _put_in_order(self, group: list[Run]) -> list[Run]:
        """Return the runs as the tree of tags has them; as they are drawn where there is none."""
        order = self._order_marks()
        if not order:
            return group
        return sorted(group, key=lambda one: (one.page, order.get((one.page, one.number or 0), one.turn)))

    def _follow(self, text: str, runs: Sequence[Run]) -> bool | None:
        """Follow the runs through the text, spaces and all, as long as they are the same to the letter."""
        at = 0
        last: Run | None = None
        for place, one in enumerate(runs):
            words = space_words(_read(one))
            if not words:
                last = one if one.text else last
                continue
            if text.startswith(" ", at):
                if last is not None and _lacks_space(last, one):
                    return None
                at += 1
            if text.startswith(words, at):
                at += len(words)
            elif words[-1] == "-" and text.startswith(words[:-1], at) and _turns(runs, place):
                at += len(words) - 1
            else:
                return None
            last = one
        return True if at == len(text) else None

    def _compare_letters(self, block: Block, text: str, runs: Sequence[Run]) -> Iterator[Trouble]:
        """Compare without spaces, then the spaces within lines, unless all is the same as it stands."""
        if self._follow(text, runs):
            return
        folded = self._fold(text)
        letters = _pack(folded)
        breaks = set(accumulate(map(len, folded.split()[:-1]), initial=0))
        backward = self._habits.turns_direction or block.backward or _runs_backward(letters)
        at = 0
        spaced: Trouble | None = None
        last: Run | None = None
        for place, one in enumerate(runs):
            raw = self._fold(_read(one))
            part = _pack(raw)
            if not part:
                continue
            hyphen = next((m for m in self._habits.hyphens if part.endswith(m) and _turns(runs, place)), None)
            if letters.startswith(part, at):
                length = len(part)
            elif hyphen is not None and letters.startswith(part[: -len(hyphen)], at):
                length = len(part) - len(hyphen)
            elif backward and _holds_same(letters[at : at + len(part)], part):
                length = len(part)  # drawn from right to left: a line has its letters, in whatever order
            elif backward and "-" in part and _holds_same(letters[at : at + len(part) - 1] + "-", part):
                length = len(part) - 1
            else:
                yield from self.compare_letters(block, text, runs)
                return
            if not backward and spaced is None:
                lacking = at in breaks and last is not None and _lacks_space(last, one)
                spaced = _compare_spaces(block, letters, raw, at, length, breaks, one.page, lacking)
            at += length
            last = one
        if at != len(letters):
            yield from self.compare_letters(block, text, runs)
        elif spaced is not None:
            yield spaced

    def compare_letters(self, block: Block | None, text: str, runs: Sequence[Run]) -> Iterator[Trouble]:
        """Yield what differs, without the hyphens that the engine may have set."""
        found: list[str] = []
        pages: list[int] = []
        text = self._fold(text)
        letters = _pack(text)
        for place, one in enumerate(runs):
            raw = self._fold(_read(one)).replace(GAP, " ")
            turns = _turns(runs, place)
            at = len(pages) + len(_pack(raw))
            if raw.endswith("-") and turns and letters[at - 1 : at] != "-":
                raw, turns = raw[:-1], False
            found += (raw, " " if turns else "")
            pages += [one.page] * len(_pack(raw))
        for difference in compare_texts(text, "".join(found)):
            if difference.is_space:
                continue
            at = min(difference.found_at, len(pages) - 1)
            yield Trouble(block=block, page=pages[at] if pages else None, difference=difference)


def _read(run: Run) -> str:
    return fold_marks(run.text)


def _pack(text: str) -> str:
    return text.translate(_SPACES)


def _runs_backward(letters: str) -> bool:
    return not letters.isascii() and any(_DIRECTIONS.get(unicodedata.bidirectional(one)) == "R" for one in letters)


def _holds_same(wanted: str, found: str) -> bool:
    """Return True where letters drawn from left to right may be those of a text of which some runs backward.

    Stretches of one direction change places as wholes, and marks go with either side.
    """
    if sorted(wanted.translate(_BRACKETS)) != sorted(found.translate(_BRACKETS)):
        return False
    (forward, numbers, backward), theirs = _list_stretches(wanted), _list_stretches(found)
    return [forward, numbers, backward] == [*theirs[:2], sorted(stretch[::-1] for stretch in theirs[2])]


def _list_stretches(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the stretches of letters that run forward, of digits, and of letters that run backward, each sorted."""
    directions = [(_DIRECTIONS.get(unicodedata.bidirectional(one)), one) for one in text]
    directed = groupby((pair for pair in directions if pair[0]), lambda pair: pair[0])
    found = [(kind, "".join(one for _, one in stretch)) for kind, stretch in directed]
    forward, numbers, backward = (sorted(stretch for one, stretch in found if one == kind) for kind in "LNR")
    return forward, numbers, backward


def _turns(runs: Sequence[Run], place: int) -> bool:
    """Return True where the next run that shows words stands on another line or page."""
    one = runs[place]
    for other in runs[place + 1 :]:
        if other.box is not None and one.box is not None:
            if one.turned:
                # A line that runs up or down the page has the next one beside it.
                return other.page != one.page or abs(other.box[0] - one.box[0]) > _APART
            if other.page != one.page or abs(other.box[1] - one.box[1]) > _APART:
                return True
            # In columns, the next line may be as high as this one, and to the right of it by more than a space.
            return abs(other.box[0] - one.box[2]) > other.box[3] - other.box[1]
    return False


def _lacks_space(before: Run, after: Run) -> bool:
    """Return True for two runs of one line that nothing parts."""
    if before.box is None or after.box is None or before.page != after.page or before.turned or after.turned:
        return False
    if before.text[-1:].isspace() or after.text[:1].isspace() or GAP in (before.text[-1:], after.text[:1]):
        return False
    height = after.box[3] - after.box[1]
    return abs(before.box[1] - after.box[1]) < 0.5 and -1 < after.box[0] - before.box[2] < _NARROW * height


def _compare_spaces(
    block: Block, letters: str, raw: str, start: int, length: int, breaks: set[int], page: int, lacking: bool
) -> Trouble | None:
    have: set[int] = set()
    may: set[int] = set()
    at = start
    for character in raw.strip():
        if character == GAP:
            may.add(at)
        elif character.isspace():
            have.add(at)
        else:
            at += 1
    want = {place for place in breaks if start < place < start + length}
    lost, more = want - have - may, {place for place in have - want if start < place < start + length}
    if lacking:
        lost.add(start)
    if not lost and not more:
        return None
    place = min(lost or more)
    before, after = letters[max(0, place - 12) : place], letters[place : place + 12]
    apart, joined = f"“{before} {after}”", f"“{before}{after}”"
    told = f"{apart} stands as {joined}" if lost else f"{joined} stands as {apart}"
    return Trouble(block=block, page=page, spaced=True, words=told)


def _stands(run: Run) -> bool:
    """Return True for words in a line of a column, as nearly all are."""
    return run.box is not None and not run.turned and bool(run.text.strip())


def _precedes(run: Run, other: Run, backward: bool) -> bool:
    """Return True where a run is read before another: on an earlier page, or above or to the left of it."""
    box, before = run.box, other.box
    if run.page != other.page or box is None or before is None:
        return run.page < other.page
    height = min(box[3] - box[1], before[3] - before[1])
    if abs(box[1] - before[1]) < height / 2:
        return not backward and box[2] < before[0] + 1
    # A call stands higher than its line, by less than that is high.
    above = box[1] - before[1] > max(box[3] - box[1], before[3] - before[1])
    return above and min(box[2], before[2]) > max(box[0], before[0]) + 1


def _go_by_lines(runs: Sequence[Run]) -> list[Run]:
    """Return the runs page by page and line by line, from left to right: what is raised or pushed aside is drawn late.

    For PDFs without tags; lines of code are pushed aside where they are continued.
    """
    ordered: list[Run] = []
    for _, group in groupby(sorted(runs, key=lambda one: one.page), key=lambda one: one.page):
        line: list[Run] = []
        for one in sorted(group, key=lambda one: -one.box[1] if one.box else 0.0):
            if line and one.box and line[0].box and line[0].box[1] - one.box[1] > (one.box[3] - one.box[1]) / 2:
                ordered += sorted(line, key=_find_left)
                line = []
            line.append(one)
        ordered += sorted(line, key=_find_left)
    return ordered


def _find_left(run: Run) -> float:
    return run.box[0] if run.box else 0.0


def _line_up(text: str, runs: Sequence[Run], fold: Callable[[str], str], *, longest: bool) -> list[Run]:
    """Return the runs in an order in which they are the text, as far as there is one.

    Of those that fit, the `longest` comes first, or the one that was drawn first: two addresses may begin alike.
    """
    letters = _pack(text)
    left = [(one, part) for one in runs if (part := _pack(fold(_read(one))))]
    ordered: list[Run] = []
    at = 0
    while len(left) <= _MOST_RUNS and (fitting := [pair for pair in left if _fits(letters, pair[1], at)]):
        one, part = max(fitting, key=lambda pair: len(pair[1])) if longest else fitting[0]
        at += len(part) - (not letters.startswith(part, at))
        ordered.append(one)
        left.remove((one, part))
    return [*ordered, *(one for one, _ in left)]


def _fits(letters: str, part: str, at: int) -> bool:
    return letters.startswith(part, at) or (part[-1:] == "-" and letters.startswith(part[:-1], at))
