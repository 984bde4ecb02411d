import pytest

from flows.steps.article_titles import article_title, without_site

TITLE = "Sông Mẫu dâng cao trong đêm"
TEXT = "Trong đêm, nước sông Mẫu dâng lên rất nhanh."


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        *((f"{TITLE} {mark} Báo Làng Mẫu", TITLE) for mark in ("-", "|", "–", "—", "»", "::", "·", "•", "/", "<")),
        (f"{TITLE} - Thời sự - Báo Làng Mẫu", TITLE),
        (f"Báo Làng Mẫu | {TITLE}", TITLE),
        (f"{TITLE} | MẪU ONLINE", TITLE),
        (f"{TITLE} - langmau.example", TITLE),
        ("Báo Làng Mẫu", ""),
        ("www.langmau.example", ""),
        (f"{TITLE} - nước lên nhanh", f"{TITLE} - nước lên nhanh"),
        (f"{TITLE} - Thời sự", f"{TITLE} - Thời sự"),
        (f"{TITLE}-Báo Làng Mẫu", f"{TITLE}-Báo Làng Mẫu"),
        (TITLE + " - Báo Mẫu" * 5, f"{TITLE} - Báo Mẫu"),  # no more than four names are looked for
        ("", ""),
    ],
)
def test_the_sites_name_is_no_part_of_a_title(title: str, expected: str) -> None:
    assert without_site(title, ["Mẫu Online", "langmau.example", ""]) == expected


@pytest.mark.parametrize(
    ("printed", "record", "head", "expected"),
    [
        (TITLE, "Khác", ["Khác hẳn"], TITLE),  # what is printed goes before a claim that differs
        ("Sông Mẫu dâng...", None, [TITLE], TITLE),
        ("Sông Mẫu dâng [...]", None, ["Sông Mẫu dâng cao…", TITLE], TITLE),
        ("Sông Mẫu dâng...", None, ["Giá gạo tăng"], "Sông Mẫu dâng..."),
        ("Sông Mẫu dâng...", None, ["Sông Mẫu dâng... - Diễn đàn"], "Sông Mẫu dâng..."),
        ("Báo Mẫu", None, [], "Báo Mẫu"),
        (None, None, ["Nước sông dâng", TITLE, f"{TITLE} - Báo Mẫu"], TITLE),  # two places agree
        (None, "Từ bản ghi", [TITLE], "Từ bản ghi"),
        (None, None, [f"{TITLE} | Báo Mẫu"], TITLE),
        (None, None, ["Chào mừng quý khách", TITLE], TITLE),  # the text bears out only the second
        (None, None, ["Báo Mẫu"], None),
        (None, None, ["!"], None),
        (None, None, [], None),
    ],
)
def test_a_title_is_printed_or_claimed_and_borne_out(
    printed: str | None, record: str | None, head: list[str], expected: str | None
) -> None:
    assert article_title(printed, record, head, TEXT, []) == expected


def test_writing_without_spaces_agrees_by_its_characters() -> None:
    assert article_title(None, None, ["河水夜里上涨"], "河水在夜里上涨,无人受伤。", []) == "河水夜里上涨"
