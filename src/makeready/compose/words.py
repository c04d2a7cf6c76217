"""Words of composed matter in further languages: one table, a row a language, in the order of its keys.

What a review and its provenance are told in is in wording.py, for the languages that have it; where there is a row
alone, those pages are in English, and marked as such.
"""

from __future__ import annotations

KEYS = (
    "contents", "notes", "note", "half-title", "title-page", "copyright-page", "colophon",
    "by", "and", "comma", "edited-by", "translated-by", "illustrated-by", "identifier",
    "published-by", "licensed", "typefaces", "tools", "digest",
)  # fmt: skip

ROWS: dict[str, tuple[str, ...]] = {
    "es": (
        "Índice", "Notas", "Nota", "Portadilla", "Portada", "Página de créditos", "Colofón",
        "por", " y ", ", ", "Edición de", "Traducción de", "Ilustraciones de", "Identificador",
        "Publicado por {publisher}", "Licencia: {licence}", "Compuesto en {faces}.",
        "Maquetado y encuadernado con {tools}.", "La huella del manuscrito (SHA-256) es",
    ),
    "it": (
        "Indice", "Note", "Nota", "Occhiello", "Frontespizio", "Colophon editoriale", "Colophon",
        "di", " e ", ", ", "A cura di", "Traduzione di", "Illustrazioni di", "Identificativo",
        "Pubblicato da {publisher}", "Licenza: {licence}", "Composto in {faces}.",
        "Impaginato e rilegato con {tools}.", "L’impronta del manoscritto (SHA-256) è",
    ),
    "pt": (
        "Sumário", "Notas", "Nota", "Falsa folha de rosto", "Folha de rosto", "Ficha técnica", "Colofão",
        "de", " e ", ", ", "Edição de", "Tradução de", "Ilustrações de", "Identificador",
        "Publicado por {publisher}", "Licença: {licence}", "Composto em {faces}.",
        "Paginado e encadernado com {tools}.", "A impressão digital do manuscrito (SHA-256) é",
    ),
    "nl": (
        "Inhoud", "Noten", "Noot", "Franse titel", "Titelpagina", "Colofonpagina", "Colofon",
        "van", " en ", ", ", "Redactie", "Vertaald door", "Illustraties van", "Identificatie",
        "Uitgegeven door {publisher}", "Licentie: {licence}", "Gezet uit {faces}.",
        "Opgemaakt en gebonden met {tools}.", "De digitale vingerafdruk van het manuscript (SHA-256) is",
    ),
    "sv": (
        "Innehåll", "Noter", "Not", "Smutstitel", "Titelsida", "Tryckort", "Kolofon",
        "av", " och ", ", ", "Redaktör:", "Översättning av", "Illustrationer av", "Identifierare",
        "Utgiven av {publisher}", "Licens: {licence}", "Satt med {faces}.",
        "Ombruten och inbunden med {tools}.", "Manuskriptets kontrollsumma (SHA-256) är",
    ),
    "da": (
        "Indhold", "Noter", "Note", "Smudstitel", "Titelblad", "Kolofonside", "Kolofon",
        "af", " og ", ", ", "Redigeret af", "Oversat af", "Illustreret af", "Identifikation",
        "Udgivet af {publisher}", "Licens: {licence}", "Sat med {faces}.",
        "Ombrudt og indbundet med {tools}.", "Manuskriptets kontrolsum (SHA-256) er",
    ),
    "nb": (
        "Innhold", "Noter", "Note", "Smusstittel", "Tittelside", "Kolofonside", "Kolofon",
        "av", " og ", ", ", "Redigert av", "Oversatt av", "Illustrert av", "Identifikator",
        "Utgitt av {publisher}", "Lisens: {licence}", "Satt med {faces}.",
        "Ombrukket og innbundet med {tools}.", "Manuskriptets kontrollsum (SHA-256) er",
    ),
    "fi": (
        "Sisällys", "Viitteet", "Viite", "Nimiölehti", "Nimiösivu", "Tekijänoikeustiedot", "Kolofoni",
        "kirjoittanut", " ja ", ", ", "Toimittanut", "Suomentanut", "Kuvittanut", "Tunniste",
        "Julkaisija: {publisher}", "Lisenssi: {licence}", "Ladottu kirjasimilla {faces}.",
        "Taitettu ja sidottu: {tools}.", "Käsikirjoituksen tiiviste (SHA-256) on",
    ),
    "pl": (
        "Spis treści", "Przypisy", "Przypis", "Strona przedtytułowa", "Strona tytułowa", "Strona redakcyjna", "Kolofon",
        "autor:", " i ", ", ", "Redakcja:", "Przekład:", "Ilustracje:", "Identyfikator",
        "Wydawca: {publisher}", "Licencja: {licence}", "Złożono krojem {faces}.",
        "Złamano i oprawiono w {tools}.", "Skrót rękopisu (SHA-256):",
    ),
    "cs": (
        "Obsah", "Poznámky", "Poznámka", "Patitul", "Titulní list", "Vydavatelské údaje", "Tiráž",
        "autor:", " a ", ", ", "Uspořádání:", "Překlad:", "Ilustrace:", "Identifikátor",
        "Vydal {publisher}", "Licence: {licence}", "Vysázeno písmem {faces}.",
        "Zalomeno a svázáno pomocí {tools}.", "Otisk rukopisu (SHA-256):",
    ),
    "sk": (
        "Obsah", "Poznámky", "Poznámka", "Patitul", "Titulný list", "Vydavateľské údaje", "Tiráž",
        "autor:", " a ", ", ", "Zostavenie:", "Preklad:", "Ilustrácie:", "Identifikátor",
        "Vydal {publisher}", "Licencia: {licence}", "Vysádzané písmom {faces}.",
        "Zalomené a zviazané pomocou {tools}.", "Odtlačok rukopisu (SHA-256):",
    ),
    "hu": (
        "Tartalom", "Jegyzetek", "Jegyzet", "Szennycím", "Címoldal", "Impresszum", "Kolofon",
        "írta:", " és ", ", ", "Szerkesztette:", "Fordította:", "Illusztrálta:", "Azonosító",
        "Kiadó: {publisher}", "Licenc: {licence}", "A betűtípus: {faces}.",
        "Tördelve és kötve: {tools}.", "A kézirat ellenőrző összege (SHA-256):",
    ),
    "ro": (
        "Cuprins", "Note", "Notă", "Pagină de gardă", "Pagină de titlu", "Casetă tehnică", "Colofon",
        "de", " și ", ", ", "Ediție îngrijită de", "Traducere de", "Ilustrații de", "Identificator",
        "Publicat de {publisher}", "Licență: {licence}", "Cules cu {faces}.",
        "Paginat și legat cu {tools}.", "Amprenta manuscrisului (SHA-256) este",
    ),
    "hr": (
        "Sadržaj", "Bilješke", "Bilješka", "Prednaslov", "Naslovna stranica", "Impresum", "Kolofon",
        "autor:", " i ", ", ", "Uredništvo:", "Prijevod:", "Ilustracije:", "Identifikator",
        "Nakladnik: {publisher}", "Licencija: {licence}", "Složeno pismom {faces}.",
        "Prelomljeno i uvezano uz {tools}.", "Sažetak rukopisa (SHA-256):",
    ),
    "ca": (
        "Índex", "Notes", "Nota", "Portadella", "Portada", "Pàgina de crèdits", "Colofó",
        "per", " i ", ", ", "Edició de", "Traducció de", "Il·lustracions de", "Identificador",
        "Publicat per {publisher}", "Llicència: {licence}", "Compost en {faces}.",
        "Maquetat i enquadernat amb {tools}.", "L’empremta del manuscrit (SHA-256) és",
    ),
    "tr": (
        "İçindekiler", "Notlar", "Not", "Ön başlık", "Başlık sayfası", "Künye", "Kolofon",
        "yazan:", " ve ", ", ", "Yayıma hazırlayan:", "Çeviren:", "Resimleyen:", "Tanımlayıcı",
        "Yayımlayan: {publisher}", "Lisans: {licence}", "Yazı tipi: {faces}.",
        "Dizgi ve cilt: {tools}.", "Elyazmasının özeti (SHA-256):",
    ),
    "vi": (
        "Mục lục", "Chú thích", "Chú thích", "Trang nửa đề", "Trang tên sách", "Trang bản quyền", "Lời ghi cuối sách",
        "của", " và ", ", ", "Biên tập:", "Người dịch:", "Minh họa:", "Mã định danh",
        "Nhà xuất bản: {publisher}", "Giấy phép: {licence}", "Sách được sắp chữ {faces}.",
        "Dàn trang và đóng sách bằng {tools}.", "Mã băm của bản thảo (SHA-256) là",
    ),
    "id": (
        "Daftar isi", "Catatan", "Catatan", "Judul pendek", "Halaman judul", "Halaman hak cipta", "Kolofon",
        "oleh", " dan ", ", ", "Disunting oleh", "Diterjemahkan oleh", "Ilustrasi oleh", "Pengenal",
        "Diterbitkan oleh {publisher}", "Lisensi: {licence}", "Disusun dengan huruf {faces}.",
        "Ditata dan dijilid dengan {tools}.", "Sidik naskah (SHA-256) adalah",
    ),
    "ru": (
        "Содержание", "Примечания", "Примечание", "Авантитул", "Титульный лист", "Выходные данные", "Колофон",
        "автор:", " и ", ", ", "Под редакцией:", "Перевод:", "Иллюстрации:", "Идентификатор",
        "Издатель: {publisher}", "Лицензия: {licence}", "Набрано шрифтом {faces}.",
        "Свёрстано и собрано: {tools}.", "Контрольная сумма рукописи (SHA-256):",
    ),
    "uk": (
        "Зміст", "Примітки", "Примітка", "Авантитул", "Титульна сторінка", "Вихідні дані", "Колофон",
        "автор:", " і ", ", ", "За редакцією:", "Переклад:", "Ілюстрації:", "Ідентифікатор",
        "Видавець: {publisher}", "Ліцензія: {licence}", "Набрано шрифтом {faces}.",
        "Зверстано й зібрано: {tools}.", "Контрольна сума рукопису (SHA-256):",
    ),
    "bg": (
        "Съдържание", "Бележки", "Бележка", "Шмуцтитул", "Титулна страница", "Издателско каре", "Колофон",
        "от", " и ", ", ", "Под редакцията на", "Превод:", "Илюстрации:", "Идентификатор",
        "Издател: {publisher}", "Лиценз: {licence}", "Набрано с {faces}.",
        "Оформено и подвързано с {tools}.", "Контролна сума на ръкописа (SHA-256):",
    ),
    "el": (
        "Περιεχόμενα", "Σημειώσεις", "Σημείωση", "Ψευδότιτλος", "Σελίδα τίτλου", "Στοιχεία έκδοσης", "Κολοφών",
        "του/της", " και ", ", ", "Επιμέλεια:", "Μετάφραση:", "Εικονογράφηση:", "Αναγνωριστικό",
        "Εκδότης: {publisher}", "Άδεια: {licence}", "Στοιχειοθετήθηκε με {faces}.",
        "Σελιδοποιήθηκε και δέθηκε με {tools}.", "Το αποτύπωμα του χειρογράφου (SHA-256) είναι",
    ),
    "ar": (
        "المحتويات", "الحواشي", "حاشية", "العنوان المختصر", "صفحة العنوان", "صفحة الحقوق", "بيانات الطبع",
        "تأليف", " و", "، ", "تحرير", "ترجمة", "رسوم", "المعرّف",
        "الناشر: {publisher}", "الرخصة: {licence}", "صُفّ بخط {faces}.",
        "أُخرج وجُلّد ببرنامج {tools}.", "بصمة المخطوط (SHA-256) هي",
    ),
    "fa": (
        "فهرست", "یادداشت‌ها", "یادداشت", "عنوان کوتاه", "صفحهٔ عنوان", "صفحهٔ حقوق", "شناسنامهٔ چاپ",
        "نوشتهٔ", " و ", "، ", "ویراستار:", "ترجمهٔ", "تصویرگر:", "شناسه",
        "ناشر: {publisher}", "پروانه: {licence}", "حروف متن: {faces}.",
        "صفحه‌آرایی و صحافی با {tools}.", "اثر انگشت دست‌نوشته (SHA-256):",
    ),
    "ur": (
        "فہرست", "حواشی", "حاشیہ", "مختصر عنوان", "صفحۂ عنوان", "صفحۂ حقوق", "طباعتی معلومات",
        "از", " اور ", "، ", "مدیر:", "مترجم:", "مصور:", "شناخت",
        "ناشر: {publisher}", "اجازت نامہ: {licence}", "متن کا خط: {faces}۔",
        "صفحہ بندی اور جلد بندی: {tools}۔", "مسودے کا نشان (SHA-256):",
    ),
    "he": (
        "תוכן העניינים", "הערות", "הערה", "כותר מקוצר", "עמוד השער", "עמוד הזכויות", "קולופון",
        "מאת", " ו־", ", ", "בעריכת", "תרגום:", "איורים:", "מזהה",
        "הוצאה לאור: {publisher}", "רישיון: {licence}", "נסדר בגופן {faces}.",
        "עומד ונכרך בעזרת {tools}.", "טביעת האצבע של כתב היד (SHA-256) היא",
    ),
    "hi": (
        "विषय-सूची", "टिप्पणियाँ", "टिप्पणी", "अर्ध-शीर्षक", "शीर्षक पृष्ठ", "सर्वाधिकार पृष्ठ", "मुद्रण विवरण",
        "लेखक:", " और ", ", ", "संपादक:", "अनुवादक:", "चित्रकार:", "पहचान",
        "प्रकाशक: {publisher}", "अनुज्ञप्ति: {licence}", "पाठ का टाइप: {faces}।",
        "पृष्ठ-सज्जा और जिल्द: {tools}।", "पांडुलिपि का अंगुलि-चिह्न (SHA-256):",
    ),
    "zh": (
        "目录", "注释", "注", "书名页", "扉页", "版权页", "出版说明",
        "著者：", "和", "、", "编者：", "译者：", "插图：", "标识符",
        "出版者：{publisher}", "许可：{licence}", "正文字体：{faces}。",
        "排版与装订：{tools}。", "稿件摘要（SHA-256）：",
    ),
    "zh-hant": (
        "目錄", "註釋", "註", "書名頁", "扉頁", "版權頁", "出版說明",
        "著者：", "和", "、", "編者：", "譯者：", "插圖：", "識別碼",
        "出版者：{publisher}", "授權：{licence}", "內文字體：{faces}。",
        "排版與裝訂：{tools}。", "稿件摘要（SHA-256）：",
    ),
    "ja": (
        "目次", "注", "注", "仮扉", "本扉", "奥付", "書誌",
        "著者：", "、", "、", "編者：", "訳者：", "挿絵：", "識別子",
        "発行：{publisher}", "ライセンス：{licence}", "本文書体：{faces}。",
        "組版・製本：{tools}。", "原稿のハッシュ値（SHA-256）：",
    ),
    "ko": (
        "차례", "주", "주", "반표제", "표제지", "판권", "간기",
        "지은이:", ", ", ", ", "엮은이:", "옮긴이:", "그린이:", "식별자",
        "펴낸곳: {publisher}", "라이선스: {licence}", "본문 서체: {faces}.",
        "조판과 제책: {tools}.", "원고의 해시(SHA-256):",
    ),
}  # fmt: skip

