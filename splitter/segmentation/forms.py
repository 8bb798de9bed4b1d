"""What a line looks like by itself: the patterns of live blogs in six languages.

Forms are evidence for the model, not decisions.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from splitter.clock import CLOCK, MONTH, TIME

Form = Literal[
    "time", "updated", "share", "navigation", "pointer", "video", "caption", "byline", "author-role", "social", "text"
]
FORMS: Final[tuple[Form, ...]] = (
    "time", "updated", "share", "navigation", "pointer", "video", "caption", "byline", "author-role", "social", "text",
)  # fmt: skip

# An embedded post's own date, `4.58 PM - 12 Mar`, stands below it and begins nothing.
_UPDATED = re.compile(
    rf"\(?(?:(?:last )?updated|mis à jour|modifié|(?:zuletzt )?aktualisiert|a[c]?tualizad[oa]|act\.|aggiornato|ultimo aggiornamento)"
    rf"(?:\s*:|\s+(?:at|on|from|à|le|um|a las|às|alle|há|{CLOCK}))?(?:\s.*)?\)?|at {CLOCK}"
    rf"|{CLOCK}\s*[-–·]\s*(?:\d{{1,2}} {MONTH}|{MONTH} \d{{1,2}},?)(?: \d{{4}})?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?:\d+ )?(?:shares?|share (?:this(?: \w+)?|save|options)(?: with .*)?|share (?:on|via) \w+.*|share (?:link|article)|comments?"
    r"|(?:copy (?:this )?link|link copied!?|facebook|twitter|whatsapp|linkedin|pinterest|messenger|email|reddit|tweet|print|save)"
    r"(?:[\s|·,/]+(?:share|facebook|twitter|whatsapp|linkedin|pinterest|email|messenger|x|link|copy))*"
    r"|view comments|partage[rz]?(?: sur .*)?|copier le lien|lien copié|commenter|réagir|tweeter|envoyer par e-?mail"
    r"|(?:artikel )?teilen|(?:auf|per) \S+ teilen|link kopieren|merken|kommentare|compart\w+(?: en .*| esta .*| no .*)?"
    r"|copiar (?:enlace|link|url)|comentar|twittear|enviar por \S+|condividi(?: su .*)?|copia link|commenta|commenti|partilhar)[.!:]?",
    re.IGNORECASE,
)
# Plain text, because a search for sixty alternatives takes the regular expression engine longer than all else.
_FURNITURE = (
    "newsletter", "sign up for", "sign up to", "sign up here", "log in", "login", "sign in", "privacy policy", "privacy notice",
    "terms of", "terms and", "skip to", "skip past", "show key events only", "javascript", "please wait", "load more",
    "loading more", "loading…", "show more", "older posts", "newer posts", "all rights reserved", "back to top",
    "straight to your inbox", "continues below", "follow us on", "support our journalism", "aller au contenu", "se connecter",
    "abonne", "charger plus", "voir plus", "publicité", "mentions légales", "confidentialité", "tous droits",
    "retour en haut", "zum inhalt", "anmelden", "abonnieren", "werbung", "mehr laden", "weitere beiträge", "datenschutz",
    "impressum", "nach oben", "rechte vorbehalten", "startseite", "ir al contenido", "iniciar sesión", "suscríb", "suscrib",
    "publicidad", "cargar más", "lo más visto", "lo más leído", "aviso legal", "privacidad", "volver arriba",
    "derechos reservados", "vai al contenuto", "abbonati", "iscriviti", "pubblicità", "carica altr", "mostra altro",
    "i più letti", "torna su", "riproduzione riservata", "ir para o conteúdo", "assine", "carregar mais", "mais lidas",
    "privacidade", "voltar ao topo", "direitos reservados",
)  # fmt: skip
_NAVIGATION = re.compile(
    r"\bcookies?\b|\bsubscribe\b|page \d+ of \d+|ver m[áa][si]s?\b|(?:anzeige|accedi)$|^(?:©|advertisement|menu$|home\b"
    r"|most (?:read|viewed|popular))"
)
_POINTER = re.compile(
    r"^(?:read (?:more|our|the full|also)|related|see also|also read|more on this|further reading|full story|click here|(?:à )?lire (?:aussi|la suite)"
    r"|pour en savoir plus|en savoir plus|notre article|mehr (?:dazu|zum thema)|lesen sie|hier geht es|le[ae] (?:también|más)|leer más"
    r"|más información|leggi (?:anche|tutto)|l'articolo completo|approfondisci|lei?a (?:também|mais)|ler mais|saiba mais|veja também)\b"
    r"|\b(?:read|see) more[.:…]*$",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"[–—|-]\s*(?:video(?: report| explainer)?|watch(?: live)?|live(?: stream)?|in pictures|audio|gallery|podcast|photos?)\W*$"
    r"|^(?:v[ií]d[eé]o|watch(?: live)?|listen|gallery|in pictures|en images|live ?stream|audio|im video|fotos|em direto|ao vivo|assista"
    r"|guarda|il video|media caption|video content)\s*[.:,|]|^(?:play video|voir la vidéo|video abspielen|ve[aj]a? (?:el|o) v[ií]deo|guarda il video"
    r"|this video can ?not be played)",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:reuters|a[fp]p?|epa(?:-efe)?|getty(?: images)?|pa(?: (?:wire|media|images))?|rex(?:/\w+| features)?|shutterstock"
    r"|alamy(?: stock photo)?|bloomberg|xinhua|nur ?photo|anadolu(?: agency)?|sipa|zuma|magnum|handout|the guardian|bbc(?: sport| news)?"
    r"|press association|dpa|picture alliance|ansa|efe|lusa|ap photo|imago|getty)"
)
_CAPTION = re.compile(
    r"\b(?:photograph|photo|picture|image|illustration|composite|credit|cr[ée]dits?|foto(?:graf[íi]a|grafia)?|bild|quelle|imagen|imagem|pic)s?"
    rf"\s*(?::|by\b|credit|source,)\s*\S.{{0,80}}$|[/,©(\[]\s*{_AGENCY}(?:\s+via\s+[\w ]+)?\s*[.)\]]?$|^©\s*\S",
    re.IGNORECASE,
)
_NAME = r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*|de|da|di|del|della|van|von|der|den|bin|al|el|le|la|du|dos)"
_FULL = rf"[A-ZÀ-ÖØ-Þ][\w’'.-]*(?:\s+{_NAME}){{1,3}}"
_BYLINE = re.compile(
    rf"(?:(?:[Pp]osted |[Ww]ritten |[Rr]eport(?:ing|ed) |[Aa]nalysis )?[Bb]y\s+|[Pp]ar\s+|[Vv]on\s+|[Pp]or\s+|[Dd]i\s+|[Ff]rom\s+)?{_FULL}"
    rf"(?:\s*(?:,|and|&|et|und|y|e)\s+{_FULL})*(?:\s*(?:,|in|\(|\||-)\s*{_NAME}(?:\s+{_NAME})*\)?)?(?:\s*\((?:now|earlier|and \w+)\))?"
)
_SIGNED = re.compile(
    r"(?:posted |written |reporting |analysis )?by\s+\S+(?:\s+\S+){1,5}|(?:par|von|por|di) \S+(?: \S+){1,4}",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?:.*\b)?(?:correspondent|editor|reporter|writer|columnist|presenter|producer|analyst|bureau(?: chief)?|journalist|commentator"
    r"|blogger|news|live|online|desk|sport|newsbeat|newsnight|service|monitoring|team|journaliste|correspondante?|envoyée? spéciale?"
    r"|rédaction|korrespondent(?:in)?|redakteur(?:in)?|redaktion|corresponsal|redacción|enviad[ao] especial|redazione|inviato"
    r"|corrispondente|jornalista|redação)s?(?:\s+in\s+.+|,\s*.+)?",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"^\W{0,2}[@#]\s?\w|\(@\s?\w+\)|pic\.twitter|\bt\.co/|^@|(?:^|\s)#\s?\w+.*#\s?\w", re.IGNORECASE)
_SUMMARY = re.compile(
    r"^(?:(?:closing|evening|afternoon|morning|lunchtime|midday|early|latest|quick|final|the|a|here[’']s a)\s+)*summary\b"
    r"|[–—|:-]\s*summary$|\bsummary$|\b(?:the|our) day so far\b|\bwhat we(?:[’']ve)? (?:know|learne?[dt]) so far|\bat a glance\b"
    r"|^recap\b|\bkey (?:events|points|developments)\b|^today in\b|\bhere[’']s where (?:things|we) stand"
    r"|\bhere(?:[’']s| is) a (?:\w+ )?(?:summary|recap)\b"
    r"|\btoday[’']s (?:top|main|headlines|key)|^(?:the )?main (?:points|headlines|stories)\b|^(?:the )?(?:top )?headlines\b"
    r"|what[’']s happening now|l['’]essentiel|ce qu['’]il faut (?:retenir|savoir)|points clés|le résumé|à retenir|das wichtigste"
    r"|überblick|zusammenfassung|wichtigsten entwicklungen|lo más importante|^las claves|^resumen|claves del día|fatti principali"
    r"|^il punto|in breve|cosa sappiamo|^o essencial|^resumo|o que (?:se sabe|sabemos)|^destaques",
    re.IGNORECASE,
)
TERMINAL = re.compile(r"[.!?…:;][\"'”’)\]»“]*$|[”\"»]$")


def form_of(line: str, previous: Form | None = None) -> Form:
    """What a stripped line looks like; `previous` is the form of the line before it."""
    size = len(line)
    if size > 600:
        return "text"
    if size <= 60:
        if TIME.fullmatch(line):
            return "time"
        if _UPDATED.fullmatch(line):
            return "updated"
        if _SHARE.fullmatch(line):
            return "share"
        if previous == "byline" and _ROLE.fullmatch(line) and not TERMINAL.search(line):
            return "author-role"
        if _BYLINE.fullmatch(line) or _SIGNED.fullmatch(line):
            return "byline"
    if size <= 160:
        if _VIDEO.search(line):
            return "video"
        if _POINTER.search(line):
            return "pointer"
    if _CAPTION.search(line, max(0, size - 140)):
        return "caption"
    if size <= 120:
        low = line.lower()
        if any(words in low for words in _FURNITURE) or _NAVIGATION.search(low):
            return "navigation"
    return "social" if _SOCIAL.search(line) else "text"


def is_summary_title(line: str) -> bool:
    """Whether a title announces a recap of several stories."""
    return _SUMMARY.search(line) is not None
