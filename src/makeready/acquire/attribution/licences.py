"""Licences: an address goes in; the licence's short name and its address in one form come out."""

from __future__ import annotations

import re
import urllib.parse

from makeready.late_pattern import late_pattern

_CREATIVE = late_pattern(
    r"https?://(?:www\.)?creativecommons\.org/(?P<kind>licenses|publicdomain)/(?P<code>[a-z-]+)/(?P<release>\d\.\d)"
    r"(?:/(?P<port>[a-z]{2,3}))?(?:/(?:deed|legalcode)?[\w.-]*)?/?",
    re.IGNORECASE,
)
_CODES = {"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd"}
_DEDICATIONS = {"zero": "CC0", "mark": "Public Domain Mark"}
_OTHERS = {
    "www.gnu.org/licenses/fdl": "GNU Free Documentation License",
    "www.gnu.org/copyleft/fdl.html": "GNU Free Documentation License",
    "artlibre.org/licence/lal": "Free Art License",
    "www.nationalarchives.gov.uk/doc/open-government-licence/version/3": "Open Government Licence 3.0",
}


def read_licence(address: str) -> tuple[str | None, str] | None:
    """Return the name (None where we know none) and the address of a licence; None where it is no web address."""
    text = address.strip()
    found = _CREATIVE.fullmatch(text)
    if found:
        code, release = found["code"].lower(), found["release"]
        port = f"{found['port'].lower()}/" if found["port"] else ""
        home = f"https://creativecommons.org/{found['kind'].lower()}/{code}/{release}/{port}"
        if found["kind"].lower() == "licenses" and code in _CODES:
            country = f" {found['port'].upper()}" if found["port"] else ""
            return f"CC {code.upper()} {release}{country}", home
        if code in _DEDICATIONS:
            return f"{_DEDICATIONS[code]} {release}", home
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return None
    known = _OTHERS.get(f"{parts.hostname}{parts.path}".rstrip("/").lower())
    return known, text
