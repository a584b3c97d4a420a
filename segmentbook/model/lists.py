"""Customer lists: who is in which (product.md section 3, "Lists").

A list is of current clients. A group of its conditions that asks for Status or Churned On, itself or through a list
that it wants clients to be in, is of all clients: who asks who has churned means those that have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentbook.errors import PolicyError
from segmentbook.model.conditions import distinct_cells, holds, holds_column
from segmentbook.model.date_windows import NOT_IN_LAST, WINDOWS, day_of, window
from segmentbook.model.inputs import CustomerList, ListCondition
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.list_chains import chain_text, chain_to, circle, list_asked, list_named

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Ints, Texts
    from segmentbook.model.inputs import Inputs, Settings
    from segmentbook.model.results import Columns

__all__ = [
    "LISTS",
    "SEPARATOR",
    "FoundList",
    "asked_lists",
    "condition_column",
    "find_lists",
    "list_answers",
    "list_names",
    "manager_lists",
]

LISTS = "Lists"
"""Column of SegmentResults that names the lists a client is in."""

SEPARATOR = "; "
"""Stands between their names."""

_OF_ALL = frozenset({"Status", "Churned On"})
"""Columns that are asked for to find clients who are not current."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundList:
    """A list and its members: positions in the Clients frame, in the frame's order.

    ``by_manager``: the default list of an account manager's clients, which nobody has to write down.
    """

    rule: CustomerList
    members: Ints
    by_manager: bool = False


class _Asked:
    """Answers who is in a list; each list is asked once."""

    def __init__(self, lists: Sequence[CustomerList], columns: Columns, current: Flags, settings: Settings) -> None:
        self.lists = lists
        self.columns = columns
        self.current = current
        self.settings = settings
        self._keys = {header_key(header): header for header in reversed(list(columns))}
        self._known: dict[str, Flags] = {}

    def of(self, rule: CustomerList) -> Flags:
        """Who is in a list; a list without conditions has nobody."""
        import numpy as np

        key = text_key(rule.name)
        if key not in self._known:
            found = np.zeros(len(self.current), dtype=np.bool_)
            for group in _groups(rule).values():
                inside = np.ones(len(found), dtype=np.bool_) if self._is_of_all(group) else self.current.copy()
                for condition in group:
                    inside &= self._holds(rule, condition)
                found |= inside
            self._known[key] = found
        return self._known[key]

    def _is_of_all(self, group: Sequence[ListCondition]) -> bool:
        for condition in group:
            rule = list_named(self.lists, list_asked(condition.column)) if list_asked(condition.column) else None
            if condition.column in _OF_ALL:
                return True
            wanted = rule is not None and holds("yes", condition.operator, condition.value)
            if rule is not None and wanted and any(map(self._is_of_all, _groups(rule).values())):
                return True
        return False

    def _holds(self, rule: CustomerList, condition: ListCondition) -> Flags:
        import pandas as pd

        name = list_asked(condition.column)
        header = condition.column if condition.column in self.columns else self._keys.get(header_key(condition.column))
        if header is not None:
            return condition_column(pd.Series(self.columns[header]), condition, self.settings)
        asked = list_named(self.lists, name) if name else None
        if asked is None:
            raise PolicyError(
                f"CustomerLists: Column must be a column of Clients or SegmentResults, or List: and a list's name; got "
                f"{condition.column!r} in {rule.name!r}. Name another column."
            )
        return condition_column(pd.Series(_yes_no(self.of(asked))), condition, self.settings)


def find_lists(inputs: Inputs, columns: Columns, current: Flags) -> tuple[FoundList, ...]:
    """Every list with its members, those of account managers last.

    Parameters
    ----------
    columns
        All computed columns by name; what they have not is looked for among the Clients columns.
    current
        Who is a current client.

    Raises
    ------
    PolicyError
        A list asks for a column that is not there, or lists ask for each other in a circle.
    """
    import numpy as np

    asked = _asked(inputs, columns, current)
    own = [FoundList(rule, np.flatnonzero(asked.of(rule))) for rule in inputs.lists]
    return (*own, *manager_lists(inputs, current))


def list_answers(
    inputs: Inputs, headers: Iterable[str], columns: Columns, current: Flags, unknown: Collection[str] = ()
) -> dict[str, Texts]:
    """Yes or No for each client by header, of the lists among ``headers``; a list that is not computed is left out.

    Parameters
    ----------
    unknown
        Columns that are not known yet: the lists must not ask for them.

    Raises
    ------
    PolicyError
        One of them does, or as for ``find_lists``.
    """
    found: dict[str, Texts] = {}
    asked: _Asked | None = None
    for header in headers:
        rule = list_named(inputs.lists, list_asked(header)) if list_asked(header) else None
        if rule is None or not rule.conditions or header in found:
            continue
        chain = chain_to(inputs.lists, rule.name, unknown)
        if chain:
            raise PolicyError(
                f"CustomerLists: {chain_text(chain)}, is used before that is known. Take that condition out."
            )
        asked = asked or _asked(inputs, columns, current)
        found[header] = _yes_no(asked.of(rule))
    return found


