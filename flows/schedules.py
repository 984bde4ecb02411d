"""When builds run: a cron expression and a time zone, checked field by field before anything is started."""

import difflib
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
ITEM = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d{1,4}))?")


class ScheduleError(ValueError):
    """A cron expression or a time zone cannot be understood; the message says which part of it."""


class CronField(NamedTuple):
    """One field of a cron expression: its name, its least and greatest value, and names for values from `least`."""

    name: str
    least: int
    greatest: int
    value_names: tuple[str, ...] = ()


CRON_FIELDS = (
    CronField("minute", 0, 59),
    CronField("hour", 0, 23),
    CronField("day of month", 1, 31),
    CronField("month", 1, 12, MONTHS),
    CronField("day of week", 0, 7, WEEKDAYS),  # 0 and 7 are both Sunday
)


def check_cron(cron: str) -> str:
    """Return the expression with single spaces if it has the five fields that crontab(5) describes.

    Raises:
        ScheduleError: a field is missing, holds what it cannot hold, or no day fits.
    """
    parts = cron.split()
    if len(parts) != len(CRON_FIELDS):
        wanted = ", ".join(field.name for field in CRON_FIELDS)
        raise ScheduleError(f"cron {cron!r} has {len(parts)} fields instead of five: {wanted}")
    values = [field_values(part, field, cron) for part, field in zip(parts, CRON_FIELDS, strict=True)]
    days, months = values[2], values[3]
    if parts[4] == "*" and min(days) > max(MONTH_DAYS[month - 1] for month in months):
        raise ScheduleError(f"cron {cron!r}: day of month {parts[2]!r} never comes in month {parts[3]!r}")
    return " ".join(parts)


def field_values(part: str, field: CronField, cron: str) -> set[int]:
    """Return the values that a field stands for."""
    values: set[int] = set()
    for item in part.split(","):
        match = ITEM.fullmatch(item)
        if match is None or (match["step"] is not None and int(match["step"]) == 0):
            raise ScheduleError(f"cron {cron!r}: {field.name} {item!r} is none of '*', 'a', 'a-b', '*/n', 'a-b/n'")
        first = field_value(match["first"], field, cron) if match["first"] else field.least
        # "5/15" means from 5 on; a single value is itself alone.
        is_open = match["first"] is None or (match["step"] is not None and match["last"] is None)
        last = field.greatest if is_open else field_value(match["last"] or match["first"], field, cron)
        if first > last:
            raise ScheduleError(f"cron {cron!r}: {field.name} {item!r} runs backwards; write two ranges")
        values |= set(range(first, last + 1, int(match["step"] or 1)))
    return values


def field_value(text: str, field: CronField, cron: str) -> int:
    """Return a number or a name of a field as a number."""
    if text.lower() in field.value_names:
        return field.least + field.value_names.index(text.lower())
    if not re.fullmatch(r"[0-9]{1,4}", text) or not field.least <= int(text) <= field.greatest:
        raise ScheduleError(f"cron {cron!r}: {field.name} {text!r} is not in {field.least}-{field.greatest}")
    return int(text)


def check_timezone(name: str) -> str:
    """Return the name if the time zone database has it.

    Raises:
        ScheduleError: it has not; the message names the likeliest that was meant.
    """
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones, "Asia", is an OSError
        near = difflib.get_close_matches(name, sorted(available_timezones()), 1)
        meant = f"; did you mean {near[0]!r}?" if near else ", such as Asia/Ho_Chi_Minh"
        raise ScheduleError(f"time zone {name!r} is not in the time zone database{meant}") from error
    return name
