from datetime import date

import pytest

from flows.steps.clock_zones import named_offset


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("5:11 AM ET", date(2024, 12, 17), -300),
        ("5:11 AM ET", date(2024, 7, 17), -240),
        ("5:11 a.m. PT", date(2024, 3, 9), -480),
        ("5:11 a.m. PT", date(2024, 3, 10), -420),
        ("5:11 AM CT", date(2024, 11, 3), -360),
        ("5:11 EDT", date(2024, 12, 17), -240),
        ("12:11 (ICT)", date(2024, 12, 17), 420),
        ("12:11 et puis", date(2024, 12, 17), None),
        ("By Lan ET", date(2024, 12, 17), None),
    ],
)
def test_a_clock_named_after_a_time_of_day_has_its_offset(text: str, day: date, expected: int | None) -> None:
    assert named_offset(text, day) == expected
