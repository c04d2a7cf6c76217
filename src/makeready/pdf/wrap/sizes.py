"""The size of a finished wrap: its PDF, what it was made for and a receiver go in; in what it differs comes out."""

from __future__ import annotations

import io

import pikepdf

from makeready.findings import Finding, observe
from makeready.model.profile import Profile
from makeready.pdf.wrap.facts import WrapFacts
from makeready.pdf.wrap.measures import measure_wrap

# In points, a hundredth of an inch: receivers take what differs by less.
_NEAR = 0.72


def compare_size(content: bytes, facts: WrapFacts, profile: Profile) -> tuple[Finding, ...]:
    """Return in what a wrap is of another size than the receiver's formula gives for its pages, paper and binding.

    Nothing for a receiver who says nothing of spines, and for a file whose page cannot be read, which others tell.
    """
    if not profile.spines:
        return ()
    measured = measure_wrap(profile, facts.paper, facts.page_count, facts.trim, binding=facts.binding)
    if measured.value is None:
        return measured.findings
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            left, bottom, right, top = (float(side) for side in pdf.pages[0].trimbox)
    except (pikepdf.PdfError, ValueError, TypeError, IndexError):
        return ()
    box = measured.value.trim_box
    wanted, found = (box[2] - box[0], box[3] - box[1]), (right - left, top - bottom)
    if all(abs(one - other) <= _NEAR for one, other in zip(wanted, found, strict=True)):
        return ()
    message = (
        f"the wrap is {_say(found)}; around {facts.page_count} pages on {facts.paper} as {facts.binding} "
        f"{profile.title or profile.name} asks for {_say(wanted)}"
    )
    return (observe("PD060", message),)


def _say(size: tuple[float, float]) -> str:
    return f"{size[0] / 72:.3f} × {size[1] / 72:.3f} in"
