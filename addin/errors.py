"""What stops building or installing the add-in."""

from __future__ import annotations

from segmentbook.errors import SegmentbookError

__all__ = ["AddinError"]


class AddinError(SegmentbookError):
    """The add-in cannot be built, installed or removed, said in one line."""
