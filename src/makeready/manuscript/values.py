"""Values of metadata: a text goes in; its normal form, or the refusal that says what is wrong, comes out.

Every function here takes what the author wrote, returns what the book will carry, and raises Refusal with a code of the
catalogue, a message and, where there is a better one than the catalogue's, a remedy.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
import urllib.parse
import uuid
from datetime import UTC, date, datetime, time

from makeready.late_pattern import late_pattern
from makeready.model.artifact import DEVICE_NAMES

UNKNOWN = "\ufffd"  # the sign for a character that is not known
CONTROL = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
# Categories of characters without a form; one that no version of Unicode has a name for yet may well have one.
_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
TURNING = late_pattern(r"[\u202a-\u202e\u2066-\u2069]")

_UNITS = {"in": 72.0, '"': 72.0, "pt": 1.0, "pc": 12.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "q": 72 / 101.6}
_LENGTH = late_pattern(r'(\d+(?:\.\d+)?|\.\d+)\s*(in|"|pt|pc|mm|cm|q)', re.IGNORECASE)
_TRIM = late_pattern(r"(\d+(?:\.\d+)?)\s*([a-z\"]*)\s*[x×]\s*(\d+(?:\.\d+)?)\s*([a-z\"]+)", re.IGNORECASE)

# Sizes of cut pages by name, in points. The American names are those that printers of single copies list.
TRIMS: dict[str, tuple[float, float]] = {
    "a4": (210 * 72 / 25.4, 297 * 72 / 25.4),
    "a5": (148 * 72 / 25.4, 210 * 72 / 25.4),
    "a6": (105 * 72 / 25.4, 148 * 72 / 25.4),
    "b5": (176 * 72 / 25.4, 250 * 72 / 25.4),
    "b6": (125 * 72 / 25.4, 176 * 72 / 25.4),
    "pocket": (306.0, 495.0),
    "digest": (396.0, 612.0),
    "us trade": (432.0, 648.0),
    "trade": (432.0, 648.0),
    "demy": (138 * 72 / 25.4, 216 * 72 / 25.4),
    "royal": (156 * 72 / 25.4, 234 * 72 / 25.4),
    "letter": (612.0, 792.0),
}


class Refusal(ValueError):
    """A value that the book may not carry: the code, what is wrong, and how to mend it."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


# What no address may hold as it is: https://www.rfc-editor.org/rfc/rfc3986#section-2
_UNFIT = late_pattern(r"[\x00-\x20\x7f\"<>\\^`{|}\[\]]|%(?![0-9A-Fa-f]{2})")


def check_date(value: str | date | datetime) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD; a time of day is cut off."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value.strip(), re.ASCII)
    if not found:
        raise Refusal("MD006", f"{value!r} is not a date", 'write it as YYYY-MM-DD, "YYYY-MM" or "YYYY"')
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year or (month is not None and not 1 <= month <= 12):
        raise Refusal("MD006", f"there is no date {value}: months run from 01 to 12")
    if day is not None and month is not None and not 1 <= day <= (last := calendar.monthrange(year, month)[1]):
        raise Refusal("MD006", f"there is no date {value}: that month has {last} days")
    return found[0]


