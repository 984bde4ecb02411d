"""How English and German papers write quotations, pattern by pattern, with invented words and names."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from quote_cases import Case, a, d, found_quotes, i, p

Q = "The river came late this year and the fields are dry"
R = "We will have to plant again in the spring"
G = "Der Fluss kam in diesem Jahr sehr spät und die Felder sind trocken"
H = "Wir werden im Frühjahr noch einmal säen müssen"


ENGLISH: dict[str, Case] = {
    "said name": (f"“{Q},” said Harriet Oakley.", d(f"{Q},", "Harriet Oakley")),
    "name said": (f"“{Q},” Harriet Oakley said on Tuesday.", d(f"{Q},", "Harriet Oakley")),
    "pronoun": (
        f"Harriet Oakley farms near Dunmore. “{Q},” she said.",
        d(f"{Q},", "she", "Harriet Oakley"),
    ),
    "apposition": (
        f'"{Q}," said Harriet Oakley, a farmer from Dunmore County.',
        d(f"{Q},", "Harriet Oakley"),
    ),
    "apposition before the verb": (
        f'"{Q}," Tomas Bergqvist, the chief engineer, told reporters.',
        d(f"{Q},", "Tomas Bergqvist"),
    ),
    "title": (f'"{Q}," Sen. Harriet Oakley said.', d(f"{Q},", "Sen. Harriet Oakley", "Harriet Oakley")),
    "long office": (
        f'"{Q}," said Dunmore County Sheriff Tomas Bergqvist.',
        d(f"{Q},", "Dunmore County Sheriff Tomas Bergqvist", "Tomas Bergqvist"),
    ),
    "comma before": (f'Harriet Oakley said, "{Q}."', d(f"{Q}.", "Harriet Oakley")),
    "colon before": (f'Harriet Oakley put it bluntly: "{Q}."', d(f"{Q}.", "Harriet Oakley")),
    "colon without a verb": (f'Oakley was unmoved: "{Q}."', d(f"{Q}.", "Oakley")),
    "according to behind": (f'"{Q}," according to Harriet Oakley.', d(f"{Q},", "Harriet Oakley")),
    "according to in front": (
        'According to Harriet Oakley, the plan is "a very bad idea for farmers."',
        i('the plan is "a very bad idea for farmers."', "Harriet Oakley"),
        p("a very bad idea for farmers.", "Harriet Oakley"),
    ),
    "split": (
        f'"{Q}," Oakley said. "{R}."',
        d(f"{Q},", "Oakley"),
        d(f"{R}.", "Oakley"),
    ),
    "split within a sentence": (
        f'"The river," Oakley said, "{R}."',
        d("The river,", "Oakley"),
        d(f"{R}.", "Oakley"),
    ),
    "next paragraph": (
        f'"{Q}," Oakley said.\n"{R}."',
        d(f"{Q},", "Oakley"),
        d(f"{R}.", "Oakley"),
    ),
    "doubled single marks": (f"''{Q},'' said Harriet Oakley.", d(f"{Q},", "Harriet Oakley")),
    "backticks": (f"``{Q},'' said Harriet Oakley.", d(f"{Q},", "Harriet Oakley")),
    "single marks": (f"'{Q},' said Harriet Oakley.", d(f"{Q},", "Harriet Oakley")),
    "curly single marks": (f"‘{Q},’ Harriet Oakley said.", d(f"{Q},", "Harriet Oakley")),
    "single marks with an apostrophe": (
        "'It's late and the farmers' fields are dry,' said Harriet Oakley.",
        d("It's late and the farmers' fields are dry,", "Harriet Oakley"),
    ),
    "nested single": (
        "“He told me ‘the river is late’ and left the room,” Oakley said.",
        d("He told me ‘the river is late’ and left the room,", "Oakley"),
    ),
    "description": (f'"{Q}," a farmer said.', d(f"{Q},", "a farmer")),
    "organisation": (
        f'"{Q}," the Dunmore Farmers Union said in a statement.',
        d(f"{Q},", "the Dunmore Farmers Union"),
    ),
    "wrote": (f'Oakley wrote on Twitter: "{Q}."', d(f"{Q}.", "Oakley")),
    "partial": (
        'The senator said the plan was "a very bad idea" for farmers.',
        p("a very bad idea", "The senator"),
    ),
    "partial, verb behind": (
        'The valley "will not dry up soon" this year, said Harriet Oakley.',
        i('The valley "will not dry up soon" this year', "Harriet Oakley"),
        p("will not dry up soon", "Harriet Oakley"),
    ),
    "last name resolves": (
        f'Harriet Oakley farms in Dunmore.\n"{Q}," Oakley said.',
        d(f"{Q},", "Oakley", "Harriet Oakley"),
    ),
    "Mr. resolves": (
        f'Tomas Bergqvist runs the dam.\n"{Q}," Mr. Bergqvist said.',
        d(f"{Q},", "Mr. Bergqvist", "Tomas Bergqvist"),
    ),
    "pronoun of the right gender": (
        f'Mrs. Harriet Oakley came first. Mr. Tomas Bergqvist came late. "{Q}," she said.',
        d(f"{Q},", "she", "Harriet Oakley"),
    ),
    "told somebody": (f'Oakley told the Dunmore Post: "{Q}."', d(f"{Q}.", "Oakley")),
    "in an interview": (
        f'In an interview with the Dunmore Post, Harriet Oakley said: "{Q}."',
        d(f"{Q}.", "Harriet Oakley"),
    ),
    "indirect": (
        "Harriet Oakley said that the dam would close on Monday.",
        i("the dam would close on Monday", "Harriet Oakley"),
    ),
    "indirect without that": (
        "Harriet Oakley said the dam would close on Monday.",
        i("the dam would close on Monday", "Harriet Oakley"),
    ),
    "indirect behind": (
        "The dam will close on Monday, according to Harriet Oakley.",
        i("The dam will close on Monday", "Harriet Oakley"),
    ),
    "clause first": (
        "The dam will close on Monday, Harriet Oakley said.",
        i("The dam will close on Monday", "Harriet Oakley"),
    ),
    "interview": (
        f"Q: How is the river this year?\nHarriet Oakley: {Q}.\nQ: What will you do?\nHarriet Oakley: {R}.",
        a(f"{Q}.", "Harriet Oakley"),
        a(f"{R}.", "Harriet Oakley"),
    ),
    "everyone in the sentence before": (
        f'Oakley was asked about the dam. "{Q}," she answered.',
        d(f"{Q},", "she", "Oakley"),
    ),
}
ENGLISH_NONE: dict[str, str] = {
    "scare": 'The so-called "river of gold" has dried up.',
    "scare phrase": 'Many farmers call themselves "the forgotten ones of the valley" these days.',
    "song": 'The band played "A Long Way From the River" twice.',
    "book": 'Her memoir "Fields of Dust and Water" is out now.',
    "film": 'The movie "The Last Days of the Dam" opens on Friday.',
    "nickname": 'Tomas "The Old Man of the River" Bergqvist won the race.',
    "show": 'He appeared on "Good Morning Dunmore County" last week.',
    "law": 'The bill, known as the "Clean Rivers For All Act," failed.',
    "slogan": 'Voters wore hats with the slogan "Make The River Great Again" on them.',
    "sign": 'A sign reading "No Swimming Beyond This Point" stood there.',
    "event": 'The workshop "Farming Without Water in the Modern Age" starts today.',
    "possessive": "The farmers' fields and the workers' homes are dry.",
    "decade": "In the '90s the rivers' banks were higher.",
    "according to law": "According to the law, the dam must close.",
    "asked to": "Oakley asked the county to close the dam.",
}
GERMAN: dict[str, Case] = {
    "sagte": (f"„{G}“, sagte Harald Brückner.", d(G, "Harald Brückner")),
    "sagte with a title": (
        f"„{G}“, sagte Ministerin Annegret Holtkamp am Dienstag.",
        d(G, "Ministerin Annegret Holtkamp", "Annegret Holtkamp"),
    ),
    "verb in front": (f"Brückner sagte: „{G}.“", d(f"{G}.", "Brückner")),
    "verb in front, apposition": (
        f"Annegret Holtkamp, Sprecherin der Behörde, erklärte: „{G}.“",
        d(f"{G}.", "Annegret Holtkamp"),
    ),
    "verb second": (f"Am Montag sagte Harald Brückner: „{G}.“", d(f"{G}.", "Harald Brückner")),
    "dem Blatt": (
        f"„{G}“, sagte der Bauer Harald Brückner der „Dünenpost“.",
        d(G, "der Bauer Harald Brückner", "Harald Brückner"),
    ),
    "so": (f"„{G}“, so Harald Brückner.", d(G, "Harald Brückner")),
    "so a description": (f"„{G}“, so der Sprecher weiter.", d(G, "der Sprecher")),
    "pronoun": (
        f"Harald Brückner wohnt am Fluss. „{G}“, sagte er.",
        d(G, "er", "Harald Brückner"),
    ),
    "sie": (
        f"Annegret Holtkamp wohnt am Fluss. „{G}“, erklärte sie.",
        d(G, "sie", "Annegret Holtkamp"),
    ),
    "guillemets": (f"»{G}«, sagte Harald Brückner.", d(G, "Harald Brückner")),
    "Swiss guillemets": (f"«{G}», sagte Harald Brückner.", d(G, "Harald Brückner")),
    "straight": (f'"{G}", sagte Harald Brückner.', d(G, "Harald Brückner")),
    "mixed": (f'„{G}", sagte Harald Brückner.', d(G, "Harald Brückner")),
    "split": (f"„{G}“, sagte Brückner. „{H}.“", d(G, "Brückner"), d(f"{H}.", "Brückner")),
    "split within": (
        f"„{G}“, sagte Brückner, „{H}.“",
        d(G, "Brückner"),
        d(f"{H}.", "Brückner"),
    ),
    "nested": (
        "Brückner sagte: „Der Fluss heißt bei uns ‚die Alte‘ und kommt immer spät.“",
        d("Der Fluss heißt bei uns ‚die Alte‘ und kommt immer spät.", "Brückner"),
    ),
    "laut": (
        "Laut Harald Brückner ist der Plan „eine sehr schlechte Idee“.",
        p("eine sehr schlechte Idee", "Harald Brückner"),
    ),
    "partial": (
        "Brückner nannte den Plan „eine sehr schlechte Idee für alle Bauern“.",
        p("eine sehr schlechte Idee für alle Bauern", "Brückner"),
    ),
    "partial with reported speech": (
        "Holtkamp sagte, der Plan sei „ein großer Schritt für die Bauern“.",
        i("der Plan sei „ein großer Schritt für die Bauern“", "Holtkamp"),
        p("ein großer Schritt für die Bauern", "Holtkamp"),
    ),
    "organisation": (f"„{G}“, teilte die Behörde mit.", d(G, "die Behörde")),
    "teilte mit in front": (f"Das Ministerium teilte mit: „{G}.“", d(f"{G}.", "Das Ministerium")),
    "betonte": (f"Dazu betonte Brückner: „{G}.“", d(f"{G}.", "Brückner")),
    "last name": (
        f"Harald Brückner wohnt am Fluss.\n„{G}“, sagte Brückner.",
        d(G, "Brückner", "Harald Brückner"),
    ),
    "wörtlich": (f"Wörtlich sagte Brückner: „{G}.“", d(f"{G}.", "Brückner")),
    "in the text": (f"In der Erklärung der Behörde heißt es: „{G}.“", d(f"{G}.", "der Behörde")),
}
GERMAN_NONE: dict[str, str] = {
    "ship": "Das Schiff „Gorch Tjaden“ liegt im Hafen.",
    "film": "Der Film „Die langen Tage am Fluss“ läuft an.",
    "so-called": "Der sogenannte „Rat der alten Bauern“ tagte.",
    "scare": "Die Bauern nutzten das „Loch im Zaun“ gern.",
    "title": "Unter dem Titel „Wege zum neuen Fluss“ wird getagt.",
    "paper": "Das berichtet die „Neue Dünenpost am Sonntag“.",
}

CASES = {f"en: {k}": v for k, v in ENGLISH.items()} | {f"de: {k}": v for k, v in GERMAN.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_pattern_of_the_press_gives_its_quotations(case: Case) -> None:
    text, *expected = case
    assert found_quotes(text) == expected


@pytest.mark.parametrize(
    "text", [*ENGLISH_NONE.values(), *GERMAN_NONE.values()], ids=[*ENGLISH_NONE, *(f"de {k}" for k in GERMAN_NONE)]
)
def test_marked_words_that_nobody_said_are_no_quotations(text: str) -> None:
    assert found_quotes(text) == []
