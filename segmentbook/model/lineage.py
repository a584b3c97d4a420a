"""Lines that speak for one another: one line written twice, two lines of one ID, and a line that replaces another.

Contract IDs are compared without regard to case and surrounding spaces; a blank one is no ID. Identical lines of one
ID count once; different lines of one ID contradict each other, and none of them counts. A line is superseded from
the Start of a countable line that names it, not before, and stays so (product.md section 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.lines import identity

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Ints
    from segmentbook.model.lines import ContractLine, LineColumns

__all__ = [
    "NONE",
    "Repeats",
    "Supersessions",
    "repeats",
    "repeats_column",
    "superseded",
    "superseded_column",
    "supersessions",
    "supersessions_column",
]

NONE = -1
"""Stands for "no line" where a line's position is expected."""


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Which lines repeat an identical one before them, and which share an ID with a different one."""

    duplicate: Flags
    conflicting_id: Flags
    id_code: Ints  # equal for equal IDs, NONE for a blank one
    named_code: Ints  # code of the ID under Supersedes; NONE where blank


@dataclass(frozen=True, slots=True, eq=False)
class Supersessions:
    """Which line each line replaces (position or NONE), and where Supersedes cannot be followed."""

    replaces: Ints
    unknown: Flags
    itself: Flags
    circle: Flags
    other_client: Flags


def repeats(lines: Sequence[ContractLine]) -> tuple[list[bool], list[bool]]:
    """Which lines are duplicates, and which have a conflicting ID.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from segmentbook.model.lines import ContractLine
    >>> one, other = ContractLine("Acme", 100.0, None, "K-1"), ContractLine("Acme", 90.0, None, "K-2")
    >>> repeats([one, one, other, replace(other, amount=80.0)])
    ([False, True, False, False], [False, False, True, True])
    """
    different: dict[str, set[tuple[object, ...]]] = {}
    duplicate = []
    keys = [text_key(line.contract_id) for line in lines]
    for key, line in zip(keys, lines, strict=True):
        of_id = different.setdefault(key, set())
        content = identity(line)
        duplicate.append(bool(key) and content in of_id)
        of_id.add(content)
    conflicting = [bool(key) and len(different[key]) > 1 for key in keys]
    return [again and not clash for again, clash in zip(duplicate, conflicting, strict=True)], conflicting


def repeats_column(lines: LineColumns, client_position: Ints) -> Repeats:
    """``repeats`` for columns. The client is compared as the one it names, all else as it stands."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import coded_keys

    count = len(lines.contract_id)
    named, names = coded_keys(lines.supersedes, text_key)  # most are blank
    keys = np.empty(count + len(names) + 1, dtype=np.object_)
    keys[:] = [*(text.strip().casefold() for text in lines.contract_id), *names, ""]  # text_key, 500,000 times
    codes = pd.factorize(keys)[0]
    codes[codes == codes[-1]] = NONE  # blank
    id_code = codes[:count]
    named_code = codes[count:-1][named] if len(names) else np.full(count, NONE, dtype=np.int64)

    given = id_code >= 0
    shared = np.zeros(count, dtype=np.bool_)
    shared[given] = np.bincount(id_code[given])[id_code[given]] > 1
    duplicate = np.zeros(count, dtype=np.bool_)
    conflicting = np.zeros(count, dtype=np.bool_)
    at = np.flatnonzero(shared)
    if len(at):
        typed = pd.factorize(lines.client[at])[0]
        content = pd.DataFrame(
            {
                "id": id_code[at],
                "client": np.where(client_position[at] >= 0, client_position[at], -2 - typed),
                "product": pd.factorize(lines.product[at])[0],
                "amount": lines.amount[at],
                "quantity": lines.quantity[at],
                "currency": lines.currency_code[at],
                "period": lines.period_code[at],
                "start": lines.start[at].astype(np.int64),
                "end": lines.end[at].astype(np.int64),
                "auto_renew": lines.auto_renew[at],
                "aligned": lines.aligned[at],
                "status": lines.status[at],
                "cancelled_on": lines.cancelled_on[at].astype(np.int64),
                "kind": lines.kind[at],
                "renewal_date": lines.renewal_date[at].astype(np.int64),
                "supersedes": named_code[at],
                "unreadable": lines.unreadable_code[at],
            }
        )
        again = content.duplicated().to_numpy()
        once = content["id"][~again]
        different = once[once.duplicated()].to_numpy()
        clash = np.isin(id_code[at], different)
        conflicting[at] = clash
        duplicate[at] = again & ~clash
    return Repeats(duplicate, conflicting, id_code, named_code)


