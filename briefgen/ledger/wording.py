"""What pages say that are not what a reader asked for: walls, missing pages, unused domains."""

from __future__ import annotations

import re
from typing import Final

WALL: Final = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|captcha"
    r"|pardon our interruption|access denied|are you a robot|not a robot|unusual traffic"
    r"|checking your browser|enable javascript and cookies|security check|incapsula|datadome"
    r"|request unsuccessful|bot (?:detection|protection)|please wait while we|ddos protection"
    r"|sicherheitsüberprüfung|vérification de sécurité|comprobación de seguridad|安全验证|人机验证"
    r"|please enable (?:js|javascript|cookies)|requires? (?:javascript|cookies)|client challenge"
    r"|performing security verification|press (?:&|and) hold|confirm you are (?:a )?human",
    re.IGNORECASE,
)
_ERROR: Final = (
    r"(?:error|http|status|fehler(?:seite)?|erreur|errore|erro|fout|fel|feil|fejl|virhe|chyba|błąd"
    r"|hiba|hata|eroare|ошибка|помилка|σφάλμα|خطأ|错误|錯誤|エラー|오류|lỗi|kesalahan)"
)
# That a page was not found, in other languages.
_ELSEWHERE: Final = (
    r"seite (?:wurde )?(?:leider )?nicht gefunden|seite (?:existiert )?nicht (?:mehr )?vorhanden"
    r"|page (?:introuvable|non trouvée|inexistante)|página no (?:encontrada|existe)"
    r"|página não encontrada|pagina non trovata|pagina niet gevonden|страница не найдена"
    r"|сторінку не знайдено|nie znaleziono strony|strony nie znaleziono|stránka nenalezena"
    r"|sidan (?:hittades inte|kunde inte hittas|finns inte)|siden (?:blev ikke fundet|findes ikke"
    r"|finnes ikke)|fant ikke siden|sivua ei löytynyt|sayfa bulunamadı|pagina nu a fost găsită"
    r"|az oldal nem található|η σελίδα δεν βρέθηκε|הדף לא נמצא|الصفحة غير موجودة"
    r"|لم يتم العثور على الصفحة|halaman tidak ditemukan|không tìm thấy trang"
    r"|页面不存在|页面未找到|頁面不存在|找不到(?:该|該)?(?:页面|网页|頁面|網頁)|ページが見つかりません"
    r"|お探しのページ(?:は|が)見つかりません|페이지를 찾을 수 없"
)
_ABSENT: Final = (
    r"not found|cannot be found|could ?n[o’']t be found|can[’']t be found|could not be located"
    r"|(?:was|were)(?: ?n[o’']t| not) found|does ?n[o’']t exist"
    r"|no longer (?:exists?|available|here)"
    r"|has been (?:removed|deleted)|is (?:missing|unavailable|not available)|isn[’']t available"
)
# What titles say of pages that exist only to say that another does not.
NOT_FOUND: Final = re.compile(
    rf"^\W*(?:{_ERROR}\W*)*(?:404|410)\b(?!\()"
    r"\W*(?:$|error\b|not.found|page\b|oops|gone\b)"
    rf"|\b{_ERROR}\W{{0,3}}(?:404|410)\b(?=\W*$|\s*[-–—|.])|\b(?:404|410)\W{{0,3}}error\b"
    rf"|\b(?:page|url)s?\b[^.|–—]{{0,30}}\b(?:{_ABSENT})"
    # In `Nuclear site is missing barrels` it is not the page that is missing.
    r"|\b(?:file|document|article|content|resource|site|item|story|link)s?\b"
    rf"[^.|–—]{{0,30}}\b(?:{_ABSENT})(?: here| anymore| on this server)?(?=\W*(?:$|[-–—|:.]))"
    r"|^\s*(?:not found|nothing found|no encontrado|missing page|page missing|dead link)\b"
    r"|^(?:an )?error occurred\W+not found|sorry, nothing was found|^page unavailable\b"
    r"|page you are looking for has moved|^\s*(?:oops|whoops|uh[- ]oh)\b(?:\W*$"
    r"|.{0,40}(?:page|missing|wrong|found|exist|broken|lost))|we can[’']?t (?:seem to )?find"
    r" (?:that|the|this) page|(?:we couldn[’']t|unable to) find (?:that|the|this|your) page"
    rf"|{_ELSEWHERE}",
    re.IGNORECASE,
)
# A title that says nothing else, so that the length of the page does not matter.
ONLY_NOT_FOUND: Final = re.compile(
    rf"\W*(?:{_ERROR}\W*)*(?:(?:404|410)\W*)?(?:(?:the |this )?(?:page|file|document)"
    r" (?:you requested )?(?:(?:was )?not found|cannot be found|could ?n[o’']t be found"
    rf"|does not exist)|not found|{_ELSEWHERE})\W*",
    re.IGNORECASE,
)
# A number that says so, if the page is short.
NUMBER_ONLY: Final = re.compile(rf"\W*(?:{_ERROR}\W*)*(?:404|410)\W*", re.IGNORECASE)
# Domains whose owner publishes nothing, and servers with nothing on them.
PARKED: Final = re.compile(
    r"\b(?:this )?domain(?: name)?(?: \S+)? (?:is|may be|might be) (?:available )?for sale"
    r"|\b[\w-]+\.[a-z]{2,12} (?:is|may be) for sale|\bbuy this domain|domain (?:has )?expired"
    r"|this (?:web)?site is (?:no longer available|suspended|for sale)|website (?:has )?expired"
    r"|(?:account|website) (?:has been )?suspended|^\W*suspended\W*$|\bparked (?:domain|free|page)"
    r"|domain parking|future home of something|^domain for sale|^domain registered at"
    r"|this domain(?: name)? (?:is|has been) (?:registered|parked)"
    r"|diese domain (?:steht zum verkauf|ist zu verkaufen)"
    r"|ce domaine est à vendre|est disponible à l[’'´]achat"
    r"|welcome to nginx!|apache2 \w+ default page|^\W*it works!\W*$|iis windows server"
    r"|web server'?s default page|default web site page|there is no website configured",
    re.IGNORECASE,
)
# Where the scripts of such domains come from.
PARKING: Final = re.compile(
    rb"sedoparking\.com|parkingcrew\.net|bodis\.com|parklogic\.com|hugedomains\.com|afternic\.com"
    rb"|img1\.wsimg\.com/parking-lander|window\.location\.href\s*=\s*[\"']/lander"
    rb"|/cgi-sys/suspendedpage|d38psrni17bvxu\.cloudfront\.net",
    re.IGNORECASE,
)
