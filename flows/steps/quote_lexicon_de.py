"""What the rules for quotations need to know of German, where every noun has a capital."""

from flows.steps.lexicons import WordRule
from flows.steps.quote_lexicon import QuoteWords

GERMAN_WORDS = QuoteWords(
    cues=WordRule(
        "sagte|sagt|sagten|sagen|gesagt|erklärte|erklärt|erklärten|erklären|teilte|teilten|teilt|mitgeteilt|meinte|"
        "meint|meinten|betonte|betont|betonten|kommentierte|kommentiert|äußerte|äußerten|äußert|berichtete|berichtet|"
        "berichteten|berichten|hieß es|heißt es|so hieß|schrieb|schreibt|schrieben|geschrieben|fügte|fügten|fügt|"
        "antwortete|antwortet|antworteten|fragte|fragt|forderte|fordert|forderten|warnte|warnt|warnten|kritisierte|"
        "kritisiert|kritisierten|bezeichnete|bezeichnet|bezeichneten|nannte|nennt|nannten|sprach|spricht|sprachen|"
        "verkündete|verkündet|kündigte|kündigt|behauptete|behauptet|behaupteten|begründete|begründet|begründeten|"
        "bestätigte|bestätigt|bestätigten|räumte|räumt|lobte|lobt|würdigte|würdigt|bekräftigte|bekräftigt|gab|gaben|"
        "wies|warf|verlangte|verlangt|verlangten|urteilte|resümierte|zitierte|zitiert|ergänzte|ergänzt|versicherte|"
        "versichert|unterstrich|appellierte|mahnte|mahnt|hob|führte|rief|riefen|dementierte|verteidigte|verurteilte|"
        "verurteilten|bedauerte|bedauert|hoffte|glaubte|glaubt|konstatierte|befand|entgegnete|erwiderte|erläuterte|"
        "erläutert|erzählte|erzählt|formulierte|vermutete|vermutet|meldete|meldet|titelte|verwies|verweist|stellte|"
        "zeigte sich|sah|sieht|sehen|beschrieb|beschreibt|beklagte|beklagt|drohte|empfahl|wertete|wertet|"
        "charakterisierte|"
        "plädierte|klagte|prognostizierte|gestand|scherzte|witzelte|jubelte|lautete|lautet|versprach|verspricht|"
        "erinnerte|wünschte|wünscht|gratulierte|hält|hielt|findet|fand|verteidigt|argumentierte|argumentiert|gesteht|"
        "räsonierte|kündigten|schilderte|schildert|stufte|verglich|warb|so|laut",
        "Verbs of saying in German news.",
    ),
    not_cues=WordRule(
        "so genannte|so genannten|so genannter|so dass|so weit|so viel|so lange|so wurde|so wurden|so sei|so soll|"
        "so ist|so hat|so etwas|so kann|so sehr|so schnell|gab es|gibt es|sah sich|stellte sich|fand statt|"
        "wurde berichtet|laut werden|laut wurde|fand sich|fand er|fand sie|fand die|fand der",
        "Expressions that hold a verb of saying and report nobody's words.",
    ),
    clause_cues=WordRule(
        "sagte|sagt|sagten|erklärte|erklärt|erklärten|meinte|betonte|betont|behauptete|bestätigte|bestätigt|warnte|"
        "äußerte|berichtete|berichtet|schrieb|schreibt|versicherte|bekräftigte|ergänzte|erläuterte|kritisierte",
        "Verbs of saying that take a clause as their content.",
    ),
    linked_cues=WordRule(
        "sagte|sagt|sagten|erklärte|erklärt|erklärten|meinte|betonte|betont|behauptete|bestätigte|bestätigt|warnte|"
        "äußerte|berichtete|berichtet|schrieb|schreibt|versicherte|bekräftigte|ergänzte|erläuterte|kritisierte",
        "Verbs of saying that take other things too: a link or a comma must follow.",
    ),
    clause_links=WordRule("dass|daß", "Words that open the clause said."),
    clause_signs=WordRule(
        "ist|sind|war|waren|wird|werde|werden|hat|habe|haben|sei|seien|könne|müsse|solle|dürfe|wolle|kann|muss|soll|"
        "hätten|wäre|würde|könnten|müssten|sollten",
        "Words that show a clause rather than a noun phrase.",
    ),
    feelings=WordRule(
        "lachte|scherzte|jubelte|hoffte",
        "Words that report speech beside the marks, and in a clause mean what they say.",
    ),
    charges=WordRule("fahrlässige|schwere", "How the names of crimes begin."),
    male=WordRule("er|herr|herrn", "Pronouns and honorifics of men."),
    female=WordRule("sie|frau", "Pronouns and honorifics of women, if not of many."),
    other_pronouns=WordRule("es|man|wir|ich|dieser|diese|jener|beide|letzterer", "Pronouns that do not tell."),
    titles=WordRule(
        "dr.|dr|prof.|prof|professor|professorin|präsident|präsidentin|kanzler|kanzlerin|minister|ministerin|papst|"
        "könig|königin|prinz|richter|richterin|general|oberst|trainer|trainerin|sprecher|sprecherin|chef|chefin|"
        "bischof|kardinal|pfarrer|senator|senatorin|gouverneur|bürgermeister|bürgermeisterin|vorsitzender|"
        "vorsitzende|vorsitzenden|generalsekretär|generalsekretärin|premier|direktor|direktorin|anwalt|anwältin|"
        "autor|autorin|sänger|sängerin|schauspieler|schauspielerin|regisseur|regisseurin|leiter|leiterin|experte|"
        "expertin|politiker|politikerin|abgeordneter|abgeordnete|abgeordneten|zeuge|zeugin|bauer|polizist|kapitän|"
        "manager|managerin|gründer|gründerin|kollege|kollegin|bruder|schwester|vater|mutter|sohn|tochter|der|die|"
        "dem|den|ex|us|uno|eu|spd|cdu|csu|fdp|grünen|linken|afd|deutsche|deutscher|amtierende|amtierender|ehemalige|"
        "ehemaliger|frühere|früherer|britische|britischer|russische|russischer|französische|französischer|"
        "stellvertretende|stellvertretender|israelische|israelischer|amerikanische|amerikanischer|türkische|"
        "türkischer|iranische|iranischer|chinesische|chinesischer|italienische|italienischer|polnische|polnischer",
        "Titles, trades, parties and articles that stand before a person's name.",
    ),
    title_ends=WordRule(
        "präsident|präsidentin|präsidenten|minister|ministerin|kanzler|kanzlerin|sprecher|sprecherin|chef|chefin|"
        "meister|meisterin|vorsitzender|vorsitzende|vorsitzenden|sekretär|sekretärin|leiter|leiterin|direktor|"
        "direktorin|anwalt|anwältin|politiker|politikerin|trainer|trainerin|experte|expertin|forscher|forscherin|"
        "beauftragte|beauftragter|rat|rätin|führer|führerin|general|richter|richterin|kandidat|kandidatin|manager|"
        "managerin|star|spieler|spielerin|kommissar|kommissarin|bischof|inspekteur|premier|sieger|siegerin|-mann",
        "Endings of titles.",
    ),
    descriptions=WordRule(
        "der|die|das|ein|eine|einer|dem|den|des|sein|seine|ihr|ihre|viele|einige|mehrere|zahlreiche|andere|kritiker|"
        "experten|behörden|beobachter|augenzeugen|zeugen|medien|vertreter|politiker|forscher|gegner|anwohner|"
        "demonstranten|wissenschaftler|polizei|regierung|bundesregierung|ministerium|staatsanwaltschaft|gericht|"
        "dieser|diese|beide|alle|niemand|jemand|menschenrechtler|umweltschützer|ermittler|ärzte|analysten|ein",
        "Openings of a noun phrase that speaks.",
    ),
    offices=WordRule(
        "ministerium|behörde|polizei|regierung|gericht|partei|verband|gesellschaft|universität|zeitung|agentur|"
        "kommission",
        "Heads of organisations.",
    ),
    indefinite=WordRule(
        "ein|eine|einer|einige|mehrere|viele|zahlreiche|andere|kritiker|experten|beobachter|augenzeugen|zeugen|"
        "medien|"
        "beide|alle|niemand|jemand|politiker|forscher|gegner|wissenschaftler|vertreter|man|es",
        "Openings of noun phrases that name nobody in particular.",
    ),
    not_starts=WordRule(
        "in|im|an|am|auf|bei|beim|nach|vor|von|vom|zu|zum|zur|mit|ohne|durch|für|gegen|über|unter|um|aus|seit|"
        "während|"
        "wegen|trotz|aber|und|oder|denn|doch|wenn|als|ob|weil|da|damit|dass|daß|wie|wo|wann|warum|was|wer|welche|"
        "hier|"
        "dort|dann|danach|davor|dabei|dazu|daher|deshalb|darum|darauf|außerdem|zudem|ferner|weiter|weiterhin|jedoch|"
        "allerdings|gestern|heute|morgen|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|nicht|kein|"
        "keine|auch|nur|noch|schon|wörtlich|zuvor|bereits|inzwischen|mittlerweile|schließlich|gegenüber|laut|so|"
        "sich|demnach|somit|ebenso|gleichzeitig|insgesamt|konkret|zugleich|einerseits|andererseits|es|zitat|"
        "angesichts|dennoch|demgegenüber|offenbar|unterdessen|derweil|"
        "anschließend|abschließend|zunächst|daraufhin|hierzu|hierbei|ebenfalls|mehr|zwar|vielmehr|dagegen|hingegen|"
        "entsprechend|trotzdem|folglich|letztlich|nunmehr|seitdem|bisher|bislang|damals|ziel|grund|hintergrund|"
        "anlass",
        "First words that open an adverbial or a clause, never a person.",
    ),
    leads=WordRule(
        "aber|und|doch|denn|als|wie|während|auch|außerdem|zudem|dazu|darauf|dabei|so|nach|unterdessen|derweil|"
        "inzwischen|jedoch|allerdings|später|dann|gestern|heute|weiter|sich|ebenfalls|unter anderem|gleichzeitig|"
        "zugleich|hingegen|dagegen|deshalb|daher|daraufhin|anschließend|abschließend|zuvor|wörtlich|ihm zufolge|"
        "bereits|ferner|ebenso|damit|dass|daß|am montag|am dienstag|am mittwoch|am donnerstag|am freitag|am samstag|"
        "am sonntag|gegenüber journalisten|laut|es",
        "Connecting words before the subject of a clause.",
    ),
    tails=WordRule(
        "hat|haben|habe|hatte|hatten|ist|war|wurde|wird|werde|auch|noch|schon|bereits|später|dann|weiter|"
        "unter anderem|"
        "selbst|daraufhin|zudem|außerdem|hierzu|dazu|sich|am montag|am dienstag|am mittwoch|am donnerstag|am freitag|"
        "am samstag|am sonntag|gestern|heute|jedoch|allerdings|wörtlich|hingegen|dagegen|nun|gegenüber|damals|zuvor|"
        "ebenfalls|deutlich|ausdrücklich|weiterhin|ferner|immer wieder|mehrfach",
        "Auxiliaries and adverbs between the subject and the verb of saying.",
    ),
    clause_words=WordRule(
        "hat|haben|habe|hatte|hatten|ist|sind|war|waren|wurde|wurden|wird|werden|werde|sei|seien|kann|könne|konnte|"
        "soll|solle|sollte|muss|müsse|musste|will|wolle|wollte|darf|dürfe|im|in|am|an|auf|bei|beim|nach|vor|zu|"
        "zum|zur|"
        "mit|für|gegen|über|unter|um|aus|seit|gegenüber|dass|daß|weil|wenn|als|ob|auch|noch|schon|bereits|später|"
        "dann|"
        "weiter|unter|selbst|daraufhin|zudem|außerdem|hierzu|dazu|sich|gestern|heute|jedoch|allerdings|wörtlich|"
        "hingegen|dagegen|nun|damals|zuvor|ebenfalls|nicht|es|er|mit|hinzu|fest|ein|eine|einen|den|dem|das|die|"
        "von|vom|"
        "wie|so|und|ab|aus|zurück|an|weiterhin|laut|damit|während|durch|heißt|hieß|bezüglich|nur|aber|anlässlich|"
        "wegen|einem|einer",
        "Words that end a noun phrase around its verb.",
    ),
    naming=WordRule(
        "film|buch|roman|lied|song|album|serie|sendung|titel|motto|thema|sogenannte|sogenannten|sogenannter|"
        "sogenanntes|so genannte|so genannten|genannt|namens|namen|name|schiff|zeitung|zeitschrift|magazin|projekt|"
        "programm|aktion|kampagne|gruppe|band|organisation|initiative|operation|hurrikan|taifun|tropensturm|sonde|"
        "raumsonde|raumfähre|satellit|satelliten|preis|ausstellung|oper|stück|partei|liste|theaterstück|kategorie|"
        "wort|worte|worten|begriff|bezeichnung|slogan|parole|restaurant|hotel|stiftung|verein|turm|platz|"
        "die zeitung|unternehmen|firma|spiel|computerspiel|konferenz|symposium|festival|gesetz|aufschrift|leitlinie",
        "Nouns and articles of naming: the marked words after them are a title or a name.",
    ),
    naming_near=WordRule(
        "unter dem titel|unter dem motto|mit dem titel|unter dem namen|mit dem namen",
        "The same with a few words between them and the marks.",
    ),
    calling=WordRule(
        "sogenannte|sogenannten|als|der|die|das|den|dem|des|im|vom|zum|zur|ein|eine|einen|einer|einem",
        "Words of calling: a short name after them is a name or a term.",
    ),
    documents=WordRule(
        "gesetz|angaben|plan|umfrage|umfragen|statistik|verfassung|vertrag|medienberichten|polizei|polizeiangaben|"
        "einem|einer|ersten|eigenen|diesem|dieser",
        "What follows 'laut' without being a source that speaks.",
    ),
    source_leads=WordRule("auch|aber|und", "Words right before 'laut'."),
    source_pattern=WordRule(
        r"(?:[Ll]aut|[Nn]ach (?:(?:den )?(?:Angaben|Worten)|(?:Ansicht|Meinung|Auffassung|Einschätzung)) "
        r"(?:von|des|der)|"
        r"[Aa]us Sicht (?:von|des|der))\s+",
        "The words in front of a source that no verb follows.",
    ),
    relay_pattern=WordRule(
        r"(?i)\b(?:zitierte|zitiert|zitieren) (?=[^,.;]{2,60} mit den worten)", "A paper relays somebody."
    ),
    owner_pattern=WordRule(
        r"(?:in )?(?:der|einer|dem|einem|die|eine|ein) "
        r"(?:erklärung|mitteilung|pressemitteilung|stellungnahme|aussendung|brief|schreiben|bericht) "
        r"(?:von\s+|(?=de[rs]\s))",
        "Nouns of saying whose owner is the speaker.",
    ),
    saying_nouns=WordRule(
        "Worte|Worten|Aussage|Satz|Frage|Äußerung|Kommentar",
        "Nouns of saying right before the marks.",
    ),
    owner_links=WordRule("von|des|der", "The word before their owner."),
    asker_pattern=WordRule(
        r"(?:Frage|FRAGE|Interviewer|Wikinews|Redaktion|Reporter|Moderator)", "Labels of the journalist."
    ),
    answerer_pattern=WordRule(r"(?:Antwort|ANTWORT|A)", "Labels of an answer that name nobody."),
    interview_pattern=WordRule(
        r"(?:interview mit|gespräch mit|im gespräch mit)\s+", "Words before the person interviewed."
    ),
    question_pattern=WordRule(
        r"\b(?:haben|sind|können|würden|werden|glauben|sehen) Sie\b", "An interviewer's question."
    ),
)
