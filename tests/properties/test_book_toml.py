"""book.toml: whatever the texts hold, what is read back is what was written, and the file is TOML."""

from __future__ import annotations

import tomllib

from hypothesis import given, settings
from hypothesis import strategies as st

from makeready.acquire.book_toml import write_book_toml
from makeready.acquire.found import Found, FoundBook, FoundContents, FoundProvenance, FoundReview, FoundWork, Text
from makeready.manuscript.positions import Positions
from makeready.manuscript.rules import Reader
from makeready.manuscript.schema import BOOK
from makeready.manuscript.values import clean_text, is_unseen
from makeready.model.people import Contributor, invert_name

# Quotation marks, backslashes, ends of lines, controls, turning marks, half of a surrogate pair, long runs of words.
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="ab \"'\\\n\r\t\x00\x1b\x7f\x85\u2028\u202e\ud800#=[]{}é漢😀", max_size=300),
    st.lists(st.sampled_from(["word", " ", "  ", "\\", '"""', "\n", "\u00a0", "x" * 90]), max_size=90).map("".join),
)


def say(value: str) -> Text:
    return Found(value=value, evidence=f"because {value}")


def keep(value: str) -> str | None:
    text = clean_text(value)
    return None if is_unseen(text) else text or None


@given(TEXTS, TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
@settings(max_examples=210, deadline=None, derandomize=True)
def test_texts_come_back_as_they_were(one: str, two: str, name: str, many: list[str]) -> None:
    person = Contributor(name=name, sort_name=two, roles=("aut",), about=one)
    people = (Found(value=person, evidence=two),) if keep(name) else ()
    work = FoundWork(title=say("Pots" + one), contributors=people)
    found = FoundBook(
        title=say(one),
        description=say(two),
        subjects=tuple(say(text) for text in many),
        contributors=people,
        review=FoundReview(work=work, reviewers=people),
        provenance=FoundProvenance(venue=say(one), statement=say(two)),
        contents=FoundContents(body=tuple(many)),
        unknown=tuple(many),
    )
    text = "".join(f"{line.text}\n" for line in write_book_toml(found, header=[one]))
    values = Reader(Positions("book.toml")).read(tomllib.loads(text.encode().decode()), BOOK)
    assert values.get("title") == keep(one)
    assert values.get("description") == keep(two)
    assert values.get("subjects", []) == [keep(text) for text in many if keep(text)]
    assert values.get("provenance", {}).get("venue") == keep(one)
    assert values.get("provenance", {}).get("statement") == keep(two)
    assert values["review"]["work"]["title"] == keep("Pots" + one)
    for table in (values, values["review"]["work"]):
        named = table.get("contributors", [])
        assert [e["name"] for e in named if named != "unknown"] == [keep(name)] * len(people)
    for entry in values.get("contributors", []):
        assert entry.get("about") == keep(one)
        assert (entry.get("sort_name") or invert_name(entry["name"])) == (keep(two) or invert_name(entry["name"]))