def check_moment(value: str | date | datetime) -> str:
    """Return a time as YYYY-MM-DDThh:mm:ssZ. A day is its midnight; a time without a zone is UTC."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = datetime.fromisoformat(text)
        except ValueError as error:
            raise Refusal("MD006", f"{text!r} is not a time", "write it as 2026-11-23T00:00:00Z") from error
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), UTC)
    if value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (OverflowError, ValueError) as error:
        raise Refusal("MD006", f"{value} lies outside the calendar") from error


def check_language(value: str) -> str:
    """Return a BCP 47 tag in its usual case; one that names no language is refused with a suggestion."""
    # Imported here: its tables cost 40 ms, and a plain "en" needs none of them.
    tag = value.strip()
    if tag in ("en", "en-GB", "en-US", "de", "fr", "es", "it"):
        return tag
    import langcodes

    try:
        language = langcodes.Language.get(tag, normalize=False)
        if "_" not in tag and language.language and language.is_valid():
            return str(langcodes.standardize_tag(tag, macro=False))
    except (ValueError, AttributeError):
        pass
    raise Refusal("MD008", f"{tag!r} is not a language tag", _suggest_language(tag))


def _suggest_language(tag: str) -> str | None:
    import langcodes

    swapped = tag.replace("_", "-").replace(" ", "-")
    known = {"english": "en", "british english": "en-GB", "american english": "en-US", "german": "de", "deutsch": "de",
             "french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it", "dutch": "nl",
             "portuguese": "pt", "arabic": "ar", "russian": "ru", "turkish": "tr", "chinese": "zh", "japanese": "ja",
             "en-uk": "en-GB"}  # fmt: skip
    near = known.get(tag.lower()) or known.get(swapped.lower())
    if near is None and swapped != tag:
        try:
            near = check_language(swapped)
        except Refusal:
            near = None
    if near is None:
        head = re.split(r"[-_]", tag)[0].lower()
        if 2 <= len(head) <= 3 and head.isascii() and head.isalpha() and langcodes.Language.get(head).is_valid():
            near = head
    return f'did you mean "{near}"?' if near else None


def check_isbn(value: str) -> str:
    """Return an ISBN as 13 digits; the check digit has to fit. ISO 2108."""
    from stdnum import isbn
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    digits = re.sub(r"^(?:urn:)?isbn[:\s]*", "", value.strip(), flags=re.IGNORECASE)
    try:
        return str(isbn.validate(digits, convert=True))
    except InvalidChecksum as error:
        raise Refusal("MD007", f"the check digit of ISBN {digits} does not fit") from error
    except InvalidLength as error:
        raise Refusal("MD007", f"ISBN {digits} has not 13 (or 10) digits") from error
    except ValidationError as error:
        raise Refusal("MD007", f"{digits!r} is not an ISBN") from error


def check_person_number(scheme: str, value: str) -> str:
    """Return an ORCID with hyphens or an ISNI of 16 characters; the check character has to fit. ISO 27729."""
    from stdnum import isni
    from stdnum.exceptions import ValidationError

    digits = re.sub(r"^(?:https?://)?(?:www\.)?(?:orcid|isni)\.org/(?:isni/)?|^(?:orcid|isni):", "", value.strip())
    try:
        # An ORCID is an ISNI from a range of its own, written with hyphens.
        number = str(isni.validate(digits))
    except ValidationError as error:
        name = scheme.upper()
        raise Refusal("MD007", f"{digits!r} is not an {name}: its check digit or length does not fit") from error
    return "-".join(number[at : at + 4] for at in range(0, 16, 4)) if scheme == "orcid" else number


def check_orcid(value: str) -> str:
    """Return an ORCID as 0000-0002-1825-0097."""
    return check_person_number("orcid", value)


def check_isni(value: str) -> str:
    """Return an ISNI as 16 characters."""
    return check_person_number("isni", value)


def check_identifier(value: str) -> str:
    """Return a book's identifier as "scheme:value" with the scheme in lower case, or as an address."""
    text = value.strip()
    if re.match(r"https?://", text, re.IGNORECASE):
        doi = re.match(r"https?://(?:dx\.)?doi\.org/(10\..+)", text, re.IGNORECASE)
        return f"doi:{doi[1]}" if doi else check_address(text)
    scheme, colon, rest = re.sub(r"^urn:", "", text, flags=re.IGNORECASE).partition(":")
    scheme, rest = scheme.strip().lower(), rest.strip()
    if not colon and re.fullmatch(r"97[89][\d -]{10,14}", text):
        scheme, rest = "isbn", text
    if scheme == "isbn":
        return f"isbn:{check_isbn(rest)}"
    if scheme == "uuid":
        try:
            return f"uuid:{uuid.UUID(rest)}"
        except ValueError as error:
            raise Refusal("MD007", f"{rest!r} is not a UUID") from error
    if scheme == "issn":
        from stdnum import issn
        from stdnum.exceptions import ValidationError

        try:
            return f"issn:{issn.format(issn.validate(rest))}"
        except ValidationError as error:
            raise Refusal("MD007", f"{rest!r} is not an ISSN: its check digit or length does not fit") from error
    if scheme == "doi":
        if not re.fullmatch(r"10\.\d{4,9}/\S+", rest):
            raise Refusal("MD007", f"{rest!r} is not a DOI", "a DOI looks like doi:10.1000/182")
        return f"doi:{rest}"
    hint = 'write "isbn:978…", "uuid:…", "issn:…", "doi:10…" or an address from https:// on'
    raise Refusal("MD007", f"{text!r} has no scheme that is known", hint)


