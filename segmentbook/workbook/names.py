"""Names in a workbook: what Excel allows, what is free, and how a place is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["as_list", "free_sheet_name", "free_table_name", "listed", "quoted_sheet", "sheet_of", "unescaped"]

SHEET_NAME_LENGTH = 31
TABLE_NAME_LENGTH = 255
LIST_LENGTH, LISTED_LENGTH = 8_000, 255
"""The longest list of texts that a name can hold, and the longest text in it."""
_OURS = "Segmentbook"
_NOT_IN_SHEET_NAMES = re.compile("[\\\\/?*\\[\\]:\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TABLE_NAMES = re.compile(r"[^\w.]")
_CELL = re.compile(r"\$?[A-Za-z]{1,3}\$?[0-9]+|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*")
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LISTED = re.compile(r'"((?:[^"]|"")*)"')
_PLAIN_SHEET = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def _units(text: str) -> int:
    """Length as Excel counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, length: int) -> str:
    while _units(text) > length:
        text = text[:-1]
    return text


def free_sheet_name(wanted: str, taken: Iterable[str]) -> str:
    r"""A sheet name that Excel accepts and that no sheet has: ``wanted``, else marked as ours.

    At most 31 characters, none of ``\ / ? * [ ] :``, no apostrophe at either end, not History, compared without case.

    Examples
    --------
    >>> free_sheet_name("Dashboard", ["dashboard"])
    'Dashboard (Segmentbook)'
    >>> free_sheet_name("Dashboard", ["Dashboard", "Dashboard (Segmentbook)"])
    'Dashboard (Segmentbook 2)'
    """
    used = {name.casefold() for name in taken} | {"history"}
    base = _NOT_IN_SHEET_NAMES.sub(" ", wanted).strip().strip("'").strip() or "Sheet"
    candidate, number = _cut(base, SHEET_NAME_LENGTH).strip(" '"), 1
    while candidate.casefold() in used:
        mark = f" ({_OURS})" if number == 1 else f" ({_OURS} {number})"
        candidate = _cut(base, SHEET_NAME_LENGTH - len(mark)).strip(" '") + mark
        number += 1
    return candidate


def free_table_name(wanted: str, taken: Iterable[str]) -> str:
    """A table name that Excel accepts and that no table or defined name has: ``wanted``, else marked as ours.

    Examples
    --------
    >>> free_table_name("Settings", ["settings"]), free_table_name("Q1", []), free_table_name("My rates", [])
    ('Settings_Segmentbook', '_Q1', 'My_rates')
    """
    used = {name.casefold() for name in taken}
    base = _NOT_IN_TABLE_NAMES.sub("_", wanted) or "Table"
    if not (base[0].isalpha() or base[0] == "_") or _CELL.fullmatch(base):
        base = "_" + base
    candidate, number = base[:TABLE_NAME_LENGTH], 1
    while candidate.casefold() in used:
        mark = f"_{_OURS}" if number == 1 else f"_{_OURS}{number}"
        candidate = base[: TABLE_NAME_LENGTH - len(mark)] + mark
        number += 1
    return candidate


def quoted_sheet(name: str) -> str:
    """A sheet's name as references have it, always in quotes: ``'Ann''s list'``.

    Examples
    --------
    >>> quoted_sheet("Ann's list")
    "'Ann''s list'"
    """
    return "'" + name.replace("'", "''") + "'"


def sheet_of(reference: str) -> str:
    """The sheet that a reference points at, "" when it names none (``#REF!$A$1``: the sheet was deleted).

    Examples
    --------
    >>> sheet_of("'Ann''s list'!$A$1"), sheet_of("Clients!$A$1"), sheet_of("#REF!$A$1"), sheet_of("5000")
    ("Ann's list", 'Clients', '', '')
    """
    match = _PLACE.match(reference)
    if match is None or match[2] == "#REF":
        return ""
    return match[1].replace("''", "'") if match[1] else match[2]


def unescaped(text: str) -> str:
    r"""Text of an attribute in which ``_x000a_`` stands for a line feed, as headers with line breaks are kept.

    Examples
    --------
    >>> unescaped("Annual_x000a_Amount"), unescaped("_x005F_x000a_")
    ('Annual\nAmount', '_x000a_')
    """
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def as_list(texts: Iterable[str]) -> str:
    """Texts as an array that a defined name can hold; what is too long for one is left out.

    Examples
    --------
    >>> as_list(["Renewal", 'The "big" one'])
    '{"Renewal","The ""big"" one"}'
    """
    parts: list[str] = []
    room = LIST_LENGTH
    for text in texts:
        doubled = text.replace('"', '""')
        room -= _units(doubled) + 3
        if room < 0:
            break
        if _units(text) <= LISTED_LENGTH:
            parts.append(f'"{doubled}"')
    return f"{{{','.join(parts)}}}" if parts else '{""}'


def listed(text: str) -> tuple[str, ...]:
    """The texts of an array in a defined name.

    Examples
    --------
    >>> listed('{"Renewal","The ""big"" one"}'), listed("#REF!")
    (('Renewal', 'The "big" one'), ())
    """
    return tuple(found.replace('""', '"') for found in _LISTED.findall(text) if found)
