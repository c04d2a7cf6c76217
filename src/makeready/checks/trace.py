"""Tracing: the words that a PDF should show and the pieces drawn on its pages go in; where they part comes out.

The page engine draws a page's main text, then its notes, each in the order of the text but for floats (drawn first)
and what is positioned (drawn last). So each piece is tried where the main text stands, then where the notes stand;
what fits neither waits for its turn on the same page, unless that would put back what the page has before. White
space drawn, or a new line, is the end of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from makeready.checks.differ import Change, Difference, Overlap, find_overlap
from makeready.checks.drawn import Piece
from makeready.checks.flow import BREAKABLE, SURE, Additions, Case, Flow, Order, join_flow, may_break
from makeready.checks.xhtml import CALL, Block, MarkedText

_NOTES_AHEAD = 6
_NOTES_SEEN = 30
# No page has so many.
_NOTES_KEPT = 150
# So many words more than stand in their place are still the end of a note that was changed.
_FEW = 3
# A note is known by half of so many words.
_ENOUGH = 8
_LEADER = re.compile(r"[\s.·…_]*(?:\d{1,4}|[ivxlcdm]{1,8})?", re.IGNORECASE)
_DOTS = re.compile(r"[\s.·…_]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedDifference:
    """A difference, the file and block of the words that were wanted, and the page from 0; None is the end.

    `note` is the id of the note that they are of, empty in the main text, and `word` their ordinal there.
    """

    difference: Difference
    context: str
    source: tuple[str, Block] | None
    page: int | None
    at: int = 0
    note: str = ""
    word: int = 0


class Tracer:
    """Follows the main text and each note through the pages of a PDF."""

    def __init__(
        self, texts: Sequence[MarkedText], style_sheets: Sequence[str] = (), order: Order = Order.FREE
    ) -> None:
        """Take the texts in reading order and the style sheets, which may add words, change case and the `order`."""
        self.order = order
        self.main = join_flow((t.href, b) for t in texts for b in t.blocks)
        notes = [join_flow(((t.href, b) for b in note.blocks), note.identity) for t in texts for note in t.notes]
        self.notes = [note for note in notes if note.text]
        self._unread = 0
        self.case = Case(style_sheets)
        calls = self.main.calls + [call for note in self.notes for call in note.calls]
        count = len(calls) + sum(t.items + len(t.notes) + len(t.labels) for t in texts)
        labels = (*calls, *(label for t in texts for label in t.labels))
        self.additions = Additions(count, labels, style_sheets)
        self.contents = {t.href for t in texts if t.lists_pages}
        self.differences: list[TracedDifference] = []

    def trace_page(self, page: int, pieces: Sequence[Piece]) -> None:
        """Follow the flows through one page; what cannot be followed is compared word by word and noted."""
        for flow in (self.main, *self._next_notes()):
            flow.turned = True
        before = self._keep()
        held: list[Piece] = []
        in_notes = False
        position = 0
        while position < len(pieces) or held:
            notes = self._next_notes()
            flows = (*notes, self.main) if in_notes else (self.main, *notes)
            chosen = self._choose(held, pieces, position, flows)
            if chosen is None:
                if position >= len(pieces):
                    break
                # The dots of a leader are drawn one by one, thousands on a page of contents.
                if not _DOTS.fullmatch(pieces[position].text) or not self._explains(pieces[position]):
                    held.append(pieces[position])
                position += 1
                continue
            flow, piece, end = chosen
            in_notes = in_notes or flow is not self.main
            self._take(flow, piece, end)
            if position < len(pieces) and piece is pieces[position]:
                position += 1
            else:
                held.remove(piece)
        if any(not self._explains(piece) for piece in held):
            # Once a piece does not fit, what follows may have fitted by chance: the whole page is compared anew.
            self._restore(before)
            self._compare(page, [piece for piece in pieces if not piece.pictured])

    def _keep(self) -> tuple[int, list[tuple[Flow, int, int, Piece | None]]]:
        flows = (self.main, *self.notes[self._unread : self._unread + _NOTES_KEPT])
        return self.additions.left, [(flow, flow.at, flow.called, flow.last) for flow in flows]

    def _restore(self, kept: tuple[int, list[tuple[Flow, int, int, Piece | None]]]) -> None:
        self.additions.left = kept[0]
        for flow, at, called, last in kept[1]:
            flow.at, flow.called, flow.last, flow.turned = at, called, last, True
        self._unread = 0

    def finish(self) -> None:
        """Note the words that no page showed."""
        for flow in (self.main, *self.notes):
            rest = tuple(flow.rest().split())
            if rest:
                lost = Difference(change=Change.MISSING, wanted=rest, found=(), at=0, found_at=0)
                at = flow.at + len(flow.text[flow.at :]) - len(flow.text[flow.at :].lstrip(f"\n {CALL}"))
                self._note(flow, lost, at, None)

    def _next_notes(self) -> list[Flow]:
        """Return the notes that may come next: a note within a note, or one that goes on overleaf, changes places."""
        while self._unread < len(self.notes) and not self.notes[self._unread].rest():
            self._unread += 1
        ahead = self.notes[self._unread : self._unread + _NOTES_SEEN]
        return [note for note in ahead if note.at < len(note.text)][:_NOTES_AHEAD]

    def _choose(
        self, held: Sequence[Piece], pieces: Sequence[Piece], position: int, flows: Sequence[Flow]
    ) -> tuple[Flow, Piece, int] | None:
        following = pieces[position] if position < len(pieces) else None
        for flow in flows:
            best: tuple[Flow, Piece, int] | None = None
            for piece in (*held, following) if following is not None else held:
                end = flow.fit(piece, self.case)
                if end is None or (best is not None and len(piece.text) <= len(best[1].text)):
                    continue
                if flow.text[end - 1] == CALL or not flow.goes_back(piece, self.order):
                    best = (flow, piece, end)
            if best is None:
                continue
            if flow is not self.main and len(best[1].text) < SURE and any(len(p.text) > SURE for p in held):
                continue
            if len(best[1].text) < SURE and best[1] is following and position + 1 < len(pieces):
                # A dropped initial may fit by chance; then the piece behind it fits too, and is longer.
                after = pieces[position + 1]
                if len(after.text) > len(best[1].text) and flow.fit(after, self.case) is not None:
                    return None
            return best
        return None

    def _take(self, flow: Flow, piece: Piece, end: int) -> None:
        flow.move(end)
        source = flow.source(end - 1)
        if source is not None and source[1].head:
            self.additions.heads.add(piece.text)
        flow.turned = False
        if flow.text[end - 1] != CALL:
            flow.last = piece
        elif flow.last is not None and (piece.leads or piece.trails):
            flow.last.trails = True

    def _explains(self, piece: Piece) -> bool:
        """Return True for what the style sheet or the engine adds: markers, leaders, repeated heads, pictures."""
        return piece.pictured or self.additions.explain(piece.text) or self._leads(piece.text)

    def _leads(self, words: str) -> bool:
        """Return True for a leader, or its page number."""
        source = self.main.source(self.main.at - 1)
        return source is not None and source[0] in self.contents and _LEADER.fullmatch(words) is not None

    def _drop_added(self, words: Sequence[str]) -> tuple[str, ...]:
        return tuple(word for word in self.additions.drop(words) if not self._leads(word))

    def _compare(self, page: int, left: Sequence[Piece]) -> None:
        """Compare the words of the pieces that fit nowhere with what either flow has next."""
        left, start = self._take_whole_notes(left)
        found, tail = self._join(left[:start]), self._join(left[start:])
        in_main = find_overlap(self._window(self.main, found)[0], found)
        first = self._find_note(found)
        before = len(found)
        if first is not None and (
            in_main is None or not in_main.is_dense or in_main.found_start > first[1].found_start
        ):
            # Words of notes only, but for those before them.
            before = first[1].found_start
        rest = self._absorb(self.main, found[:before], page)
        more = find_overlap(self._window(self.main, rest)[0], rest) if rest else None
        if more is not None and 2 * more.equal >= len(rest):
            # On a page of little text, two blocks in the wrong order are more than what is right on one side of them.
            rest = self._absorb(self.main, rest, page)
        rest += [*found[before:], *tail]
        while rest and self.additions.explain(rest[0]):
            del rest[0]
        behind = self.main
        while rest and (known := self._find_note(rest)) is not None:
            note, overlap = known
            if overlap.start == 0:
                # What stands before a whole note is the end of what came before it.
                self._end(behind, rest[: overlap.found_start], page)
                rest = rest[overlap.found_start :]
            left_over = self._absorb(note, rest, page)
            if len(left_over) == len(rest):
                break
            behind, rest = note, left_over
        self._end(behind, rest, page)

    def _take_whole_notes(self, pieces: Sequence[Piece]) -> tuple[list[Piece], int]:
        """Take the notes that a page shows as it should; returns the other pieces, and where those of notes start."""
        left, start = list(pieces), len(pieces)
        notes: list[Flow] = []
        while (following := [note for note in self._next_notes() if note not in notes]) != []:
            for note in following:
                notes.append(note)
                places = note.find_whole(left, self.case, self.additions)
                if places:
                    start = min(start, places[0])
                    left = [piece for place, piece in enumerate(left) if place not in places]
        return left, min(start, len(left))

    def _end(self, flow: Flow, found: Sequence[str], page: int) -> None:
        """Note the words behind the last that a flow was seen to have; they take the place of a note's last few."""
        found = self._drop_added(found)
        wanted = tuple(flow.rest().split()) if flow is not self.main else ()
        if not found:
            return
        if not wanted or len(wanted) > 2 * len(found) + _FEW:
            wanted = ()
        change = Change.CHANGED if wanted else Change.EXTRA
        self._note(flow, Difference(change=change, wanted=wanted, found=found, at=0, found_at=0), flow.at, page)
        if wanted:
            flow.move(len(flow.text))

    def _find_note(self, found: Sequence[str]) -> tuple[Flow, Overlap] | None:
        """Return the note that the words begin with, as far as they are of any, or None."""
        seen = [(note, find_overlap(self._window(note, found)[0], found)) for note in self._next_notes()]
        known = [
            (note, overlap)
            for note, overlap in seen
            if overlap is not None and overlap.is_dense and 2 * overlap.equal >= min(len(note.rest().split()), _ENOUGH)
        ]
        return min(known, key=lambda pair: (pair[1].found_start, -pair[1].equal), default=None)

    def _window(self, flow: Flow, found: Sequence[str]) -> tuple[list[str], list[int]]:
        """Return the words that a flow has next, enough of them to find `found` in, and their ends in its text."""
        words: list[str] = []
        ends: list[int] = []
        for match in _WORD.finditer(flow.text, flow.at, flow.at + 2 * sum(map(len, found)) + 3000):
            if word := match.group().replace(CALL, ""):
                words.append(word)
                ends.append(match.end())
        return words, ends

    def _absorb(self, flow: Flow, found: Sequence[str], page: int) -> list[str]:
        """Move a flow on by the words found on a page, note what differs; returns the words that are not its."""
        wanted, ends = self._window(flow, found)
        overlap = find_overlap(wanted, found) if found else None
        if overlap is not None:
            start = flow.at
            self._check_start(flow, found, page)
            for difference in overlap.differences:
                if self._accepts(difference):
                    continue
                at = ends[difference.at] - len(wanted[difference.at]) if difference.at < len(ends) else start
                self._note(flow, difference, at, page)
            end = self._pass_over(flow, overlap, wanted, ends, page)
            flow.move(ends[end - 1])
            self.additions.heads.update(flow.list_heads(start, flow.at))
            flow.last = None
            wanted, found, ends = wanted[end:], found[overlap.found_end :], ends[end:]
        # A word that goes on overleaf.
        if found and wanted and found[0][-1] == "-" and wanted[0].startswith(found[0][:-1]):
            flow.move(ends[0] - len(wanted[0]) + len(found[0]) - 1)
            flow.last = Piece("-", False, False, 0.0, 0.0, False)
            found = found[1:]
        return list(found)

    def _pass_over(self, flow: Flow, overlap: Overlap, wanted: Sequence[str], ends: Sequence[int], page: int) -> int:
        """Note words that the page has before those that they should follow; returns where the flow goes on."""
        end = overlap.end
        for difference in overlap.differences:
            words = difference.found
            if difference.change is Change.EXTRA and tuple(wanted[end : end + len(words)]) == words:
                lost = Difference(change=Change.MISSING, wanted=words, found=(), at=end, found_at=0)
                self._note(flow, lost, ends[end] - len(wanted[end]), page)
                end += len(words)
        return end

    def _accepts(self, difference: Difference) -> bool:
        """Return True for words that the engine adds, and for words that the style sheet sets in capitals."""
        if difference.change is Change.EXTRA:
            return not self._drop_added(difference.found)
        wanted, found = " ".join(difference.wanted), " ".join(difference.found)
        return wanted.casefold() == found.casefold() and self.case.may_fold(found)

    def _check_start(self, flow: Flow, found: Sequence[str], page: int) -> None:
        """Note a word that the page before broke off without a hyphen: two words then, or a lost end."""
        text, at = flow.text, flow.at
        broken = 0 < at < len(text) and text[at - 1].isalpha() and text[at].isalpha()
        if not broken or (flow.last is not None and flow.last.text[-1] == "-") or flow.may_break(at):
            return
        start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
        word = _WORD.match(text, start)
        if word is not None:
            shown = (text[start:at], found[0])
            broke = Difference(change=Change.CHANGED, wanted=(word.group(),), found=shown, at=0, found_at=0)
            self._note(flow, broke, start, page)

    def _join(self, pieces: Sequence[Piece]) -> list[str]:
        """Return the words of pieces, put together over lines where the text has them in one."""
        wanted = set(_WORD.findall(self.main.text[self.main.at : self.main.at + 8000].replace(CALL, "")))
        for note in self._next_notes():
            wanted.update(_WORD.findall(note.text[note.at :].replace(CALL, "")))
        long = [word for word in wanted if len(word) >= BREAKABLE]
        words: list[str] = []
        last: Piece | None = None
        for piece in pieces:
            first, *others = piece.text.split()
            if last is not None and words and not (last.trails or piece.leads):
                whole = words[-1] + first
                bare = words[-1][:-1] + first
                if abs(last.y - piece.y) <= 0.5 and piece.x - last.find_end() < 0.5:
                    words.pop()
                    first = whole
                elif abs(piece.x - last.find_end()) < 0.5 and any(word.startswith(whole) for word in wanted):
                    # What is set higher or lower: the number in a formula.
                    words.pop()
                    first = whole
                elif words[-1].endswith("-") and bare in wanted:
                    words.pop()
                    first = bare
                elif (whole in wanted and may_break(whole, len(words[-1]))) or any(
                    word.startswith(whole) for word in long
                ):
                    words.pop()
                    first = whole
            words += [first, *others]
            last = piece
        return words

    def _note(self, flow: Flow, difference: Difference, at: int, page: int | None) -> None:
        last = self.differences[-1] if self.differences else None
        if last is not None and difference.change is Change.MISSING and abs(last.at - at) <= 1:
            was = last.difference
            if was.change is Change.EXTRA and last.source == flow.source(last.at) and last.page != page:
                # The end of a page had other words than those that the next page lacks.
                difference = replace(difference, change=Change.CHANGED, found=was.found)
                self.differences.pop()
        self.differences.append(
            TracedDifference(
                difference=difference,
                context=flow.show_context(at, difference.wanted),
                source=flow.source(at),
                page=page,
                at=at,
                note=flow.identity,
                word=flow.count_words(at),
            )
        )
