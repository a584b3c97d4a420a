"""What stops the work. Data that are merely wrong are rows of DataIssues, not exceptions.

SegmentbookError
├── InputError(ValueError)      a value or table that the work cannot go on without
├── PolicyError(ValueError)     settings, bands, segments, tiers or scorecards that contradict themselves
└── WorkbookError(OSError)      a file that cannot be read or written

A message says place, rule, value, and what to do, in one line.
"""

__all__ = ["InputError", "PolicyError", "SegmentbookError", "WorkbookError"]


class SegmentbookError(Exception):
    """Anything that Segmentbook refuses to do, said in one line."""


class InputError(SegmentbookError, ValueError):
    """A value or a table that the work cannot go on without."""


class PolicyError(SegmentbookError, ValueError):
    """Settings, bands, segments, tiers or scorecards that contradict themselves."""


class WorkbookError(SegmentbookError, OSError):
    """A workbook file that cannot be read or written."""
