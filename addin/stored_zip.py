"""A zip of members that are stored, not deflated: zlib's bytes depend on its version, these on the contents alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

__all__ = ["stored_zip"]

_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold
_UNIX = 3
_READABLE = 0o644 << 16


def stored_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Write a zip of these members in their order: the same bytes on any day, any machine and any Python.

    Examples
    --------
    >>> stored_zip([("a.txt", b"A")]) == stored_zip([("a.txt", b"A")])
    True
    """
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _SAME_DAY)
            member.create_system = _UNIX
            member.external_attr = _READABLE
            archive.writestr(member, content)
    return written.getvalue()
