from datetime import UTC, datetime

import pytest

from flows.steps.relative_dates import is_day_name, relative_moment, says_how_long_ago, without_relative_dates

NOW = datetime(2025, 1, 2, 10, 30, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 giờ trước", ("2025-01-02 08:30", "minute")),
        ("Cách đây 2 giờ", ("2025-01-02 08:30", "minute")),
        ("Lan Mẫu5 minutes ago", ("2025-01-02 10:25", "minute")),
        ("an hour ago", ("2025-01-02 09:30", "minute")),
        ("vor 3 Stunden", ("2025-01-02 07:30", "minute")),
        ("2 ngày trước", ("2024-12-30 17:00", "day")),
        ("1 tuần trước", ("2024-12-25 17:00", "day")),
        ("2 weeks ago", ("2024-12-18 17:00", "day")),
        ("Hôm qua", ("2024-12-31 17:00", "day")),
        ("hôm qua, 12:11", ("2025-01-01 05:11", "minute")),
        ("12:11 hôm nay", ("2025-01-02 05:11", "minute")),
        ("Yesterday at 9:05", ("2025-01-01 02:05", "minute")),
        ("Hôm qua trời mưa", None),
        ("17/12/2024", None),
    ],
)
def test_a_distance_from_now_is_told_on_the_pages_clock(text: str, expected: tuple[str, str] | None) -> None:
    found = relative_moment(text, 420, NOW)
    assert (found and (f"{found[0]:%Y-%m-%d %H:%M}", found[1])) == expected
    assert says_how_long_ago(text) is (expected is not None)


def test_without_a_clock_a_day_begins_at_midnight_utc() -> None:
    assert relative_moment("yesterday", None, NOW) == (datetime(2025, 1, 1, tzinfo=UTC), "day")


def test_only_a_line_of_its_own_is_the_name_of_a_day() -> None:
    assert is_day_name("Hôm qua, 12:11")
    assert not is_day_name("Hôm qua" + " " * 60)


def test_the_words_are_left_out() -> None:
    assert without_relative_dates("Lê Mẫu - 2 giờ trước").split() == ["Lê", "Mẫu", "-"]
