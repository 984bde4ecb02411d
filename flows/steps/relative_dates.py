"""Dates that pages print by the distance from now: "2 giờ trước", "hôm qua, 12:11", "3 hours ago"."""

import re
from datetime import UTC, datetime, timedelta, timezone

_UNITS = (
    (r"phút|minutes?|mins?|minuten?", timedelta(minutes=1)),
    (r"giờ|tiếng|hours?|hrs?|stunden?", timedelta(hours=1)),
    (r"ngày|days?|tag(?:en)?", timedelta(days=1)),
    (r"tuần|weeks?|wochen?", timedelta(days=7)),
)
_UNIT = "|".join(pattern for pattern, _ in _UNITS)
_AGO = re.compile(
    rf"(?P<count>(?<!\d)\d{{1,3}}|(?<!\w)(?:an?|một))\s(?P<unit>{_UNIT})\s(?:trước|ago)\b"
    rf"|(?:cách đây|vor)\s(?P<count_after>\d{{1,3}}|một)\s(?P<unit_after>{_UNIT})\b",
    re.IGNORECASE,
)
_CLOCK = r"(?:(?P<hour>[01]?\d|2[0-3])[:hg](?P<minute>[0-5]\d))"
_DAY_NAME = re.compile(
    rf"\W*(?:{_CLOCK.replace('hour', 'first_hour').replace('minute', 'first_minute')}\W{{1,4}})?"
    r"(?:(?P<today>hôm nay|today|heute)|(?P<yesterday>hôm qua|yesterday|gestern))"
    rf"(?:\W{{1,4}}(?:lúc |at )?{_CLOCK})?\W*\Z",
    re.IGNORECASE,
)
LONGEST_DAY_NAME = 40  # characters of a line that is nothing but "hôm qua" and a time


def says_how_long_ago(text: str) -> bool:
    """Whether the text dates itself by the distance from now."""
    return _AGO.search(text) is not None or is_day_name(text)


def is_day_name(text: str) -> bool:
    """Whether the text is nothing but "today" or "yesterday" and a time of day."""
    return len(text) <= LONGEST_DAY_NAME and _DAY_NAME.match(text) is not None


def without_relative_dates(text: str) -> str:
    """Return the text without its "2 giờ trước"."""
    return _AGO.sub(" ", text)


def relative_moment(text: str, offset_minutes: int | None, fetched_at: datetime) -> tuple[datetime, str] | None:
    """Return the moment in UTC and how exact it is; a day is its first minute on the page's clock.

    Args:
        text: A line or a metadata value.
        offset_minutes: The clock of the page; UTC where none is known.
        fetched_at: When "now" was; aware.
    """
    zone = timezone(timedelta(minutes=offset_minutes or 0))
    local = fetched_at.astimezone(zone).replace(second=0, microsecond=0)
    name = _DAY_NAME.match(text[:LONGEST_DAY_NAME]) if is_day_name(text) else None
    if name:
        day = local - timedelta(days=1 if name["yesterday"] else 0)
        hour, minute = name["hour"] or name["first_hour"], name["minute"] or name["first_minute"]
        moment = day.replace(hour=int(hour or 0), minute=int(minute or 0))
        return moment.astimezone(UTC), "minute" if hour else "day"
    ago = _AGO.search(text)
    if ago is None:
        return None
    count, word = ago["count"] or ago["count_after"], ago["unit"] or ago["unit_after"]
    unit = next(span for pattern, span in _UNITS if re.fullmatch(pattern, word, re.IGNORECASE))
    moment = local - (int(count) if count.isdigit() else 1) * unit
    if unit < timedelta(days=1):
        return moment.astimezone(UTC), "minute"
    return moment.replace(hour=0, minute=0).astimezone(UTC), "day"
