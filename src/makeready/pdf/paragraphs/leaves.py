"""Leaves: the boxes of a paragraph go in; its texts with their places, widths at their edges, and breaks come out.

Private names of WeasyPrint 70.0 used: `layout.inline.resolve_percentages`, `atomic_box`,
`text.line_break.get_log_attrs`, the boxes' attributes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from makeready.dataclass import dataclass
from makeready.late_pattern import late_pattern
from makeready.model.spaces import find_held
from makeready.pdf.engine_loading import weasyprint  # first of all: it sets the engine's fonts up

# isort: split
import weasyprint.layout.inline
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import get_log_attrs

from makeready.pdf.paragraphs.choose import Break, Kind
from makeready.pdf.paragraphs.measure import Face, LeftToEngineError, find_face, find_hyphens
from makeready.pdf.paragraphs.tolerances import Tolerances

__all__ = [
    "LINE_END",
    "BreakList",
    "Leaf",
    "gather_leaves",
    "is_verbatim",
    "measure_end",
    "measure_start",
    "split_word",
]

Path = tuple[int, ...]
# Scripts that are shaped or broken in other ways, from right to left, controls of direction, tabs and line feeds.
# All but these, which compiles in a sixth of the time that a range beyond U+FFFF takes.
_STRANGE = late_pattern(
    "[^\0-\x08\x0b-\u058f\u10a0-\u10ff\u1e00-\u2027\u202f-\u2065\u206a-\u2e7f\ufb00-\ufb1c\ufe00-\ufe1f]"
)
# Behind these Pango sees breaks within a part between spaces, before which the patterns of a language see none.
_MAY_BREAK = late_pattern("[^A-Za-z0-9,.;:!?'\"()\u00c0-\u024f\u2018-\u201d]")
_DASHES = "—–"
_CODE = frozenset({"code", "pre"})
# What a box in the line is among letters, for Pango: an ideograph, as the engine has it (CSS Text 3, 5.1).
_BOX = "\u2e80"
LINE_END = "\n"  # the text of a line end that is asked for, as `br` has it
# A longer word between spaces is not broken letter by letter: each place is measured.
_LONGEST_WORD = 300
_LONGEST_PARAGRAPH = 200_000


@dataclass(slots=True)
class Leaf:
    """A text or a box in the line: its path in the tree, and what stands at its edges, in the engine's pixels.

    `before` and `after` are the edges of the inline boxes that begin and end with it; `opens` and `closes` say how
    many of those around it do, from the inside. `base` characters of its box stand on earlier lines. `width` is that
    of a box, a picture or an inline block, whose text is one sign. What is in another typeface than the paragraph, as
    code is, has no characters that hang (`hangs`): the table is made for that of the text. No no-break space of ours
    is in code, nor told from its author's in what is generated, such as running heads (`ties`).
    """

    path: Path
    text: str
    style: Any
    face: Face
    before: float = 0.0
    after: float = 0.0
    opens: int = 0
    closes: int = 0
    base: int = 0
    width: float | None = None
    hangs: bool = True
    ties: bool = True

    def measure_hang(self, character: str, hangs: Mapping[str, float]) -> float:
        """Return how far a character of it hangs, in the engine's pixels."""
        part = hangs.get(character) if self.hangs else None
        return 0.0 if part is None else part * self.face.get(character)


def gather_leaves(box: Any, containing_block: Any, context: Any) -> list[Leaf]:
    """Return the leaves of a line box of the engine; raise LeftToEngineError where it has more than these in it."""
    leaves: list[Leaf] = []
    _gather(box, (), leaves, containing_block, context)
    family, ties = box.style["font_family"], not is_verbatim(box)
    for leaf in leaves:
        leaf.hangs = leaf.style["font_family"] == family
        leaf.ties = leaf.ties and ties
    if sum(len(leaf.text) for leaf in leaves) > _LONGEST_PARAGRAPH:
        raise LeftToEngineError("longer than any paragraph")
    return leaves


