"""Which clients are exported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from segmentbook.errors import InputError
from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation

__all__ = ["Choice", "chosen_rows"]

_MOST_LISTED = 12
_LIKE_SOMETHING = 3  # letters; fewer are like too much
_LIKE, _LIKE_A_BEGINNING = 0.6, 0.75  # difflib's ratio of what is like a whole name, and of what is like its beginning


@dataclass(frozen=True, slots=True)
class Choice:
    """Clients by name or ID; or all current clients, those of segments (code or name), of managers, of the filters."""

    clients: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()
    filtered: bool = False
    everyone: bool = False

    @property
    def none(self) -> bool:
        """Whether no client is asked for."""
        return not (self.clients or self.segments or self.managers or self.filtered or self.everyone)


def chosen_rows(segmentation: Segmentation, choice: Choice) -> list[int]:
    """Positions of the chosen clients, each once: as asked for by name, else current ones by name.

    Segments and managers narrow each other, as filters of two columns do.

    Raises
    ------
    InputError
        There is no such client, segment or manager, a name is that of several clients, or nobody is left.
    """
    clients = segmentation.clients
    if choice.clients:
        return list(dict.fromkeys(_client(clients, name) for name in choice.clients))
    wanted = (clients["Status"] == "Current").to_numpy(bool)
    if not wanted.any():
        raise InputError("there are no current clients to export. Nothing was written.")
    words = []
    if choice.segments:
        codes = _codes(segmentation, choice.segments)
        wanted = wanted & clients["Segment"].isin(codes).to_numpy(bool)
        words.append(f"in segment {' or '.join(codes)}")
    if choice.managers:
        managers = _managers(clients["Account Manager"], choice.managers)
        wanted = wanted & clients["Account Manager"].map(text_key).isin(map(text_key, managers)).to_numpy(bool)
        words.append(f"of account manager {' or '.join(managers)}")
    if choice.filtered:
        wanted = wanted & clients["In Filter"].to_numpy(bool)
        words.append("within the filters")
    found: list[int] = wanted.nonzero()[0].tolist()
    if not found:
        raise InputError(f"no current client is {' and '.join(words)}. Nothing was written.")
    names = clients["Client"].tolist()
    return sorted(found, key=lambda row: (text_key(names[row]), row))


def _client(clients: pd.DataFrame, asked: str) -> int:
    """A client's position, by ID or by name."""
    ids, names = clients["Client ID"].tolist(), clients["Client"].tolist()
    wanted = text_key(asked)
    by_id = [row for row, key in enumerate(ids) if text_key(key) == wanted]
    by_name = [row for row, name in enumerate(names) if text_key(name) == wanted]
    found = by_id or by_name
    if len(found) > 1:
        known = ", ".join(repr(ids[row]) for row in found[:_MOST_LISTED])
        raise InputError(
            f"--client: {asked!r} is the name of {len(found)} clients; give the ID: {known}. Nothing was written."
        )
    if not found:
        raise _unknown("client", asked, [*names, *ids], f"The book has {len(names):,} clients")
    return found[0]


def _codes(segmentation: Segmentation, asked: Sequence[str]) -> list[str]:
    """Codes of segments that are given by code or by name."""
    known = {text_key(code): code for code in segmentation.segment_counts}
    named = {text_key(cell.name): cell.code for cell in segmentation.inputs.segments}
    found = []
    for text in asked:
        code = known.get(text_key(text)) or named.get(text_key(text))
        if code is None:
            names = [*known.values(), *(cell.name for cell in segmentation.inputs.segments)]
            raise _unknown("segment", text, names, f"There are {', '.join(known.values())}")
        found.append(code)
    return list(dict.fromkeys(found))


def _managers(column: pd.Series[str], asked: Sequence[str]) -> list[str]:
    known = {text_key(name): name.strip() for name in column.tolist() if text_key(name)}
    listed = sorted(known.values(), key=text_key)
    for text in asked:
        if text_key(text) not in known:
            more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
            there = f"There are {', '.join(listed[:_MOST_LISTED])}{more}" if listed else "The book has none"
            raise _unknown("manager", text, listed, there)
    return list(dict.fromkeys(known[text_key(text)] for text in asked))


def _unknown(what: str, asked: str, known: Sequence[str], there: str) -> InputError:
    near = _nearest(asked, known)
    hint = f"Did you mean {near}?" if near else f"{there}."
    return InputError(f"--{what}: there is no {what} {asked!r}. {hint} Nothing was written.")


def _nearest(asked: str, known: Sequence[str]) -> str:
    """The name that was probably meant, "" where none is like it: whole names first, then beginnings of long ones.

    Examples
    --------
    >>> names = ["Halvorsen Precision Castings", "Ashdown Instruments"]
    >>> _nearest("ashdown instrument", names), _nearest("Halvors", names), _nearest("Halverson", names)
    ('Ashdown Instruments', 'Halvorsen Precision Castings', 'Halvorsen Precision Castings')
    """
    keys, wanted = {text_key(name): name for name in known}, text_key(asked)
    if len(wanted) < _LIKE_SOMETHING:
        return ""
    near = get_close_matches(wanted, keys, 1, _LIKE)
    if not near:
        near = [key for key in keys if key.startswith(wanted)][:1]
    if not near:  # mistyped: as many of its first words are compared as were typed
        count = len(wanted.split())
        beginnings: dict[str, str] = {}
        for key in keys:
            beginnings.setdefault(" ".join(key.split()[:count]), key)
        near = [beginnings[found] for found in get_close_matches(wanted, beginnings, 1, _LIKE_A_BEGINNING)]
    return keys[near[0]] if near else ""
