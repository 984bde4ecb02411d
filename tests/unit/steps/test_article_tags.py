import pytest

from flows.steps.article_tags import article_tags, is_tag_label


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#lũ #sông_Mẫu, #lũ", ["lũ", "sông_Mẫu"]),
        ("Tags: lũ, sông Mẫu", ["lũ", "sông Mẫu"]),
        ("Từ khóa: lũ; sông Mẫu", ["lũ", "sông Mẫu"]),
        ("Từ khoá lũ | sông Mẫu", ["lũ", "sông Mẫu"]),
        ("Chủ đề: lũ · sông Mẫu.", ["lũ", "sông Mẫu"]),
        ("Thẻ: lũ / sông Mẫu", ["lũ", "sông Mẫu"]),
        ("sông Mẫu", ["sông Mẫu"]),
        ("Tags:", []),
    ],
)
def test_a_line_of_tags_names_each(line: str, expected: list[str]) -> None:
    assert article_tags([line], [], "") == expected


def test_claimed_keywords_count_where_the_text_has_them_as_words() -> None:
    assert article_tags(["#Lũ"], ["lũ, sông Mẫu, xe đạp, ông"], "Sông mẫu có lũ.") == ["Lũ", "sông Mẫu"]


def test_a_bare_label_is_told_from_a_line_of_tags() -> None:
    assert is_tag_label("Tags:")
    assert is_tag_label("Từ khóa")
    assert not is_tag_label("Tags: lũ")
