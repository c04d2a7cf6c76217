"""Words that the binder itself writes: a language tag goes in; its headings for lists and pages come out."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str, str, str, str]] = {
    # language: contents, landmarks, cover, pages, start of content
    "en": ("Contents", "Landmarks", "Cover", "Pages", "Start of content"),
    "de": ("Inhalt", "Orientierungspunkte", "Umschlag", "Seiten", "Beginn des Textes"),
    "fr": ("Table des matières", "Points de repère", "Couverture", "Pages", "Début du texte"),
    "es": ("Índice", "Puntos de referencia", "Cubierta", "Páginas", "Comienzo del texto"),
    "it": ("Indice", "Punti di riferimento", "Copertina", "Pagine", "Inizio del testo"),
    "nl": ("Inhoud", "Oriëntatiepunten", "Omslag", "Pagina’s", "Begin van de tekst"),
    "pt": ("Sumário", "Pontos de referência", "Capa", "Páginas", "Início do texto"),
    "sv": ("Innehåll", "Landmärken", "Omslag", "Sidor", "Textens början"),
    "da": ("Indhold", "Pejlemærker", "Omslag", "Sider", "Tekstens begyndelse"),
    "nb": ("Innhold", "Landemerker", "Omslag", "Sider", "Tekstens begynnelse"),
    "no": ("Innhold", "Landemerker", "Omslag", "Sider", "Tekstens begynnelse"),
    "nn": ("Innhold", "Landemerker", "Omslag", "Sider", "Tekstens begynnelse"),
    "fi": ("Sisällys", "Maamerkit", "Kansi", "Sivut", "Tekstin alku"),
    "pl": ("Spis treści", "Punkty orientacyjne", "Okładka", "Strony", "Początek tekstu"),
    "cs": ("Obsah", "Orientační body", "Obálka", "Strany", "Začátek textu"),
    "sk": ("Obsah", "Orientačné body", "Obálka", "Strany", "Začiatok textu"),
    "hu": ("Tartalom", "Tájékozódási pontok", "Borító", "Oldalak", "A szöveg kezdete"),
    "ro": ("Cuprins", "Repere", "Copertă", "Pagini", "Începutul textului"),
    "hr": ("Sadržaj", "Orijentiri", "Naslovnica", "Stranice", "Početak teksta"),
    "ca": ("Índex", "Punts de referència", "Coberta", "Pàgines", "Inici del text"),
    "tr": ("İçindekiler", "Yer imleri", "Kapak", "Sayfalar", "Metnin başı"),
    "vi": ("Mục lục", "Điểm mốc", "Bìa", "Trang", "Bắt đầu nội dung"),
    "id": ("Daftar isi", "Penanda", "Sampul", "Halaman", "Awal teks"),
    "ru": ("Содержание", "Ориентиры", "Обложка", "Страницы", "Начало текста"),
    "uk": ("Зміст", "Орієнтири", "Обкладинка", "Сторінки", "Початок тексту"),
    "bg": ("Съдържание", "Ориентири", "Корица", "Страници", "Начало на текста"),
    "el": ("Περιεχόμενα", "Ορόσημα", "Εξώφυλλο", "Σελίδες", "Αρχή του κειμένου"),
    "ar": ("المحتويات", "المعالم", "الغلاف", "الصفحات", "بداية النص"),
    "fa": ("فهرست", "نشانه‌ها", "جلد", "صفحه‌ها", "آغاز متن"),
    "ur": ("فہرست", "نشانات", "سرورق", "صفحات", "متن کا آغاز"),
    "he": ("תוכן העניינים", "ציוני דרך", "כריכה", "עמודים", "תחילת הטקסט"),
    "hi": ("विषय-सूची", "संकेत-चिह्न", "आवरण", "पृष्ठ", "पाठ का आरंभ"),
    "zh": ("目录", "导览", "封面", "页码", "正文开始"),
    "zh-hant": ("目錄", "導覽", "封面", "頁碼", "正文開始"),
    "ja": ("目次", "ランドマーク", "表紙", "ページ", "本文の始まり"),
    "ko": ("차례", "주요 위치", "표지", "쪽", "본문 시작"),
}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_PLACES = ("contents", "landmarks", "cover", "pages", "start")

_ARTICLES: dict[str, tuple[str, ...]] = {
    "en": ("the ", "a ", "an "),
    "de": ("der ", "die ", "das ", "ein ", "eine "),
    "fr": ("le ", "la ", "les ", "un ", "une ", "l’", "l'"),
    "es": ("el ", "la ", "los ", "las ", "un ", "una "),
    "it": ("il ", "lo ", "la ", "i ", "gli ", "le ", "un ", "uno ", "una ", "l’", "l'"),
    "nl": ("de ", "het ", "een "),
    "pt": ("o ", "a ", "os ", "as ", "um ", "uma "),
}


def word_for(place: str, language: str) -> str:
    """Return the heading for `place` ("contents", "landmarks", "cover", "pages", "start") in `language`.

    A language that is not in the table gets English.
    """
    tag = language.lower()
    primary = "zh-hant" if tag.startswith(_TRADITIONAL) else tag.split("-", maxsplit=1)[0]
    words = _WORDS.get(primary, _WORDS["en"])
    return words[_PLACES.index(place)]


def file_title(title: str, language: str) -> str | None:
    """Return the title as a catalogue files it where an article leads: "The Road" gives "Road, The"; else None."""
    for article in _ARTICLES.get(language.split("-", maxsplit=1)[0].lower(), ()):
        if title.lower().startswith(article):
            rest = title[len(article) :].lstrip()
            if rest:
                return f"{rest}, {title[: len(article)].strip()}"
    return None