# Regions of Chinese that write the traditional characters; and Norwegian under its other tags.
OTHER_TAGS = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "no": "nb", "nn": "nb"}

# What a box is called: a note, a tip, a warning, what is important.
BOX_KEYS = ("note", "tip", "warning", "important")

BOXES: dict[str, tuple[str, ...]] = {
    "en": ("Note", "Tip", "Warning", "Important"),
    "de": ("Hinweis", "Tipp", "Achtung", "Wichtig"),
    "fr": ("Remarque", "Conseil", "Attention", "Important"),
    "es": ("Nota", "Consejo", "Atención", "Importante"),
    "it": ("Nota", "Suggerimento", "Attenzione", "Importante"),
    "pt": ("Nota", "Dica", "Atenção", "Importante"),
    "nl": ("Opmerking", "Tip", "Waarschuwing", "Belangrijk"),
    "sv": ("Anmärkning", "Tips", "Varning", "Viktigt"),
    "da": ("Bemærk", "Tip", "Advarsel", "Vigtigt"),
    "pl": ("Uwaga", "Wskazówka", "Ostrzeżenie", "Ważne"),
    "cs": ("Poznámka", "Tip", "Varování", "Důležité"),
    "tr": ("Not", "İpucu", "Uyarı", "Önemli"),
    "ru": ("Примечание", "Совет", "Внимание", "Важно"),
    "el": ("Σημείωση", "Συμβουλή", "Προσοχή", "Σημαντικό"),
    "nb": ("Merk", "Tips", "Advarsel", "Viktig"),
    "fi": ("Huomautus", "Vinkki", "Varoitus", "Tärkeää"),
    "sk": ("Poznámka", "Tip", "Varovanie", "Dôležité"),
    "hu": ("Megjegyzés", "Tipp", "Figyelem", "Fontos"),
    "ro": ("Notă", "Sfat", "Atenție", "Important"),
    "hr": ("Napomena", "Savjet", "Upozorenje", "Važno"),
    "ca": ("Nota", "Consell", "Atenció", "Important"),
    "vi": ("Ghi chú", "Mẹo", "Cảnh báo", "Quan trọng"),
    "id": ("Catatan", "Tips", "Peringatan", "Penting"),
    "uk": ("Примітка", "Порада", "Увага", "Важливо"),
    "bg": ("Бележка", "Съвет", "Внимание", "Важно"),
    "ar": ("ملاحظة", "نصيحة", "تحذير", "مهم"),
    "fa": ("نکته", "راهنمایی", "هشدار", "مهم"),
    "ur": ("نوٹ", "مشورہ", "انتباہ", "اہم"),
    "he": ("הערה", "טיפ", "אזהרה", "חשוב"),
    "hi": ("टिप्पणी", "सुझाव", "चेतावनी", "महत्वपूर्ण"),
    "zh": ("注意", "提示", "警告", "重要"),
    "zh-hant": ("注意", "提示", "警告", "重要"),
    "ja": ("注意", "ヒント", "警告", "重要"),
    "ko": ("참고", "도움말", "경고", "중요"),
}
