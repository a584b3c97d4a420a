"""What a refresh says of the user's own things on a sheet of ours."""

from __future__ import annotations

__all__ = ["LOST", "MOVED", "REAPPLY", "Remark"]

LOST = "It is no longer in the workbook; this is its only copy."
MOVED = "Nothing is lost; look at what refers to these cells."
REAPPLY = "The filter is kept, and all rows are shown until it is applied again."


class Remark(str):
    """One line, ``SegmentResults: what happened``, and what was done about it.

    Examples
    --------
    >>> Remark("Dashboard: your cells were moved", MOVED).done
    'Nothing is lost; look at what refers to these cells.'
    """

    __slots__ = ("done",)

    done: str

    def __new__(cls, text: str, done: str = LOST) -> Remark:
        """Text and action."""
        remark = super().__new__(cls, text)
        remark.done = done
        return remark
