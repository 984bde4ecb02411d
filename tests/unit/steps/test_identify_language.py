import unicodedata

import numpy as np
import polars as pl
import pytest

from flows.steps import identify_language as module
from flows.steps.identify_language import (
    NO_GUESS,
    Guess,
    Letters,
    answer,
    best_guesses,
    broad_guess,
    can_be,
    identify_language,
    identify_paragraph_languages,
    identify_texts,
    is_switch,
    paragraph_language,
    vietnamese_score,
    weighed,
)
from flows.steps.language_profiles import UNIT, Likelihoods
from schemas.stages import ARTICLE_LANGUAGES, PAGE_PARAGRAPHS, TEXT_PARAGRAPHS

VIETNAMESE = "Nước sông dâng cao trong đêm khiến nhiều hộ dân phải di chuyển đồ đạc lên tầng hai."
UNACCENTED = "Nuoc song dang cao trong dem khien nhieu ho dan phai di chuyen do dac len tang hai cua ngoi nha."
ENGLISH = "The river rose during the night and many families had to move their belongings upstairs."
CHINESE = "河水在夜里上涨,两岸居民已经接到通知,因此没有人受伤。"
YORUBA = "Omi odò náà kún ní alẹ́, ọ̀pọ̀lọpọ̀ ìdílé sì ní láti kó ẹrù wọn lọ sí òkè."
NAMES = "Nova Marina: Castellan, Ferreira, Montoya, Delgado, Salvatierra, Quintana, Rosales, Benavides"
OWN = frozenset({"vi", "en", "es", "hr", "ru"})


def articles(*texts: str) -> pl.DataFrame:
    return pl.DataFrame(
        {"document_id": [f"d{number}" for number in range(len(texts))], "article_index": 0, "text": list(texts)},
        {"document_id": pl.String, "article_index": pl.Int64, "text": pl.String},
    )


def paragraphs(*texts: str, document_id: str = "d0") -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "paragraph_id": f"p{number}",
                "article_id": "a",
                "document_id": document_id,
                "article_index": 0,
                "paragraph_index": number,
                "kind": "body",
                "text": text,
                "char_start": 0,
                "char_end": len(text),
                "word_count": 1,
            }
            for number, text in enumerate(texts)
        ],
        PAGE_PARAGRAPHS.to_polars(),
    )


def languages(*rows: tuple[str, int, str, float, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, ARTICLE_LANGUAGES.to_polars(), orient="row")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (VIETNAMESE, "vi"),
        (unicodedata.normalize("NFD", VIETNAMESE), "vi"),
        (VIETNAMESE.upper(), "vi"),
        ("Khó có liên minh Nga - Trung", "vi"),  # no letter that only Vietnamese has
        ("Ông Jonathan Whitfield gặp bà Margaret Ellsworth tại trụ sở Northbridge Partners hôm qua.", "vi"),
        ("Cầu thủ của Northbridge mê chơi laptop gaming và xem Valley of Stars", "vi"),
        ("Trang nhất", "vi"),
        (UNACCENTED, "vi"),
        ('Trong tran nay co mot "hot girl" mang ao do, 19 tuoi, la nguoi o Ha Noi.', "vi"),
        ("Toc do toi da la 70 km/h, thay vi 90 km/h", "vi"),
        ("mua lon keo dai", "vi"),
        (ENGLISH, "en"),
        ("Nguyễn Văn Minh met Trần Thị Hoa in Hà Nội on Monday to discuss the new agreement.", "en"),
        ("El río subió durante la noche y muchas familias tuvieron que llevar sus cosas arriba.", "es"),
        ("Elven steg i natt, og vi er ikke sikre på hva folk skal gjøre med tingene sine.", "nb"),
        (CHINESE, "zh"),
        ("河水在夜裡上漲,兩岸居民已經接到通知,因此沒有人受傷。", "zh"),
        ("川の水は夜のうちに増え、人々は二階へ荷物を運んだ。", "ja"),
        ("밤새 강물이 불어나 주민들이 짐을 위층으로 옮겼다.", "ko"),
        ("Река поднялась за ночь, и многим семьям пришлось уйти.", "ru"),
        ("Рака паднялася за ноч, і многім сем'ям давялося пераехаць.", "be"),
        (YORUBA, "yo"),
        ("Mmiri ahụ rịrị elu n'abalị, ọtụtụ ezinụlọ bugara ngwongwo ha n'elu ụlọ.", "ig"),
        ("Sungai naik semalam, kerana itu banyak keluarga terpaksa berpindah ke tingkat atas.", "ms"),
        ("Cov dej nce siab hmo ntuj thiab ntau tsev neeg tau tsiv lawv cov khoom mus rau saum.", "hmn"),
        ("Mlam anei êa krông đĭ dlông, ƀuôn sang lu mâo čiăng mdŭk mnơ̆ng dhơ̆ng hĕ", "und"),  # Ê-đê
        ("Zoey", "und"),
        ("Marina Castellan", "und"),
        (NAMES, "und"),
        ("123 456 789", "und"),
        ("!?", "und"),
        ("", "und"),
        ("ʘʘʘʘʘʘʘʘʘʘʘʘ", "und"),
    ],
)
def test_a_text_has_the_language_of_its_words(text: str, language: str) -> None:
    assert [found for found, _ in identify_texts([text])] == [language]


