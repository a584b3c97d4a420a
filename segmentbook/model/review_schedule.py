"""Who is to be reviewed when, and why then (product.md section 3, "Next review").

A review is overdue from the day after its date. A current client with a rhythm that was never reviewed has no date: it
is listed all the same, because nobody sees what has no date. A client whose segment, band and tier all lack a Review
Every is not listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from segmentbook.model.clients import CURRENT
from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.reviews import shortest_rhythms

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from segmentbook.model.columns import Days, Floats, Ints, Texts
    from segmentbook.model.segmentation import Segmentation

__all__ = ["BEFORE_MONTHS", "CALENDAR_MONTHS", "Due", "ReviewSchedule", "manager_name", "review_schedule"]

CALENDAR_MONTHS = MONTHS_PER_YEAR
"""Months of the calendar, that of the as-of date being the first."""

_LONGEST_MANAGER = 100  # characters; a longer text is no name, and more than a condition of Excel's takes
_RHYTHM_OF = ("Segment", "Health Band", "Tier")
"""Columns whose values have a Review Every, in the order in which equal ones are named."""


class Due(StrEnum):
    """When a review is due, in the order in which reviews are listed."""

    OVERDUE = "Overdue"
    NEVER = "Never reviewed"
    TODAY = "Today"
    THIS_MONTH = "This month"
    NEXT_MONTH = "Next month"
    LATER = "Later"


BEFORE_MONTHS = (Due.OVERDUE, Due.NEVER)
"""What the calendar counts before its months."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewSchedule:
    """The reviews ahead, overdue ones first.

    Parameters
    ----------
    reviews
        One row a client that is to be reviewed, by ``Due``, then by date, then by ARR: the columns of the result table
        Reviews. ``Days Overdue`` is NaN where a review is not; ``Review Every`` is in months.
    positions
        Of each row, its client's position in ``Segmentation.clients``.
    months
        First days of the calendar's months.
    managers
        Account managers by name, "" (nobody) last.
    counts
        Reviews by manager and column: those of ``BEFORE_MONTHS``, each month, and what is later.
    without_rhythm
        Current clients that no Review Every applies to.
    """

    reviews: pd.DataFrame
    positions: Ints
    months: tuple[date, ...]
    managers: tuple[str, ...]
    counts: Ints
    without_rhythm: int

    @property
    def overdue(self) -> int:
        """Reviews that are overdue."""
        return int(self.counts[:, BEFORE_MONTHS.index(Due.OVERDUE)].sum())

    @property
    def never(self) -> int:
        """Clients that were never reviewed."""
        return int(self.counts[:, BEFORE_MONTHS.index(Due.NEVER)].sum())

    @property
    def dated(self) -> int:
        """Reviews that have a date."""
        return len(self.reviews) - self.never


def manager_name(text: str) -> str:
    """An account manager as the schedule names one: single spaces, and no longer than a name.

    Examples
    --------
    >>> manager_name("  Ann   Lee ")
    'Ann Lee'
    """
    return " ".join(text.split())[:_LONGEST_MANAGER].rstrip()


