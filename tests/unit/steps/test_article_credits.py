import pytest

from flows.steps.article_credits import (
    author_names,
    credited_source,
    has_credit,
    is_name_line,
    is_outlet,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trần Văn Mẫu", True),
        ("Lan Hạ, Minh An", True),
        ("Mi Lan (Tổng hợp)", True),
        ("Khoa học", False),
        ("Facebook Twitter", False),
        ("Sample Times", False),
        ("Phòng 12", False),
        ("D", False),
        ("", False),
        ("Một Câu Rất Dài Viết Hoa Từng Chữ Một", False),
        ("A" * 61, False),
    ],
)
def test_a_name_line_holds_names_only(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_name_line(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VnExpress", True),
        ("Sample Times", True),
        ("tạp chí Mẫu và Thử", True),
        ("mau.vn", True),
        ("https://baomau", True),
        ("Trần Mẫu", False),
        ("---", False),
        ("x" * 81, False),
    ],
)
def test_outlets_are_known_by_name_or_by_a_word_for_newspapers(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_outlet(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trần Mẫu", ["Trần Mẫu"]),
        ("By Ann Lee and Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Tác giả: Lê Mẫu - 17/12/2024 12:11", ["Lê Mẫu"]),
        ("Minh PhươngTheo Bangkok Post", ["Minh Phương"]),
        ("Theo Hà Mẫu", []),
        ("một dòng thường", []),
    ],
)
def test_bylines_give_their_names(text: str, expected: list[str]) -> None:
    assert author_names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Theo tạp chí Mẫu và Thử", "Tạp chí Mẫu và Thử"),
        ("Theo Dân Mẫu", "Dân Mẫu"),
        ("Minh PhươngTheo Bangkok Post, SCMP", "Bangkok Post, SCMP"),
        ("Nguồn: Báo Mẫu", "Báo Mẫu"),
        ("Nguồn tham khảo: https://www.example.org/2025/a/", "example.org"),
        ("Nguồn: http://[", None),
        ("Nguồn: example.vn/bai", "example.vn"),
        ("Nguồn: Tổng hợp", None),
        ("Sample Times", "Sample Times"),
    ],
)
def test_credit_lines_name_their_source(text: str, expected: str | None) -> None:
    assert has_credit(text)
    assert credited_source(text) == expected


@pytest.mark.parametrize("text", ["Trần Mẫu", "Theo đó, ông nói", "Theo Mẫu, mưa sẽ tạnh.", "Nguồn: " + "x" * 200])
def test_other_lines_are_no_credits(text: str) -> None:
    assert not has_credit(text)


def test_a_bare_label_credits_nobody() -> None:
    assert credited_source("Nguồn:") is None
