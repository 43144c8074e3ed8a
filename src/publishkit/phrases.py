"""The few words that publishkit itself prints, in the language of the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["MailWords", "Phrases", "mail_words", "matter_title", "phrases_for"]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words in one language. ``back`` and ``citation`` take the place of a format string."""

    notes: str
    uncited: str
    contents: str
    cover: str
    note: str
    tip: str
    important: str
    warning: str
    caution: str
    back: str
    citation: str
    published: str
    updated: str
    done: str
    to_do: str
    read_full: str
    links: str
    diagram: str
    #: With ``{words}`` (Chinese only) and ``{minutes}``.
    reading: str
    abstract: str
    keywords: str
    #: Before names, and followed by a colon or a space, as are the next two.
    translated: str
    edited: str
    series: str

    def back_to(self, number: int, ordinal: int) -> str:
        """The accessible name of a back-link, different for every citation."""
        return f"{self.back} {number}-{ordinal}"

    def citation_of(self, number: int) -> str:
        """The accessible name of a citation."""
        return f"{self.citation} {number}"

    def reading_time(self, words: int, minutes: int) -> str:
        """How long an article is, and how long it takes to read."""
        return self.reading.format(words=words, minutes=minutes)


_ENGLISH: Final = Phrases(
    "Notes", "Not cited", "Contents", "Cover", "Note", "Tip", "Important", "Warning", "Caution",
    "Back to citation", "Note", "Published", "Updated", "Done", "To do",
    "Read the full article", "Links", "Diagram source", "Reading time: {minutes} min",
    "Abstract", "Keywords", "Translated by", "Edited by", "Series",
)  # fmt: skip