def check_address(value: str) -> str:
    """Return an http or https address; others are refused."""
    text = value.strip()
    try:
        parts = urllib.parse.urlsplit(text)
        good = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        good = False
    if not good:
        raise Refusal("MD023", f"{text!r} is not an address")
    return text


def check_digest(value: str) -> str:
    """Return "sha256:" and 64 hexadecimal digits."""
    text = value.strip().lower()
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", text):
        raise Refusal("MD007", f"{value!r} is not a digest", "write sha256: and its 64 hexadecimal digits")
    return text


def check_length(value: str) -> float:
    """Return a length such as "0.8in" or "12 mm" in points."""
    text = value.strip()
    if text == "0":
        return 0.0
    found = _LENGTH.fullmatch(text)
    if not found:
        raise Refusal("MD014", f"{text!r} is not a length")
    return round(float(found[1]) * _UNITS[found[2].lower()], 4)


def check_share(value: str) -> float:
    """Return a share such as "4 %" as a number from 0 to 1."""
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,6})?)\s*%", value.strip())
    if found is None or float(found[1]) > 100:
        raise Refusal("MD015", f"{value!r} is no share of all", 'write a number such as 12, or a share such as "1.5 %"')
    return float(found[1]) / 100


def check_count(value: int) -> int:
    """Return how many there may be of something."""
    if value < 0:
        raise Refusal("MD015", f"there cannot be {value} of anything", "write 0 where there are to be none")
    return value


def check_resolution(value: int) -> int:
    """Return pixels per inch that a press can use: 72 to 2400, or 0 for all that a picture has."""
    if value == 0 or 72 <= value <= 2400:
        return value
    hint = "write image_resolution = 300, or 0 to keep all that the pictures have"
    raise Refusal("MD015", f"{value} pixels per inch is no resolution of print", hint)


def check_trim(value: str) -> tuple[float, float]:
    """Return width and height in points of a trim such as "5.5in x 8.5in", "5.5x8.5in", "A5" or "trade"."""
    text = value.strip()
    named = TRIMS.get(text.lower())
    if named:
        return named
    found = _TRIM.fullmatch(text)
    if not found:
        names = ", ".join(TRIMS)
        raise Refusal("MD014", f"{text!r} is not a trim", f'write it as "5.5in x 8.5in", or as one of {names}')
    width = check_length(found[1] + (found[2] or found[4]))
    return width, check_length(found[3] + found[4])


def replace_controls(text: str) -> str:
    """Return a text with U+FFFD for each character that XML forbids."""
    return CONTROL.sub(UNKNOWN, text)


def clean_text(value: str) -> str:
    """Return a line of metadata: trimmed, with characters that XML forbids replaced by U+FFFD."""
    return replace_controls(value).strip()


def is_unseen(value: str) -> bool:
    """Return True where a text has characters, none of which can be seen: blanks, controls, marks of direction."""
    return bool(value) and all(unicodedata.category(character) in _UNSEEN for character in value)


def escape_address(address: str) -> str:
    """Return an address with percent-encoding for what may not stand in one: blanks, brackets, a second number sign.

    Letters of any script may. https://www.rfc-editor.org/rfc/rfc3987#section-2.2
    """
    before, sign, fragment = address.partition("#")
    if _UNFIT.search(before) is None and _UNFIT.search(fragment) is None and "#" not in fragment:
        return address
    # Square brackets belong to the address of a host alone: https://[::1]/
    scheme, slashes, rest = before.partition("//")
    host, slash, path = rest.partition("/")
    whole = f"{scheme}{slashes}{host}{slash}{_escape(path)}" if slashes else _escape(before)
    return f"{whole}{sign}{_escape(fragment).replace('#', '%23')}"


def _escape(text: str) -> str:
    return _UNFIT.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def make_slug(text: str, fallback: str = "book") -> str:
    """Return `text` as a name of `[a-z0-9-]`, at most 60 characters, safe as a file's name on every system."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("æ", "ae").replace("Æ", "ae"))
    plain = re.sub(r"['’ʼ]", "", plain).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > 60:
        slug = slug[:60].rsplit("-", 1)[0] if "-" in slug[20:60] else slug[:60]
    # Windows opens a device for these names, whatever the ending. https://learn.microsoft.com/windows/win32/fileio
    if slug in DEVICE_NAMES or slug in ("conin", "conout", "clock"):
        slug = f"{slug}-{fallback or 'text'}"
    return slug or fallback
