"""Tongues: a language tag and lines go in; the name of another language, if the words are plainly in that, comes out.

It only ever contradicts: from words alone no language is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from makeready.acquire.attribution.page import ProseLine

# Short words that are common in one of these languages and are none in the others.
_WORDS = {
    "en": ("English", {"the", "of", "and", "that", "with", "which", "this", "from", "they", "been", "would", "their"}),
    "de": ("German", {"der", "und", "nicht", "das", "ist", "eine", "auch", "sich", "dem", "wird", "einen", "über"}),
    "fr": ("French", {"les", "des", "est", "dans", "une", "qui", "pour", "pas", "avec", "cette", "sont", "mais"}),
    "es": ("Spanish", {"los", "las", "una", "por", "del", "como", "pero", "sus", "este", "muy", "también", "ha"}),
    "it": ("Italian", {"che", "della", "sono", "il", "gli", "nel", "alla", "anche", "più", "questo", "degli", "dei"}),
}
_ENOUGH, _TIMES = 15, 5


def contradict_language(tag: str, lines: Sequence[ProseLine]) -> str | None:
    """Return the name of the language of the words where it plainly is not `tag`; None where there is no telling."""
    told = tag.partition("-")[0].lower()
    if told not in _WORDS:
        return None
    words = Counter(re.findall(r"[^\W\d_]+", " ".join(line.text for line in lines)[:40_000].lower()))
    counts = {language: sum(words[word] for word in common) for language, (_, common) in _WORDS.items()}
    most = max(counts, key=lambda language: counts[language])
    plain = counts[most] >= _ENOUGH and counts[most] >= _TIMES * max(1, counts[told])
    return _WORDS[most][0] if most != told and plain else None
