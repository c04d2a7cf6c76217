"""Schemes: nothing goes in; the kinds of addresses that a link of a book may have come out."""

from __future__ import annotations

# Of those that people write, the ones that EPUBCheck knows: of ftps:, sms:, geo:, doi: and isbn: it warns (HTM-025).
LINK_SCHEMES = frozenset("http https mailto tel ftp urn news irc xmpp".split())
