"""Report pages: a number of books goes in; how large their HTML report is, and how fast a browser opens it, come out.

The books have plausible findings, differences to a batch before, and covers. What counts is milliseconds from the
beginning of navigation until the page stands, and then until it was filtered and sorted, by the clock of the browser.
axe judges the page, light and dark, with all kinds of findings opened.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import html
from PIL import Image

from makeready.report.html import render_html
from tests.unit.report.sample_books import make_many

# A page that was opened and did so much is judged: seconds.
_MOST = 2.0
# axe looks at each of some 20,000 elements of a thousand books: minutes, and more where the machine is busy.
_PATIENCE = 1800
_ACTS = """
addEventListener("load", () => setTimeout(async () => {
  const seen = { dark: matchMedia("(prefers-color-scheme: dark)").matches };
  const find = (id) => document.getElementById(id);
  const act = async (name, work, done) => {
    work();
    while (!done()) await new Promise((next) => setTimeout(next, 1));
    document.body.offsetHeight;
    seen[name] = true;
  };
  const type = (id, words) => { find(id).value = words; find(id).dispatchEvent(new Event("input")); };
  await act("filter", () => type("book-filter", "book 77"), () => !find("book-count").textContent.startsWith("1,000"));
  await act("sort", () => document.querySelector("thead button").click(), () => true);
  await act("search", () => type("finding-filter", "another of 33"),
    () => !/^(\\d+,?\\d*) of \\1 /.test(find("finding-count").textContent));
  type("book-filter", ""); type("finding-filter", "");
  await new Promise((next) => setTimeout(next, 400));
  seen.pictures = [...document.images].filter((one) => one.complete && one.naturalWidth).length;
  if (globalThis.axe) {
    for (const kind of document.querySelectorAll("details")) kind.open = true;
    const verdict = await axe.run({ preload: false });
    seen.violations = verdict.violations.map((one) => [one.id, one.nodes.length, one.nodes[0].html.slice(0, 200)]);
  }
  const out = document.createElement("pre");
  out.id = "seen";
  out.textContent = JSON.stringify(seen);
  document.body.append(out);
}, 0));
"""

# All at once, before the page has loaded: the browser writes what is there then.
_CLOCK = """
const laid = () => document.body.offsetHeight && performance.now();
const seen = { stands: laid() };
const choose = (value) => {
  document.getElementById("book-status").value = value;
  document.getElementById("book-status").dispatchEvent(new Event("change"));
};
choose("refused");
seen.filtered = laid();
choose("");
document.querySelector("thead button").click();
seen.sorted = laid();
const out = document.createElement("pre");
out.id = "seen";
out.textContent = JSON.stringify(seen);
document.body.append(out);
"""


def draw_covers(folders: list[str]) -> Mapping[str, bytes]:
    """Return a restless picture for each folder, as large as those of real covers."""
    covers = {}
    for number, folder in enumerate(folders):
        chance = random.Random(number)  # noqa: S311 - no secret
        noise = Image.frombytes("RGB", (12, 20), chance.randbytes(720)).resize((96, 154), Image.Resampling.BICUBIC)
        out = io.BytesIO()
        noise.save(out, "JPEG", quality=60)
        covers[folder] = out.getvalue()
    return covers


def open_page(text: str, *, judged: bool, dark: bool = False) -> dict[str, object]:
    """Return what Chromium sees of the page. Raises RuntimeError where it reports an error or does not end."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        raise RuntimeError("Chromium is not installed")
    scripts = [_ACTS if judged else _CLOCK]
    if judged:
        scripts.insert(0, (files("axe_core_python") / "axe.min.js").read_text("utf-8"))
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
        text = text.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
        text = text.replace("</body>", f"<script>{script}</script></body>")
    with tempfile.TemporaryDirectory(prefix="makeready-page-") as name:
        page = Path(name) / "page.html"
        page.write_text(text, "utf-8")
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--enable-logging=stderr"]
        options += [f"--user-data-dir={name}/profile", "--window-size=1280,2000", "--disable-background-networking"]
        options += [f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
        # Skips the waiting, and its clock with it.
        options += ["--virtual-time-budget=60000"] if judged else []
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FONTCONFIG")}
        command = [browser, *options, "--dump-dom", page.as_uri()]
        done = subprocess.run(
            command, capture_output=True, timeout=_PATIENCE, check=False, encoding="utf-8", env=surroundings
        )
    if done.returncode or "CONSOLE" in done.stderr:
        raise RuntimeError(f"the browser says: {done.stderr[-2000:]}")
    written: Any = html.document_fromstring(done.stdout.encode("utf-8"))
    seen = written.xpath("//pre[@id='seen']")
    if not seen:
        raise RuntimeError("the page did not come to an end")
    return dict(json.loads(seen[0].text_content()))


def main() -> None:
    """Measure as asked, print the figures as JSON objects; end with 1 where the page is slow or axe finds something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many books")
    parser.add_argument("--no-axe", action="store_true", help="only times")
    asked = parser.parse_args()
    books = make_many(asked.count)
    covers = draw_covers([book.folder for book in books])
    began = time.perf_counter()
    text = render_html(books, previous=make_many(asked.count - 9)[3:], covers=covers)
    rendered = time.perf_counter() - began
    rounds = [open_page(text, judged=False) for _ in range(3)]
    told: dict[str, object] = {
        "books": asked.count,
        "bytes": len(text.encode("utf-8")),
        "cover_bytes": sum(map(len, covers.values())),
        "rendered_seconds": round(rendered, 3),
        "milliseconds": rounds,
    }
    sound = min(float(str(one["filtered"])) for one in rounds) < _MOST * 1000
    # Told now: what follows takes minutes.
    print(json.dumps(told, indent=2), flush=True)
    for dark in () if asked.no_axe else (False, True):
        seen = open_page(text, judged=True, dark=dark)
        print(json.dumps({"dark" if dark else "light": seen}, indent=2), flush=True)
        sound = sound and seen["violations"] == [] and seen["dark"] is dark
    raise SystemExit(0 if sound else 1)


if __name__ == "__main__":
    main()
