from datetime import UTC, datetime

import pytest

from flows.steps.article_dates import PrintedDate, is_date_line, printed_date, without_dates

NOON = datetime(2024, 12, 17, 5, 11, tzinfo=UTC)
DAY = datetime(2024, 12, 16, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17/12/2024 12:11", PrintedDate(NOON, "minute", 420)),
        ("Thứ Ba, 17/12/2024 12:11 (GMT+7)", PrintedDate(NOON, "minute", 420)),
        ("12:11 17/12/2024", PrintedDate(NOON, "minute", 420)),
        ("17/12/2024 | 12h11", PrintedDate(NOON, "minute", 420)),
        ("17-12-2024", PrintedDate(DAY, "day", 420)),
        ("20241217", PrintedDate(DAY, "day", 420)),
        ("20241217121105", PrintedDate(NOON, "minute", 420)),
        ("202412172599", PrintedDate(DAY, "day", 420)),
        ("ngày 17 tháng 12 năm 2024", PrintedDate(DAY, "day", 420)),
        ("2024-12-17T12:11:00+07:00", PrintedDate(NOON, "minute", 420)),
        ("2024-12-17T05:11:00Z", PrintedDate(NOON, "minute", 0)),
        ("2024-12-17T00:11:00.5-0500", PrintedDate(NOON, "minute", -300)),
        ("2024年12月17日 12:11", PrintedDate(NOON, "minute", 420)),
        ("12/17/2024", PrintedDate(DAY, "day", 420)),
        ("December 17, 2024 12:11 pm", PrintedDate(NOON, "minute", 420)),
        ("17. Dezember 2024, 12:11 a.m.", PrintedDate(datetime(2024, 12, 16, 17, 11, tzinfo=UTC), "minute", 420)),
        ("17/12/2024 12:11 GMT+99", PrintedDate(NOON, "minute", 420)),
        ("31/02/2024, 17/12/2024", PrintedDate(DAY, "day", 420)),
        ("Chủ nhật, 17/12/2024, 12:11", PrintedDate(NOON, "minute", 420)),
        ("17.12.2024 12.11", PrintedDate(NOON, "minute", 420)),
        ("17/12/2024 12 giờ 11 phút", PrintedDate(NOON, "minute", 420)),
        ("12 giờ 11 phút ngày 17/12/2024", PrintedDate(NOON, "minute", 420)),
        ("17/12/2024 12:11 CH", PrintedDate(NOON, "minute", 420)),
        ("17/12/2024 12:11 SA", PrintedDate(DAY.replace(minute=11), "minute", 420)),
        ("17 Tháng Mười Hai, 2024", PrintedDate(DAY, "day", 420)),
        ("Tháng Mười Hai 17, 2024", PrintedDate(DAY, "day", 420)),
        ("17/12/24 12:11", PrintedDate(NOON, "minute", 420)),
        ("17/12/24-12:11", PrintedDate(NOON, "minute", 420)),
        ("17/12/24", None),  # a score, a fraction or a date
        ("17th of December 2024", PrintedDate(DAY, "day", 420)),
        ("Dec 17, 2024 12:11 AM ET", PrintedDate(NOON, "minute", -300)),
        ("Dec 17, 2024 ET", PrintedDate(DAY, "day", 420)),
        ("17/12/1024", None),
        ("không có ngày", None),
        ("2 giờ trước", None),
    ],
)
def test_a_printed_date_is_read_on_the_vietnamese_clock(text: str, expected: PrintedDate | None) -> None:
    assert printed_date(text, 420) == expected


def test_without_a_known_clock_the_hour_is_taken_as_utc_and_no_offset_given() -> None:
    assert printed_date("17.12.2024 05:11", None) == PrintedDate(NOON, "minute", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 giờ trước", PrintedDate(datetime(2025, 1, 2, 8, 30, tzinfo=UTC), "minute", 420)),
        ("5 minutes ago", PrintedDate(datetime(2025, 1, 2, 10, 25, tzinfo=UTC), "minute", 420)),
        ("1 ngày trước", PrintedDate(datetime(2024, 12, 31, 17, 0, tzinfo=UTC), "day", 420)),
        ("Hôm qua, 12:11", PrintedDate(datetime(2025, 1, 1, 5, 11, tzinfo=UTC), "minute", 420)),
        ("không có ngày", None),
        ("05/02/2025", None),
        ("03/01/2025", PrintedDate(datetime(2025, 1, 2, 17, 0, tzinfo=UTC), "day", 420)),
    ],
)
def test_the_time_of_fetching_dates_ago_and_refuses_the_future(text: str, expected: PrintedDate | None) -> None:
    assert printed_date(text, 420, datetime(2025, 1, 2, 10, 30, 40, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thứ Hai, 17/12/2024 12:11 (GMT+7)", True),
        ("3 giờ trước", True),
        ("Hôm qua, 12:11", True),
        ("17 Tháng Mười Hai, 2024", True),
        ("Hôm qua trời mưa to ở ven sông", False),
        ("Published: January 17, 2012 2:36 AM", True),
        ("Cập nhật 17/12/2024", True),
        ("Giải đua thuyền mở màn vào sáng 17/12/2024 trên sông", False),
        ("Không có số", False),
        ("Phòng 12", False),
        ("17/12/2024" + " " * 200, False),
    ],
)
def test_a_date_line_says_when_and_hardly_anything_else(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_date_line(text) is expected


def test_dates_and_clocks_are_left_out() -> None:
    assert without_dates("Lê Mẫu - 17/12/2024 12:11 (GMT+7)").split() == ["Lê", "Mẫu", "-"]
    assert without_dates("Lê Mẫu 17/12/24-12:11").split() == ["Lê", "Mẫu"]