_PHRASES: Final[dict[str, Phrases]] = {
    "en": _ENGLISH,
    "zh-hans": Phrases(
        "注释", "未引用", "目录", "封面", "注意", "提示", "重要", "警告", "小心", "返回正文",
        "注释", "发布于", "更新于", "已完成", "待办", "阅读全文", "参考链接", "图表源码",
        "全文约 {words} 字，阅读约需 {minutes} 分钟",
        "摘要", "关键词", "译者", "编者", "丛书",
    ),
    "zh-hant": Phrases(
        "註釋", "未引用", "目錄", "封面", "注意", "提示", "重要", "警告", "小心", "返回正文",
        "註釋", "發佈於", "更新於", "已完成", "待辦", "閱讀全文", "參考連結", "圖表原始碼",
        "全文約 {words} 字，閱讀約需 {minutes} 分鐘",
        "摘要", "關鍵詞", "譯者", "編者", "叢書",
    ),
    "ja": Phrases(
        "注", "未参照", "目次", "表紙", "メモ", "ヒント", "重要", "警告", "注意", "本文に戻る",
        "注", "公開", "更新", "完了", "未完了", "全文を読む", "参考リンク", "図のソース",
        "読了時間の目安：{minutes}分",
        "要旨", "キーワード", "訳者", "編者", "シリーズ",
    ),
    "ko": Phrases(
        "주석", "인용되지 않음", "차례", "표지", "참고", "팁", "중요", "경고", "주의", "본문으로",
        "주석", "게시", "수정", "완료", "할 일", "전체 글 읽기", "참고 링크", "도표 소스",
        "읽는 시간: {minutes}분",
        "초록", "핵심어", "옮긴이", "엮은이", "총서",
    ),
    "fr": Phrases(
        "Notes", "Non citées", "Sommaire", "Couverture", "Note", "Astuce", "Important",
        "Avertissement", "Attention", "Retour à l’appel", "Note", "Publié le", "Mis à jour le",
        "Fait", "À faire", "Lire l’article complet", "Liens", "Source du diagramme",
        "Temps de lecture : {minutes} min",
        "Résumé", "Mots-clés", "Traduction", "Sous la direction de", "Collection",
    ),
    "de": Phrases(
        "Anmerkungen", "Nicht zitiert", "Inhalt", "Umschlag", "Hinweis", "Tipp", "Wichtig",
        "Warnung", "Vorsicht", "Zurück zur Stelle", "Anmerkung", "Veröffentlicht", "Aktualisiert",
        "Erledigt", "Offen", "Ganzen Artikel lesen", "Links", "Quelltext des Diagramms",
        "Lesezeit: {minutes} Min.",
        "Zusammenfassung", "Schlüsselwörter", "Übersetzung", "Herausgegeben von", "Reihe",
    ),
    "es": Phrases(
        "Notas", "No citadas", "Índice", "Cubierta", "Nota", "Consejo", "Importante",
        "Advertencia", "Precaución", "Volver a la llamada", "Nota", "Publicado", "Actualizado",
        "Hecho", "Pendiente", "Leer el artículo completo", "Enlaces", "Código del diagrama",
        "Tiempo de lectura: {minutes} min",
        "Resumen", "Palabras clave", "Traducción", "Edición de", "Colección",
    ),
    "pt": Phrases(
        "Notas", "Não citadas", "Índice", "Capa", "Nota", "Dica", "Importante", "Aviso",
        "Cuidado", "Voltar à chamada", "Nota", "Publicado", "Atualizado", "Feito", "Por fazer",
        "Ler o artigo completo", "Ligações", "Código do diagrama",
        "Tempo de leitura: {minutes} min",
        "Resumo", "Palavras-chave", "Tradução", "Edição de", "Coleção",
    ),
    "it": Phrases(
        "Note", "Non citate", "Indice", "Copertina", "Nota", "Suggerimento", "Importante",
        "Avviso", "Attenzione", "Torna al richiamo", "Nota", "Pubblicato", "Aggiornato", "Fatto",
        "Da fare", "Leggi l’articolo completo", "Collegamenti", "Sorgente del diagramma",
        "Tempo di lettura: {minutes} min",
        "Sommario", "Parole chiave", "Traduzione", "A cura di", "Collana",
    ),
    "ru": Phrases(
        "Примечания", "Без ссылок", "Содержание", "Обложка", "Примечание", "Совет", "Важно",
        "Предупреждение", "Осторожно", "Назад к ссылке", "Примечание", "Опубликовано",
        "Обновлено", "Готово", "Не готово", "Читать полностью", "Ссылки",
        "Исходный код диаграммы", "Время чтения: {minutes} мин",
        "Аннотация", "Ключевые слова", "Перевод", "Под редакцией", "Серия",
    ),
    "cs": Phrases(
        "Poznámky", "Necitované", "Obsah", "Obálka", "Poznámka", "Tip", "Důležité", "Varování",
        "Pozor", "Zpět k odkazu", "Poznámka", "Vydáno", "Aktualizováno", "Hotovo", "Zbývá",
        "Číst celý článek", "Odkazy", "Zdroj diagramu", "Doba čtení: {minutes} min",
        "Abstrakt", "Klíčová slova", "Překlad", "K vydání připravil", "Edice",
    ),
    "ar": Phrases(
        "الحواشي", "غير مستشهد بها", "المحتويات", "الغلاف", "ملاحظة", "نصيحة", "مهم", "تحذير",
        "تنبيه", "العودة إلى الموضع", "حاشية", "نُشر", "حُدّث", "تم", "لم يتم",
        "اقرأ المقال كاملًا", "روابط", "مصدر المخطط", "مدة القراءة: {minutes} د",
        "ملخص", "كلمات مفتاحية", "ترجمة", "تحرير", "سلسلة",
    ),
    "hi": Phrases(
        "टिप्पणियाँ", "अनुद्धृत", "विषय-सूची", "आवरण", "नोट", "सुझाव", "महत्वपूर्ण", "चेतावनी",
        "सावधान", "पाठ पर वापस", "टिप्पणी", "प्रकाशित", "अद्यतन", "पूर्ण", "शेष",
        "पूरा लेख पढ़ें", "कड़ियाँ", "आरेख का स्रोत", "पढ़ने का समय: {minutes} मिनट",
        "सारांश", "मुख्य शब्द", "अनुवाद", "संपादन", "शृंखला",
    ),
}  # fmt: skip

_TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})