def test_a_score_grows_with_the_letters_and_is_nothing_where_nothing_can_be_told() -> None:
    assert identify_texts(["12", "Trang nhất", VIETNAMESE, ENGLISH]) == [
        ("und", 0.0),
        ("vi", 0.9),
        ("vi", round(65 / 66, 4)),
        ("en", round(73 / 74, 4)),
    ]


def test_a_language_with_a_near_relative_is_never_sure() -> None:
    text = "Rijeka je noću porasla i mnoge su obitelji morale odnijeti svoje stvari na kat."
    assert identify_texts([text]) == [("hr", 0.75)]


def test_capitals_are_read_as_small_letters() -> None:
    assert identify_texts([ENGLISH.upper()]) == identify_texts([ENGLISH])


def test_texts_are_answered_in_order_and_once_each() -> None:
    alone = {text: identify_texts([text])[0] for text in (ENGLISH, VIETNAMESE, CHINESE, "12")}
    texts = [CHINESE, ENGLISH, "12", ENGLISH, VIETNAMESE]
    assert identify_texts(texts) == [alone[text] for text in texts]


def test_profiles_are_loaded_only_where_letters_do_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "packaged_profiles", None)
    assert [language for language, _ in identify_texts([VIETNAMESE, "12", ""])] == ["vi", "und", "und"]
    assert identify_texts([]) == []


def test_the_best_language_leads_the_next_other_one() -> None:
    sums = np.array([[-9, -1, -2, -5], [-4, -4, -9, -9], [0, 0, 0, 0]]) * UNIT
    languages = ("no", "zh-cn", "zh-tw", "vi")
    assert best_guesses(Likelihoods(sums, np.array([4, 1, 0])), languages) == [
        Guess("zh", 2.0),
        Guess("nb", 0.0),
        NO_GUESS,
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [(ENGLISH, "en"), ("הנהר עלה במהלך הלילה ומשפחות רבות עברו", "he"), ("", "und"), ("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫ", "chr")],
)
def test_cld2_answers_with_iso_codes(text: str, language: str) -> None:
    assert broad_guess(text).language == language


@pytest.mark.parametrize(
    ("code", "guess"),
    [
        ("iw", Guess("he", 0.5)),
        ("zh-Hant", Guess("zh", 0.5)),
        ("un", NO_GUESS),
        ("tlh", NO_GUESS),
        ("xx-Cher", NO_GUESS),
        ("nso", Guess("nso", 0.5)),
    ],
)
def test_codes_of_cld2_that_name_no_language_are_no_guess(
    code: str, guess: Guess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module.pycld2, "detect", lambda *_, **__: (True, 9, (("name", code, 50, 1.0),)))
    assert broad_guess("text") == guess
    monkeypatch.setattr(module.pycld2, "detect", lambda *_, **__: (False, 9, (("name", code, 50, 1.0),)))
    assert broad_guess("text") == NO_GUESS


@pytest.mark.parametrize(
    ("language", "text", "letters", "is_possible"),
    [
        ("vi", UNACCENTED, Letters(76, 0), True),
        ("vi", VIETNAMESE, Letters(65, 20), True),
        ("vi", "lọ ra ilé ọjà fún àwọn ọmọdé", Letters(22, 0), False),
        ("vi", "met Nguyễn in town to discuss the new treaty", Letters(37, 1), False),
        ("vi", "mua smartphone gaming với laptop này", Letters(31, 2), True),
        ("vi", "đĭ nŭ hĕ", Letters(6, 1), False),
        ("ko", "河水", Letters(2, 0), False),
        ("ko", "강물 河水", Letters(4, 0), True),
        ("sr", "река поднялась", Letters(13, 0), False),
        ("sr", "река је порасла", Letters(13, 0), True),
        ("sr", "река је порасла " * 20 + "ы", Letters(261, 0), True),
        ("en", "anything", Letters(8, 0), True),
    ],
)
def test_letters_rule_languages_out(language: str, text: str, letters: Letters, is_possible: bool) -> None:  # noqa: FBT001
    assert can_be(language, text, letters) is is_possible


