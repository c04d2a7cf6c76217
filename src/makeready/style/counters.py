"""Counter styles: the name of one that CSS has comes in; the signs that it counts with, beyond ASCII, come out.

https://www.w3.org/TR/css-counter-styles-3/#predefined-counters, as the page engine has them.
"""

from __future__ import annotations

# The digit for nothing in scripts that count as we do; the other ones follow it.
_ZEROS = {
    "arabic-indic": "٠",
    "bengali": "০",
    "cambodian": "០",
    "devanagari": "०",
    "gujarati": "૦",
    "gurmukhi": "੦",
    "kannada": "೦",
    "lao": "໐",
    "malayalam": "൦",
    "mongolian": "᠐",
    "myanmar": "၀",
    "oriya": "୦",
    "persian": "۰",
    "tamil": "௦",
    "telugu": "౦",
    "thai": "๐",
    "tibetan": "༠",
}
_SIGNS = {
    "circle": "◦",
    "square": "▪",
    "disclosure-open": "▾",
    "disclosure-closed": "▸",
    "armenian": "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔ",
    "lower-armenian": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփք",
    "cjk-decimal": "、〇一七三九二五八六四",
    "georgian": "აბგდევზთიკლმნოპჟრსტფქღყშჩცძწჭხჯჰჱჲჳჴჵ",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת׳",
    "cjk-earthly-branch": "、丑亥午卯子寅巳戌未申辰酉",
    "cjk-heavenly-stem": "、丁丙乙壬己庚戊甲癸辛",
    "lower-greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "hiragana": "ん",
    "hiragana-iroha": (
        "、あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわゐゑを"
    ),
    "katakana": "ン",
    "katakana-iroha": (
        "、アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲ"
    ),
    "japanese-informal": "、〇イスナマ一七三九二五八六十千四百",
    "japanese-formal": "、イスナマ七九伍八六参四壱弐拾百阡零",
    "korean-hangul-formal": "구너마백사삼스십영오육이일천칠팔",
    "korean-hanja-informal": "一七三九二五八六十千四百零너마스이",
    "korean-hanja-formal": "七九五仟八六參四壹拾百貳零너마스이",
    "disc": "•",
}
# What counts as another one does, and what one falls back on.
_LIKE = {
    "upper-armenian": "armenian",
    "khmer": "cambodian",
    "hiragana": "hiragana-iroha",
    "katakana": "katakana-iroha",
    "japanese-informal": "cjk-decimal",
    "japanese-formal": "cjk-decimal",
}


def list_signs(name: str) -> str:
    """Return the signs of the counter style `name`, in lower case; none of one that CSS does not define."""
    zero = _ZEROS.get(name)
    own = "".join(chr(ord(zero) + digit) for digit in range(10)) if zero else _SIGNS.get(name, "")
    return own + list_signs(_LIKE[name]) if name in _LIKE else own
