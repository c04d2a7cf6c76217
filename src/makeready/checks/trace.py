"""Tracing: the words that a PDF should show and the pieces drawn on its pages go in; where they part comes out.

The page engine draws a page's main text, then its notes, each in the order of the text but for floats (drawn first)
and what is positioned (drawn last). So each piece is tried where the main text stands, then where the notes stand;
what fits neither waits for its turn on the same page. White space drawn, or a new line, is the end of a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from makeready.checks.differ import Change, Difference, Overlap, find_overlap
from makeready.checks.drawn import Piece
from makeready.checks.flow import BREAKABLE, Flow, find_composed, folds_case, join_flow, may_break, sets_capitals
from makeready.checks.words import fold_characters
from makeready.checks.xhtml import CALL, Block, MarkedText

# A piece as long as this fits nowhere by chance.
_SURE = 15
_NOTES_AHEAD = 6
_MARKER = re.compile(r"[•◦▪‣–·*†‡§¶‖↩⁂]+|[(\[]?(?:\d{1,4}|[ivxlcdm]{1,8}|[a-z])[.)\]]{0,2}", re.IGNORECASE)
_LEADER = re.compile(r"[\s.·…_]*(?:\d{1,4}|[ivxlcdm]{1,8})?", re.IGNORECASE)
_DOTS = re.compile(r"[\s.·…_]+")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedDifference:
    """A difference, the file and block of the words that were wanted, and the page from 0; None is the end."""

    difference: Difference
    context: str
    source: tuple[str, Block] | None
    page: int | None
    at: int = 0


class Tracer:
    """Follows the main text and each note through the pages of a PDF."""

    def __init__(self, texts: Sequence[MarkedText], style_sheets: Sequence[str] = ()) -> None:
        """Take the texts in reading order and the style sheets, which may add words and change case."""
        self.main = join_flow((t.href, b) for t in texts for b in t.blocks)
        notes = [join_flow((t.href, b) for b in note.blocks) for t in texts for note in t.notes]
        self.notes = [note for note in notes if note.text]
        self._unread = 0
        self.folds_case = folds_case(style_sheets)
        self.sets_capitals = sets_capitals(style_sheets)
        self.composed = {fold_characters(words) for words in find_composed(style_sheets)} - {""}
        calls = self.main.calls + [call for note in self.notes for call in note.calls]
        self.markers = len(calls) + sum(t.items + len(t.notes) + len(t.labels) for t in texts)
        self.labels = {*calls, *(label for t in texts for label in t.labels)}
        self.contents = {t.href for t in texts if t.lists_pages}
        self.heads: set[str] = set()
        self.head_words: set[str] = set()
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
        flows = (self.main, *self._next_notes())
        return self.markers, [(flow, flow.at, flow.called, flow.last) for flow in flows]

    def _restore(self, kept: tuple[int, list[tuple[Flow, int, int, Piece | None]]]) -> None:
        self.markers = kept[0]
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
        ahead = self.notes[self._unread : self._unread + _NOTES_AHEAD]
        return [note for note in ahead if note.at < len(note.text)]

    def _choose(
        self, held: Sequence[Piece], pieces: Sequence[Piece], position: int, flows: Sequence[Flow]
    ) -> tuple[Flow, Piece, int] | None:
        following = pieces[position] if position < len(pieces) else None
        for flow in flows:
            best: tuple[Flow, Piece, int] | None = None
            for piece in (*held, following) if following is not None else held:
                end = self._fit(flow, piece)
                if end is not None and (best is None or len(piece.text) > len(best[1].text)):
                    best = (flow, piece, end)
            if best is None:
                continue
            if flow is not self.main and len(best[1].text) < _SURE and any(len(p.text) > _SURE for p in held):
                continue
            if len(best[1].text) < _SURE and best[1] is following and position + 1 < len(pieces):
                # A dropped initial may fit by chance; then the piece behind it fits too, and is longer.
                after = pieces[position + 1]
                if len(after.text) > len(best[1].text) and self._fit(flow, after) is not None:
                    return None
            return best
        return None

    def _fit(self, flow: Flow, piece: Piece) -> int | None:
        """Return where the flow stands after `piece` if that is what comes next, else None."""
        text, at, words = flow.text, flow.at, piece.text
        while text.startswith(CALL, at):
            if words == flow.calls[flow.called + text.count(CALL, flow.at, at)] or words.isdigit():
                return at + 1
            at += 1
        if at >= len(text):
            return None
        character = text[at]
        if character == "\n":
            at += 1
            while text.startswith(CALL, at):
                at += 1
        elif not self._meets(flow, piece, at):
            return None
        elif character == " ":
            at += 1
        if text.startswith(words, at):
            return at + len(words)
        end = self._fit_folded(text, words, at)
        if end is None and words[-1] == "-":
            bare = words[:-1]
            end = at + len(bare) if text.startswith(bare, at) else self._fit_folded(text, bare, at)
            if end is not None and (end >= len(text) or not text[end].isalnum()):
                return None
        return end

    def _meets(self, flow: Flow, piece: Piece, at: int) -> bool:
        """Return True where the end of one piece and the start of the next part words as the text does."""
        last = flow.last
        if last is None or at == 0 or flow.text[at - 1] in " \n":
            return True
        new_line = flow.turned or abs(last.y - piece.y) > 0.5
        spaced = piece.leads or (last.trails and not flow.turned)
        if flow.text[at] == " ":
            return new_line or spaced or piece.x - last.find_end() > 0.5
        if spaced:
            return False
        return not new_line or last.text[-1] == "-" or flow.may_break(at)

    def _fit_folded(self, text: str, words: str, at: int) -> int | None:
        """Return the end where only case differs, and the typeface or the style sheet can be the reason."""
        if not words or not self._may_fold(words):
            return None
        wanted = words.casefold()
        if not text[at : at + 1].casefold().startswith(wanted[:1]):
            return None
        # "STRASSE" is longer than the "straße" that it is made of.
        for length in range(len(words), max(0, len(words) - 4), -1):
            if text[at : at + length].casefold() == wanted:
                return at + length
        return None

    def _may_fold(self, words: str) -> bool:
        """Return True where the style sheets can be the reason that only case differs."""
        return self.folds_case or (self.sets_capitals and words.isupper())

    def _take(self, flow: Flow, piece: Piece, end: int) -> None:
        self._move(flow, end)
        source = flow.source(end - 1)
        if source is not None and source[1].head:
            self.heads.add(piece.text)
            self.head_words.update(piece.text.split())
        flow.turned = False
        if flow.text[end - 1] != CALL:
            flow.last = piece
        elif flow.last is not None and (piece.leads or piece.trails):
            flow.last.trails = True

    def _explains(self, piece: Piece) -> bool:
        """Return True for what the style sheet or the engine adds: markers, leaders, repeated heads, pictures."""
        if piece.pictured or piece.text in self.heads or piece.text in self.composed:
            return True
        return self._adds(piece.text)

    def _adds(self, words: str) -> bool:
        """Return True for the number of a note, the marker of a list, a leader with its page number."""
        if self.markers and (_MARKER.fullmatch(words) or words in self.labels):
            self.markers -= 1
            return True
        source = self.main.source(self.main.at - 1)
        if source is not None and source[0] in self.contents:
            return _LEADER.fullmatch(words) is not None
        return words in self.head_words

    def _compare(self, page: int, left: Sequence[Piece]) -> None:
        """Compare the words of the pieces that fit nowhere with what either flow has next."""
        found = self._join(left)
        in_main = find_overlap(self._window(self.main, found)[0], found)
        first = self._find_note(found)
        before = len(found)
        if first is not None and (
            in_main is None or not in_main.is_dense or in_main.found_start > first[1].found_start
        ):
            # Words of notes only, but for those before them.
            before = first[1].found_start
        rest = [*self._absorb(self.main, found[:before], page), *found[before:]]
        while rest and (note := self._find_note(rest)) is not None:
            left_over = self._absorb(note[0], rest, page)
            if len(left_over) == len(rest):
                break
            rest = left_over
        rest = [word for word in rest if not self._adds(word)]
        if rest:
            extra = Difference(change=Change.EXTRA, wanted=(), found=tuple(rest), at=0, found_at=0)
            self._note(self.main, extra, self.main.at, page)

    def _find_note(self, found: Sequence[str]) -> tuple[Flow, Overlap] | None:
        """Return the note that the words begin with, as far as they are of any, or None."""
        seen = [(note, find_overlap(self._window(note, found)[0], found)) for note in self._next_notes()]
        known = [(note, overlap) for note, overlap in seen if overlap is not None and overlap.is_dense]
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
            self._move(flow, ends[overlap.end - 1])
            flow.last = None
            wanted, found = wanted[overlap.end :], found[overlap.found_end :]
            ends = ends[overlap.end :]
        # A word that goes on overleaf.
        if found and wanted and found[0][-1] == "-" and wanted[0].startswith(found[0][:-1]):
            self._move(flow, ends[0] - len(wanted[0]) + len(found[0]) - 1)
            flow.last = Piece("-", False, False, 0.0, 0.0, False)
            found = found[1:]
        return list(found)

    def _accepts(self, difference: Difference) -> bool:
        """Return True for words that the engine adds, and for words that the style sheet sets in capitals."""
        if difference.change is Change.EXTRA:
            return all(self._adds(word) for word in difference.found)
        wanted, found = " ".join(difference.wanted), " ".join(difference.found)
        return wanted.casefold() == found.casefold() and self._may_fold(found)

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

    def _move(self, flow: Flow, end: int) -> None:
        flow.called += flow.text.count(CALL, flow.at, end)
        flow.at = end

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
        before = flow.text[max(0, at - 60) : at].replace(CALL, "").replace("\n", " ")
        behind = at + len(" ".join(difference.wanted))
        after = flow.text[behind : behind + 60].replace(CALL, "").replace("\n", " ")
        middle = " ".join(difference.wanted[:12])
        context = f"…{before.split(' ', 1)[-1]}[{middle}]{after.rsplit(' ', 1)[0]}…"
        last = self.differences[-1] if self.differences else None
        if last is not None and difference.change is Change.MISSING and abs(last.at - at) <= 1:
            was = last.difference
            if was.change is Change.EXTRA and last.source == flow.source(last.at) and last.page != page:
                # The end of a page had other words than those that the next page lacks.
                difference = replace(difference, change=Change.CHANGED, found=was.found)
                self.differences.pop()
        noted = TracedDifference(difference=difference, context=context, source=flow.source(at), page=page, at=at)
        self.differences.append(noted)
