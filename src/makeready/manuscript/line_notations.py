"""Notations of a line: markdown-it's parser and a system go in; rules for what that system writes in a line are added.

What a book can show becomes tokens that are known already. What it cannot is one token of its own, "kept" or
"dropped", with its notation, so that nothing in it is read as emphasis. Each pattern is bounded, and so is each try.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from makeready.late_pattern import late_pattern
from makeready.manuscript.notation_table import reads
from makeready.manuscript.systems import System

_DISPLAY = late_pattern(r"\$\$(?!\s*+\$)(?:\\.|[^$\\]){1,2000}+\$\$", re.DOTALL)
_DOLLARS = late_pattern(r"\$(?=[^\s$])((?:\\.|[^$\\]){1,500}+)(?<=\S)\$(?![\d$])", re.DOTALL)
_PARENTHESES = late_pattern(
    r"\\\(((?:[^\\]|\\[^()\[\]]){1,500}+)\\\)|\\\[((?:[^\\]|\\[^()\[\]]){1,2000}+)\\\]", re.DOTALL
)
_ENVIRONMENT = late_pattern(r"\\begin\{([A-Za-z]{1,30}\*?)\}.{0,2000}?\\end\{\1\}", re.DOTALL)
# What no sum of money and no aside has.
_TEX = late_pattern(r"[\\^_={}<>]")
_WORD = late_pattern(r"(?<![\\A-Za-z_{])[A-Za-z]{3,}")
_SHORT = late_pattern(r"(?!\d)[\w\s+\-*/|(),.!':;\[\]…·×≤≥∈→]{1,60}")
_NUMBER = late_pattern(r"\d+(?:[.,]\d+)?[A-Za-z]?(?:\s*[+\-*/<>×]\s*(?:[A-Za-z]|\d+))*")

_TARGET = r"(?:fig|tbl|tab|sec|eq|eqn|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|tip|nte|wrn|cau|imp)[-:][\w:.-]{0,100}\w"
_CITATION = late_pattern(
    r"\[(?:(?:see|cf\.|e\.g\.)[^\[\]@\n]{0,80})?-?@"
    r"(?!_[^_\]]*_\])[A-Za-z0-9_{][^\[\]\n]{0,300}\](?![(\[])"
)
_BARE = late_pattern(rf"@(?:(?P<target>{_TARGET})|(?P<key>[A-Za-z0-9_][\w:.#$%&+?<>~/-]{{0,200}}))")
_REFERS = late_pattern(rf"@{_TARGET}")

_BRACES = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]{0,500}+\}){0,500}+\}){0,2000}+)\}"
_COMMAND = late_pattern(rf"\\([A-Za-z]+)\*?(?:\[[^\[\]\n]{{0,200}}\])?{_BRACES}", re.DOTALL)
_BARE_COMMAND = late_pattern(r"\\([A-Za-z]+)(?:\{\})?[ \t]*")
_NESTED = {"emph": "em", "textit": "em", "textsl": "em", "textbf": "strong", "footnote": "note"}
_COMMANDS = {
    **dict.fromkeys("index sindex glossary".split(), "index"),
    "label": "label",
    **dict.fromkeys("ref pageref eqref autoref cref Cref nameref vref hyperref".split(), "reference"),
    **dict.fromkeys("cite citep citet citeauthor citeyear autocite parencite textcite footcite".split(), "citation"),
    **dict.fromkeys("vspace hspace vskip hskip setlength addtolength enlargethispage".split(), "spacing"),
    **dict.fromkeys(_NESTED, "tex-words"),
}  # fmt: skip
_BARE_COMMANDS = {
    **dict.fromkeys(
        "noindent indent smallskip medskip bigskip hfill vfill quad qquad par centering".split(), "spacing"
    ),
    **dict.fromkeys("newpage pagebreak clearpage cleardoublepage".split(), "page-break"),
    "printindex": "index",
}
_BOOKDOWN = late_pattern(r"\\@ref\([A-Za-z0-9:_.-]{1,100}\)")

_SHORTCODE = late_pattern(r"\{\{[<%][^{}\n]{1,300}[>%]\}\}")
_TEMPLATE = late_pattern(r"\{\{[^{}\n]{1,300}\}\}|\{%[^%\n]{1,300}%\}")
_ROLE = late_pattern(r"\{([A-Za-z][A-Za-z0-9:_-]{0,40})\}(`{1,3})(?!`)([^`\n]{1,500})\2(?!`)")
_RAW_CODE = late_pattern(r"(`{1,3})(?!`)([^`\n]{1,500})\1\{=([a-z0-9_+-]{1,30})\}")
_QUOTES = late_pattern(r"``(?=[^\s`])([^`]{1,500}?)''")
_LOW = late_pattern(r"~(?=[^\s~])((?:\\.|[^\s~\\]){1,60}+)~(?!~)")
_HIGH = late_pattern(r"\^(?=[^\s^\[])((?:\\.|[^\s^\\]){1,60}+)\^(?!\^)")
_SHORT_SCRIPT = late_pattern(r"[A-Za-z0-9+\-−*,]{1,12}")
_MARK = late_pattern(r"==(?=[^\s=])([^=\n]{1,300}+)(?<=\S)==(?![\w=])")
_WIKILINK = late_pattern(r"(!?)\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]")
_PICTURE = late_pattern(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)$", re.IGNORECASE)
_COMMENT = late_pattern(r"%%.{1,2000}?%%", re.DOTALL)
_EMOJI = late_pattern(r":[a-z+][a-z0-9_+-]{0,30}:(?!\w)|:-1:")

# What Sphinx's and MyST's roles say: a class of what is kept, an element, or nothing but words.
_ROLES = {
    "math": "formula", "eq": "reference", "ref": "reference", "numref": "reference", "doc": "reference",
    "cite": "citation", "cite:p": "citation", "cite:t": "citation", "footcite": "citation",
}  # fmt: skip
_ELEMENTS = {"sub": "sub", "subscript": "sub", "sup": "sup", "superscript": "sup", "kbd": "kbd", "abbr": "abbr"}
_WORDS = {"term": "span", "emphasis": "em", "strong": "strong", "guilabel": "b", "menuselection": "span", "dfn": "dfn"}


Rule = Callable[[StateInline, bool], bool]


def is_formula(words: str) -> bool:
    """Say whether what stands between two signs of dollars is a formula and no sum of money."""
    if words[0].isdigit():
        tex = "\\" in words or "^" in words or "_" in words or "=" in words
        return (tex and not _WORD.search(words)) or "\\" in words or bool(_NUMBER.fullmatch(words))
    return bool(_TEX.search(words)) or bool(_SHORT.fullmatch(words) and not _WORD.search(words))


def add_line_notations(parser: MarkdownIt, system: System, web: bool) -> None:
    """Add the rules for what `system` writes in a line; `web` says that addresses may begin with www."""
    ruler = parser.inline.ruler
    ends = parser.inline.terminator_re
    gfm_autolink_plugin(parser)
    if not web:
        # The rule for them stops at each w, which costs a third of the time that lines take.
        parser.inline.terminator_re = ends
        ruler.disable("gfm_autolink_www")
    rules = {rule.name: rule for rule in ruler.__rules__}
    rule = rules["gfm_autolink_protocol"]
    rule.fn = _bound_protocol(rule.fn)
    wikilink, script = _make_wikilink(reads("wikilink", system)), _make_script(reads("script", system))
    # By the sign that each begins with: so that no other sign costs a call for each of them.
    by_sign: dict[str, tuple[Rule, ...]] = {
        "\\": (_tex,),
        "$": (_dollars,),
        "`": (_tex_quotes, _raw_code),
        "{": (_template, _role),
        "[": (wikilink, _citation),
        "!": (wikilink,),
        "@": (_make_bare_citation(reads("bare-citation", system)),),
        "~": (script,),
        "^": (script,),
        "=": (_mark,),
        "%": (_comment,) if reads("comment", system) else (),
    }

    def notation(state: StateInline, silent: bool) -> bool:
        return any(rule(state, silent) for rule in by_sign.get(state.src[state.pos], ()))

    ruler.before("escape", "notation", notation)
    if reads("emoji", system):
        ruler.push("emoji", _emoji)


def _bound_protocol(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def protocol(state: StateInline, silent: bool) -> bool:
        """Read an address behind its scheme. The library's rule looks through all words since the last markup."""
        if state.src[state.pos] != ":" or not state.src.endswith(("http", "https", "mailto", "xmpp"), 0, state.pos):
            return False
        if len(state.pending) > 16:
            tail = state.pending[-16:]
            state.pending = state.pending[:-16]
            state.pushPending()
            state.pending = tail
        return rule(state, silent)

    return protocol


