"""Document rules: facts of all pages and of their file go in; findings of the file as a whole come out.

`DOCUMENT_RULES` at the end names the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from makeready.checks.preflight.facts import FileFacts, PageFacts
from makeready.checks.preflight.separations import find_separations
from makeready.checks.preflight.telling import NEAR, is_print, is_standard, name_place, name_standard, tell
from makeready.findings import Finding, observe
from makeready.model.profile import Profile

DocumentRule = Callable[[Sequence[PageFacts], FileFacts, Profile], Iterator[Finding]]

_BLANK_RUN = 4
# The newest PDF that a standard knows, and what it calls itself.
_VERSIONS = {"pdf/x-1a:2001": "1.3", "pdf/x-1a:2003": "1.4", "pdf/x-3:2002": "1.3", "pdf/x-3:2003": "1.4",
             "pdf/x-4": "1.6"}  # fmt: skip


def check_document(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> list[Finding]:
    """Return what is found in the file as a whole, when its pages are known."""
    return [finding for rule in DOCUMENT_RULES for finding in rule(pages, file, profile)]


def find_unread(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """All of the file was read, and nothing had to be mended for it."""
    if not file.pages:
        yield observe("PF001", f"{file.name} has no pages", location=file.name)
    if file.lost:
        yield observe("PF001", f"the file counts {file.lost:,} pages that are not there", location=file.name)
    for message in file.unread:
        yield observe("PF002", f"not all of the file was looked at: {message}", location=file.name)
    if file.mended:
        more = f", and {len(file.mended) - 1} more" if len(file.mended) > 1 else ""
        yield observe("PF006", f"the file is damaged and was mended to be read: {file.mended[0]}{more}")


# --- the file


def find_encryption(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The file is not encrypted."""
    if file.encrypted and not profile.encryption:
        yield tell("PF003", "the file is encrypted, though it opens without a password", profile, "encryption")


