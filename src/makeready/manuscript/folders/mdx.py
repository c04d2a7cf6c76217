"""MDX: the lines of a page with imports and components go in; the Markdown that a reader of the page sees comes out.

Nothing is run: what only running code would show is told. Pages that are imported stand where they are used.
https://mdxjs.com/docs/what-is-mdx/ and https://docusaurus.io/docs/markdown-features/react
"""

from __future__ import annotations

import html
import itertools
import posixpath
import re
from dataclasses import field

from makeready.dataclass import dataclass
from makeready.findings import Finding, Span, observe
from makeready.late_pattern import late_pattern
from makeready.manuscript.folders.found import Prepared, observe_unread
from makeready.manuscript.folders.headers import split_header
from makeready.manuscript.folders.tree import Tree, join, place
from makeready.manuscript.references import unescape_html

_FENCE = late_pattern(r"[ \t]*(?:>[ \t]*)*(`{3,}|~{3,})")
_IMPORT = late_pattern(
    r"import\s+(?:type\s+)?(?:[\w${*][^'\"]{0,2000}?\bfrom\s+)?(['\"])([^'\"\n]{1,300})\1[^\n]{0,200}$"
)
_IMPORT_OPENS = late_pattern(r"import\s+(?:['\"]|\*|[\w$]+\s*(?:,|\bfrom\b|$)|\{)")
_DEFAULT = late_pattern(r"import\s+([A-Za-z_$][\w$]*)\s*(?:,|\bfrom\b)")
_EXPORT = late_pattern(r"export\s+(?:const|let|var|default|(?:async\s+)?function|class|\{|\*|type|interface)")
_COMMENT = late_pattern(r"\{\s*/[*].*?[*]/\s*\}")
_BLANK = late_pattern(r"\{\s*(['\"])([ \t]*)\1\s*\}")
# A component, or the tag without a name that holds several together; behind a letter it is a type of a language.
_TAG = late_pattern(r"(?:(?<!\w)<|<(?=/))(/?)(?:([A-Z][\w$]*(?:\.[A-Z][\w$]*)*)(?=[\s/>]|$)|(?=>))", re.MULTILINE)
_ATTRIBUTE = late_pattern(
    r"([A-Za-z_][\w:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{\s*\"([^\"{}]*)\"\s*\}|\{\s*'([^'{}]*)'\s*\}"
    r"|\{\s*`([^`{}]*)`\s*\})"
)
_PATH = late_pattern(
    r"\bsrc=\{\s*(?:require|useBaseUrl|withBase)\(\s*(['\"])([^'\"{}]{1,300})\1\s*\)(?:\.default)?\s*\}"
)
_NAMED_PATH = late_pattern(r"\bsrc=\{\s*([A-Za-z_$][\w$]*)\s*\}")
_STYLE = late_pattern(r"\s+[A-Za-z][\w-]*=\{(?:\{(?:[^}{]{0,500})\}|[^}{]{0,500})\}|\s+\{\.\.\.[\w.]{1,60}\}")
_HTML = late_pattern(r"<[a-z][\w-]*\b[^<>]*=\{")
_CODE = late_pattern(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_EXPRESSION = late_pattern(
    r"(?<![\\{$=])\{\s*[A-Za-z_$][\w$]*(?:\.[\w$]+|\[[^\[\]{}]{1,40}\]|\([^(){}]{0,80}\)){0,8}\s*\}"
)
_PAGES = (".md", ".mdx", ".markdown")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_MOST_LINES_OF_A_TAG = 60
_MOST_LINES = 200_000
_DEEPEST = 10
# Pages within one page, however deep they lie within each other.
_MOST_PAGES = 500

# Boxes by the names that Docusaurus, Mintlify, Starlight and Nextra have for them.
_BOXES = {
    "Note": "note", "Info": "note", "Tip": "tip", "Check": "tip", "Warning": "warning", "Danger": "warning",
    "Caution": "warning", "Important": "important", "Callout": "note", "Aside": "note", "Admonition": "note",
    "Alert": "note",
}  # fmt: skip
_KINDS = {
    "info": "note", "note": "note", "tip": "tip", "success": "tip", "warning": "warning", "caution": "warning",
    "danger": "warning", "error": "warning", "important": "important",
}  # fmt: skip
_TABS = frozenset({"TabItem", "Tab", "Tabs.Tab", "CodeGroupItem"})
# What only says how the words within it are laid out.
_LAYOUT = frozenset(
    "Tabs TabItem Tab Tabs.Tab Steps Step CardGroup Cards Cards.Card Card CardGrid Columns Column Frame Accordion "
    "AccordionGroup CodeGroup Details Fragment Head BrowserWindow TabGroup TabList FileTree LinkCard".split()
)
_TITLES = ("title", "label", "summary", "header", "heading", "value")


@dataclass(slots=True)
class _Page:
    """What is known while one page is read: what it imports, what it shows of it, and what was found.

    `depth` counts the pages that this one lies within, `included` all that the outermost one holds so far.
    """

    path: str
    depth: int = 0
    included: list[str] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)
    result: list[tuple[str, int]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    # Components that are not known, and code that would have to run, by their first lines with how many there are.
    unknown: dict[str, list[int]] = field(default_factory=dict)
    run: list[int] = field(default_factory=list)
    # The blanks that the content of each open component is set in by.
    removed: list[tuple[str, int]] = field(default_factory=list)

    def find_blanks(self) -> int:
        """Return how many blanks at the head of a line are no more than the layout of components."""
        return sum(blanks for _, blanks in self.removed)

    def put(self, text: str, number: int) -> None:
        self.result.append((text, number))

    def put_block(self, lines: list[str], indent: str, number: int) -> None:
        """Put in lines that stand as blocks of their own."""
        self.put("", number)
        for line in lines:
            self.put(indent + line, number)
            self.put("", number)


class MdxReader:
    """Prepares pages in MDX: those that end in .mdx, or `every` page."""

    def __init__(self, tree: Tree, *, every: bool = False) -> None:
        self.tree = tree
        self.every = every

    def prepare(self, path: str, lines: list[str]) -> Prepared:
        """Return the lines of a page without its code, with components as Markdown and HTML."""
        if not (self.every or path.lower().endswith(".mdx")) or not _may_have_code(lines):
            return Prepared(lines=lines)
        page = self._read(_Page(path), lines)
        for name, places in page.unknown.items():
            many = "" if len(places) == 1 else f", in {len(places):,} places"
            message = f"<{name}> is a component that this system does not know; the words in it are kept{many}"
            page.findings.append(observe("MS009", message, span=place(path, places[0])))
        if page.run:
            count = len(page.run)
            many = "one place has" if count == 1 else f"{count:,} places have"
            message = f"{many} code in braces or behind “export”, which only running it would show; nothing was run"
            page.findings.append(observe("BF006", message, span=place(path, page.run[0])))
        return Prepared(
            lines=[line for line, _ in page.result] or [""],
            numbers=[number for _, number in page.result] or [1],
            findings=tuple(page.findings),
        )

    def _read(self, page: _Page, lines: list[str]) -> _Page:
        _, start = split_header(lines)
        if not page.depth:
            page.result += [(line, number) for number, line in enumerate(lines[:start], 1)]
        fence = ""
        at = start
        while at < len(lines) and len(page.result) < _MOST_LINES:
            line, number = lines[at], at + 1
            found = _FENCE.match(line)
            if fence:
                closes = found is not None and found[1].startswith(fence) and not line.strip().strip(fence[0] + "> \t")
                fence = "" if closes else fence
                page.put(_strip(line, page.find_blanks()), number)
                at += 1
            elif found and line.strip(" \t`~") == "mdx-code-block":
                # Docusaurus reads what stands so as if no fence were about it.
                end = next((one for one in range(at + 1, len(lines)) if lines[one].strip() == found[1]), len(lines))
                lines = [*lines[:at], "", *lines[at + 1 : end], "", *lines[end + 1 :]]
            elif found:
                fence = found[1]
                page.put(_strip(line, page.find_blanks()), number)
                at += 1
            elif (end := _skip_code(lines, at, page)) > at:
                page.put("", number)
                at = end
            elif "{" in line and re.match(r"\s*\{\s*/\*", line) and "*/" not in line:
                end = next((one for one in range(at, len(lines)) if "*/" in lines[one]), len(lines) - 1)
                page.put("", number)
                at = end + 1
            else:
                at = self._read_line(page, lines, at)
        return page

    def _read_line(self, page: _Page, lines: list[str], at: int) -> int:
        """Put in the line at `at`, with the tags on it; return the line behind it, or behind its last tag."""
        line, number = lines[at], at + 1
        if "{" in line or "className=" in line:
            line = _write_html(_BLANK.sub(r"\2", _COMMENT.sub("", line)), page.imports)
            outside = _CODE.sub("", line)
            page.run += [number] * sum(1 for _ in _EXPRESSION.finditer(outside))
            if not line.strip() and lines[at].strip():
                page.put("", number)
                return at + 1
        if "<" not in line or not _TAG.search(line):
            page.put(_strip(line, page.find_blanks()), number)
            return at + 1
        # A tag may go on for several lines.
        end = at + 1
        while _is_open(line) and end < min(len(lines), at + _MOST_LINES_OF_A_TAG) and lines[end].strip():
            line += "\n" + lines[end]
            end += 1
        if _is_open(line):
            page.put(_strip(lines[at], page.find_blanks()), number)
            return at + 1
        following = next((one for one in itertools.islice(lines, end, end + _MOST_LINES_OF_A_TAG) if one.strip()), "")
        self._read_tags(page, line, number, following)
        return end

    def _read_tags(self, page: _Page, line: str, number: int, following: str) -> None:
        """Put in a line with components; `following` is the next one that has words."""
        code = [found.span() for found in _CODE.finditer(line)]
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        words = ""
        before = 0
        for found in _TAG.finditer(line):
            if found.start() < before or any(start <= found.start() < end for start, end in code):
                continue
            end = _find_end(line, found.end())
            if end is None:
                break
            words += line[before : found.start()]
            before = end
            tag = line[found.start() : end]
            name = found[2] or "Fragment"
            alone = not words.strip()
            shown = _strip(indent, page.find_blanks())
            if found[1]:
                if any(one == name for one, _ in page.removed):
                    while page.removed.pop()[0] != name:
                        pass
                shown = _strip(indent, page.find_blanks())
                if name in _TABS or name in _BOXES:
                    if words.strip():
                        page.put(shown + words.strip(), number)
                    words = ""
                    page.put_block(["</div>"], shown, number)
                continue
            single = tag.endswith("/>")
            if single and alone and name in page.imports and page.imports[name].lower().endswith(_PAGES):
                self._include(page, page.imports[name], number)
                words = ""
                continue
            if name not in _LAYOUT and name not in _BOXES:
                page.unknown.setdefault(name, []).append(number)
            head = _write_opening(name, tag, page.imports)
            if head:
                if words.strip():
                    page.put(shown + words.strip(), number)
                words = ""
                page.put_block(head, shown, number)
                if single and (name in _TABS or name in _BOXES):
                    page.put_block(["</div>"], shown, number)
            if not single and not line[end:].strip():
                inner = len(following) - len(following.lstrip(" ")) - len(indent)
                page.removed.append((name, max(inner, 0)))
            elif not single:
                page.removed.append((name, 0))
        rest = words + line[before:]
        if rest.strip():
            blanks = "" if words or not before else indent
            page.put(_strip(blanks + rest if before and not words else rest, page.find_blanks()), number)
        else:
            page.put("", number)

    def _include(self, page: _Page, path: str, number: int) -> None:
        """Put in the page at `path`, all of whose lines stand for the line that asks for it."""
        page.included.append(path)
        bounded = page.depth < _DEEPEST and len(page.included) <= _MOST_PAGES
        text = self.tree.read(path) if bounded else None
        if text is None:
            page.findings.append(observe_unread(posixpath.basename(path), place(page.path, number)))
            return
        inner = self._read(_Page(path, page.depth + 1, page.included), text.rstrip("\n").split("\n"))
        page.findings += [_move(one, place(page.path, number)) for one in inner.findings]
        page.put("", number)
        for line, _ in inner.result[:_MOST_LINES]:
            page.put(line, number)
        page.put("", number)
        for name, places in inner.unknown.items():
            page.unknown.setdefault(name, []).extend([number] * len(places))
        page.run += [number] * len(inner.run)


def _move(finding: Finding, span: Span) -> Finding:
    return observe(finding.code, finding.message, span=span)


def _may_have_code(lines: list[str]) -> bool:
    return any("{" in line or "<" in line or line.startswith(("import ", "export ")) for line in lines)


def _strip(line: str, blanks: int) -> str:
    """Return a line without the first `blanks` blanks, as far as it has them."""
    if not blanks:
        return line
    have = len(line) - len(line.lstrip(" "))
    return line[min(have, blanks) :]


def _skip_code(lines: list[str], at: int, page: _Page) -> int:
    """Return the line behind the import or the export that begins at `at`; `at` where none does."""
    line = lines[at]
    if not line.startswith(("import ", "export ")):
        return at
    before = lines[at - 1].strip() if at else ""
    # In a paragraph these are words; behind one another they need no empty line.
    if before and before != "---" and page.result[-1:] and page.result[-1][0].strip():
        return at
    if line.startswith("import "):
        if not _IMPORT_OPENS.match(line):
            return at
        text = ""
        for end in range(at, min(at + _MOST_LINES_OF_A_TAG, len(lines))):
            text += lines[end] + "\n"
            if _IMPORT.match(text.rstrip()):
                _take_import(text, page)
                return end + 1
            if not lines[end].strip():
                break
        return at
    if not _EXPORT.match(line):
        return at
    page.run.append(at + 1)
    depth = 0
    for end in range(at, len(lines)):
        code = re.sub(r"(['\"`])(?:\\.|(?!\1).)*\1", "", lines[end])
        depth += sum(code.count(sign) for sign in "([{") - sum(code.count(sign) for sign in ")]}")
        if depth <= 0 and (end + 1 == len(lines) or not lines[end + 1].strip()):
            return end + 1
    return at


def _take_import(text: str, page: _Page) -> None:
    """Remember the page or the picture that an import gives a name to."""
    name, found = _DEFAULT.match(text), _IMPORT.match(text.rstrip())
    if name is None or found is None:
        return
    target = found[2]
    if target.startswith("@site/"):
        page.imports[name[1]] = target.removeprefix("@site/")
    elif target.startswith("."):
        page.imports[name[1]] = join(posixpath.dirname(page.path), target)


def _write_html(line: str, imports: dict[str, str]) -> str:
    """Return a line whose HTML has its attributes as HTML has them: no code, and paths of pictures as paths."""
    line = line.replace(" className=", " class=")
    if "={" not in line:
        return line
    line = _PATH.sub(lambda found: f'src="{found[2].removeprefix("@site/static")}"', line)
    line = _NAMED_PATH.sub(lambda found: f'src="/{imports[found[1]]}"' if found[1] in imports else found[0], line)
    return _STYLE.sub("", line) if _HTML.search(line) else line


def _find_end(text: str, at: int) -> int | None:
    """Return the place behind the sign that ends a tag; signs within quotation marks and braces end none."""
    depth = 0
    quote = ""
    for place_of, sign in enumerate(text[at:], at):
        if quote:
            quote = "" if sign == quote else quote
        elif (sign in "\"'" and (depth or text[place_of - 1] in "={,( ")) or (sign == "`" and depth):
            quote = sign
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == ">" and depth <= 0 and text[place_of - 1] != "=":
            return place_of + 1
    return None


def _is_open(text: str) -> bool:
    """Return True where a tag of `text` has no end yet; those within another one are no tags of their own."""
    at = 0
    while (found := _TAG.search(text, at)) is not None:
        end = _find_end(text, found.end())
        if end is None:
            return True
        at = end
    return False


def _write_opening(name: str, tag: str, imports: dict[str, str]) -> list[str]:
    """Return the lines that stand for the opening tag of a component: its box, its title, its picture."""
    given = {
        found[1]: next((one for one in found.groups()[1:] if one is not None), "") for found in _ATTRIBUTE.finditer(tag)
    }
    title = next((given[one] for one in _TITLES if given.get(one) and (one != "value" or name in _TABS)), "")
    title = html.escape(unescape_html(title), quote=False)
    lines = []
    if name in _TABS:
        lines.append('<div class="tab">')
    elif name in _BOXES:
        kind = _KINDS.get(given.get("type", given.get("variant", "")).lower(), _BOXES[name])
        lines.append(f'<div class="{kind}">')
    if title:
        boxed = name in _TABS or name in _BOXES
        words = f"<strong>{title}</strong>"
        lines.append(f'<p class="admonition-title">{words}</p>' if boxed else f"<p>{words}</p>")
    source = given.get("src", "")
    for expression in (_PATH.search(tag), _NAMED_PATH.search(tag)):
        if not source and expression is not None:
            source = expression[2] if expression.re is _PATH else imports.get(expression[1], "")
            source = f"/{source}" if source and expression.re is _NAMED_PATH else source
    if source.lower().endswith(_PICTURES):
        alt = html.escape(given.get("alt", given.get("caption", "")))
        lines.append(f'<p><img src="{html.escape(source)}" alt="{alt}"/></p>')
    return lines
