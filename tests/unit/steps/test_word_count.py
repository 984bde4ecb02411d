import pytest

from flows.steps.word_count import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("- … -", 0),
        ("Mưa lớn, gió mạnh.", 4),
        ("cấp 7-8 lúc 17h30", 5),
        ("công việc", 2),
    ],
)
def test_words_are_runs_of_letters_and_digits(text: str, count: int) -> None:
    assert count_words(text) == count
