"""An EPUB under lock goes in; the finding of AQ002 comes out."""

from __future__ import annotations

from makeready.findings import Finding
from tests.unit.acquire.sources import cause as acquire
from tests.unit.acquire.sources import make_epub

CIPHER = "http://www.w3.org/2001/04/xmlenc#"
LOCK = (
    f'<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="{CIPHER}">'
    f'<enc:EncryptedData><enc:EncryptionMethod Algorithm="{CIPHER}aes128-cbc"/></enc:EncryptedData></encryption>'
)


def cause() -> tuple[Finding, ...]:
    """Return what is found about it."""
    locked = make_epub({"a.xhtml": "<p>x</p>"}, {"META-INF/encryption.xml": LOCK})
    return acquire({"locked.epub": locked}, "AQ002")