def _gather(box: Any, path: Path, leaves: list[Leaf], containing_block: Any, context: Any) -> None:
    for index, child in enumerate(box.children):
        style = child.style
        if not child.is_in_normal_flow():
            raise LeftToEngineError("out of flow")
        if isinstance(child, boxes.TextBox):
            if not style["font_size"] or style["word_break"] != "normal":
                raise LeftToEngineError("no size, or words broken anywhere")
            if child.text != LINE_END or style["white_space"] != "pre-line":
                if style["white_space"] != "normal" and (style["white_space"] != "pre-wrap" or "  " in child.text):
                    raise LeftToEngineError("white space")
                if _STRANGE.search(child.text):
                    raise LeftToEngineError("other scripts")
            leaves.append(Leaf((*path, index), child.text, style, find_face(style)))
        elif type(child) is boxes.InlineBox:
            if child.is_leader or style["box_decoration_break"] == "clone" or style["direction"] != "ltr":
                raise LeftToEngineError("leader or direction")
            style["text_decoration_line"]  # from the outside in: many nested boxes would go deep from the innermost
            weasyprint.layout.inline.resolve_percentages(child, containing_block)
            for side in ("left", "right"):
                if getattr(child, f"margin_{side}") == "auto":
                    setattr(child, f"margin_{side}", 0)
            first = len(leaves)
            if child.children:
                _gather(child, (*path, index), leaves, containing_block, context)
                leaves[first].opens += 1
                leaves[-1].closes += 1
            else:
                leaves.append(Leaf((*path, index), "", style, find_face(style)))
            if is_verbatim(child):
                for leaf in leaves[first:]:
                    leaf.ties = False
            leaves[first].before += child.margin_left + child.border_left_width + child.padding_left
            leaves[-1].after += child.margin_right + child.border_right_width + child.padding_right
        elif isinstance(child, boxes.AtomicInlineLevelBox):
            width = _measure_box(child, containing_block, context)
            leaves.append(Leaf((*path, index), _BOX, style, find_face(style), width=width))
        else:
            raise LeftToEngineError("not text")


def is_verbatim(box: Any) -> bool:
    """Tell whether a box is one of code, of the page's margin, or of words that a style sheet adds."""
    name, _, kind = (box.element_tag or "").partition("::")
    return name in _CODE or name.startswith("@") or kind in ("before", "after", "marker")


def _measure_box(box: Any, containing_block: Any, context: Any) -> float:
    """Return the width of a picture or an inline block, which is laid out for it, and again where it stands."""
    if not box.style["font_size"] or getattr(box, "is_table_wrapper", False):
        raise LeftToEngineError("no size, or a table in the line")
    if any(one.footnote or not one.is_in_normal_flow() for one in box.descendants()):
        raise LeftToEngineError("a note, or out of flow, within a box")  # it would be set twice
    weasyprint.layout.inline.resolve_percentages(box, containing_block)
    made = weasyprint.layout.inline.atomic_box(context, box, 0, None, containing_block, [], [])
    return float(made.margin_width())


def measure_end(leaf: Leaf, end: int, hangs: Mapping[str, float]) -> float:
    """Return how far a line hangs that ends at `end` of a leaf; what is framed does not hang."""
    if end <= 0 or leaf.width is not None or (leaf.after and end >= len(leaf.text.rstrip(" "))):
        return 0.0
    return leaf.measure_hang(leaf.text[end - 1], hangs)


def measure_start(leaf: Leaf, start: int, hangs: Mapping[str, float]) -> float:
    """Return how far a line hangs that begins at `start` of a leaf."""
    if start >= len(leaf.text) or leaf.width is not None or (leaf.before and not start):
        return 0.0
    return leaf.measure_hang(leaf.text[start], hangs)


def split_word(one: Break) -> tuple[float, float]:
    """Return how wide the paragraph is up to the end of a line within a word, and to the start of the next line."""
    leaf, part, place, hangs = one.word
    hyphen = leaf.style["hyphenate_character"] if one.kind in (Kind.HYPHEN, Kind.SOFT) else ""
    x_end, x_start = one.x_end + leaf.face.get(part[:place] + hyphen), one.x_start - leaf.face.get(part[place:])
    if hangs:
        x_end -= leaf.measure_hang(hyphen or part[place - 1], hangs)
        x_start += leaf.measure_hang(part[place], hangs)
    return x_end, x_start


