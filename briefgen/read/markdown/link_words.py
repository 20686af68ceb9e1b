"""Links whose words do not say where they lead.

Readers who hear a page, or who look only at its links, know nothing else about them: see WCAG,
https://www.w3.org/WAI/WCAG22/Understanding/link-purpose-in-context.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

_URL: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
# Signs around words, such as the arrow in `Read more »`.
_SIGNS: Final = re.compile(r"[\W_]+")
_LONGEST: Final = 32  # characters of the longest words below, with signs around them


def _phrases(words: str) -> frozenset[str]:
    return frozenset(each.strip() for each in re.split(r"[|\n]", words.strip()))


# English words that texts in other languages forget to translate, or get from another program.
_UNTRANSLATED: Final = _phrases(
    """
    here|click here|click this link|read here|read more|read more here|learn more|find out more
    more info|more information|more details|see here|see more|download here|full text|link
    the link|this link|this page|this website|website|continue reading|url
    """
)
_ENGLISH: Final = _UNTRANSLATED | _phrases(
    """
    click|click this|click for more|see|go|go here|read|read on|read this|read it here
    read the full text|more|more here|details|info|continue|full story|this|this site|this article
    this one|that|there|links|page|source|download|view|view more|visit|check it out|watch
    watch here|available here|at this link
    """
)
_WORDS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "en": _ENGLISH,
        "de": _UNTRANSLATED
        | _phrases(
            """
            hier|hier klicken|klicken sie hier|klick hier|klicke hier|mehr|mehr dazu|mehr lesen
            mehr hier|mehr erfahren|mehr infos|mehr informationen|weiter|weiterlesen
            weiter lesen|lesen|lesen sie mehr|lesen sie hier|lesen sie weiter|hier lesen
            hier weiterlesen|siehe hier|siehe|link|der link|dieser link|diesem link
            unter diesem link|zum link|diese seite|dieser seite|zur seite|seite|quelle|details
            zum artikel|dieser artikel|herunterladen|hier herunterladen|ansehen|anzeigen|dies
            das|dort
            """
        ),
        "fr": _UNTRANSLATED
        | _phrases(
            """
            ici|cliquer ici|cliquez ici|clique ici|par ici|là|voir|voir ici|voir plus|plus
            en savoir plus|savoir plus|lire|lire ici|lire plus|lire la suite|la suite|suite
            plus d infos|plus d informations|lien|le lien|ce lien|sur ce lien|cette page
            cet article|ce site|page|source|télécharger|télécharger ici|consulter|détails
            """
        ),
        "es": _UNTRANSLATED
        | _phrases(
            """
            aquí|aqui|acá|haga clic aquí|haz clic aquí|clic aquí|pulse aquí|pincha aquí|ver
            ver aquí|ver más|más|leer|leer aquí|leer más|seguir leyendo|sigue leyendo|saber más
            más info|más información|enlace|el enlace|este enlace|en este enlace|esta página
            este artículo|este sitio|página|fuente|descargar|descargar aquí|detalles|ahí|allí
            """
        ),
        "ar": _UNTRANSLATED
        | _phrases(
            """
            هنا|اضغط هنا|انقر هنا|من هنا|انظر هنا|اقرأ هنا|المزيد|اقرأ المزيد|إقرأ المزيد
            قراءة المزيد|للمزيد|لمزيد من المعلومات|معرفة المزيد|اعرف المزيد|تابع القراءة|الرابط
            رابط|هذا الرابط|هذه الصفحة|هذا المقال|هذا الموقع|المصدر|تحميل|تنزيل|التفاصيل
            """
        ),
        "zh": _UNTRANSLATED
        | _phrases(
            """
            这里|這裡|這裏|此处|此處|点击|點擊|点击这里|點擊這裡|点此|點此|点击此处|點擊此處|请点击这里|更多|阅读更多|閱讀更多|了解更多|查看更多|更多信息
            更多資訊|阅读全文|閱讀全文|全文|继续阅读|繼續閱讀|链接|連結|鏈接|此链接|这个链接|該連結|本页|此页|网页|来源|來源|下载|下載|查看|详情|查看详情|原文
            见此
            """
        ),
    }
)


class Weakness(NamedTuple):
    """What is wrong with the words of a link: a code, a message and a hint."""

    code: str
    message: str
    hint: str


def weakness(words: str, language: str) -> Weakness | None:
    """Return what is wrong with the words of a link in a language, or None.

    Some English words count in every language.
    """
    if _URL.match(words):
        if not _URL.fullmatch(words.strip()):
            return None
        return Weakness(
            "bare-url",
            "the text of this link is a URL",
            "link words that say what it is, such as the title: [title](https://…)",
        )
    if len(words) > _LONGEST:
        return None
    folded = _SIGNS.sub(" ", words.casefold()).strip()
    if folded not in _WORDS.get(language.partition("-")[0].lower(), _UNTRANSLATED):
        return None
    return Weakness(
        "vague-link",
        f"`{words.strip()}` does not say where the link leads",
        "link words that do, such as the title or what the reader finds there",
    )