def _push(state: StateInline, end: int, key: str, silent: bool, kind: str = "kept") -> bool:
    """Put in one token for what stands before `end`, as it is written."""
    if not silent:
        token = state.push(kind, "", 0)
        token.content = state.src[state.pos : end]
        token.meta["notation"] = key
    state.pos = end
    return True


def _nest(
    state: StateInline, name: str, start: int, end: int, behind: int, silent: bool, tag: str = ""
) -> Token | None:
    """Put the markup between `start` and `end` into a pair of tokens, and go on at `behind`."""
    opening = None
    if not silent:
        maximum = state.posMax
        first = state.src[state.pos : start]
        state.pos, state.posMax = start, end
        opening = state.push(f"{name}_open", tag or name, 1)
        opening.meta["command"] = first + state.src[end:behind]
        state.md.inline.tokenize(state)
        state.push(f"{name}_close", tag or name, -1)
        state.posMax = maximum
    state.pos = behind
    return opening


def _before(state: StateInline) -> str:
    return state.src[state.pos - 1] if state.pos else ""


def _dollars(state: StateInline, silent: bool) -> bool:
    """Read `$…$` and `$$…$$`."""
    if state.src[state.pos] != "$":
        return False
    found = _DISPLAY.match(state.src, state.pos, state.posMax)
    if found is None:
        found = _DOLLARS.match(state.src, state.pos, state.posMax)
        if found is None or _before(state).isalnum() or _before(state) == "$" or not is_formula(found[1]):
            return False
    return _push(state, found.end(), "formula", silent)


