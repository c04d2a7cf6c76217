"""Cover pictures: an EPUB and the size that a shop asks for go in; a JPEG in RGB that is no larger comes out."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from makeready.findings import Finding, Outcome, observe
from makeready.model.profile import Profile
from makeready.press.batch_covers import flatten_picture, read_cover

_QUALITY = 92
_MOST_PIXELS = 200_000_000


def size_cover(epub: Path, profile: Profile) -> Outcome[bytes]:
    """Return the cover in `epub` within the size that the receiver asks for; a smaller one stays, with a finding."""
    from PIL import Image

    wanted = profile.ebook_cover
    if wanted is None:
        return Outcome()
    try:
        content = read_cover(epub)
        if content is None:
            return Outcome(findings=(_miss("the EPUB has no cover picture", profile),))
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return Outcome(findings=(_miss("the cover of the EPUB is too large to be read", profile),))
            flat = flatten_picture(picture)
    except (OSError, ValueError, SyntaxError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError):
        return Outcome(findings=(_miss("the cover of the EPUB cannot be read as a picture", profile),))
    findings: tuple[Finding, ...] = ()
    # A cover may lie on its side: the long side is measured with the long one.
    short, long = sorted(wanted)
    least, most = sorted(flat.size)
    if most < long or least < min(short, round(long * least / most)):
        message = (
            f"the cover of the EPUB has {flat.width:,} × {flat.height:,} pixels, {long:,} are wanted at the long side"
        )
        findings = (_miss(message, profile),)
    elif most > long:
        scale = long / most
        # Where the short side would fall below what is asked for, it decides.
        scale = max(scale, short / least) if least >= short else scale
        size = round(flat.width * scale), round(flat.height * scale)
        flat = flat.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return Outcome(value=out.getvalue(), findings=findings)


def _miss(message: str, profile: Profile) -> Finding:
    clause = profile.find_clause("ebook_cover")
    return observe("PK009", message, notes=(f"{clause.source} (read {clause.read})",) if clause else ())
