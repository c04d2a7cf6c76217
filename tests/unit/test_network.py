"""The network: a page is fetched within its bounds, and only where the person says so."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from makeready.cli import main
from makeready.network import NotFetched, fetch_page
from tests.unit.acquire.sources import PAGES

PAGE = (PAGES / "no-markup/page.html").read_bytes()


class Handler(BaseHTTPRequestHandler):
    """Serves a page, and answers that mean no good."""

    def do_GET(self) -> None:
        if self.path == "/large":
            self._answer(b"x" * 3_000_000)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(30):
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
            self.end_headers()
        elif self.path == "/round":
            self.send_response(302)
            self.send_header("Location", "/round")
            self.end_headers()
        elif self.path == "/none":
            self.send_error(404, "Not here")
        else:
            self._answer(PAGE)

    def _answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_page_comes_with_the_address_that_it_came_from(server: str) -> None:
    page = fetch_page(f"{server}/to?/page")
    assert (page.content, page.address, page.charset) == (PAGE, f"{server}/page", "utf-8")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/none", "404"),
        ("/large", "larger than"),
        ("/slow", "took more than"),
        ("/round", "302"),
        ("/to?file:///etc/passwd", "not allowed"),
        ("/to?http://localhost:9/", "a machine within"),
    ],
)
def test_answer_that_exceeds_a_bound_is_refused(server: str, path: str, said: str) -> None:
    with pytest.raises(NotFetched, match=said):
        fetch_page(f"{server}{path}", seconds=1.0, limit=1_000_000)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://me:secret@x.example/", "http://"])
def test_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(NotFetched):
        fetch_page(address)


def test_page_is_fetched_only_where_the_person_says_so(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["acquire", f"{server}/page.html", "--into", str(tmp_path / "book")]
    assert main(arguments) == 2
    assert "--network" in capsys.readouterr().err
    assert main([*arguments, "--network"]) == 0
    values = tomllib.loads((tmp_path / "book/manuscript/book.toml").read_text("utf-8"))
    assert values["provenance"]["source_uri"] == f"{server}/page.html"
    assert str(values["provenance"]["acquired_at"])[:2] == "20"