def _tex(state: StateInline, silent: bool) -> bool:
    r"""Read `\(…\)`, `\[…\]`, environments, and the commands that books use."""
    source, at = state.src, state.pos
    if source[at] != "\\" or at + 1 >= state.posMax:
        return False
    if source[at + 1] in "([":
        found = _PARENTHESES.match(source, at, state.posMax)
        words = (found[1] or found[2]) if found else ""
        short = len(words.strip()) == 1 and words.strip().isalpha() and words.strip() not in "cCrRpP"
        if found is None or not (short or _TEX.search(words)):
            return False
        return _push(state, found.end(), "formula", silent)
    if source[at + 1] == "@":
        found = _BOOKDOWN.match(source, at, state.posMax)
        return found is not None and _push(state, found.end(), "reference", silent)
    if not source[at + 1].isalpha():
        return False
    if source.startswith("\\begin{", at):
        found = _ENVIRONMENT.match(source, at, state.posMax)
        if found is not None:
            return _push(state, found.end(), "formula", silent)
    return _read_command(state, silent)


def _read_command(state: StateInline, silent: bool) -> bool:
    found = _COMMAND.match(state.src, state.pos, state.posMax)
    key = _COMMANDS.get(found[1]) if found else None
    if found is None or key is None:
        found = _BARE_COMMAND.match(state.src, state.pos, state.posMax)
        # In the path of a file a word behind a stroke is no command.
        path = _before(state) in (":", "\\") or _before(state).isalnum()
        key = _BARE_COMMANDS.get(found[1]) if found and not path else None
        return found is not None and key is not None and _push(state, found.end(), key, silent, "dropped")
    if key == "tex-words":
        _nest(state, _NESTED[found[1]], found.start(2), found.end(2), found.end(), silent)
        return True
    return _push(state, found.end(), key, silent, "kept" if key in ("reference", "citation") else "dropped")


def _tex_quotes(state: StateInline, silent: bool) -> bool:
    """Read quotation marks as TeX has them; two backticks that two others close are code."""
    if state.src[state.pos] != "`" or not state.src.startswith("``", state.pos):
        return False
    if _QUOTES.match(state.src, state.pos, state.posMax) is None:
        return False
    if not silent:
        # Where they close is found in the words: see WordReader.
        state.push("tex_quote", "", 0).content = "“"
    state.pos += 2
    return True


def _raw_code(state: StateInline, silent: bool) -> bool:
    """Read code with the format that it is written for: HTML is read as such, the rest is left out."""
    if state.src[state.pos] != "`":
        return False
    found = _RAW_CODE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        if found[3] in ("html", "html5", "html4", "epub", "epub3"):
            opening = state.push("kept_markup", "", 0)
            opening.content = found[3]
            state.push("html_inline", "", 0).content = found[2]
        else:
            _push(state, found.end(), "raw-other", silent, "dropped")
    state.pos = found.end()
    return True


def _template(state: StateInline, silent: bool) -> bool:
    """Read instructions of a template and shortcodes as one piece."""
    if state.src[state.pos] != "{":
        return False
    found = _SHORTCODE.match(state.src, state.pos, state.posMax)
    if found is not None:
        return _push(state, found.end(), "shortcode", silent)
    found = _TEMPLATE.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, found.end(), "template", silent)


