"""The commands of Calc's menu, as they are named on both sides: in LibreOffice, and in the user's Python.

Standard library alone: LibreOffice's Python reads this too.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CANCEL", "CHOICES", "PLAIN", "is_command"]

CANCEL = "cancel"
"""Ends the command that is at work."""

PLAIN = ("refresh", "check", "filters", "clear_filters", "tiering", "plan", "help", "about")
"""Functions of `addin.commands` that need nothing but the workbook."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "as_of": ("today", "month-end", "quarter-end", "year-end"),
    "value_basis": ("MRR", "MRR per Seat"),
    "size_by_employees": ("yes", "no"),
}
"""Functions with a choice, and what may be chosen: ``as_of=month-end``."""


def is_command(asked: str) -> bool:
    """Whether there is such a command.

    Examples
    --------
    >>> is_command("refresh"), is_command("as_of=month-end"), is_command("as_of=1999"), is_command("os.system")
    (True, True, False, False)
    """
    name, _, value = asked.partition("=")
    return asked in PLAIN or value in CHOICES.get(name, ())