def supersessions(lines: Sequence[ContractLine], duplicate: Sequence[bool], conflicting: Sequence[bool]) -> list[int]:
    """Position of the line that each line replaces, or NONE; lines that replace each other in a circle replace none."""
    first: dict[str, int] = {}
    for i, line in enumerate(lines):
        if not duplicate[i] and not conflicting[i] and text_key(line.contract_id):
            first[text_key(line.contract_id)] = i
    replaces = [
        NONE if duplicate[i] or conflicting[i] else first.get(text_key(line.supersedes), NONE)
        for i, line in enumerate(lines)
    ]
    circle = [_returns(i, replaces) for i in range(len(lines))]
    return [NONE if in_circle else target for target, in_circle in zip(replaces, circle, strict=True)]


def supersessions_column(found: Repeats, client_position: Ints) -> Supersessions:
    """``supersessions`` for columns, with what is wrong beside it."""
    import numpy as np

    count = len(found.id_code)
    single = ~found.duplicate & ~found.conflicting_id
    naming = np.flatnonzero(single & (found.named_code >= 0))
    place = np.full(int(max(found.id_code.max(initial=0), found.named_code.max(initial=0))) + 1, NONE, dtype=np.int64)
    exists = np.zeros(len(place), dtype=np.bool_)
    given = found.id_code >= 0
    exists[found.id_code[given]] = True
    known = np.flatnonzero(single & given)
    place[found.id_code[known]] = known

    replaces = np.full(count, NONE, dtype=np.int64)
    replaces[naming] = place[found.named_code[naming]]
    unknown = np.zeros(count, dtype=np.bool_)
    unknown[naming] = ~exists[found.named_code[naming]]
    itself = replaces == np.arange(count)
    circle = _in_circle(replaces) & ~itself
    replaces[itself | circle] = NONE
    linked = np.flatnonzero(replaces >= 0)
    other_client = np.zeros(count, dtype=np.bool_)
    other_client[linked] = client_position[linked] != client_position[replaces[linked]]
    return Supersessions(replaces, unknown, itself, circle, other_client)


def superseded(
    lines: Sequence[ContractLine], replaces: Sequence[int], countable: Sequence[bool], as_of: date
) -> list[int]:
    """Position of the line by which each line is superseded at ``as_of``, or NONE; of several the earliest."""
    by = [NONE] * len(lines)
    order = sorted(
        (i for i in range(len(lines)) if replaces[i] != NONE and countable[i]),
        key=lambda i: (lines[i].start or as_of, text_key(lines[i].contract_id)),
    )
    for i in order:
        start = lines[i].start
        if start is not None and start <= as_of and by[replaces[i]] == NONE:
            by[replaces[i]] = i
    return by


def superseded_column(lines: LineColumns, links: Supersessions, countable: Flags, as_of: date) -> Ints:
    """``superseded`` for columns."""
    import numpy as np

    by = np.full(len(countable), NONE, dtype=np.int64)
    at = np.flatnonzero((links.replaces >= 0) & countable & (lines.start <= np.datetime64(as_of, "D")))
    ids = np.array([text_key(text) for text in lines.contract_id[at]], dtype=np.str_)
    latest_first = at[np.lexsort((ids, lines.start[at]))][::-1]
    by[links.replaces[latest_first]] = latest_first  # the last one written, the earliest, stays
    return by


def _returns(start: int, replaces: Sequence[int]) -> bool:
    """Whether following ``replaces`` from a line leads back to it."""
    at = replaces[start]
    for _ in range(len(replaces)):
        if at in (NONE, start):
            return at == start
        at = replaces[at]
    return False


def _in_circle(replaces: Ints) -> Flags:
    """Which lines are on a circle of ``replaces``: those still reached after as many steps as there are lines."""
    import numpy as np

    count = len(replaces)
    jump = np.append(np.where(replaces >= 0, replaces, count), count)  # the last entry stands for NONE
    steps = 1
    while steps <= count and (jump[:count] < count).any():
        jump = jump[jump]
        steps *= 2
    reached = np.zeros(count + 1, dtype=np.bool_)
    reached[jump[:count]] = True
    return reached[:count]
