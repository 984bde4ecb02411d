import pytest

from flows.schedules import CRON_FIELDS, ScheduleError, check_cron, check_timezone, field_values


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("0 2 * *", "has 4 fields instead of five: minute, hour, day of month, month, day of week"),
        ("0 0 2 * * *", "has 6 fields instead of five"),
        ("", "has 0 fields"),
        ("60 2 * * *", "minute '60' is not in 0-59"),
        ("0 24 * * *", "hour '24' is not in 0-23"),
        ("0 2 0 * *", "day of month '0' is not in 1-31"),
        ("0 2 * 13 *", "month '13' is not in 1-12"),
        ("0 2 * * 8", "day of week '8' is not in 0-7"),
        ("0 2 * * monday", "day of week 'monday' is not in 0-7"),
        ("0 two * * *", "hour 'two' is not in 0-23"),
        ("0 2, * * *", "hour '' is none of"),
        ("*/0 2 * * *", "minute '*/0' is none of"),
        ("0 22-2 * * *", "hour '22-2' runs backwards"),
        ("0 2 31 2,4 *", "day of month '31' never comes in month '2,4'"),
        ("0 ² * * *", "hour '²' is not in 0-23"),
        ("@daily", "has 1 fields instead of five"),
    ],
)
def test_a_cron_that_cannot_be_understood_says_which_field(cron: str, said: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        check_cron(cron)
    assert f"cron {cron!r}" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("cron", "checked"),
    [
        ("0 2 * * *", "0 2 * * *"),
        ("  */15   0-6/2 1,15 JAN-mar 7 ", "*/15 0-6/2 1,15 JAN-mar 7"),
        ("0 2 29 2 *", "0 2 29 2 *"),
        ("0 2 31 2 mon", "0 2 31 2 mon"),
    ],
)
def test_what_crontab_describes_is_taken(cron: str, checked: str) -> None:
    assert check_cron(cron) == checked


def test_a_field_stands_for_its_values() -> None:
    minute, *_, weekday = CRON_FIELDS
    assert field_values("5/20,3-4,0", minute, "") == {0, 3, 4, 5, 25, 45}
    assert field_values("mon-wed", weekday, "") == {1, 2, 3}


def test_a_time_zone_of_the_database_is_taken() -> None:
    assert check_timezone("Asia/Ho_Chi_Minh") == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Asia/Ho_Chi_Min", "did you mean 'Asia/Ho_Chi_Minh'?"),
        ("Asia", "not in the time zone database"),
        ("", "such as Asia/Ho_Chi_Minh"),
        ("../etc/passwd", "not in the time zone database"),
    ],
)
def test_an_unknown_time_zone_is_refused(name: str, said: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        check_timezone(name)
    assert said in str(refused.value)
