"""What the formula languages of the CRMs share: a ladder written as one expression, and the limits it must keep.

Every value of a workbook reaches a formula through ``text``, ``number`` or ``field`` of its dialect, which escape it
or refuse it: nothing else is written from data.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date

from segmentbook.crm.delimited import decimal_text
from segmentbook.crm.ladder import (
    AnyOf,
    BlankTest,
    DateTest,
    Kind,
    Ladder,
    NumberTest,
    Refused,
    Test,
    TextTest,
    holds,
    only_column,
)

__all__ = ["Dialect", "characters", "plain_number"]

_FIRST_PRINTABLE = " "
_DELETE = "\x7f"


def plain_number(value: float) -> str:
    """A number to nine decimals, without exponent, group separators or needless zeros.

    Examples
    --------
    >>> plain_number(120000.0), plain_number(0.1 + 0.2), plain_number(-0.0), plain_number(1e12 + 0.01)
    ('120000', '0.3', '0', '1000000000000.01')
    """
    text = decimal_text(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def characters(text: str) -> int:
    """Characters as the CRMs count them: 16-bit units, so that an emoji is two.

    Examples
    --------
    >>> characters("Tier 1"), characters("🙂")
    (6, 2)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Dialect(ABC):
    """One formula language.

    Parameters
    ----------
    names
        The field's name in formulas, by our column.
    """

    title: str
    """What the formula is pasted into."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def formula(self, ladder: Ladder) -> str:
        """The formula of a ladder, within the limits.

        Raises
        ------
        Refused
            It cannot be said in this language, or is too long.
        """
        column = only_column(ladder)
        written = self._with_blank_first(ladder, column) if column is not None else None
        if written is None:
            conditions = [
                (self._all([self._test(test, guarded=False) for test in b.tests]), b.tier) for b in ladder.branches
            ]
            written = self._chain(
                [(condition, self._literal(tier)) for condition, tier in conditions], ladder.otherwise
            )
        self._require_limits(written)
        return written

    def _with_blank_first(self, ladder: Ladder, column: str) -> str | None:
        """One column decides: ask first whether it is blank, then compare without asking again."""
        nothing = {column: None}
        blank = next((b.tier for b in ladder.branches if all(holds(t, nothing) for t in b.tests)), ladder.otherwise)
        rest = [
            (self._all([self._test(test, guarded=True) for test in b.tests]), self._literal(b.tier))
            for b in ladder.branches
        ]
        kind = Kind.DATE if isinstance(ladder.branches[0].tests[0], DateTest) else Kind.NUMBER
        return self._blank_or(BlankTest(column, kind), self._literal(blank), self._chain(rest, ladder.otherwise))

    def _test(self, test: Test, *, guarded: bool) -> str:
        """One test; ``guarded``: the field is known not to be blank."""
        match test:
            case NumberTest():
                return self._number(test) if guarded else self._number_guard(test)
            case DateTest():
                return self._date(test) if guarded else self._date_guard(test)
            case TextTest():
                return self._words(test)
            case BlankTest():
                return self._blank(test)
            case AnyOf():
                return self._any([self._test(one, guarded=guarded) for one in test.tests])

    def _number_guard(self, test: NumberTest) -> str:
        """A comparison that gives ``if_blank`` where the field is blank."""
        return self._guarded(BlankTest(test.column, Kind.NUMBER), self._number(test), test.if_blank)

    def _date_guard(self, test: DateTest) -> str:
        """A comparison that gives ``if_blank`` where the field is blank."""
        return self._guarded(BlankTest(test.column, Kind.DATE), self._date(test), test.if_blank)

    def _date(self, test: DateTest) -> str:
        """A comparison of a date that is not blank."""
        raise Refused(f"{test.column} is a date, which {self.title} cannot compare with a fixed date")

    @abstractmethod
    def _require_limits(self, formula: str) -> None:
        """Raise ``Refused`` where a formula is too long or too deep."""

    @abstractmethod
    def measured(self, formula: str) -> str:
        """How much of the limits a formula uses, in a sentence."""

    @abstractmethod
    def _literal(self, text: str) -> str:
        """A literal; raises ``Refused`` where the language has no way to write it."""

    @abstractmethod
    def _field(self, column: str) -> str:
        """A reference to a field; raises ``Refused`` for a name that cannot be written."""

    @abstractmethod
    def _number(self, test: NumberTest) -> str:
        """A comparison of a number that is not blank."""

    @abstractmethod
    def _words(self, test: TextTest) -> str:
        """A comparison of a text, blank or not."""

    @abstractmethod
    def _blank(self, test: BlankTest) -> str:
        """Whether a field is blank."""

    @abstractmethod
    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        """``comparison``, or ``if_blank`` where the field is blank."""

    @abstractmethod
    def _all(self, conditions: Sequence[str]) -> str:
        """All conditions hold; one condition stays as it is."""

    @abstractmethod
    def _any(self, conditions: Sequence[str]) -> str:
        """One of the conditions holds."""

    @abstractmethod
    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        """The literal of the first condition that holds; ``otherwise`` is a tier's name."""

    @abstractmethod
    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str | None:
        """``if_blank`` where the field is blank, else ``rest``; None where the language asks no such thing."""

    def _printable(self, text: str) -> str:
        """The text, if it has no control characters, which no language documents a way to write."""
        if any(c < _FIRST_PRINTABLE or c == _DELETE for c in text):
            raise Refused(f"{text!r} has a line break or another control character; retype it")
        return text

    def _require_characters(self, formula: str, most: int) -> None:
        """Raise ``Refused`` where a formula has more characters than ``most``."""
        count = characters(formula)
        if count > most:
            raise Refused(f"the formula has {count:,} characters, and {self.title} takes {most:,}. {self._shorten}")

    _shorten = "Use fewer tiers, fewer rules or shorter names."

    @staticmethod
    def _day_number(day: date) -> int:
        """A date as year, month and day in one number."""
        return (day.year * 100 + day.month) * 100 + day.day