def _role(state: StateInline, silent: bool) -> bool:
    """Read a role of Sphinx and MyST: a name in braces, and code that follows at once."""
    if state.src[state.pos] != "{":
        return False
    found = _ROLE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    name = found[1].lower()
    if name in _ROLES:
        return _push(state, found.end(), _ROLES[name], silent)
    element = _ELEMENTS.get(name) or _WORDS.get(name)
    if element is None:
        return False
    if element in ("em", "strong"):
        _nest(state, element, found.start(3), found.end(3), found.end(), silent)
    else:
        _nest(state, "element", found.start(3), found.end(3), found.end(), silent, element)
    return True


def _citation(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = _CITATION.match(state.src, state.pos, state.posMax)
    # [@name] may be a link whose address stands further down, under that name.
    if found is None or normalizeReference(found[0][1:-1]) in state.env.get("references", ()):
        return False
    return _push(state, found.end(), "reference" if _REFERS.search(found[0]) else "citation", silent)


def _make_bare_citation(any_key: bool) -> Callable[[StateInline, bool], bool]:
    def bare_citation(state: StateInline, silent: bool) -> bool:
        """Read `@fig-x`, which is a cross-reference, and where `any_key` is set a citation without brackets."""
        if state.src[state.pos] != "@" or (state.pos and (_before(state).isalnum() or _before(state) in "/._-@\\")):
            return False
        found = _BARE.match(state.src, state.pos, state.posMax)
        if found is None or not (found["target"] or any_key):
            return False
        end = state.pos + len(found[0].rstrip(":.#$%&+?<>~/-"))
        return _push(state, end, "reference" if found["target"] else "bare-citation", silent)

    return bare_citation


def _make_script(anywhere: bool) -> Callable[[StateInline, bool], bool]:
    def script(state: StateInline, silent: bool) -> bool:
        """Read `~low~` and `^high^`; where not `anywhere`, only a few letters within a word."""
        sign = state.src[state.pos]
        if sign not in "~^" or _before(state) == sign:
            return False
        found = (_LOW if sign == "~" else _HIGH).match(state.src, state.pos, state.posMax)
        if found is None:
            return False
        before = _before(state)
        if not anywhere and not (
            (before.isalnum() or before in ")]*") and before and _SHORT_SCRIPT.fullmatch(found[1])
        ):
            return False
        tag = "sub" if sign == "~" else "sup"
        _nest(state, "element", found.start(1), found.end(1), found.end(), silent, tag)
        return True

    return script


def _mark(state: StateInline, silent: bool) -> bool:
    """Read `==marked words==`, which touch no other word."""
    if state.src[state.pos] != "=" or _before(state).isalnum() or _before(state) == "=":
        return False
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    _nest(state, "element", found.start(1), found.end(1), found.end(), silent, "mark")
    return True


def _make_wikilink(links: bool) -> Callable[[StateInline, bool], bool]:
    def wikilink(state: StateInline, silent: bool) -> bool:
        """Read `![[picture.png|300]]` as a picture, and where `links` is set `[[page|words]]` as its words."""
        if not state.src.startswith(("[[", "![["), state.pos):
            return False
        found = _WIKILINK.match(state.src, state.pos, state.posMax)
        if found is None or not (links or (found[1] and _PICTURE.search(found[2].strip()))):
            return False
        if found[1] and _PICTURE.search(found[2].strip()):
            if not silent:
                token = state.push("image", "img", 0)
                words = found[3] or ""
                size = words if re.fullmatch(r"\d{1,5}(?:x\d{1,5})?", words) else ""
                token.attrs = {"src": found[2].strip(), "alt": ""}
                token.content = ""
                token.children = []
                if words and not size:
                    inner = Token("text", "", 0, content=words)
                    token.children = [inner]
                token.meta["label"] = size
            state.pos = found.end()
            return True
        if found[1]:
            return _push(state, found.end(), "embedded-page", silent)
        if not silent:
            token = state.push("wikilink", "", 0)
            token.content = found[3] or found[2].rpartition("#")[2]
            token.meta["raw"] = found[0]
            token.meta["notation"] = "wikilink"
        state.pos = found.end()
        return True

    return wikilink


def _comment(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "%" or not state.src.startswith("%%", state.pos):
        return False
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, found.end(), "comment", silent, "dropped")


def _emoji(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":" or _before(state).isalnum():
        return False
    found = _EMOJI.match(state.src, state.pos, state.posMax)
    return found is not None and _push(state, found.end(), "emoji", silent)
