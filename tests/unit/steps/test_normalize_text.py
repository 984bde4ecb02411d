import pytest

from flows.steps.normalize_text import normalize_text


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param("Tie\u0302\u0301ng Vie\u0323\u0302t", ("Tiếng Việt", 0), id="marks are composed"),
        pytest.param(
            "một\r\nhai\rba\u2028bốn\u2029năm\x0bsáu\x0cbảy\x85",
            ("một\nhai\nba\nbốn\nnăm\nsáu\nbảy\n", 0),
            id="line ends",
        ),
        pytest.param("a\x00b\x1bc\x7fd\x9fe", ("abcde", 4), id="controls"),
        pytest.param("a\ud800b", ("ab", 1), id="lone surrogate"),
        pytest.param("a\u202eb\u2066c\u200fd\u061ce", ("abcde", 4), id="bidi controls"),
        pytest.param("\ufeffa\u200bb\u2060c\xadd", ("abcd", 4), id="zero width and soft hyphen"),
        pytest.param("ti\u200dếng\u200c Việt\u200d", ("tiếng Việt", 3), id="joiners between Latin letters"),
        pytest.param(
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", 0),
            id="Persian non-joiner stays",
        ),
        pytest.param("\u0915\u094d\u200d ", ("\u0915\u094d\u200d ", 0), id="half form at the end of a word stays"),
        pytest.param("\u0915\u200d ", ("\u0915 ", 1), id="joiner without virama at the end of a word"),
        pytest.param("\U0001f469\u200d\U0001f4bb", ("\U0001f469\u200d\U0001f4bb", 0), id="emoji sequence stays"),
        pytest.param("\U0001f469\u200d và", ("\U0001f469 và", 1), id="emoji with nothing joined"),
        pytest.param("  a\tb \n\n", ("  a\tb \n\n", 0), id="nothing is trimmed"),
        pytest.param("", ("", 0), id="empty"),
        pytest.param("x" + "\u0302" * 40, ("x" + "\u0302" * 30, 10), id="run of marks"),
        pytest.param(
            "\u0628" + "\u0301" * 40 + "\u200d\u0628",
            ("\u0628" + "\u0301" * 30 + "\u0628", 11),
            id="joiner after capped marks",
        ),
        pytest.param(
            "\u0628" + "\u0301" * 30 + "\u064b\u200c\u0628",
            ("\u0628" + "\u0301" * 30 + "\u0628", 2),
            id="joiner whose letter is capped",
        ),
        pytest.param("\u0f40" + "\u0f73" * 30, ("\u0f40" + "\u0f71" * 30, 30), id="marks that decompose"),
    ],
)
def test_a_text_gets_its_normal_form(received: str, expected: object) -> None:
    assert tuple(normalize_text(received)) == expected


@pytest.mark.parametrize("text", ["plain", "Tiếng Việt\nđã chuẩn", "nhiều dấu: x\u0302\u0302"])
def test_a_text_in_normal_form_comes_back_itself(text: str) -> None:
    assert normalize_text(text).text is text


def test_long_runs_of_marks_take_linear_time() -> None:
    assert normalize_text("a" + "\u0301" * 300_000) == ("\xe1" + "\u0301" * 29, 299_970)
