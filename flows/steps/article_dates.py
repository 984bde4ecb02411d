"""Dates as pages print them, and the moment they mean.

A day alone means its first minute on the clock it was printed in. Of two numbers that could both be the month
the second is taken, as everywhere but in the United States.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

from flows.steps.clock_zones import named_offset
from flows.steps.lexicons import DATE_FILLERS, MONTH_NAMES
from flows.steps.relative_dates import is_day_name, relative_moment, says_how_long_ago, without_relative_dates

VIETNAM_OFFSET_MINUTES = 420
FIRST_YEAR, LAST_YEAR = 1990, 2100  # news pages; other numbers are no years
FUTURE_TOLERANCE = timedelta(days=2)  # clocks of other zones, pages dated for tomorrow's paper
LONGEST_DATE_LINE = 120  # characters; a printed date is shorter with whatever stands beside it
MOST_OTHER_WORDS = 4  # words beside the date in a line that is still a date line
# Stands in every date; looked for first, as few lines have one.
DATE_SIGN = r"(?:19|20)\d{2}|\d[/.-][0-4]\d|(?i:trước|ago|cách đây|vor|hôm nay|hôm qua|today|yesterday|heute|gestern)"

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH_NAME = "|".join(sorted(map(re.escape, MONTH_NAMES), key=lambda name: (-len(name), name)))
_DATE_PATTERNS = (
    rf"(?<!\d){_YEAR}\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})(?!\d)",
    rf"(?<![\d/.-])(?P<day>\d{{1,2}})\s?[-/.]\s?(?P<month>\d{{1,2}})\s?[-/.]\s?{_YEAR}(?!\d)",
    rf"(?<!\d)(?P<day>\d{{1,2}})\s?(?:tháng|thg)\.?\s?(?P<month>\d{{1,2}}),?\s(?:năm )?{_YEAR}(?!\d)",
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?\s(?:de |of )?(?P<name>{_MONTH_NAME})\.?,?\s(?:de )?{_YEAR}"
    r"(?!\d)",
    rf"(?<!\w)(?P<name>{_MONTH_NAME})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
    r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<short_year>[0-4]\d)(?=[\s,|–-]{1,4}\d{1,2}[:hg]\d{2})",
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:(?P<time>\d{6}|\d{4}))?(?!\d)",
)
_DATES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _DATE_PATTERNS)
_COMPACT = _DATES[-1]
_DATE_SIGN = re.compile(DATE_SIGN)
_CLOCK = re.compile(
    r"(?<![\d/.:-])(?P<hour>[01]?\d|2[0-3])(?:[:hg]|\s?giờ\s?)(?P<minute>[0-5]\d)(?!\d)"
    r"(?::[0-5]\d(?:\.\d{1,9})?)?\s?(?P<half>[ap]\.?m\b|sa\b|ch\b)?",
    re.IGNORECASE,
)
_CLOCK_BEHIND_DASH = re.compile(r"-\d{1,2}:\d{2}(?!\d)")
_DOT_CLOCK = re.compile(r"[\s,|–-]{1,4}(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)(?![\d.])")
_ISO_CLOCK = re.compile(r"[T ](?P<hour>[01]\d|2[0-3]):?(?P<minute>[0-5]\d)")
_OFFSET = re.compile(
    r"(?:GMT|UTC)\s?(?P<named>[+-]\s?\d{1,2}(?::?\d{2})?)?|(?<=\d)\s?(?P<bare>[+-]\d{2}:?\d{2})(?!\d)|(?<=\d)(?P<zulu>Z)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_FILLERS = frozenset((*DATE_FILLERS, *MONTH_NAMES))


class PrintedDate(NamedTuple):
    """A moment as it was printed: in UTC, how exact, and on which clock (None where no clock is known)."""

    moment: datetime
    precision: str
    utc_offset_minutes: int | None


class _Day(NamedTuple):
    year: int
    month: int
    day: int
    start: int
    end: int


def printed_date(
    text: str, default_offset_minutes: int | None, fetched_at: datetime | None = None
) -> PrintedDate | None:
    """Return the first date in the text that can be one; none that lies after the page was fetched.

    Args:
        text: A line or a metadata value.
        default_offset_minutes: Clock to assume where none is printed.
        fetched_at: Needed for "2 giờ trước"; aware.
    """
    head = text[:LONGEST_DATE_LINE]
    for day in _days(head):
        found = _moment(head, day, default_offset_minutes)
        if fetched_at is None or found.moment <= fetched_at + FUTURE_TOLERANCE:
            return found
    return _relative_date(head, default_offset_minutes, fetched_at)


def is_date_line(text: str) -> bool:
    """Whether the line says when, and hardly anything else."""
    if len(text) > LONGEST_DATE_LINE or not _DATE_SIGN.search(text):
        return False
    others = [word for word in _WORD.findall(text.lower()) if word not in _FILLERS]
    if len(others) > MOST_OTHER_WORDS:
        return is_day_name(text)
    return any(True for _ in _found_days(text)) or says_how_long_ago(text)


def without_dates(text: str) -> str:
    """Return the text with its dates, times of day and words around dates left out."""
    for pattern in (*_DATES, _CLOCK, _CLOCK_BEHIND_DASH):
        text = pattern.sub(" ", text)
    text = without_relative_dates(text)
    return re.sub(r"\((?:GMT|UTC)\s?[+-]?\d*\)", " ", text, flags=re.IGNORECASE)


def _days(text: str) -> Iterator[_Day]:
    """Yield the possible days of the text, from left to right."""
    yield from sorted(_found_days(text), key=lambda day: (day.start, -day.end))


def _found_days(text: str) -> Iterator[_Day]:
    return (day for pattern in _DATES for match in pattern.finditer(text) if (day := _day(match)) is not None)


def _day(match: re.Match[str]) -> _Day | None:
    parts = match.groupdict()
    year, day = int(parts.get("year") or f"20{parts['short_year']}"), int(parts["day"])
    month = MONTH_NAMES[parts["name"].lower()] if parts.get("name") else int(parts["month"])
    if month > 12 >= day and not parts.get("name"):
        month, day = day, month
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # 31/02 and the like are no dates
        return None
    is_news_year = FIRST_YEAR <= year <= LAST_YEAR
    return _Day(year, month, day, match.start(), match.end()) if is_news_year else None


def _moment(text: str, day: _Day, default_offset_minutes: int | None) -> PrintedDate:
    clock = _clock(text, day)
    offset = _offset(text)
    if offset is None and clock:
        offset = named_offset(text, date(day.year, day.month, day.day))
    minutes = default_offset_minutes if offset is None else offset
    zone = timezone(timedelta(minutes=minutes or 0))
    hour, minute = clock or (0, 0)
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return PrintedDate(local.astimezone(UTC), "minute" if clock else "day", minutes)


def _clock(text: str, day: _Day) -> tuple[int, int] | None:
    """Return hour and minute: those after the day, else those before it."""
    compact = _COMPACT.match(text, day.start)
    if compact and compact["time"]:
        return _valid_clock(int(compact["time"][:2]), int(compact["time"][2:4]))
    match = _CLOCK.search(text, day.end) or _ISO_CLOCK.match(text, day.end)
    match = match or _DOT_CLOCK.match(text, day.end) or _CLOCK.search(text[: day.start])
    if match is None:
        return None
    hour, half = int(match["hour"]), match.groupdict().get("half")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] in "pPcC" else 0)
    return hour, int(match["minute"])


def _valid_clock(hour: int, minute: int) -> tuple[int, int] | None:
    return (hour, minute) if hour < 24 and minute < 60 else None


def _offset(text: str) -> int | None:
    """Return the printed offset in minutes; a bare GMT, UTC or Z is 0."""
    for match in _OFFSET.finditer(text):
        digits = re.sub(r"[\s:]", "", match["named"] or match["bare"] or "+0")
        number = digits[1:]
        minutes = int(number[:-2]) * 60 + int(number[-2:]) if len(number) > 2 else int(number) * 60
        signed = -minutes if digits[0] == "-" else minutes
        if -720 <= signed <= 840:
            return signed
    return None


def _relative_date(text: str, default_offset_minutes: int | None, fetched_at: datetime | None) -> PrintedDate | None:
    found = relative_moment(text, default_offset_minutes, fetched_at) if fetched_at else None
    return PrintedDate(*found, default_offset_minutes) if found else None