#: The parts of a book, by the names of ``MatterKind``.
_KINDS: Final = (
    "dedication", "epigraph", "foreword", "preface", "introduction",
    "afterword", "acknowledgments", "about_author", "colophon",
)  # fmt: skip
#: What they are called.
_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "Dedication", "Epigraph", "Foreword", "Preface", "Introduction",
        "Afterword", "Acknowledgments", "About the Author", "Colophon",
    ),
    "zh-hans": ("献词", "题记", "序", "前言", "导言", "后记", "致谢", "关于作者", "出版说明"),
    "zh-hant": ("獻詞", "題記", "序", "前言", "導言", "後記", "致謝", "關於作者", "出版說明"),
    "ja": ("献辞", "題辞", "序文", "はじめに", "序論", "あとがき", "謝辞", "著者について", "奥付"),
    "ko": ("헌사", "제사", "추천사", "머리말", "서론", "후기", "감사의 말", "지은이 소개", "판권"),
    "fr": (
        "Dédicace", "Épigraphe", "Préface", "Avant-propos", "Introduction",
        "Postface", "Remerciements", "À propos de l’auteur", "Colophon",
    ),
    "de": (
        "Widmung", "Motto", "Geleitwort", "Vorwort", "Einleitung",
        "Nachwort", "Danksagung", "Über den Autor", "Impressum",
    ),
    "es": (
        "Dedicatoria", "Epígrafe", "Prólogo", "Prefacio", "Introducción",
        "Epílogo", "Agradecimientos", "Sobre el autor", "Colofón",
    ),
    "pt": (
        "Dedicatória", "Epígrafe", "Apresentação", "Prefácio", "Introdução",
        "Posfácio", "Agradecimentos", "Sobre o autor", "Colofão",
    ),
    "it": (
        "Dedica", "Epigrafe", "Presentazione", "Prefazione", "Introduzione",
        "Postfazione", "Ringraziamenti", "L’autore", "Colophon",
    ),
    "ru": (
        "Посвящение", "Эпиграф", "Предисловие", "От автора", "Введение",
        "Послесловие", "Благодарности", "Об авторе", "Выходные данные",
    ),
    "cs": (
        "Věnování", "Motto", "Předmluva", "Úvodem", "Úvod",
        "Doslov", "Poděkování", "O autorovi", "Tiráž",
    ),
    "ar": (
        "إهداء", "استهلال", "تقديم", "تمهيد", "مقدمة", "خاتمة", "شكر وتقدير", "عن المؤلف",
        "بيانات النشر",
    ),
    "hi": (
        "समर्पण", "सूक्ति", "प्राक्कथन", "प्रस्तावना", "भूमिका",
        "उपसंहार", "आभार", "लेखक के बारे में", "प्रकाशन विवरण",
    ),
}  # fmt: skip


def matter_title(kind: str, lang: str) -> str:
    """Returns what a part of a book is called in the language of a BCP 47 tag, else in English."""
    return _PARTS[_key(lang)][_KINDS.index(kind)]


class MailWords(NamedTuple):
    """The words around the articles of a mail."""

    online: str
    unsubscribe: str


_MAIL: Final[dict[str, MailWords]] = {
    "en": MailWords("Read online", "Unsubscribe"),
    "zh-hans": MailWords("在网页上阅读", "退订"),
    "zh-hant": MailWords("在網頁上閱讀", "退訂"),
    "ja": MailWords("ウェブで読む", "配信停止"),
    "ko": MailWords("웹에서 읽기", "구독 취소"),
    "fr": MailWords("Lire en ligne", "Se désabonner"),
    "de": MailWords("Im Browser lesen", "Abbestellen"),
    "es": MailWords("Leer en línea", "Darse de baja"),
    "pt": MailWords("Ler online", "Cancelar a subscrição"),
    "it": MailWords("Leggi online", "Annulla l’iscrizione"),
    "ru": MailWords("Читать на сайте", "Отписаться"),
    "cs": MailWords("Číst na webu", "Odhlásit odběr"),
    "ar": MailWords("اقرأ على الويب", "إلغاء الاشتراك"),
    "hi": MailWords("वेब पर पढ़ें", "सदस्यता समाप्त करें"),
}


def mail_words(lang: str) -> MailWords:
    """Returns the words around a mail in the language of a BCP 47 tag, else in English."""
    return _MAIL[_key(lang)]


def phrases_for(lang: str) -> Phrases:
    """Returns the words for a BCP 47 tag, English when the language is not known."""
    return _PHRASES[_key(lang)]


def _key(lang: str) -> str:
    parts = lang.lower().split("-")
    if parts[0] in {"zh", "cmn", "yue"}:
        return "zh-hant" if _TRADITIONAL.intersection(parts) else "zh-hans"
    return parts[0] if parts[0] in _PHRASES else "en"
