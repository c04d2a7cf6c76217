"""Wraps in book.toml: a table and the print editions go in; a wrap for each binding that it names comes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from makeready.findings import Finding, observe
from makeready.manuscript.positions import Path, Positions
from makeready.model.edition import Edition, PrintEdition, WrapEdition
from makeready.model.profile import Profile
from makeready.profiles import read_profile

OF_WRAPS = ("of", "paper", "binding", "design", "price", "note", "picture", "picture_place", "template")
_AS_WRITTEN = ("paper", "design", "price", "note", "picture_place", "template")


def make_wraps(
    name: str,
    found: Mapping[str, Any],
    editions: Mapping[str, Edition],
    profile: Profile | None,
    places: Positions,
    findings: list[Finding],
) -> tuple[WrapEdition, ...]:
    """Return the wraps of one of the print `editions`, one for each binding, none where there is none to go around.

    `profile` is the receiver that the table names itself, if it does. Of several bindings each has its name behind
    that of the table: "cover-case".
    """
    path: Path = ("editions", name)
    printed = {edition.name: edition for edition in editions.values() if isinstance(edition, PrintEdition)}
    of = printed.get(found["of"]) if "of" in found else next(iter(printed.values()), None)
    if of is None:
        message = (
            f"there is no print edition {found['of']!r} for it to go around" if "of" in found else "no print edition"
        )
        hint = f"write of = one of {', '.join(printed)}" if printed else 'add an edition with target = "pdf"'
        span = places.value((*path, "of")) if "of" in found else places.key(path)
        findings.append(observe("MD015", f"the wrap {name} has nothing to go around: {message}", span=span, hint=hint))
        return ()
    profile = profile or of.profile or read_profile("press")
    if profile is None:
        raise ValueError("there is no profile press")
    given = {key: found[key] for key in _AS_WRITTEN if key in found}
    if "paper" not in given and profile.spines:
        given["paper"] = profile.spines[0].paper
    bindings = tuple(dict.fromkeys(found.get("binding") or ("paperback",)))
    return tuple(
        WrapEdition(
            name=name if len(bindings) == 1 else f"{name}-{binding}",
            table=name,
            of=of,
            profile=profile,
            binding=binding,
            binding_span=places.value((*path, "binding")) if "binding" in found else None,
            styles=tuple(found.get("styles", ())),
            styles_span=places.value((*path, "styles")) if "styles" in found else None,
            identifier=found.get("identifier"),
            **given,
        )
        for binding in bindings
    )
