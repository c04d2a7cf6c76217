"""ICC profiles: the bytes of a profile go in; a conversion into its inks, its name and its digest come out.

Which profile is used is the caller's choice: nothing here looks for one on the machine, so that a book comes out the
same on every one.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import field
from importlib.resources import files
from typing import Any

from makeready.dataclass import dataclass

# The conditions that we have a profile of, as files beside this module.
_OWN = ("FOGRA39",)
_SPACES = {b"CMYK": "cmyk", b"RGB ": "rgb", b"GRAY": "gray"}
_SIZES = {"cmyk": 4, "rgb": 3, "gray": 1}
_HEAD = 128  # bytes of a profile's header, ICC.1:2010, 7.2
_RELATIVE = 1  # relative colorimetric


class UnusableProfileError(ValueError):
    """The bytes are no ICC profile that can be printed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IccProfile:
    """An ICC profile: what it calls itself, its bytes, their SHA-256, and "cmyk", "rgb" or "gray"."""

    name: str
    content: bytes = field(repr=False)
    digest: str
    space: str

    @property
    def size(self) -> int:
        """Return how many inks or lights it has."""
        return _SIZES[self.space]

    @property
    def version(self) -> tuple[int, int]:
        """Return the version of the ICC specification that it was made by (7.2.4)."""
        return self.content[8], self.content[9] >> 4


def read_profile(content: bytes) -> IccProfile:
    """Return the profile that `content` is; UnusableProfileError where it is none for output (class `prtr`)."""
    from PIL import ImageCms

    if len(content) < _HEAD or content[36:40] != b"acsp":
        raise UnusableProfileError("these bytes are no ICC profile")
    space = _SPACES.get(content[16:20])
    if space is None or (content[12:16] != b"prtr" and space == "cmyk"):
        raise UnusableProfileError("it is no profile of a printing condition")
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(content))).strip()
    except (OSError, ImageCms.PyCMSError) as error:
        raise UnusableProfileError("the ICC profile is damaged") from error
    return IccProfile(name=name, content=content, digest=hashlib.sha256(content).hexdigest(), space=space)


def read_own_profile(condition: str | None) -> bytes | None:
    """Return our own profile of a registered printing condition, None where we have none; see FOGRA39.md beside it."""
    if condition not in _OWN:
        return None
    return (files("makeready.pdf.ink") / f"{condition}.icc").read_bytes()


class Conversion:
    """Conversion of sRGB into the inks of one CMYK profile, relative colorimetric with black points matched."""

    def __init__(self, profile: IccProfile) -> None:
        """Take the profile; UnusableProfileError where it cannot be converted into."""
        from PIL import ImageCms

        if profile.space != "cmyk":
            raise UnusableProfileError(f"the profile “{profile.name}” is not one of four inks")
        self.profile = profile
        self._known: dict[tuple[int, ...], tuple[float, ...]] = {}
        try:
            self._transform = ImageCms.buildTransform(
                ImageCms.createProfile("sRGB"),
                ImageCms.ImageCmsProfile(io.BytesIO(profile.content)),
                "RGB",
                "CMYK",
                renderingIntent=ImageCms.Intent(_RELATIVE),
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (OSError, ImageCms.PyCMSError) as error:
            raise UnusableProfileError(f"the profile “{profile.name}” has no way from colours to inks") from error

    def convert(self, colour: tuple[float, float, float]) -> tuple[float, ...]:
        """Return the inks of one colour, from steps of eight bits."""
        from PIL import Image

        steps = tuple(round(min(1.0, max(0.0, share)) * 255) for share in colour)
        if steps not in self._known:
            pixel = self.convert_picture(Image.new("RGB", (1, 1), steps)).tobytes()
            self._known[steps] = tuple(round(share / 255, 5) for share in pixel)
        return self._known[steps]

    def convert_picture(self, picture: Any) -> Any:
        """Return an RGB picture of PIL in CMYK."""
        from PIL import ImageCms

        return ImageCms.applyTransform(picture, self._transform)
