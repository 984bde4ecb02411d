"""Clocks that are named after a time of day: "5:11 AM ET", "12:11 ICT"."""

import re
from datetime import date, timedelta

# Minutes from UTC; names that several clocks share (IST, CST) mean the one that news pages use most.
_NAMES = {
    -480: "PST",
    -420: "PDT MST",
    -360: "MDT CST",
    -300: "CDT EST",
    -240: "EDT",
    60: "BST CET MEZ",
    120: "CEST MESZ EET",
    180: "EEST MSK",
    330: "IST",
    420: "ICT WIB",
    480: "SGT HKT",
    540: "JST KST",
    600: "AEST",
    660: "AEDT",
}
ZONES = {name: minutes for minutes, names in _NAMES.items() for name in names.split()}
# Clocks of the United States that are named for both halves of the year.
AMERICAN_ZONES = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
_NAMED = re.compile(rf"(?<=[\dMm.])\s\(?(?P<name>{'|'.join((*ZONES, *AMERICAN_ZONES))})\b")


def named_offset(text: str, day: date) -> int | None:
    """Return the offset in minutes of the clock named after a time of day, or None."""
    match = _NAMED.search(text)
    if match is None:
        return None
    name = match["name"]
    if name in ZONES:
        return ZONES[name]
    return AMERICAN_ZONES[name] + (60 if _is_american_summer(day) else 0)


def _is_american_summer(day: date) -> bool:
    """Whether the day is between the second Sunday of March and the first of November (the rule since 2007)."""
    return _sunday(day.year, 3, 2) <= day < _sunday(day.year, 11, 1)


def _sunday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (number - 1))