@pytest.mark.parametrize(
    ("text", "letters", "own", "broad", "score"),
    [
        (UNACCENTED, Letters(76, 0), "vi", "vi", 76 / 77),
        (UNACCENTED, Letters(76, 0), "en", "en", 0.55),
        (UNACCENTED, Letters(76, 0), "en", "it", 76 / 80),
        ("can run to the man in tan van", Letters(22, 0), "en", "en", 0.0),
        ("Whitfield toả sáng", Letters(16, 1), "en", "en", 0.8),
        ("mua lon keo dai", Letters(12, 0), "en", "en", 0.0),
        ("mua lon keo dai", Letters(12, 0), "en", "it", 0.55),
        ("mua lon", Letters(6, 0), "en", "it", 0.0),
        ("mua lon", Letters(6, 0), "en", "vi", 0.55),
        ("mua lớn", Letters(6, 1), "en", "vi", 0.6),
        ("Nguyễn met Trần in Huế", Letters(18, 3), "vi", "en", 0.55),
        ("mua lon", Letters(6, 0), "und", "vi", 0.6),
        (ENGLISH, Letters(73, 0), "en", "it", 0.0),
    ],
)
def test_syllables_speak_for_vietnamese(text: str, letters: Letters, own: str, broad: str, score: float) -> None:
    guesses = [NO_GUESS if language == "und" else Guess(language, 1.0) for language in (own, broad)]
    assert vietnamese_score(text, letters, *guesses) == score


def test_names_alone_have_only_a_language_that_both_guesses_name() -> None:
    letters = Letters(76, 0)
    assert weighed(NAMES, letters, Guess("es", 9.0), Guess("war", 1.0), OWN) == ("und", 0.0)
    assert weighed(NAMES, letters, Guess("es", 9.0), Guess("es", 1.0), OWN) == ("es", 76 / 77)


@pytest.mark.parametrize(
    ("count", "own", "broad", "found"),
    [
        (36, Guess("en", 0.1), Guess("en", 1.0), ("en", 36 / 37)),
        (36, Guess("es", 9.0), Guess("yo", 0.5), ("yo", 0.45)),
        (36, Guess("hr", 9.0), Guess("bs", 1.0), ("bs", 0.75)),
        (36, Guess("ko", 1.0), Guess("en", 1.0), ("en", 0.9)),
        (36, NO_GUESS, Guess("en", 1.0), ("und", 0.0)),
        (36, NO_GUESS, Guess("yo", 1.0), ("yo", 0.9)),
        (36, Guess("es", 1.5), Guess("en", 1.0), ("es", 0.6)),
        (36, Guess("es", 1.5), NO_GUESS, ("es", 0.6)),
        (36, Guess("es", 1.4), Guess("en", 1.0), ("und", 0.0)),
        (19, Guess("es", 1.5), Guess("en", 1.0), ("und", 0.0)),
        (36, NO_GUESS, NO_GUESS, ("und", 36 / 37)),
    ],
)
def test_two_guesses_are_weighed(count: int, own: Guess, broad: Guess, found: tuple[str, float]) -> None:
    assert weighed("xyzzy " * 6, Letters(count, 0), own, broad, OWN) == found


@pytest.mark.parametrize(
    ("language", "score", "said"),
    [
        ("en", 0.98765, ("en", 0.9877)),
        ("en", 0.49, ("und", 0.0)),
        ("id", 0.99, ("id", 0.75)),
        ("und", 0.99, ("und", 0.0)),
    ],
)
def test_an_answer_more_likely_wrong_than_right_is_not_given(
    language: str, score: float, said: tuple[str, float]
) -> None:
    assert answer(language, score) == said


