"""What live blogs print around their posts, by language, and stand-ins for text in languages that the corpus lacks."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Language:
    """A language's furniture. `{}` stands for what is filled in: a name, a time, a headline.

    Attributes:
        sections: Of a newsroom, as its page head lists them.
        covering: Over what a page says of itself at its top.
        greetings: What a newsroom says of its own work, in whole posts: a good morning, a handing over, a farewell.
        roundups: Over short news of several stories.
        elsewhere: Over other articles' stubs.
        function_words: English to this language, for words that tell how sentences go on.
    """

    code: str
    clocks: tuple[str, ...]
    ago: tuple[str, ...]
    months: tuple[str, ...]
    dates: tuple[str, ...]
    by: tuple[str, ...]
    roles: tuple[str, ...]
    share: tuple[str, ...]
    updated: tuple[str, ...]
    pointers: tuple[str, ...]
    credits: tuple[str, ...]
    media: tuple[str, ...]
    labels: tuple[str, ...]
    key_events: tuple[str, ...]
    furniture: tuple[str, ...]
    housekeeping: tuple[str, ...]
    sections: tuple[str, ...]
    covering: tuple[str, ...]
    greetings: tuple[str, ...]
    roundups: tuple[str, ...]
    elsewhere: tuple[str, ...]
    function_words: str = ""
    word_list: str = ""

    @property
    def words(self) -> dict[str, str]:
        """`function_words` as a table."""
        return dict(pair.split("=") for pair in self.function_words.split())


ENGLISH = Language(
    code="en",
    clocks=("{h:02d}:{m:02d}", "{h:02d}.{m:02d}", "{k}.{m:02d}{a} GMT", "{k}:{m:02d} {a}", "{k}.{m:02d}{a} BST",
            "{k}:{m:02d} {p} ET", "{k}:{m:02d} {p}", "{h:02d}:{m:02d} GMT", "{h:02d}:{m:02d} BST", "{k}:{m:02d}{a} EDT",
            "{h:02d}{m:02d} GMT", "{k}:{m:02d}{a} AEDT", "{h:02d}:{m:02d} UTC", "{h:02d}:{m:02d} (IST)"),
    ago=("{n}m ago", "{n} min ago", "{n}h ago", "{n} hours ago", "{n} hr {m} min ago", "{n} minutes ago",
         "{n} mins ago", "about {n} hours ago", "{n}h {m}m ago", "{n}d ago", "Just now"),
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December"),
    dates=("{d} {M} {y}", "{M} {d}, {y}", "{M3} {d}, {y}", "{d} {M3} {y}", "{W} {d} {M} {y}", "{W}, {M} {d}, {y}",
           "{M3} {d}", "{d}/{mm}/{y}", "{y}-{mm:02d}-{d:02d}"),
    by=("{}", "By {}", "by {}", "Posted by {}", "{} reporting", "Reporting by {}", "From {}", "Analysis by {}",
        "Written by {}", "From CNN's {}", "{} here"),
    roles=("Reporter", "Political correspondent", "Business reporter", "Europe editor", "Defence and security editor",
           "BBC News", "Economics editor", "Sports writer", "Nordic correspondent", "Local Democracy Reporter",
           "Health correspondent", "Diplomatic editor", "in Brussels", "Senior political correspondent", "Correspondent",
           "Newsbeat reporter", "White House reporter", "Reporting from Kyiv", "Live reporter", "Chief football writer",
           "BBC Sport at Wembley", "Westminster", "Staff writer", "World affairs editor", "News Editor"),
    share=("Share", "Share this post", "Share on Facebook", "Share via Email", "Tweet", "Copy link", "Facebook Twitter",
           "Share this with Email Facebook Messenger", "Link Copied!", "Share Save", "1 Comment", "12 comments",
           "Share on X", "View comments"),
    updated=("Updated", "Updated at {}", "Updated {}", "Last updated {}", "Updated at {} GMT", "(Updated {})"),
    pointers=("Read more", "Read more: {}", "Related: {}", "See also: {}", "Read the full story here", "More on this story: {}",
              "Full story: {}", "Also read: {}", "READ MORE: {}", "Read our full report here: {}", "Related Article"),
    credits=("Photograph: {}", "Photo: {}", "Image: {}", "Credit: {}", "Picture: {}", "Photo by {}", "Image source, {}",
             "({})", "[{}]", "Photograph: {}", "Photo credit: {}", "Pic: {}"),
    media=("{} – video", "Video: {}", "Watch: {}", "WATCH: {}", "{} – in pictures", "Watch live: {}", "Media caption, {}",
           "Play video", "Listen: {}", "Live stream: {}", "This video can not be played", "Video content: {}"),
    labels=("BREAKING", "Breaking", "BREAKING NEWS", "Analysis", "ANALYSIS", "Latest", "NEW", "Explainer", "Opinion",
            "Fact check", "Key event", "LIVE", "Live", "Politics", "Markets", "Weather", "Pinned", "Kick-off", "In brief",
            "Eyewitness", "Just In"),
    key_events=("Key events", "What's happening now", "Summary", "Key points", "At a glance", "Top stories", "Latest",
                "Here's what to know", "What we know so far", "The main points", "Live Reporting"),
    furniture=("Skip to content", "Skip to main content", "Menu", "Home News Sport Weather", "Sign in", "Subscribe",
               "Sign up to our newsletter", "We use cookies to improve your experience. Accept cookies", "Most viewed",
               "Most read", "Advertisement", "ADVERTISEMENT", "Privacy policy", "Show key events only", "Load more",
               "Show more", "Older posts", "Newer posts", "Page 1 of 4", "Follow us on Twitter", "All rights reserved",
               "Please turn on JavaScript to use this feature", "Story continues below advertisement", "Back to top",
               "Advertisement - Scroll to continue", "Get our breaking news alerts straight to your inbox", "Live feed",
               "Live Updates", "Support our journalism", "Terms and conditions", "Comments", "Contact us", "More on this",
               "Filter key events", "Auto update", "You need to be logged in to comment", "Loading…", "Latest updates",
               "© 2021 All rights reserved.", "Related topics", "Top stories", "Sort by latest", "Jump to content"),
    housekeeping=("Good morning and welcome to our live coverage.", "Welcome to our rolling coverage of the day's events.",
                  "That's all from us for today. Thanks for reading.", "We are closing this live blog now.",
                  "We'll be back tomorrow from 6am with more.", "I'm handing over now to my colleague {}.",
                  "Hello, {} here, taking over from {}.", "You can get in touch by email or on Twitter.",
                  "We're pausing our live coverage for tonight.", "Our live coverage has now ended.",
                  "Stay with us for the latest updates.", "Thanks for joining us. Goodbye!",
                  "Scroll down for the latest posts.", "We will bring you the latest lines as we get them.",
                  "Comments are now open below.", "This blog is now closed."),
    sections=("World", "UK", "U.S.", "Politics", "Business", "Sport", "Sports", "Weather", "Video", "Audio", "Sounds",
        "Money", "Tech", "Science", "Climate", "Culture", "Opinion", "Health", "Travel", "Football", "Fixtures",
        "Scores", "Markets", "Watch", "Listen", "TV", "Newsletters", "Live", "Home", "News", "Search", "Sign out",
        "My account", "Games", "Podcasts", "Transfers"),
    covering=("What we're covering", "Where things stand", "Here's the latest:", "Key points", "Summary", "The latest",
        "What to know", "Follow live:"),
    greetings=("Evening, all.", "Hello and thank you for joining us.", "Morning everyone, and welcome back.",
        "Thanks for following along. We're back from 7am.", "That's where we'll leave it for tonight.",
        "That's me done. {} will be with you for the rest of the evening.",
        "We are going to pause our live coverage for a few hours.", "This page will close shortly.",
        "We're wrapping up for now.", "And with that, we're closing up shop.",
        "Are you affected? Send us your story on WhatsApp.", "Have your say: email us or use the form.",
        "You are reading our live blog. Stay tuned for all the latest.",
        "Good afternoon. I'm {} and I'll be here until six.", "It's a wrap from us.",
        "Our live page has finished for the day; we'll be back at eight.", "Time for me to sign off.",
        "Thanks for all your comments below the line.", "I'm off for lunch; {} is looking after things.",
        "We're stepping away to cover breaking news."),
    roundups=("In brief", "Sport in brief", "Other news", "In other news", "Elsewhere today",
        "What's on the front pages", "What the papers say", "Top headlines at {}", "News in brief", "Stocks to watch",
        "Also happening today", "Also on the agenda", "The diary", "Coming up", "Round-up",
        "Here are some other stories:", "The papers", "Business in brief", "Latest scores", "Headlines at {}"),
    elsewhere=("More on this story", "Recommended", "Most read", "More from us", "You may also like",
        "Sponsored content", "Also in the news", "Read next", "Editor's picks", "Around the web"),
)  # fmt: skip

FRENCH = Language(
    code="fr",
    clocks=("{h:02d}h{m:02d}", "{h}h{m:02d}", "{h:02d}:{m:02d}", "à {h}h{m:02d}", "{h} h {m:02d}", "{h:02d} h {m:02d}"),
    ago=("il y a {n} min", "il y a {n} minutes", "il y a {n} heures", "il y a {n} h"),
    months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
            "décembre"),
    dates=("{d} {M} {y}", "le {d} {M} {y}", "{d}/{mm:02d}/{y}", "{d} {M}"),
    by=("{}", "Par {}", "par {}", "Publié par {}", "Propos recueillis par {}"),
    roles=("Journaliste", "Correspondant à Bruxelles", "Service politique", "Envoyée spéciale", "Cheffe de service",
           "Rédaction", "Grand reporter"),
    share=("Partager", "Partager sur Facebook", "Copier le lien", "Partagez", "Envoyer par e-mail", "Tweeter",
           "Lien copié", "Commenter", "Réagir"),
    updated=("Mis à jour à {}", "Mis à jour", "Modifié à {}", "Mis à jour le {}"),
    pointers=("Lire aussi : {}", "À lire aussi : {}", "Lire aussi", "Lire la suite", "Pour en savoir plus : {}",
              "Notre article : {}", "En savoir plus"),
    credits=("Photo : {}", "Crédit : {}", "© {}", "{}", "Crédits : {}", "Photo {}"),
    media=("Vidéo : {}", "VIDEO. {}", "EN IMAGES. {}", "Regarder : {}", "Voir la vidéo", "Direct vidéo : {}"),
    labels=("URGENT", "L'essentiel", "Alerte", "Analyse", "À la une", "Politique", "Économie", "EN DIRECT", "DIRECT",
            "Décryptage", "Épinglé", "Vos questions"),
    key_events=("L'essentiel", "Ce qu'il faut retenir", "Les points clés", "Le résumé", "À retenir", "Les temps forts"),
    furniture=("Aller au contenu", "Menu", "Se connecter", "S'abonner", "Abonnez-vous à notre newsletter",
               "Nous utilisons des cookies. Accepter", "Charger plus", "Voir plus", "Publicité", "Les plus lus",
               "Mentions légales", "Retour en haut de page", "Newsletters", "Suivez-nous sur Facebook", "La suite après la publicité",
               "Tous droits réservés", "Politique de confidentialité", "Contribuer", "Actualités en direct"),
    housekeeping=("Bonjour à tous et bienvenue dans ce direct.", "Ce direct est désormais terminé.",
                  "Merci de nous avoir suivis.", "Nous suspendons ce direct jusqu'à demain matin.",
                  "Bonsoir, je prends le relais de {}.", "Posez-nous vos questions dans les commentaires.",
                  "Restez avec nous.", "Bonne journée à tous."),
    sections=("Politique", "Monde", "Société", "Économie", "Sport", "Culture", "TV", "Radio", "Météo", "Faits divers",
        "Santé", "Vidéos", "Radio en direct", "Podcasts", "Planète", "Sciences", "Idées", "Services", "Élections",
        "Abonnés"),
    covering=("Ce qu'il faut savoir", "Suivez notre direct", "L'essentiel", "Les dernières informations",
        "Nos articles sur le sujet"),
    greetings=("Bonjour à toutes et à tous, bienvenue dans ce live.",
        "Merci à tous pour votre fidélité ! {} prend les commandes de ce direct.",
        "Ce live est terminé, merci de l'avoir suivi.", "Vous êtes très nombreux à nous suivre, merci.",
        "Bonsoir à tous.", "On se retrouve demain dès 7 heures.", "C'est la fin de ce direct.",
        "Posez vos questions à la rédaction."),
    roundups=("En bref", "Dans l'actualité également", "La revue de presse", "Les autres informations",
        "À la une ce matin", "Les titres de {}", "Les brèves", "Et aussi"),
    elsewhere=("Les plus lus", "Contenus sponsorisés", "Nos derniers articles", "À lire également",
        "Dans la même rubrique", "Recommandé pour vous"),
    function_words="the=le a=un an=une of=de to=à in=dans on=sur at=à for=pour and=et or=ou but=mais he=il she=elle it=il "
    "they=ils we=nous i=je his=son her=sa their=leur is=est are=sont was=était were=étaient has=a have=ont had=avait "
    "said=a-déclaré says=explique added=a-ajouté that=que this=cette these=ces with=avec from=de by=par as=comme not=pas "
    "no=pas will=va would=serait can=peut could=pourrait also=aussi however=cependant meanwhile=pendant-ce-temps after=après "
    "before=avant more=plus than=que who=qui which=qui been=été be=être there=là so=donc when=quand if=si about=sur up=en "
    "out=hors one=un two=deux three=trois first=premier new=nouveau people=personnes government=gouvernement "
    "minister=ministre president=président police=police today=aujourd'hui earlier=plus-tôt now=maintenant what=ce-que "
    "you=vous our=notre its=son all=tous just=juste year=an years=ans",
    word_list="french",
)  # fmt: skip

GERMAN = Language(
    code="de",
    clocks=("{h:02d}:{m:02d} Uhr", "{h:02d}:{m:02d}", "{h}.{m:02d} Uhr", "{h:02d}.{m:02d} Uhr", "Stand: {h:02d}:{m:02d} Uhr"),
    ago=("vor {n} Minuten", "vor {n} Min.", "vor {n} Stunden", "vor {n} Std."),
    months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember"),
    dates=("{d}. {M} {y}", "{d}.{mm:02d}.{y}", "{W}, {d}. {M}", "{d}. {M}"),
    by=("{}", "Von {}", "von {}", "Aus Brüssel berichtet {}", "Es berichtet {}"),
    roles=("Korrespondentin", "ARD-Studio Brüssel", "Hauptstadtbüro", "Redakteur", "Redaktion", "Wirtschaftsredaktion"),
    share=("Teilen", "Artikel teilen", "Link kopieren", "Auf Facebook teilen", "Per E-Mail teilen", "Diskutieren Sie mit",
           "Kommentare", "Merken"),
    updated=("Aktualisiert um {}", "Aktualisiert", "Stand: {}", "Zuletzt aktualisiert: {}"),
    pointers=("Mehr dazu: {}", "Lesen Sie auch: {}", "Mehr dazu", "Lesen Sie hier mehr", "Hier geht es zum Artikel: {}",
              "Mehr zum Thema"),
    credits=("Foto: {}", "Bild: {}", "Quelle: {}", "© {}", "({})", "[ {} ]", "Foto: {} / dpa"),
    media=("Video: {}", "Im Video: {}", "Video abspielen", "Livestream: {}", "Sehen Sie hier: {}", "Audio: {}"),
    labels=("EILMELDUNG", "Eilmeldung", "Analyse", "Wichtig", "Angeheftet", "Politik", "Wirtschaft", "LIVE", "Newsblog",
            "Hintergrund"),
    key_events=("Das Wichtigste in Kürze", "Überblick", "Zusammenfassung", "Die wichtigsten Entwicklungen",
                "Der Tag im Überblick", "Was bisher geschah"),
    furniture=("Zum Inhalt springen", "Menü", "Anmelden", "Abonnieren", "Newsletter abonnieren", "Anzeige", "Werbung",
               "Wir verwenden Cookies. Alle akzeptieren", "Mehr laden", "Weitere Beiträge laden", "Meistgelesen",
               "Datenschutz", "Impressum", "Nach oben", "Alle Rechte vorbehalten", "Startseite", "Zur Startseite",
               "Folgen Sie uns"),
    housekeeping=("Guten Morgen und willkommen zu unserem Liveblog.", "Damit beenden wir den Liveblog für heute.",
                  "Vielen Dank für Ihr Interesse.", "Wir melden uns morgen früh wieder.", "Der Liveblog ist beendet.",
                  "Hier übernimmt jetzt {}.", "Bleiben Sie bei uns.", "Guten Abend!"),
    sections=("Politik", "Wirtschaft", "Ausland", "Inland", "Sport", "Kultur", "Wissen", "Panorama", "Wetter", "Video",
        "Podcasts", "Shop", "Abo", "Netzwelt", "Gesundheit", "Börse", "Mediathek", "Karriere", "Spiele"),
    covering=("Das Wichtigste in Kürze", "Worum es geht", "Der aktuelle Stand", "Das Wichtigste zum Nachlesen"),
    greetings=("Guten Morgen! Willkommen im Newsblog.", "Für heute schließen wir diesen Liveblog.",
        "Ende des Liveblogs. Vielen Dank für Ihr Interesse.", "Wir verabschieden uns für heute.",
        "Guten Abend und willkommen.", "Ich übergebe an {}.", "Morgen früh geht es hier weiter.",
        "Hier halten wir Sie auf dem Laufenden."),
    roundups=("Kurz gemeldet", "Kurzmeldungen", "Weitere Nachrichten", "Presseschau", "Außerdem",
        "Die Schlagzeilen um {}", "Was sonst noch passiert ist"),
    elsewhere=("Mehr zum Thema", "Meistgelesen", "Empfehlungen der Redaktion", "Das könnte Sie auch interessieren",
        "Weitere Artikel"),
    function_words="the=die a=ein an=eine of=der to=zu in=in on=auf at=bei for=für and=und or=oder but=aber he=er she=sie "
    "it=es they=sie we=wir i=ich his=sein her=ihre their=ihre is=ist are=sind was=war were=waren has=hat have=haben "
    "had=hatte said=sagte says=sagt added=fügte-hinzu that=dass this=diese these=diese with=mit from=von by=von as=als "
    "not=nicht no=kein will=wird would=würde can=kann could=könnte also=auch however=jedoch meanwhile=unterdessen "
    "after=nach before=vor more=mehr than=als who=der which=die been=gewesen be=sein there=dort so=also when=wenn if=wenn "
    "about=über up=auf out=aus one=ein two=zwei three=drei first=erste new=neue people=Menschen government=Regierung "
    "minister=Minister president=Präsident police=Polizei today=heute earlier=zuvor now=jetzt what=was you=Sie our=unser "
    "its=sein all=alle just=gerade year=Jahr years=Jahre",
    word_list="ngerman",
)  # fmt: skip

SPANISH = Language(
    code="es",
    clocks=("{h:02d}:{m:02d}", "{h:02d}.{m:02d}", "{h:02d}:{m:02d} h", "{h}:{m:02d}h", "{h:02d}:{m:02d} CET"),
    ago=("hace {n} minutos", "Hace {n} min", "hace {n} horas", "Hace {n} h"),
    months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
    dates=("{d} de {M} de {y}", "{d} {M3} {y}", "{d}/{mm:02d}/{y}", "{d} de {M}"),
    by=("{}", "Por {}", "por {}", "Informa {}", "Escribe {}"),
    roles=("Corresponsal", "Redacción", "Enviada especial", "Madrid", "Bruselas", "Redactor jefe"),
    share=("Compartir", "Compartir en Facebook", "Copiar enlace", "Enviar por correo", "Twittear", "Comentar",
           "Comparte esta noticia"),
    updated=("Actualizado a las {}", "Actualizado", "Actualizado: {}", "Act. {}"),
    pointers=("Lea también: {}", "Leer más", "Más información: {}", "Lee también: {}", "Más información",
              "Puede leer la noticia completa aquí"),
    credits=("Foto: {}", "Fotografía: {}", "({})", "{}", "Imagen: {}", "FOTO: {}"),
    media=("Vídeo: {}", "VÍDEO | {}", "Vea el vídeo", "En vídeo: {}", "FOTOS | {}", "En directo: {}"),
    labels=("ÚLTIMA HORA", "Última hora", "URGENTE", "Análisis", "DIRECTO", "Claves", "Política", "Economía", "Destacado"),
    key_events=("Lo más importante", "Las claves", "Resumen", "Claves del día", "Lo último", "Qué ha pasado"),
    furniture=("Ir al contenido", "Menú", "Iniciar sesión", "Suscríbete", "Suscríbete a nuestra newsletter", "Publicidad",
               "Utilizamos cookies. Aceptar", "Cargar más", "Ver más", "Lo más visto", "Lo más leído", "Aviso legal",
               "Política de privacidad", "Volver arriba", "Todos los derechos reservados", "Síguenos en Twitter"),
    housekeeping=("Buenos días y bienvenidos a este directo.", "Hasta aquí el directo de hoy. Gracias por seguirnos.",
                  "Cerramos esta narración en directo.", "Volvemos mañana a primera hora.", "Buenas noches.",
                  "Toma el relevo {}.", "Siga con nosotros toda la actualidad.", "Gracias por acompañarnos."),
    sections=("España", "América", "México", "Internacional", "Opinión", "Economía", "Deportes", "Cultura", "Sociedad",
        "Ciencia", "Vídeos", "Tecnología", "Fútbol", "Motor", "Tenis", "Baloncesto", "Televisión", "Gente",
        "Ediciones"),
    covering=("Lo más importante", "Claves del día", "Lo último", "Así está la situación"),
    greetings=("Buenos días. Arranca aquí una nueva jornada de narración en directo.", "¡Arrancamos! Bienvenidos.",
        "Hasta aquí llegamos.", "Cerramos por hoy. Mañana volvemos.", "Buenas tardes a todos.",
        "Termina aquí la narración de hoy.", "Gracias por seguirnos.", "Les dejamos con {}."),
    roundups=("En breve", "Breves", "Otras noticias", "Las portadas de hoy", "Titulares de las {}", "Además",
        "También es noticia"),
    elsewhere=("Más información", "Te recomendamos", "Lo más visto", "Otras noticias de interés",
        "Contenido patrocinado"),
    function_words="the=el a=un an=una of=de to=a in=en on=en at=en for=para and=y or=o but=pero he=él she=ella it=lo "
    "they=ellos we=nosotros i=yo his=su her=su their=su is=es are=son was=era were=eran has=ha have=han had=había "
    "said=dijo says=dice added=añadió that=que this=este these=estos with=con from=de by=por as=como not=no no=no will=va "
    "would=sería can=puede could=podría also=también however=sin-embargo meanwhile=mientras-tanto after=tras before=antes "
    "more=más than=que who=quien which=que been=sido be=ser there=allí so=así when=cuando if=si about=sobre up=arriba "
    "out=fuera one=uno two=dos three=tres first=primer new=nuevo people=personas government=gobierno minister=ministro "
    "president=presidente police=policía today=hoy earlier=antes now=ahora what=qué you=usted our=nuestro its=su all=todos "
    "just=justo year=año years=años",
    word_list="spanish",
)  # fmt: skip

ITALIAN = Language(
    code="it",
    clocks=("{h:02d}:{m:02d}", "{h:02d}.{m:02d}", "Ore {h:02d}:{m:02d}", "ore {h}.{m:02d}"),
    ago=("{n} minuti fa", "{n} min fa", "{n} ore fa", "Poco fa"),
    months=("gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
            "novembre", "dicembre"),
    dates=("{d} {M} {y}", "{d} {M3} {y}", "{d}/{mm:02d}/{y}", "{d} {M}"),
    by=("{}", "di {}", "Di {}", "dal nostro inviato {}", "(di {})"),
    roles=("dal nostro inviato", "Redazione", "corrispondente", "da Bruxelles", "Redazione Economia"),
    share=("Condividi", "Condividi su Facebook", "Copia link", "Invia per email", "Tweet", "Commenta", "Commenti"),
    updated=("Aggiornato alle {}", "Aggiornato", "Ultimo aggiornamento: {}"),
    pointers=("Leggi anche: {}", "Leggi anche", "Leggi tutto", "L'articolo completo: {}", "Approfondisci", "► {}"),
    credits=("Foto: {}", "(Foto {})", "({})", "Credit: {}", "Fotogramma {}"),
    media=("Video: {}", "VIDEO | {}", "Guarda il video", "Il video: {}", "Diretta video: {}"),
    labels=("ULTIM'ORA", "Ultim'ora", "DIRETTA", "Analisi", "In evidenza", "Politica", "Economia", "Il punto"),
    key_events=("I fatti principali", "Il punto", "In breve", "Cosa sappiamo", "Le notizie in breve", "Riassunto"),
    furniture=("Vai al contenuto", "Menu", "Accedi", "Abbonati", "Iscriviti alla newsletter", "Pubblicità",
               "Usiamo i cookie. Accetta", "Carica altri", "Mostra altro", "I più letti", "Privacy", "Torna su",
               "Riproduzione riservata", "© RIPRODUZIONE RISERVATA", "Seguici su Facebook"),
    housekeeping=("Buongiorno e benvenuti alla nostra diretta.", "La diretta finisce qui. Grazie per averci seguito.",
                  "Chiudiamo qui la diretta di oggi.", "Torniamo domani mattina.", "Buonasera.", "Restate con noi."),
    sections=("Politica", "Cronache", "Esteri", "Economia", "Sport", "Cultura", "Spettacoli", "Video", "Motori",
        "Scuola", "Salute", "Meteo", "Milano", "Roma", "Tecnologia", "Podcast", "Opinioni", "Calcio"),
    covering=("I punti chiave", "Cosa è successo finora", "Le notizie in breve", "Il punto della situazione"),
    greetings=("Buongiorno e bentrovati.", "La diretta finisce qui. Grazie per averci seguito.",
        "Gli aggiornamenti proseguono domani.", "Buonasera a tutti.", "Chiudiamo qui.", "Lascio la diretta a {}.",
        "Cominciamo.", "Restate con noi per gli aggiornamenti."),
    roundups=("In breve", "Le altre notizie", "Le prime pagine", "I titoli delle {}", "La rassegna stampa",
        "E inoltre"),
    elsewhere=("Raccomandati per te", "Leggi anche", "I più letti", "Le Newsletter", "Dalla stessa sezione"),
    function_words="the=il a=un an=una of=di to=a in=in on=su at=a for=per and=e or=o but=ma he=lui she=lei it=esso "
    "they=loro we=noi i=io his=suo her=sua their=loro is=è are=sono was=era were=erano has=ha have=hanno had=aveva "
    "said=ha-detto says=spiega added=ha-aggiunto that=che this=questo these=questi with=con from=da by=da as=come not=non "
    "no=nessun will=sarà would=sarebbe can=può could=potrebbe also=anche however=tuttavia meanwhile=intanto after=dopo "
    "before=prima more=più than=che who=chi which=che been=stato be=essere there=lì so=così when=quando if=se about=su "
    "up=su out=fuori one=uno two=due three=tre first=primo new=nuovo people=persone government=governo minister=ministro "
    "president=presidente police=polizia today=oggi earlier=prima now=ora what=cosa you=voi our=nostro its=suo all=tutti "
    "just=appena year=anno years=anni",
    word_list="italian",
)  # fmt: skip

PORTUGUESE = Language(
    code="pt",
    clocks=("{h:02d}:{m:02d}", "{h}h{m:02d}", "às {h}h{m:02d}", "{h:02d}h{m:02d}", "{h:02d}:{m:02d} - {d}/{mm:02d}"),
    ago=("há {n} minutos", "Há {n} min", "há {n} horas", "Há {n} h"),
    months=("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
            "novembro", "dezembro"),
    dates=("{d} de {M} de {y}", "{d}/{mm:02d}/{y}", "{d} {M3} {y}", "{d} de {M}"),
    by=("{}", "Por {}", "por {}", "{} com Lusa", "Texto de {}"),
    roles=("Jornalista", "Correspondente", "Redação", "Lisboa", "São Paulo", "Enviada especial"),
    share=("Partilhar", "Compartilhar", "Compartilhe no Facebook", "Copiar link", "Enviar por email", "Comentar",
           "Copiar URL"),
    updated=("Atualizado às {}", "Atualizado", "Actualizado às {}", "Atualizado há {} minutos"),
    pointers=("Leia também: {}", "Leia mais", "Ler mais", "Saiba mais: {}", "Veja também: {}", "LEIA TAMBÉM: {}"),
    credits=("Foto: {}", "Fotografia: {}", "— Foto: {}", "{}", "Crédito: {}", "Imagem: {}"),
    media=("Vídeo: {}", "VÍDEO: {}", "Veja o vídeo", "Assista: {}", "Em direto: {}", "AO VIVO: {}"),
    labels=("ÚLTIMA HORA", "URGENTE", "Ao vivo", "Análise", "Em destaque", "Política", "Economia", "AO MINUTO"),
    key_events=("O essencial", "Resumo", "Destaques", "O que sabemos", "Principais acontecimentos"),
    furniture=("Ir para o conteúdo", "Menu", "Entrar", "Assine", "Assine a nossa newsletter", "Publicidade",
               "Usamos cookies. Aceitar", "Carregar mais", "Ver mais", "Mais lidas", "Política de privacidade",
               "Voltar ao topo", "Todos os direitos reservados", "Siga-nos", "Continua após a publicidade"),
    housekeeping=("Bom dia e bem-vindos ao nosso acompanhamento ao minuto.", "Encerramos aqui a cobertura de hoje.",
                  "Obrigado por nos acompanhar.", "Voltamos amanhã de manhã.", "Boa noite.", "Continue connosco."),
    sections=("Política", "Economia", "Mundo", "Brasil", "Desporto", "Esportes", "Cultura", "Ciência", "Opinião",
        "Vídeos", "Local", "Tempo", "Saúde", "Educação", "Tecnologia", "Podcasts", "Portugal", "Futebol"),
    covering=("O que está em causa", "Pontos essenciais", "O que já se sabe", "Acompanhe as principais notícias"),
    greetings=("Bom dia. Começa aqui o acompanhamento.", "Terminamos aqui. Obrigado a quem nos acompanhou.",
        "Encerramos por hoje. Até amanhã!", "Boa noite a todos.", "Boa tarde e bem-vindos.", "Passo a palavra a {}.",
        "Voltamos amanhã às sete.", "Acompanhe aqui todas as atualizações."),
    roundups=("Em resumo", "Breves", "Outras notícias", "As capas de hoje", "Manchetes das {}", "Também hoje",
        "Em poucas linhas"),
    elsewhere=("Sugerimos também", "Mais lidas", "Leia também", "Veja também", "Recomendadas para você",
        "Conteúdo patrocinado"),
    function_words="the=o a=um an=uma of=de to=para in=em on=em at=em for=para and=e or=ou but=mas he=ele she=ela it=ele "
    "they=eles we=nós i=eu his=seu her=sua their=seus is=é are=são was=era were=eram has=tem have=têm had=tinha "
    "said=disse says=afirma added=acrescentou that=que this=este these=estes with=com from=de by=por as=como not=não "
    "no=não will=vai would=seria can=pode could=poderia also=também however=no-entanto meanwhile=entretanto after=após "
    "before=antes more=mais than=que who=quem which=que been=sido be=ser there=lá so=assim when=quando if=se about=sobre "
    "up=acima out=fora one=um two=dois three=três first=primeiro new=novo people=pessoas government=governo "
    "minister=ministro president=presidente police=polícia today=hoje earlier=antes now=agora what=o-que you=você "
    "our=nosso its=seu all=todos just=apenas year=ano years=anos",
    word_list="portuguese",
)  # fmt: skip

LANGUAGES: dict[str, Language] = {
    language.code: language for language in (ENGLISH, FRENCH, GERMAN, SPANISH, ITALIAN, PORTUGUESE)
}

_WORD = re.compile(r"[^\W\d_]+")


def stranger(language: Language, folder: Path) -> Callable[[str], str]:
    """Turns English into something with the look of another language.

    Every word is replaced by a word of that language, always the same one, function words by their
    meaning; names (capitalised words), numbers and marks stay. It says nothing, but it repeats itself,
    points back and moves on where the English does: what a model may learn of text that it cannot read.

    Args:
        folder: Word lists of one word a line, named as `Language.word_list`.
    """
    table, words = language.words, _word_list(folder / language.word_list)

    def translate(match: re.Match[str]) -> str:
        word = match.group()
        low = word.lower()
        if low in table:
            found = table[low].replace("-", " ")
            return found[:1].upper() + found[1:] if word[0].isupper() else found
        if word[0].isupper():
            return word
        choice = words[min(len(low), 14)]
        return choice[zlib.crc32(low.encode()) % len(choice)]

    return lambda text: _WORD.sub(translate, text)


@lru_cache(maxsize=8)
def _word_list(path: Path) -> dict[int, list[str]]:
    by_length: dict[int, list[str]] = {n: [] for n in range(1, 15)}
    for word in path.read_text(encoding="utf-8").split("\n"):
        if word.isalpha() and 2 <= len(word) <= 14:
            by_length[len(word)].append(word)
    by_length[1] = by_length[2]
    return by_length
