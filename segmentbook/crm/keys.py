"""By what an account is found in the CRM: its record ID, else its domain, else its name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.crm.record_ids import RecordId
from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts
    from segmentbook.crm.systems import Fields

__all__ = ["BY_DOMAIN", "BY_ID", "BY_NAME", "Key", "bare_domain", "doubled_keys", "keys_of"]

BY_ID, BY_DOMAIN, BY_NAME = "CRM ID", "Domain", "Name"

_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[\w](?:[\w-]{0,61}[\w])?\.)+[^\W\d_][\w-]{1,62}")
_PREFIX = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Key:
    """How an account is found: ``by`` which column, and the key's ``text``; ``record`` is what its CRM ID came to."""

    by: str
    text: str
    domain: str
    typed: str
    record: RecordId


def bare_domain(text: str) -> str:
    """The domain of a web address, "" where it is none.

    Examples
    --------
    >>> bare_domain("https://www.Acme.example/home?x=1"), bare_domain("acme.example:8080"), bare_domain("n/a")
    ('acme.example', 'acme.example', '')
    """
    host = re.split(r"[/?#]", _PREFIX.sub("", text.strip()), maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
    host = host.lower().removeprefix("www.").rstrip(".")
    return host if _DOMAIN.fullmatch(host) else ""


def keys_of(accounts: Accounts, fields: Fields) -> list[Key]:
    """The key of each account; a field of the user's own for CRM ID takes any text."""
    keys = []
    names = accounts.texts("Client")
    free = "CRM ID" in fields.chosen
    for name, typed, site in zip(names, accounts.texts("CRM ID"), accounts.texts("Domain"), strict=True):
        record = RecordId() if not typed else RecordId(typed) if free else fields.system.record_id(typed)
        domain = bare_domain(site)
        if record.text:
            keys.append(Key(BY_ID, record.text, domain, typed, record))
        elif domain:
            keys.append(Key(BY_DOMAIN, domain, domain, typed, record))
        else:
            keys.append(Key(BY_NAME, name, domain, typed, record))
    return keys


def doubled_keys(keys: Sequence[Key]) -> list[bool]:
    """Which accounts share their key with another."""
    counts = Counter((key.by, text_key(key.text)) for key in keys)
    return [counts[key.by, text_key(key.text)] > 1 for key in keys]
