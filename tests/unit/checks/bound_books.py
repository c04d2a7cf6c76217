"""Books for the tests of checks: Markdown goes in; the manuscript, the composition and the bound file come out."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from makeready.findings import Severity
from makeready.fonts import list_built_in
from makeready.model.artifact import Artifact
from makeready.model.book import Book
from makeready.model.composition import Composition
from makeready.model.edition import Target
from makeready.press import stages
from makeready.workshop import Workshop
from makeready.workspace import Workspace

HEAD = 'title = "A Sample of Words"\nlanguage = "en-GB"\nauthor = "Ann Author"\ndate = 2020\n'
HEAD += 'identifiers = ["uuid:46aa8fc6-1444-5bb9-a974-1ef3377e15be"]\n'

CHAPTER = """# The First -- of "two"

"It's 'quoted'," she said---and so... "Wait!" he cried; 'tis well-known in 1939--45. Extraordinary misunderstandings
of circumstance, of conscientious administration and of international responsibility follow one another, and so do
the words of this paragraph, until there are lines enough for the page to break some of them with a hyphen, for
hyphenation is what makes the comparison of words an undertaking of considerable uncertainty.

A note[^1] here, another[^long] there. Straße, ½, x², café, ﬁne, `code--with "quotes"` and **bold**text.

[^1]: The first note, with *emphasis* and a note of its own[^inner].

[^inner]: The inner note.

[^long]: The second note is a long one: it has administration, responsibility and misunderstandings in it, so that it
    takes several lines at the foot of the page.

    And it has a second paragraph.

1. The first item
2. The second item
   - nested *deeper*

Term
: Its definition.

| Year | Words           |
|------|-----------------|
| 1901 | one two three   |
| 1902 | "four" and five |

```python
def greet(name):
    return  f"hello {name}"
```

> A quotation with a hard\\
> line break.
"""
SECOND = "# The Second\n\nMore words stand here, and they end the book.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundBook:
    """A manuscript as read, what was composed of it, and the file that was bound."""

    book: Book
    composition: Composition
    artifact: Artifact

    def having(self, content: bytes) -> Artifact:
        """Return the artifact with other bytes."""
        return replace(self.artifact, content=content)


@cache
def bind_sample(target: str) -> BoundBook:
    """Return the sample book, bound as "epub" or "pdf"."""
    return bind({"01.md": CHAPTER, "02.md": SECOND}, target)


def bind(
    files: Mapping[str, str],
    target: str,
    settings: str = "",
    change: Callable[[Composition], Composition] = lambda composition: composition,
) -> BoundBook:
    """Return a book bound from Markdown files; `change` may spoil what the binder gets, unknown to the checks."""
    with tempfile.TemporaryDirectory(prefix="makeready-") as folder:
        Path(folder, "book.toml").write_text(f'{HEAD}\n[editions.sample]\ntarget = "{target}"\n{settings}', "utf-8")
        for name, text in files.items():
            Path(folder, name).write_text(text, "utf-8")
        workspace = Workspace(Path(folder), {})
        manuscript = stages.read_book(workspace)
        assert manuscript.value is not None
        assert [f for f in manuscript.findings if f.severity is Severity.ERROR] == []
        book, edition = manuscript.value.book, manuscript.value.editions[0]
        composed = stages.compose_book(book, edition, list_built_in())
        styles = stages.load_styles(workspace, edition, list_built_in())
    assert composed.value is not None and styles.value is not None
    composition = stages.mark_up(composed.value, edition, styles.value, list_built_in())
    spoilt = change(composition)
    outcome = stages.bind_pdf(spoilt, Workshop()) if edition.target is Target.PDF else stages.bind_epub(spoilt, None)
    assert outcome.value is not None, [f.message for f in outcome.findings]
    return BoundBook(book=book, composition=composition, artifact=outcome.value)


def rewrite(composition: Composition, old: str, new: str) -> Composition:
    """Return the composition with `old` replaced once by `new` in the one document that has it."""
    holders = [document for document in composition.documents if old.encode() in document.content]
    assert holders, f"no document has {old!r}"
    spoilt = replace(holders[0], content=holders[0].content.replace(old.encode(), new.encode(), 1))
    documents = tuple(spoilt if document is holders[0] else document for document in composition.documents)
    return replace(composition, documents=documents)


def drop_last_document(epub: bytes) -> bytes:
    """Return the EPUB with the last document of its reading order taken out of that order."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(epub)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith(".opf"):
                content = re.sub(rb"<itemref[^>]*/>(?=\s*</spine>)", b"", content)
            new.writestr(info, content)
    return out.getvalue()
