"""Dates as curl's -z reads them (lib/parsedate.c)."""

import calendar
import re

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_EAST = {"gmt": 0, "utc": 0, "z": 0, "wet": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120}
_WEST = {"est": 300, "edt": 240, "cst": 360, "cdt": 300, "mst": 420, "mdt": 360, "pst": 480}
_ZONES = _EAST | {name: -minutes for name, minutes in _WEST.items()} | {"pdt": -420}
"""Minutes east of Greenwich."""
_TOKEN = re.compile(r"[A-Za-z]+|[+-]\d{4}(?!\d)|\d+:\d+(?::\d+)?|\d+")
_MAX_DATE = 100
_EPOCH_DIGITS = 8


def parse_date(text: str) -> float | None:
    """Return seconds since the epoch; None if curl would not take it for a date.

    ISO 8601 dates such as 2020-01-31 are none for curl: the month must be a name, or the date
    eight digits in a row.
    """
    if len(text) > _MAX_DATE:
        return None
    found: dict[str, int] = {}
    for token in _TOKEN.findall(text):
        if not _take(token, found):
            return None
    if not {"year", "month", "day"} <= found.keys():
        return None
    return _moment(found)


def _take(token: str, found: dict[str, int]) -> bool:
    """Understand one token; False if nothing in a date looks like it."""
    if token[0].isalpha():
        return _take_word(token.lower(), found)
    if ":" in token:
        hours, minutes, *seconds = (int(part) for part in token.split(":"))
        found["time"] = hours * 3600 + minutes * 60 + (seconds[0] if seconds else 0)
    elif token[0] in "+-" and "time" in found:
        sign = 1 if token[0] == "+" else -1
        found["zone"] = sign * (int(token[1:3]) * 60 + int(token[3:5]))
    else:
        return _take_number(token.lstrip("+-"), found)
    return True


def _take_word(word: str, found: dict[str, int]) -> bool:
    if word[:3] in _MONTHS and "month" not in found:
        found["month"] = _MONTHS.index(word[:3]) + 1
    elif word in _ZONES:
        found["zone"] = _ZONES[word]
    else:
        return word[:3] in _DAYS
    return True


def _take_number(digits: str, found: dict[str, int]) -> bool:
    value = int(digits[:12])
    if len(digits) == _EPOCH_DIGITS and not {"year", "month", "day"} & found.keys():
        found.update(year=value // 10_000, month=value // 100 % 100, day=value % 100)
    elif "day" not in found and 0 < value <= 31 and len(digits) <= 2:  # noqa: PLR2004
        found["day"] = value
    elif "year" not in found:
        century = 0 if value >= 100 else 1900 if value > 70 else 2000  # noqa: PLR2004
        found["year"] = value + century
    else:
        return False
    return True


def _moment(found: dict[str, int]) -> float | None:
    if not (1583 <= found["year"] <= 9999 and 1 <= found["month"] <= 12):  # noqa: PLR2004
        return None
    if not 1 <= found["day"] <= 31:  # noqa: PLR2004
        return None
    days = calendar.timegm((found["year"], found["month"], found["day"], 0, 0, 0))
    return float(days + found.get("time", 0) - found.get("zone", 0) * 60)
