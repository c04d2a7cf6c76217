"""VitePress and VuePress: a folder with their settings goes in; the pages of the sidebar come out, where it is data.

https://vitepress.dev/reference/default-theme-sidebar
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from makeready.findings import Finding
from makeready.manuscript.folders.found import BookFolder
from makeready.manuscript.folders.js_data import find_text, read_literal, read_texts
from makeready.manuscript.folders.nav import NavItem, make_entries
from makeready.manuscript.folders.plain import list_items
from makeready.manuscript.folders.tree import MARKDOWN, Tree, join, place
from makeready.manuscript.folders.vitepress_pages import PageReader
from makeready.manuscript.positions import Path, Positions
from makeready.manuscript.systems import System

_KEYS = {"title": "title", "description": "description", "lang": "language"}
_SETTINGS = tuple(
    f"{base}{hidden}/config.{suffix}"
    for base in ("", "docs/", "src/")
    for hidden in (".vitepress", ".vuepress")
    for suffix in ("js", "ts", "mts", "mjs", "cjs")
)


def find_vitepress(tree: Tree, folder: str) -> BookFolder | None:
    """Return the site of VitePress or VuePress in `folder`, None where there is none."""
    settings = tree.find(*(join(folder, name) for name in _SETTINGS))
    if settings is None:
        return None
    text = tree.read(settings) or ""
    base = join(folder, settings.removeprefix(f"{folder}/" if folder else "").split(".v", 1)[0].rstrip("/"))
    source = find_text(text, "srcDir")
    root = join(base, source) if source else base
    findings: list[Finding] = []
    evidence = [(place(settings), "the settings of VitePress")]
    value, positions = read_literal(text, settings, r"\bsidebar\s*:\s*(?=[\[{])")
    entries = make_entries(_read_groups(tree, root, value, (), positions, ""), findings) if value else ()
    if entries:
        evidence.append((place(settings, text[: text.index("sidebar")].count("\n") + 1), "the sidebar"))
    else:
        findings.clear()
        entries = make_entries(list_items(tree, root, MARKDOWN, aside=True), findings)
    if not entries:
        return None
    metadata, places = read_texts(text, settings, _KEYS)
    return BookFolder(
        system=System.VITEPRESS,
        evidence=tuple(evidence),
        folder=root,
        entries=entries,
        metadata=metadata,
        positions=places,
        prepare=PageReader(tree, root).prepare,
        pictures=(join(root, "public"), join(base, ".vuepress/public"), join(base, "public")),
        findings=tuple(findings),
    )


def _read_groups(tree: Tree, root: str, value: Any, path: Path, positions: Positions, base: str) -> Iterator[NavItem]:
    if isinstance(value, dict) and not value.keys() & {"text", "link", "items", "children", "title", "path"}:
        # One sidebar for each folder of the site.
        for name, inner in value.items():
            where = f"{base}{name.lstrip('/')}"
            items = inner.get("items", inner) if isinstance(inner, dict) and "base" in inner else inner
            yield from _read_groups(tree, root, items, (*path, name), positions, where)
        return
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        here = (*path, index) if isinstance(value, list) else path
        span = positions.value(here)
        if isinstance(one, str):
            target = _find(tree, root, one, base)
            yield NavItem(title=None, span=span, path=target)
        elif isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one):
            yield NavItem(title=one[1] or None, span=span, path=_find(tree, root, one[0], base))
        elif isinstance(one, dict):
            title = next((one[key] for key in ("text", "title") if isinstance(one.get(key), str)), None)
            link = next((one[key] for key in ("link", "path") if isinstance(one.get(key), str)), None)
            key = next((key for key in ("items", "children") if isinstance(one.get(key), list)), None)
            inner_base = f"{base}{str(one['base']).lstrip('/')}" if isinstance(one.get("base"), str) else base
            children = tuple(_read_groups(tree, root, one[key], (*here, key), positions, inner_base)) if key else ()
            if link and "://" in link:
                continue
            target = _find(tree, root, link, base) if link else ""
            yield NavItem(title=title, span=span, path=target, children=children)


def _find(tree: Tree, root: str, link: str, base: str) -> str | None:
    name = link.partition("#")[0]
    # What does not begin at the root of the site is looked for beside the other pages of its sidebar first.
    for inside in ("",) if name.startswith("/") else dict.fromkeys((base, "")):
        path = join(root, inside, name.strip("/"))
        stem = path.removesuffix(".html").removesuffix(".md")
        names = (f"{stem}.md", join(stem, "index.md"), join(stem, "README.md"))
        found = tree.find(*names)
        if found:
            return found
    return None
