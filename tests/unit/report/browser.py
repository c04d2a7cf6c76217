"""A browser without a window, which takes keys as a person presses them; what a page shows then comes out.

Chromium is spoken to through a pipe: https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Chromium reads the third file and writes the fourth; what we open may have these numbers already.
_START = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "Home": 36, "ArrowRight": 39, "ArrowDown": 40, " ": 32}


class Browser:
    """A page of Chromium; `messages` has what came on its console and what its scripts failed with."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.messages: list[str] = []
        self._loaded = False

    def open(self, page: Path, *, dark: bool = False) -> None:
        """Open a page, and wait until it has loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self._loaded = False
        self.call("Page.navigate", url=page.as_uri())
        while not self._loaded:
            self._hear()

    def ask(self, expression: str) -> Any:
        """Return the value of an expression of JavaScript, a promise's when it is kept."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys one after the other; a word of more letters that is no key's name is typed."""
        for key in keys:
            if key not in _CODES:
                self.call("Input.insertText", text=key)
                continue
            text = {"Enter": "\r", " ": " "}.get(key)
            pressed = {"key": key, "code": "Space" if key == " " else key, "windowsVirtualKeyCode": _CODES[key]}
            down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
            self.call("Input.dispatchKeyEvent", **down, **pressed)
            self.call("Input.dispatchKeyEvent", type="keyUp", **pressed)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return what the browser answers."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            asked["sessionId"] = self._session
        packed = json.dumps(asked).encode("utf-8") + b"\0"
        while packed:
            packed = packed[os.write(self._writing, packed) :]
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard["error"]
                return dict(heard["result"])

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._reading], [], [], 900)
            more = os.read(self._reading, 1 << 20) if ready else b""
            assert more, "the browser says nothing any more"
            self._rest += more
        one, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(one)
        if heard.get("method") in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.messages.append(json.dumps(heard["params"]))
        self._loaded |= heard.get("method") == "Page.loadEventFired"
        return heard


@contextmanager
def open_browser(folder: Path) -> Iterator[Browser]:
    """Yield a browser whose profile lies in `folder`; at the end it is closed."""
    assert BROWSER is not None
    theirs, writing = os.pipe()
    reading, other = os.pipe()
    # Beyond those that the browser is to have.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs, other)]
    os.close(theirs)
    os.close(other)
    # Without a sandbox, which root may not have; the page is ours.
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += ["--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}", "--window-size=1300,2000"]
    # The page engine, where it is loaded, shows this process no typefaces of the system.
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
    command = [sys.executable, "-c", _START, *map(str, ends), BROWSER, *options]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, pass_fds=ends, env=surroundings, stdout=nowhere, stderr=nowhere)
    for end in ends:
        os.close(end)
    try:
        yield Browser(reading, writing)
    finally:
        os.close(writing)  # the end of its pipe is the browser's end
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(reading)