def test_each_article_has_its_language_and_whether_its_accents_are_missing() -> None:
    texts = (VIETNAMESE, UNACCENTED, ENGLISH, "12", unicodedata.normalize("NFD", VIETNAMESE))
    found = identify_language(articles(*texts))
    assert found.drop("language_score").rows() == [
        ("d0", 0, "vi", False),
        ("d1", 0, "vi", True),
        ("d2", 0, "en", False),
        ("d3", 0, "und", False),
        ("d4", 0, "vi", False),
    ]
    assert found.schema == ARTICLE_LANGUAGES.to_polars()
    assert identify_language(articles(*texts).reverse()).equals(found)


@pytest.mark.parametrize(
    ("text", "language", "own", "does_switch"),
    [
        (ENGLISH, "vi", ("en", 0.95), True),
        (ENGLISH, "vi", ("en", 0.89), False),
        (ENGLISH, "vi", ("und", 0.0), False),
        (ENGLISH, "id", ("ms", 0.75), False),
        (ENGLISH, "vi", ("ms", 0.75), True),
        (ENGLISH, "nb", ("ms", 0.75), True),
        (ENGLISH, "vi", ("ms", 0.74), False),
        (NAMES, "vi", ("es", 0.95), False),
        (CHINESE, "vi", ("zh", 0.95), True),
    ],
)
def test_a_paragraph_switches_where_its_words_are_surely_others(
    text: str,
    language: str,
    own: tuple[str, float],
    does_switch: bool,  # noqa: FBT001
) -> None:
    assert is_switch(text, language, own) is does_switch


@pytest.mark.parametrize(
    ("of_article", "own", "found"),
    [
        (("vi", 0.9), ("vi", 0.95), ("vi", 0.95)),
        (("vi", 0.99), ("vi", 0.95), ("vi", 0.99)),
        (("vi", 0.99), ("en", 0.95), ("en", 0.95)),
        (("vi", 0.99), ("und", 0.0), ("vi", 0.99)),
        (("und", 0.0), ("en", 0.95), ("en", 0.95)),
    ],
)
def test_a_paragraph_is_as_sure_as_it_and_its_article(
    of_article: tuple[str, float], own: tuple[str, float], found: tuple[str, float]
) -> None:
    assert paragraph_language(ENGLISH, of_article, own) == found


def test_a_paragraph_takes_its_articles_language_unless_its_words_say_otherwise() -> None:
    unclear = "1 " * 20 + "ʘ" * 70
    quotation = f"“{ENGLISH}”"
    found = identify_paragraph_languages(
        paragraphs(VIETNAMESE, "Yes, sir, of course, sir.", quotation, unclear, NAMES, UNACCENTED),
        languages(("d0", 0, "vi", 0.9, False)),
    )
    assert found.select("paragraph_index", "language", "language_score").rows() == [
        (0, "vi", 0.9),
        (1, "vi", 0.9),
        (2, "en", round(73 / 74, 4)),
        (3, "vi", 0.9),
        (4, "vi", 0.9),
        (5, "vi", identify_texts([UNACCENTED])[0][1]),
    ]
    assert found.schema == TEXT_PARAGRAPHS.to_polars()


def test_paragraphs_of_the_same_text_have_the_same_hash() -> None:
    found = identify_paragraph_languages(
        paragraphs(VIETNAMESE, ENGLISH, VIETNAMESE), languages(("d0", 0, "vi", 0.9, False))
    )
    first, other, again = found["text_hash"]
    assert first == again != other


def test_paragraphs_that_need_no_question_ask_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "packaged_profiles", None)
    found = identify_paragraph_languages(paragraphs("Ảnh: An", VIETNAMESE), languages(("d0", 0, "vi", 0.9, False)))
    assert found["language"].to_list() == ["vi", "vi"]


def test_paragraphs_of_several_articles_come_sorted_with_their_own_articles_language() -> None:
    rows = pl.concat([paragraphs("Vâng.", "Dạ.", document_id="d1"), paragraphs("Yes.")]).reverse()
    known = languages(("d1", 0, "vi", 0.9, False), ("d0", 0, "en", 0.8, False))
    found = identify_paragraph_languages(rows, known)
    assert found.select("document_id", "paragraph_index", "language").rows() == [
        ("d0", 0, "en"),
        ("d1", 0, "vi"),
        ("d1", 1, "vi"),
    ]


def test_no_articles_and_no_paragraphs_give_no_rows() -> None:
    assert identify_language(articles()).equals(ARTICLE_LANGUAGES.empty())
    assert identify_paragraph_languages(paragraphs(), languages()).equals(TEXT_PARAGRAPHS.empty())
