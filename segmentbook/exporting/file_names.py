"""What the files of clients are called: by the client, and so that every system takes the name."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count

__all__ = ["file_name", "file_names"]

LONGEST_BYTES = 180
"""In UTF-8; systems take 255, and something may stand before or after."""

_ENDS = " .\u200d"
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)


def file_name(text: str) -> str:
    r"""A name as Windows, macOS and Linux take it, without an ending.

    Examples
    --------
    >>> file_name("O'Brien & Sons"), file_name("a/b: c?."), file_name("CON"), file_name("..."), file_name("Nul.x")
    ("O'Brien & Sons", 'a-b- c-', '_CON', 'Client', '_Nul.x')
    """
    text = unicodedata.normalize("NFC", text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\u200d" else c for c in text)
    text = " ".join(_FORBIDDEN.sub("-", text).split()).strip(_ENDS)
    if _RESERVED.fullmatch(text.partition(".")[0].strip()):
        text = f"_{text}"
    return _trimmed(text) or "Client"


def _trimmed(text: str, length: int = LONGEST_BYTES) -> str:
    """At most so many bytes, no letter cut in two, no dot or space at an end: Windows drops those behind."""
    text = text.encode("utf-8")[:length].decode("utf-8", "ignore")
    return text.strip(_ENDS)


def file_names(names: Sequence[str], keys: Sequence[str]) -> list[str]:
    """A name for each client, all different also where capitals count for nothing; with its ID where two would be one.

    A client's file is called alike whichever other clients are printed, as long as ``names`` are of the whole book.

    Examples
    --------
    >>> file_names(["A/B", "a-b", "C"], ["1", "2", "3"])
    ['A-B (1)', 'a-b (2)', 'C']
    """
    plain = [file_name(name) for name in names]
    times = Counter(map(_key, plain))
    taken = {key for key, number in times.items() if number == 1}
    found = []
    for name, key in zip(plain, keys, strict=True):
        if times[_key(name)] > 1:
            name = next(made for made in _marked(name, key) if _key(made) not in taken)
            taken.add(_key(name))
        found.append(name)
    return found


def _marked(name: str, key: str) -> Iterator[str]:
    """A name with its ID behind it, else with a number."""
    mark = file_name(key)
    if key.strip() and len(mark.encode("utf-8")) <= LONGEST_BYTES // 2:
        yield _with(name, f" ({mark})")
    for number in count(2):
        yield _with(name, f" ({number})")


def _with(name: str, mark: str) -> str:
    return _trimmed(name, LONGEST_BYTES - len(mark.encode("utf-8"))) + mark


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