def find_size(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The file is no larger than is taken."""
    if profile.most_bytes is not None and file.bytes > profile.most_bytes:
        message = f"the file has {file.bytes:,} bytes; {profile.most_bytes:,} are taken"
        yield tell("PF004", message, profile, "most_bytes")


def find_version(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The PDF is no newer than the standard knows."""
    newest = _VERSIONS.get(profile.standard or "")
    if newest is not None and _count(file.version) > _count(newest):
        message = f"the file is PDF {file.version}; {name_standard(profile)} knows PDF {newest} and older"
        yield tell("PF005", message, profile, "standard")


def _count(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def find_standard(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The file says which standard it keeps to, and it is the one that is asked for."""
    standard = profile.standard
    if standard is None:
        return
    family = standard.split("-")[0]
    claim = file.claims.get(family)
    asked = standard.removeprefix(family + "-")
    if claim is None:
        yield tell("PF007", f"the file does not say that it is {name_standard(profile)}", profile, "standard")
        return
    said = claim.lower().removeprefix(family + "-").removeprefix(family)
    if family == "pdf/a":
        said += file.claims.get("level", "").lower()
    if said != asked:
        yield tell(
            "PF007",
            f"the file says that it is {family.upper()}-{said}; {name_standard(profile)} is asked for",
            profile,
            "standard",
        )


def find_intent(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """A file of a printing standard says for which way of printing its colours are meant."""
    if not is_standard(profile, "pdf/x", "pdf/a"):
        return
    kind = "GTS_PDFX" if is_standard(profile, "pdf/x") else "GTS_PDFA1"
    found = [intent for intent in file.intents if intent.kind == kind]
    if len(found) != 1:
        words = "no output intent" if not found else f"{len(found)} output intents"
        yield tell("PF008", f"the file has {words} of {name_standard(profile)}", profile, "standard")
        return
    intent = found[0]
    if not intent.condition and not intent.embedded:
        yield tell("PF008", "the output intent names no way of printing and has no colour profile", profile, "standard")
    elif is_standard(profile, "pdf/x-4") and not intent.embedded and "color.org" not in intent.registry:
        yield tell("PF008", "the output intent has no colour profile, and no register that has it", profile, "standard")
    if profile.condition is not None and _squeeze(intent.condition) != _squeeze(profile.condition):
        said = intent.condition or "nothing"
        yield tell("PF009", f"the output intent names {said}; {profile.condition} is asked for", profile, "condition")


def _squeeze(name: str) -> str:
    return "".join(name.upper().split()).replace("CGATS", "").replace("_", "")


def find_trapped(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """A file of a printing standard says whether it is trapped."""
    if is_standard(profile, "pdf/x") and file.trapped not in ("True", "False"):
        yield tell("PF010", "the file does not say whether it is trapped", profile, "standard")


def find_information(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """A file of a printing standard has a title, dates and an identifier."""
    if is_standard(profile, "pdf/x"):
        missing = [key for key in ("Title", "CreationDate", "ModDate", "ID") if key not in file.told]
        if missing:
            yield tell("PF011", f"the file does not have: {', '.join(missing)}", profile, "standard")


def find_screen_parts(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """Bookmarks, tags, scripts, forms, attachments and layers are where they are wanted, and not where not."""
    if profile.bookmarks is False and file.bookmarks:
        yield tell("PF081", f"the file has bookmarks ({file.bookmarks:,})", profile, "bookmarks")
    if profile.bookmarks and not file.bookmarks:
        yield tell("PF087", "the file has no bookmarks", profile, "bookmarks")
    if profile.tagged and not file.tagged:
        yield tell("PF088", "the file has no tags that tell its structure", profile, "tagged")
    for action in sorted(file.actions):
        yield observe("PF082", f"the file does more than to be seen: {action}")
    if file.fields or file.dynamic_forms:
        words = "a dynamic form (XFA)" if file.dynamic_forms else f"a form with fields ({file.fields:,})"
        yield observe("PF083", f"the file has {words}")
    if file.attachments and not profile.attached:
        yield observe("PF084", f"the file has other files in it ({file.attachments:,})")
    if file.layers:
        yield observe("PF085", f"the file has layers ({file.layers:,}) that can be shown and hidden")


# --- pages as such


def find_page_count(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The book has as many pages as can be bound."""
    count = file.pages
    if count < profile.least_pages:
        yield tell(
            "PF020", f"the file has {count:,} pages; {profile.least_pages:,} are the least", profile, "least_pages"
        )
    if profile.most_pages is not None and count > profile.most_pages:
        yield tell("PF021", f"the file has {count:,} pages; {profile.most_pages:,} are the most", profile, "most_pages")
    if count % profile.page_multiple:
        what = "an odd number of pages" if profile.page_multiple == 2 else "a number of pages that does not divide"
        message = f"the file has {what} ({count:,}); a multiple of {profile.page_multiple} is asked for"
        yield tell("PF022", message, profile, "page_multiple", location=f"page {count}")


def find_blanks(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """The last page is blank where that is asked; nowhere are many blank pages in a row."""
    if not pages or len(pages) != file.pages:
        return
    if profile.last_blank and not pages[-1].blank:
        yield tell("PF023", "the last page is not blank", profile, "last_blank", location=name_place(pages[-1]))
    run = 0
    for page in pages:
        run = run + 1 if page.blank else 0
        if run == _BLANK_RUN + 1:
            first = page.number - _BLANK_RUN
            yield observe("PF024", f"more than {_BLANK_RUN} pages in a row are blank", location=f"page {first}")


def find_sizes(pages: Sequence[PageFacts], file: FileFacts, profile: Profile) -> Iterator[Finding]:
    """All pages are cut at one size, which is offered, and none is two pages side by side."""
    sizes = Counter((round(page.size[0], 1), round(page.size[1], 1)) for page in pages)
    # A screen shows a wide table on a wide page, and spreads as what they are.
    if not sizes or not is_print(profile):
        return
    usual = max(sizes, key=lambda size: sizes[size])
    firsts: dict[tuple[float, float], PageFacts] = {}
    for page in pages:
        firsts.setdefault((round(page.size[0], 1), round(page.size[1], 1)), page)
    spread = False
    for size, first in firsts.items():
        half = (size[0] / 2, size[1])
        twice = abs(half[0] - usual[0]) < 1 and abs(half[1] - usual[1]) < 1
        limited = bool(profile.trims or profile.trim_range)
        if twice or (limited and size[0] > size[1] and not profile.offers(size) and profile.offers(half)):
            spread = True
            message = f"two pages stand side by side on one of {_name_size(size)}"
            yield tell("PF029", message, profile, "trims", location=name_place(first))
        elif any(abs(one - other) > NEAR for one, other in zip(size, usual, strict=True)):
            message = f"the page is cut at {_name_size(size)}, most others at {_name_size(usual)}"
            yield observe("PF025", message, location=name_place(first))
    if not spread and not profile.offers(usual):
        key = "trims" if profile.trims else "trim_range"
        message = f"pages are cut at {_name_size(usual)}, which is not offered"
        yield tell("PF026", message, profile, key, location=name_place(firsts[usual]))


def _name_size(size: tuple[float, float]) -> str:
    return f"{size[0]:g} × {size[1]:g} pt ({size[0] / 72:.2f} × {size[1] / 72:.2f} in)"


DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    find_unread, find_encryption, find_size, find_version, find_standard, find_intent, find_trapped, find_information,
    find_screen_parts, find_page_count, find_blanks, find_sizes, find_separations,
)  # fmt: skip
