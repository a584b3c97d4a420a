"""The formulas as a UNO interface: its text in UNO's language, and the compiled type library that is committed.

The library changes only when a formula or an argument comes, goes or is renamed. To compile it anew (on Debian; the
package is unpacked, not installed)::

    apt-get download libreoffice-dev && dpkg -x libreoffice-dev_*.deb sdk
    python -m addin.calc.interface sdk/usr/lib/libreoffice/sdk/bin/unoidl-write.bin

This writes ``XSegmentbook.rdb`` and beside it the text it was compiled from, with the hashes of both: a test holds that
text against the formulas as they are.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import udfs  # noqa: F401 - registers the formulas
from addin.calc.office.signatures import method_name, parameters
from udfs._registry import FORMULAS, Formula

__all__ = ["INTERFACE", "LIBRARY", "MODULE", "SERVICE", "SOURCE", "compile_library", "interface_text"]

MODULE = ("org", "segmentbook")
INTERFACE = "XSegmentbook"
SERVICE = "org.segmentbook.Formulas"
"""Before a formula's name this is its programmatic name, which older versions of LibreOffice write into .xlsx files."""

LIBRARY = Path(__file__).parent / f"{INTERFACE}.rdb"
SOURCE = LIBRARY.with_suffix(".idl")

_OFFICE = Path("/usr/lib/libreoffice/program")


def interface_text(formulas: Iterable[Formula]) -> str:
    """The interface in UNOIDL: a method a formula.

    Examples
    --------
    >>> from udfs._registry import Argument, Formula
    >>> score = Argument("score", "A score.", False, "value")
    >>> print(interface_text([Formula("HEALTHBAND", max, "A band.", (score,), "value")]))
    // Written by python -m addin.calc.interface from the formulas in udfs: do not edit.
    module org { module segmentbook {
        interface XSegmentbook {
            any healthband([in] any score);
        };
    }; };
    <BLANKLINE>
    """
    methods = "".join(f"        {_method(formula)}\n" for formula in formulas)
    opened = " ".join(f"module {name} {{" for name in MODULE)
    closed = " ".join("};" for _ in MODULE)
    return (
        "// Written by python -m addin.calc.interface from the formulas in udfs: do not edit.\n"
        f"{opened}\n    interface {INTERFACE} {{\n{methods}    }};\n{closed}\n"
    )


def _method(formula: Formula) -> str:
    returned = "sequence< sequence<any> >" if formula.returns == "array" else "any"
    given = ", ".join(f"[in] {parameter.passed} {parameter.identifier}" for parameter in parameters(formula))
    return f"{returned} {method_name(formula)}({given});"


def compile_library(compiler: Path, office: Path = _OFFICE) -> None:
    """Write ``SOURCE``, ``LIBRARY`` and their hashes with LibreOffice's ``unoidl-write``.

    Raises
    ------
    subprocess.CalledProcessError
        The compiler refused the text.
    """
    SOURCE.write_text(interface_text(FORMULAS.values()), encoding="utf-8", newline="\n")
    types = [office / "types.rdb", office / "types" / "offapi.rdb"]
    subprocess.run(  # noqa: S603 - a developer names the compiler
        [str(part) for part in (compiler, *types, SOURCE, LIBRARY)],
        env={**os.environ, "LD_LIBRARY_PATH": str(office)},
        check=True,
    )
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (SOURCE, LIBRARY)]
    LIBRARY.with_suffix(".sha256").write_text("\n".join([*hashes, ""]), encoding="ascii", newline="\n")


if __name__ == "__main__":
    compile_library(Path(sys.argv[1]))
