"""VBA's conditional compilation, which LibreOffice's Basic lacks, for the conditions that occur in our add-in."""

from __future__ import annotations

import re

__all__ = ["compiled_for"]

_WINDOWS = {
    "VBA7": True,
    "Mac": False,
    "Not Mac": True,
    "Win64": True,
    "MAC_OFFICE_VERSION >= 15": False,
    'App = "Microsoft Excel"': True,
    'App = "Microsoft Word"': False,
    'App = "Microsoft Access"': False,
    'App = "Microsoft PowerPoint"': False,
    "Mac Or Not UseScriptingDictionaryIfAvailable": False,
}
_MAC = {
    **_WINDOWS,
    "Mac": True,
    "Not Mac": False,
    "Win64": False,
    "MAC_OFFICE_VERSION >= 15": True,
    "Mac Or Not UseScriptingDictionaryIfAvailable": True,
}
CONDITIONS = {"windows": _WINDOWS, "macos": _MAC}
_DIRECTIVE = re.compile(r"\s*#(If|ElseIf|Else|End If|Const)\b(?:(.*?) Then)?")


def compiled_for(platform: str, text: str) -> str:
    """The lines that are compiled on a platform."""
    lines, open_blocks = [], []
    for line in text.splitlines():
        found = _DIRECTIVE.match(line)
        if found is None:
            if all(kept for kept, _ in open_blocks):
                lines.append(line)
        elif found[1] == "If":
            holds = CONDITIONS[platform][found[2].strip()]
            open_blocks.append((holds, holds))
        elif found[1] == "ElseIf":
            _, done = open_blocks.pop()
            holds = not done and CONDITIONS[platform][found[2].strip()]
            open_blocks.append((holds, done or holds))
        elif found[1] == "Else":
            _, done = open_blocks.pop()
            open_blocks.append((not done, True))
        elif found[1] == "End If":
            open_blocks.pop()
    assert not open_blocks
    return "\n".join(lines) + "\n"
