import polars as pl
import pytest

from flows.steps.line_keys import first_words, line_key, line_keys


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Sông “Lớn” dâng 12 cm!", "sông lớn dâng cm"),
        ("Große Straße", "grosse strasse"),
        ("İstanbul ﬁel", "i stanbul fiel"),
        ("ΣΟΦΌΣ", "σοφόσ"),
        ("_a_1_b_", "a b"),
        ("…", ""),
        ("河水2上涨", "河水 上涨"),
        ("Dài " * 101, "Dài " * 101),
    ],
)
def test_keys_of_many_lines_are_those_of_each(text: str, key: str) -> None:
    lines = pl.DataFrame({"text": ["Trước", text, "Sau"]}).with_columns(
        character_count=pl.col("text").str.len_chars()
    )
    assert line_keys(lines).to_list() == ["trước", key, "sau"]
    assert len(text) > 400 or line_key(text) == key


@pytest.mark.parametrize("count", [1, 2, 3, 4, 9])
@pytest.mark.parametrize("text", ["Sông Mẫu dâng cao", "“Sông” 12 Mẫu, dâng… cao!", "12:30", "", "STRASSE ß"])
def test_the_first_words_are_those_of_the_key(text: str, count: int) -> None:
    assert first_words(text, count) == line_key(text).split()[:count]
