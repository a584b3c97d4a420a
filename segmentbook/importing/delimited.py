"""CSV files of any make: delimiter and encoding are found out, nothing is guessed about values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from segmentbook.errors import InputError, WorkbookError
from segmentbook.importing.source import Source

__all__ = ["read_delimited"]

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"), (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"))
_SAMPLE_LINES = 60
_SHOWN_LINES = 5
_CELL_LIMIT = 32_767  # characters that an Excel cell holds
_ZEROS = 0.3  # of the bytes at odd or even places: plain text in UTF-16 has about all of them


def read_delimited(path: Path) -> Source:
    """Read a CSV file; the first line that is not blank holds the headers.

    Delimiter: the one a ``sep=`` line names, else of comma, semicolon, tab and bar the one that cuts the first lines
    most evenly. Encoding: UTF-8 or UTF-16, with or without a byte order mark, else Windows-1252. Blank lines are left
    out; lines with fewer values than headers are filled with blanks and named in ``notes``.

    Raises
    ------
    InputError
        Empty, without rows, binary, undecodable, a header twice, more values than headers, an open quote.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WorkbookError(f"{path} cannot be read: {error.strerror or error}.") from error
    text, encoding = _decoded(data, path.name)
    text, delimiter = _separator_line(text)
    delimiter = delimiter or _delimiter(text)
    rows = _rows(text, delimiter, path.name)
    header = next(((line, row) for line, row in rows if any(value.strip() for value in row)), None)
    if header is None:
        raise InputError(f"{path.name} is empty.")
    first_line, headers = header
    kept, dropped, notes = _headers(headers, path.name)
    lines: list[int] = []
    body: list[list[str]] = []
    short: list[int] = []
    width = len(headers)
    for line, row in rows:
        if len(row) != width:
            if not any(row):
                continue
            if len(row) > width:
                if any(value.strip() for value in row[width:]):
                    raise InputError(
                        f"{path.name} line {line} has {len(row)} values for {width} headers; a value with "
                        f"{_named(delimiter)} in it must stand in quotes."
                    )
                row = row[:width]
            else:
                short.append(line)
                row = row + [""] * (width - len(row))
        elif not any(row):
            continue
        lines.append(line)
        body.append(row)
    if not lines:
        raise InputError(f"{path.name} has headers (line {first_line}) but no rows.")
    columns = list(zip(*body, strict=True))
    del body
    if short:
        notes.append(
            f"{_lines(short)} {'has' if len(short) == 1 else 'have'} fewer values than headers; the rest is blank"
        )
    for position in dropped:
        if any(value.strip() for value in columns[position]):
            notes.append(f"column {position + 1} has no header and is left out")
    taken = tuple(_blank_to_none(columns[position]) for position in kept)
    _check_lengths(taken, lines, path.name)
    return Source(
        name=path.name,
        kind=f"CSV ({encoding}, separated by {_DELIMITERS.get(delimiter, repr(delimiter))})",
        headers=tuple(headers[position].strip() for position in kept),
        columns=taken,
        lines=lines,
        typed=False,
        notes=tuple(notes),
    )


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """Text and the name of its encoding."""
    for mark, codec, label in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec).lstrip("\ufeff"), label
            except UnicodeDecodeError:
                raise InputError(
                    f"{name} says that it is {label} text but is not; save it as 'CSV UTF-8' once more."
                ) from None
    head = data[:4096]
    pairs = max(len(head) // 2, 1)
    if len(data) % 2 == 0:
        for codec, zeros in (("utf-16-le", head[1::2].count(0)), ("utf-16-be", head[0::2].count(0))):
            if zeros / pairs > _ZEROS and not (head[0::2].count(0) and head[1::2].count(0)):
                try:
                    return data.decode(codec), "UTF-16"
                except UnicodeDecodeError:
                    break
    control = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    if b"\0" in data or control > len(head) / 100 + 1:
        raise InputError(f"{name} is not text; give a CSV file or an .xlsx workbook.")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name} line {line} is neither UTF-8 nor Windows-1252 text; save the file as 'CSV UTF-8'."
        ) from None


def _separator_line(text: str) -> tuple[str, str]:
    """Take Excel's ``sep=;`` off the top; the line stays as a blank one so that line numbers hold."""
    first, newline, rest = text.partition("\n")
    line = first.rstrip("\r").strip('"')
    if len(line) == 5 and line[:4].casefold() == "sep=":
        return newline + rest, line[4]
    return text, ""


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines most evenly; a comma where there is one column only."""
    best, best_score = ",", (0.0, 0)
    for candidate in _DELIMITERS:
        widths: list[int] = []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=candidate)
        try:
            for row in reader:
                if any(row):
                    widths.append(len(row))
                if len(widths) == _SAMPLE_LINES:
                    break
        except csv.Error:
            continue
        if not widths or widths[0] == 1:
            continue
        score = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
        if score > best_score:
            best, best_score = candidate, score
    return best


def _rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise InputError(
                f"{name} line {line} has a value of more than {csv.field_size_limit():,} characters; is a quote not "
                "closed?"
            ) from None
        raise InputError(
            f"{name} line {line}: a quote is not closed, or stands inside a value without being doubled."
        ) from None


def _headers(headers: Sequence[str], name: str) -> tuple[list[int], list[int], list[str]]:
    """Positions of named and of nameless columns; a header that stands twice is refused."""
    seen: dict[str, int] = {}
    kept: list[int] = []
    dropped: list[int] = []
    for position, header in enumerate(headers):
        key = header.strip().casefold()
        if not key:
            dropped.append(position)
            continue
        if key in seen:
            raise InputError(
                f"{name} has the header {header.strip()!r} twice (columns {seen[key] + 1} and {position + 1}); rename "
                "one of them."
            )
        seen[key] = position
        kept.append(position)
    return kept, dropped, []


def _blank_to_none(values: Sequence[str]) -> list[object]:
    """Stripped values, equal ones shared, blank ones None."""
    pool: dict[str, str | None] = {}
    out: list[object] = []
    for value in values:
        if value in pool:
            out.append(pool[value])
        else:
            known = pool[value] = value.strip() or None
            out.append(known)
    return out


def _check_lengths(columns: Sequence[Sequence[object]], lines: Sequence[int], name: str) -> None:
    for column in columns:
        for row, value in enumerate(column):
            if value is not None and len(value) > _CELL_LIMIT:  # type: ignore[arg-type]  # texts only, of a CSV
                raise InputError(
                    f"{name} line {lines[row]} has a value of {len(value):,} characters; "  # type: ignore[arg-type]
                    f"an Excel cell holds {_CELL_LIMIT:,}."
                )


def _named(delimiter: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a bar"}.get(delimiter, repr(delimiter))


def _lines(lines: Sequence[int]) -> str:
    """``line 7``, or ``lines 7, 9, 12 and 40 more``."""
    if len(lines) == 1:
        return f"line {lines[0]}"
    shown = ", ".join(str(line) for line in lines[:_SHOWN_LINES])
    more = len(lines) - _SHOWN_LINES
    return f"lines {shown}" + (f" and {more} more" if more > 0 else "")
