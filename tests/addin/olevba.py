"""oletools' reader of VBA projects, which calls parts of pyparsing that warn of their age."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from oletools.olevba import VBA_Parser, VBA_Scanner, decompress_stream

__all__ = ["findings", "restored", "sources"]


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