class BreakList:
    """The breaks of a paragraph in their order; `width` is that of its lines, `indent` that of the first one.

    The `word` of a break within a part between spaces is (leaf, part, place, what hangs), by which `split_word`
    measures it. Where a character hangs, it counts for less.
    """

    def __init__(self, leaves: list[Leaf], indent: float, width: float, tolerances: Tolerances) -> None:
        self._leaves = leaves
        self._indent, self._width = indent, width
        self._tolerances = tolerances
        self._lists: dict[bool, list[Break]] = {}
        self._last = max(number for number, leaf in enumerate(leaves) if leaf.text.strip(" "))
        # What Pango says of the whole paragraph: the engine asks for each text by itself.
        text = "".join(leaf.text for leaf in leaves)
        attributes = get_log_attrs(text, leaves[0].style["lang"])  # their memory goes with this name
        flags = ffi.unpack(ffi.cast("unsigned int *", attributes), len(text) + 1)
        self._flags = [*flags]  # the lowest bit of each says whether a line may break before the character

    def find(self, *, hyphenates: bool) -> Sequence[Break]:
        """Return the breaks, with those within words or without; patterns are read only where they are asked for."""
        found = self._lists.get(hyphenates)
        if found is None:
            found = self._lists[hyphenates] = self._walk(hyphenates=hyphenates)
        return found

    def _walk(self, *, hyphenates: bool) -> list[Break]:
        """Return the breaks of all leaves, and the end behind them."""
        self._hyphenates = hyphenates
        self._found: list[Break] = []
        self._x = self._indent
        self._spaces = 0
        self._bounds: list[tuple[float, float]] = []  # of each leaf: x before it, x behind its text
        self._first = 0  # the first leaf behind the last line end
        here = 0
        for number, leaf in enumerate(self._leaves):
            outer_x = self._x
            if number and leaf.text and self._flags[here] & 1:
                self._add_between(number)
            self._x += leaf.before
            self._walk_leaf(number, leaf, here, outer_x)
            self._bounds.append((outer_x, self._x))
            self._x += leaf.after
            here += len(leaf.text)
            if leaf.text == LINE_END and number < self._last:  # behind the last one, the engine makes no line
                self._add_line_end(number, here)
        self._add_end()
        return [self._hang(one) for one in self._found] if self._tolerances.hangs else self._found

    def _hang(self, one: Break) -> Break:
        """Return a break with the characters at the end of its line, and at the start of the next one, hanging."""
        is_last = one.kind >= Kind.END
        if one.word is not None and not is_last:
            return one
        number, end = one.word if is_last else (one.leaf, one.end)
        x_end = one.x_end - measure_end(self._leaves[number], end, self._tolerances.hangs)
        x_start = one.x_start
        if not is_last:
            x_start += measure_start(self._leaves[one.next_leaf], one.next_start, self._tolerances.hangs)
        return one if x_end == one.x_end and x_start == one.x_start else one._replace(x_end=x_end, x_start=x_start)

    def _walk_leaf(self, number: int, leaf: Leaf, here: int, outer_x: float) -> None:
        words = leaf.text
        if leaf.width is not None:
            self._x += leaf.width
            return
        if not words or words == LINE_END:
            return
        get, space, place, length = leaf.face.get, leaf.face.space, 0, len(words)
        hyphens = find_hyphens(leaf.style, leaf.face) if self._hyphenates else None
        widest, flags, solid = self._width, self._flags, leaf.face.solid
        ties = find_held(words, leaf.style["lang"] or "") if leaf.ties else ()
        for order, part in enumerate(words.replace("\xa0", " ").split(" ")):
            if order:
                end, x_end, spaces_end = place, self._x, self._spaces
                self._x += space
                self._spaces += 1
                place += 1
                if place < length and here + end and (end in ties or (flags[here + place] & 1 and words[end] == " ")):
                    penalty = self._tolerances.tie_penalty if end in ties else 0.0
                    last = number
                    if not end and not leaf.before:  # nothing of this leaf is on the line, but all before it is
                        last, end, x_end = number - 1, len(self._leaves[number - 1].text), outer_x
                    bounds = (x_end, spaces_end, self._x, self._spaces)
                    self._found.append(Break(last, end, number, place, *bounds, Kind.SPACE, penalty))
            if not part:
                continue
            width = get(part)
            if (known := solid.get(part)) is None:
                known = solid[part] = _MAY_BREAK.search(part) is None
            if not known or width > widest or (hyphens is not None and hyphens.find(part)):
                self._add_within(number, leaf, part, place, here, width, hyphens)
            self._x += width
            place += len(part)

    def _add_within(
        self, number: int, leaf: Leaf, part: str, place: int, here: int, width: float, hyphens: Any
    ) -> None:
        """Note the breaks within a part between spaces."""
        tolerances, inner = self._tolerances, []
        if _MAY_BREAK.search(part):
            soft = leaf.style["hyphens"] != "none"
            for offset in range(1, len(part)):
                if self._flags[here + place + offset] & 1:
                    if part[offset - 1] == "\xad":
                        if soft:
                            inner.append((offset, Kind.SOFT, tolerances.hyphen_penalty))
                    elif part[offset] not in _DASHES:
                        inner.append((offset, Kind.VISIBLE, tolerances.explicit_penalty))
        if hyphens is not None and (more := hyphens.find(part)):
            penalty = tolerances.compound_penalty if "-" in part else tolerances.hyphen_penalty
            known = {offset for offset, _, _ in inner}
            inner += [(offset, Kind.HYPHEN, penalty) for offset in more if offset not in known]
            inner.sort()
        if width > self._width:
            inner = self._add_emergencies(leaf, part, inner)
        for offset, kind, penalty in inner:
            at, bounds = place + offset, (self._x, self._spaces, self._x + width, self._spaces)
            ends_so = kind is Kind.VISIBLE and part[offset - 1] == "-"
            word = (leaf, part, offset, tolerances.hangs)
            self._found.append(Break(number, at, number, at, *bounds, kind, penalty, word, ends_so))

    def _add_emergencies(
        self, leaf: Leaf, part: str, inner: list[tuple[int, Kind, float]]
    ) -> list[tuple[int, Kind, float]]:
        """Add a break before each letter of a part that no line holds, where the style sheet allows it."""
        if leaf.style["overflow_wrap"] not in ("anywhere", "break-word") or len(part) > _LONGEST_WORD:
            raise LeftToEngineError("a word that is wider than the line")
        known = {offset for offset, _, _ in inner}
        more = [
            (offset, Kind.VISIBLE, self._tolerances.emergency_penalty)
            for offset in range(1, len(part))
            if offset not in known and part[offset].isalnum() and part[offset - 1] != "\xad"
        ]
        return sorted(inner + more)

    def _find_before(self, number: int) -> int:
        number -= 1
        while number and not self._leaves[number].text:
            number -= 1
        return number

    def _add_between(self, number: int) -> None:
        """Note the break between a leaf and the one before it; what is empty goes with the later line."""
        leaves = self._leaves
        before = self._find_before(number)
        leaf = leaves[before]
        if not leaf.text:
            return
        following = before + 1
        x_start = self._bounds[following][0] if following < number else self._x
        if leaf.text[-1] != " ":
            if leaves[number].text[0] in _DASHES + " ":
                return
            is_hyphen = leaf.text[-1] == "-"
            x_end, kind, penalty = self._bounds[before][1] + leaf.after, Kind.VISIBLE, self._tolerances.explicit_penalty
            if leaf.text[-1] == "\xad":
                if not self._hyphenates or leaf.style["hyphens"] == "none":
                    return
                x_end += leaf.face.get(leaf.style["hyphenate_character"])
                kind, penalty = Kind.SOFT, self._tolerances.hyphen_penalty
            place = (before, len(leaf.text), following, 0, x_end, self._spaces, x_start, self._spaces)
            self._found.append(Break(*place, kind, penalty, None, is_hyphen))
            return
        end = len(leaf.text) - 1
        if not end and not leaves[self._find_before(before)].text.strip(" "):
            return
        x_end = self._bounds[before][1] - leaf.face.space + leaf.after
        place = (before, end, following, 0, x_end, self._spaces - 1, x_start, self._spaces)
        self._found.append(Break(*place, Kind.SPACE, 0.0))

    def _add_line_end(self, number: int, here: int) -> None:
        """Note the line end that is the leaf `number`, behind which the spaces of the next leaf are not set."""
        following = self._leaves[number + 1]
        spaces = len(following.text) - len(following.text.lstrip(" "))
        self._flags[here : here + spaces + 1] = [0] * (spaces + 1)
        x, count, word = self._trim(number)
        x_start = self._x + (following.before + spaces * following.face.space if spaces else 0.0)
        place = (number, 1, number + 1, spaces, x, count, x_start, self._spaces + spaces)
        self._found.append(Break(*place, Kind.LINE_END, 0.0, word))
        self._first = number + 1

    def _add_end(self) -> None:
        """Note the end of the paragraph."""
        leaves = self._leaves
        x, spaces, word = self._trim(len(leaves) - 1)
        end = (len(leaves) - 1, len(leaves[-1].text), 0, 0, x, spaces, x, spaces)
        self._found.append(Break(*end, Kind.END, 0.0, word))

    def _trim(self, number: int) -> tuple[float, int, tuple[int, int]]:
        """Return x and the spaces behind the last character that is no space, up to leaf `number`, and its place.

        A place is (leaf, place); with spaces alone since the last line end, that behind it.
        """
        x, spaces = self._x, self._spaces
        for one in range(number, self._first - 1, -1):
            leaf = self._leaves[one]
            text = "" if leaf.text == LINE_END else leaf.text
            length = len(text.rstrip(" "))
            x -= (len(text) - length) * leaf.face.space
            spaces -= len(text) - length
            if length:
                return x, spaces, (one, length)
        return x, spaces, (self._first, 0)
