"""The network: an address that a person named goes in; the page that a server gives for it comes out.

Nothing else in makeready asks the network, and nothing asks it unless the person said so. What an answer may do is
bounded: its size, its time, how often it leads on, and that it does not lead to a machine within.
"""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO

from makeready.dataclass import dataclass

_SECONDS = 30.0
_LARGEST = 64_000_000
_MOST_REDIRECTS = 5
_PIECE = 1 << 16


class NotFetched(Exception):
    """A page that was not fetched; the message says why, as a clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page: its bytes, the address that it came from in the end, and the encoding that the server says, if any."""

    content: bytes
    address: str
    charset: str | None = None


def is_address(text: str) -> bool:
    """Return True for an address of the web."""
    return text.lower().startswith(("http://", "https://"))


def fetch_page(address: str, seconds: float = _SECONDS, limit: int = _LARGEST) -> FetchedPage:
    """Return the page at `address`, http or https. Raises NotFetched where there is none, or it exceeds a bound."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotFetched("it is no address of the web")
    if parts.username or parts.password:
        raise NotFetched("it has a password in it, which would be written into the book")
    headers = {"User-Agent": "makeready", "Accept": "text/html, */*;q=0.1"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - its scheme was looked at
    opener = urllib.request.build_opener(_Redirects(parts.hostname))
    ends = time.monotonic() + seconds
    try:
        with opener.open(request, timeout=seconds) as answer:
            pieces, size = [], 0
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > limit:
                    raise NotFetched(f"it is larger than {limit // 1_000_000} MB")
                if time.monotonic() > ends:
                    raise NotFetched(f"it took more than {seconds:g} s")
                pieces.append(piece)
            final = answer.geturl()
            charset = answer.headers.get_content_charset()
    except urllib.error.HTTPError as error:
        raise NotFetched(f"the server says {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise NotFetched(f"it cannot be reached: {error.reason}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotFetched(f"it cannot be reached: {error}") from error
    return FetchedPage(content=b"".join(pieces), address=final, charset=charset)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few answers that lead on: to the web, and to a machine within only from that machine itself."""

    max_redirections = _MOST_REDIRECTS

    def __init__(self, host: str) -> None:
        self.host = host

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        parts = urllib.parse.urlsplit(newurl)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotFetched(f"it leads on to {newurl[:80]}, which is no address of the web")
        if parts.hostname != self.host and _is_within(parts.hostname):
            raise NotFetched(f"it leads on to {parts.hostname}, a machine within")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _is_within(host: str) -> bool:
    """Return True where a name stands for this machine or one of a private network."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(one[4][0]).partition("%")[0]).is_global for one in found)
