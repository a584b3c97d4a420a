"""Raw tables -> typed Inputs, with every data issue as a row."""

from segmentbook.checks.book import Checked, check

__all__ = ["Checked", "check"]
