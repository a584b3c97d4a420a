"""File names that every system takes, and that tell clients apart."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.exporting.file_names import LONGEST_BYTES, file_name, file_names

RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("O'Brien & Sons", "O'Brien & Sons"),
        ("Castellane Légumes & Fils", "Castellane Légumes & Fils"),
        ("a/b\\c:d", "a-b-c-d"),
        ('What? "A|B" <C>*', "What- -A-B- -C--"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("lpt1 ", "_lpt1"),
        ("Console Ltd", "Console Ltd"),
        (".hidden", "hidden"),
        ("Acme Inc.", "Acme Inc"),
        ("two\n lines\tand\x00more", "two lines and more"),
        ("left\u202egpj.exe", "left gpj.exe"),
        ("👩\u200d💻 Rocket 🚀", "👩\u200d💻 Rocket 🚀"),
        ("half \ud83d", "half �"),
        ("  ", "Client"),
        ("x" * 300, "x" * LONGEST_BYTES),
        ("🚀" * 100, "🚀" * (LONGEST_BYTES // 4)),
    ],
)
def test_a_name_that_every_system_takes(name: str, file: str) -> None:
    assert file_name(name) == file


def test_clients_whose_files_would_be_one_are_told_apart() -> None:
    assert file_names(["Acme", "ACME", "A/B", "A-B", "Solo"], ["C-1", "C/2", "", "3", "9"]) == [
        "Acme (C-1)",
        "ACME (C-2)",
        "A-B (2)",
        "A-B (3)",
        "Solo",
    ]


def test_a_name_that_another_client_has_already_is_passed_over() -> None:
    assert file_names(["Acme", "Acme", "Acme (1)"], ["1", "2", "3"]) == ["Acme (2)", "Acme (3)", "Acme (1)"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet=st.characters() | st.sampled_from("aA/\\:."), max_size=80), st.text(max_size=80)),
        max_size=8,
    )
)
def test_any_names_give_safe_and_different_files(clients: list[tuple[str, str]]) -> None:
    found = file_names([name for name, _ in clients], [key for _, key in clients])
    assert len({name.casefold() for name in found}) == len(clients)
    for name in found:
        assert 0 < len(name.encode("utf-8")) <= LONGEST_BYTES
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        assert not name.startswith(".") and not name.endswith((".", " "))
        assert name.partition(".")[0].strip().casefold() not in RESERVED