def asked_lists(found: Sequence[FoundList], headers: Iterable[str], count: int) -> dict[str, Texts]:
    """``list_answers`` of lists that have been found, for ``count`` clients."""
    import numpy as np

    rules = [one.rule for one in found]
    answers: dict[str, Texts] = {}
    for header in headers:
        rule = list_named(rules, list_asked(header)) if list_asked(header) else None
        if rule is not None:
            inside = np.zeros(count, dtype=np.bool_)
            inside[found[rules.index(rule)].members] = True
            answers[header] = _yes_no(inside)
    return answers


def list_names(found: Sequence[FoundList], count: int) -> Texts:
    """The names of the lists that each of ``count`` clients is in; those of account managers are not named.

    Examples
    --------
    >>> import numpy as np
    >>> new, due = (FoundList(CustomerList(n, ()), np.array(m)) for n, m in (("New", [1]), ("Due", [0, 1])))
    >>> list_names([new, due], 3).tolist()
    ['Due', 'New; Due', '']
    """
    import numpy as np

    names: Texts = np.full(count, "", dtype=np.object_)
    for one in found:
        if not one.by_manager:
            name = one.rule.name
            names[one.members] = [f"{text}{SEPARATOR}{name}" if text else name for text in names[one.members].tolist()]
    return names


def manager_lists(inputs: Inputs, current: Flags) -> tuple[FoundList, ...]:
    """``Clients of <manager>`` for each account manager who has current clients, by name; theirs and theirs to see.

    A list that somebody has written under that name takes its place.
    """
    import numpy as np

    from segmentbook.model.columns import coded_keys, texts

    managers = texts(inputs.clients["Account Manager"])
    codes, keys = coded_keys(managers, text_key)
    at = np.flatnonzero(current)
    order = at[np.argsort(codes[at], kind="stable")]
    starts = np.searchsorted(codes[order], np.arange(len(keys) + 1))
    taken = {text_key(rule.name) for rule in inputs.lists}
    found = []
    for code in sorted(range(len(keys)), key=lambda code: keys[code]):
        members = order[starts[code] : starts[code + 1]]
        if not len(members) or not keys[code]:
            continue
        manager = str(managers[members[0]]).strip()
        name = f"Clients of {manager}"
        if text_key(name) not in taken:
            asked = (ListCondition("Account Manager", "=", manager),)
            found.append(FoundList(CustomerList(name, asked, manager, manager, ready=True), members, by_manager=True))
    return tuple(found)


def condition_column(column: pd.Series[Any], condition: ListCondition, settings: Settings) -> Flags:
    """Whether a condition holds, for a column.

    A text with ; in it stands for several values. A blank cell is in no window of days; *not in last* holds for it,
    and for a date ahead - but for nobody where nobody has a date: then nothing is known.

    Raises
    ------
    PolicyError
        No such operator, or no length of time where one is needed.
    """
    import numpy as np

    if condition.operator not in WINDOWS:
        return holds_column(column, condition.operator, condition.value, several=True)
    try:
        first, last = window(condition.operator, condition.value, settings.as_of, settings.fiscal_year_start_month)
    except ValueError:
        raise PolicyError(
            f"CustomerLists: Value must be a number of days for '{condition.operator}'; got {condition.value!r}. "
            "Give one, such as 30 or 3 months."
        ) from None
    days = _dates(column)
    inside: Flags = (days >= np.datetime64(first, "D")) & (days <= np.datetime64(last, "D"))
    return ~inside & bool((~np.isnat(days)).any()) if condition.operator == NOT_IN_LAST else inside


def _asked(inputs: Inputs, columns: Columns, current: Flags) -> _Asked:
    names = circle(inputs.lists)
    if names:
        raise PolicyError(
            f"CustomerLists: lists must not ask for each other in a circle; got {' - '.join(names)}. Take one out."
        )
    every: Columns = {str(header): inputs.clients[header] for header in inputs.clients.columns}
    return _Asked(inputs.lists, every | columns, current, inputs.settings)


def _groups(rule: CustomerList) -> Mapping[str, list[ListCondition]]:
    """The conditions that must hold together, by group; one of the groups is enough."""
    groups: dict[str, list[ListCondition]] = {}
    for condition in rule.conditions:
        groups.setdefault(text_key(condition.group), []).append(condition)
    return groups


def _dates(column: pd.Series[Any]) -> Days:
    """A column as days, NaT for all that is no date; a text is one where it is written as 2026-06-30."""
    import numpy as np

    from segmentbook.model.columns import days, looked_up

    if column.dtype.kind == "M":
        return days(column)
    codes, cells = distinct_cells(column)
    found = [np.datetime64("NaT") if (day := day_of(cell)) is None else np.datetime64(day) for cell in (*cells, None)]
    return looked_up(found, codes, "datetime64[D]")


def _yes_no(inside: Flags) -> Texts:
    import numpy as np

    answers: Texts = np.full(len(inside), "No", dtype=np.object_)
    answers[inside] = "Yes"
    return answers
