"""oletools' reader of VBA projects, which calls parts of pyparsing that warn of their age."""

from __future__ import annotations

import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, VBA_Scanner, decompress_stream

__all__ = ["findings", "protection", "restored", "sources"]


def restored(data: bytes) -> bytes:
    """What was compressed."""
    return bytes(decompress_stream(bytearray(data)))


def sources(project: bytes) -> dict[str, str]:
    """Each module's text by its name."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    return {name.split("/")[-1].rsplit(".")[0]: code for _, _, name, code in parser.extract_macros()}


def findings(code: str) -> set[tuple[str, str]]:
    """What an analyst is told about the text: kind and keyword. Any word of eight letters may be Base64 to it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = VBA_Scanner(code).scan(include_decoded_strings=True)
    return {(kind, keyword) for kind, keyword, _ in found if "Base64" not in kind + keyword}


def protection(project: str) -> dict[str, bytes]:
    """The three records of a PROJECT stream that say whether it is locked and shown ([MS-OVBA] 2.3.1.15 to 17)."""
    identity = re.search('ID="(.*?)"', project)[1]  # type: ignore[index]
    return {key: _decrypted(re.search(f'{key}="(.*?)"', project)[1], identity) for key in ("CMG", "DPB", "GC")}  # type: ignore[index]


def _decrypted(code: str, identity: str) -> bytes:
    """By the rule of 2.4.3.3, back to front of how it was written."""
    raw = bytes.fromhex(code)
    seed, version, key = raw[0], raw[1] ^ raw[0], raw[2] ^ raw[0]
    assert (version, key) == (2, sum(identity.encode()) & 0xFF)
    plain, last, before_last, result = key, raw[2], raw[1], bytearray()
    for byte in raw[3:]:
        plain = byte ^ ((before_last + plain) & 0xFF)
        last, before_last = byte, last
        result.append(plain)
    ignored = (seed & 6) // 2
    length = int.from_bytes(result[ignored : ignored + 4], "little")
    return bytes(result[ignored + 4 : ignored + 4 + length])