def review_schedule(segmentation: Segmentation) -> ReviewSchedule:
    """The reviews of all current clients, whatever is filtered, as of the book's date."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import days, floats, text_series, texts

    clients, typed = segmentation.clients, segmentation.inputs.clients
    as_of = segmentation.inputs.settings.as_of
    rhythms = _rhythms(segmentation)
    every = shortest_rhythms(rhythms.values(), len(clients))
    current = texts(clients["Status"]) == CURRENT
    listed = np.flatnonzero(current & ~np.isnan(every))

    review, arr = days(clients["Next Review"])[listed], floats(clients["ARR"])[listed]
    due = _due(review, as_of)
    order = np.lexsort((-arr, review, due))
    at, due, review = listed[order], due[order], review[order]
    late = (np.datetime64(as_of, "D") - review).astype(np.int64)
    late = np.where(due == _place(Due.OVERDUE), late, np.nan)  # NaT has no days

    index = clients.index[at]
    manager, managers = _managers(texts(clients["Account Manager"])[at])
    words = np.array([str(one) for one in Due], dtype=np.object_)
    reviews = pd.DataFrame(
        {
            "Due": text_series(words[due], index),
            "Client": clients["Client"].iloc[at],
            "Client ID": clients["Client ID"].iloc[at],
            "Account Manager": text_series(np.array([*managers, ""], dtype=np.object_)[manager], index),
            "Tier": clients["Tier"].iloc[at],
            "Segment": clients["Segment"].iloc[at],
            "Health Band": clients["Health Band"].iloc[at],
            "ARR": clients["ARR"].iloc[at],
            "Last Review": typed["Last Review"].iloc[at],
            "Next Review": clients["Next Review"].iloc[at],
            "Days Overdue": pd.Series(late, index=index, dtype=np.float64),
            "Review Every": pd.Series(every[at], index=index, dtype=np.float64),
            "Rhythm From": text_series(_origins(clients.iloc[at], rhythms, at, every[at]), index),
            "Primary Contact": typed["Primary Contact"].iloc[at],
        },
        index=index,
    )
    width = len(BEFORE_MONTHS) + CALENDAR_MONTHS + 1
    cells = manager * width + _calendar_columns(review, due, as_of)
    return ReviewSchedule(
        reviews=reviews,
        positions=at,
        months=tuple(add_months(as_of.replace(day=1), ahead) for ahead in range(CALENDAR_MONTHS)),
        managers=tuple(managers),
        counts=np.bincount(cells, minlength=len(managers) * width).reshape(len(managers), width),
        without_rhythm=int(current.sum()) - len(listed),
    )


def _rhythms(segmentation: Segmentation) -> dict[str, Floats]:
    """Review Every of each client's segment, band and tier; NaN where there is none."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up, texts

    inputs = segmentation.inputs
    known: tuple[Mapping[str, float | None], ...] = (
        {cell.code: cell.review_months for cell in inputs.segments},
        {band.name: band.review_months for band in inputs.bands},
        {tier.name: tier.review_months for tier in inputs.tiers},
    )
    found = {}
    for header, months in zip(_RHYTHM_OF, known, strict=True):
        codes, distinct = coded(texts(segmentation.clients[header]))
        each = [months.get(name) for name in distinct]
        found[header] = looked_up([np.nan if one is None else float(one) for one in each], codes, np.float64)
    return found


def _place(due: Due) -> int:
    return list(Due).index(due)


def _due(review: Days, as_of: date) -> Ints:
    """Places in ``Due``; NaT was never reviewed."""
    import numpy as np

    day, ahead = np.datetime64(as_of, "D"), _months_ahead(review, as_of)
    rules = (
        (np.isnat(review), Due.NEVER),
        (review < day, Due.OVERDUE),
        (review == day, Due.TODAY),
        (ahead == 0, Due.THIS_MONTH),
        (ahead == 1, Due.NEXT_MONTH),
    )
    return np.select([holds for holds, _ in rules], [_place(due) for _, due in rules], _place(Due.LATER))


def _months_ahead(review: Days, as_of: date) -> Ints:
    """How many calendar months after that of the as-of date; of NaT something that means nothing."""
    import numpy as np

    return (review.astype("datetime64[M]") - np.datetime64(as_of, "M")).astype(np.int64)


def _calendar_columns(review: Days, due: Ints, as_of: date) -> Ints:
    """The calendar's column of each review."""
    import numpy as np

    first = len(BEFORE_MONTHS)
    by_month = first + np.clip(_months_ahead(review, as_of), 0, CALENDAR_MONTHS)
    before = [due == _place(one) for one in BEFORE_MONTHS]
    return np.select(before, list(range(first)), by_month)


def _managers(names: Texts) -> tuple[Ints, list[str]]:
    """Each client's manager as a position among them; those of one name but for case and spaces are one."""
    import numpy as np

    from segmentbook.model.columns import coded

    codes, distinct = coded(names)
    spelled: dict[str, str] = {}
    keys = []
    for text in distinct:
        name = manager_name(text)
        keys.append(name.casefold())
        spelled.setdefault(keys[-1], name)
    order = sorted(spelled, key=lambda key: (not key, key))
    place = {key: position for position, key in enumerate(order)}
    positions = np.array([place[key] for key in keys], dtype=np.int64)
    return positions[codes] if len(positions) else codes, [spelled[key] for key in order]


def _origins(clients: pd.DataFrame, rhythms: Mapping[str, Floats], at: Ints, every: Floats) -> Texts:
    """Whose rhythm is in force: ``Health band: Needs attention``, or ``Segment and tier`` where both have the same."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up, texts

    agree = [months[at] == every for months in rhythms.values()]
    which = sum((one.astype(np.int64) << place for place, one in enumerate(agree)), np.zeros(len(at), dtype=np.int64))
    said = looked_up([_listed(bits) for bits in range(1 << len(agree))], which, np.object_)
    for place, header in enumerate(rhythms):
        alone = which == 1 << place
        codes, distinct = coded(texts(clients[header])[alone])
        said[alone] = looked_up([f"{header.capitalize()}: {name}" for name in distinct], codes, np.object_)
    return said


def _listed(bits: int) -> str:
    """The columns of ``_RHYTHM_OF`` whose bits are set, in words."""
    words = [header.lower() for place, header in enumerate(_RHYTHM_OF) if bits >> place & 1]
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part).capitalize()
