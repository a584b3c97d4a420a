"""The shared strings: plain ones by the scanner, the others by the parser, in one order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.errors import WorkbookError
from segmentbook.workbook.book import MAIN, STRICT_MAIN, Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.strings import SharedStrings, Texts, decoded, unescaped_text
from tests.workbook.sheet_xml import Dialect, book_of, strings_xml


def texts_of(content: bytes) -> list[str]:
    """The strings of a part, which must come out the same both ways."""
    strings = SharedStrings(book_of({}, content))
    assert strings.texts == strings._read(exactly=True)
    return strings.texts


def sst(items: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{MAIN}">{items}</sst>'.encode()


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("<si><t>plain</t></si>", "plain"),
        ("<si><t></t></si>", ""),
        ("<si><t/></si>", ""),
        ("<si/>", ""),
        ('<si><t xml:space="preserve"> kept </t></si>', " kept "),
        ("<si><t> kept too </t></si>", " kept too "),
        ("<si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r></si>", "rich"),
        ('<si><t>word</t><rPh sb="0" eb="1"><t>reading</t></rPh><phoneticPr fontId="1"/></si>', "word"),
        ('<si><r><t>a</t></r><rPh sb="0" eb="1"><t>reading</t></rPh><r><t>b</t></r></si>', "ab"),
        ("<si><t>R&amp;D &lt;3 &#8364; &amp;lt;</t></si>", "R&D <3 € &lt;"),
        ("<si><t>a_x000D_b _x005F_x000D_</t></si>", "a\rb _x000D_"),
        ("<si><t>a\r\nb\rc\n&#13;</t></si>", "a\nb\nc\n\r"),
        ("<si><t><![CDATA[a<b]]></t></si>", "a<b"),
        ("<si><t>a<!-- not --></t></si>", "a"),
        ("<si>\n  <t>a</t>\n</si>", "a"),
        ("<si><t>Größe 😀</t></si>", "Größe 😀"),
        ("<si><t xmlns='urn:other'>not ours</t></si>", ""),
    ],
)
def test_one_string(item: str, text: str) -> None:
    assert texts_of(sst(f"<si><t>before</t></si>{item}\n<si><t>after</t></si>")) == ["before", text, "after"]


@pytest.mark.parametrize(
    "root",
    ["<sst xmlns='urn:other'>{}</sst>", f"<x:sst xmlns:x='{MAIN}' xmlns='urn:other'>{{}}</x:sst>", "<sst>{}</sst>"],
)
def test_strings_of_another_namespace_are_not_ours(root: str) -> None:
    assert texts_of(root.format("<si><t>a</t></si>").encode()) == []


def test_without_the_part_there_are_none() -> None:
    assert SharedStrings(Book(Package.new())).texts == []


def test_the_part_is_not_read_until_it_is_asked_for() -> None:
    strings = SharedStrings(book_of({}, b"<not xml"))
    with pytest.raises(WorkbookError) as refusal:
        _ = strings.texts
    assert str(refusal.value) == (
        "new workbook: is damaged: xl/sharedStrings.xml is not XML (unclosed token: line 1, column 0). "
        "Open it in Excel and save it again."
    )


def test_positions_of_empty_strings() -> None:
    assert SharedStrings(book_of({}, sst("<si><t>a</t></si><si><t/></si><si><t></t></si>"))).empty == [1, 2]


def test_many_strings_of_both_kinds_stay_in_order() -> None:
    items = [f"<si><t>{i}</t></si>" if i % 9 else f"<si><r><t>{i}</t></r></si>" for i in range(100_000)]
    assert texts_of(sst("".join(items))) == [str(i) for i in range(100_000)]


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(CHARACTERS, max_size=20), max_size=20),
    st.builds(
        Dialect,
        prefix=st.sampled_from(["", "", "x:"]),
        namespace=st.sampled_from([MAIN, STRICT_MAIN]),
        encoding=st.sampled_from(["UTF-8", "UTF-8", "UTF-16"]),
        line_ends=st.sampled_from(["", "\n"]),
        cdata=st.booleans(),
        rich=st.booleans(),
    ),
)
def test_any_strings_in_any_dialect(strings: list[str], dialect: Dialect) -> None:
    assert texts_of(strings_xml(strings, dialect)) == strings


@pytest.mark.parametrize("item", [b"&nbsp;", b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"\xff", b"a\0b", b"&#xFFFE;"])
def test_what_is_not_xml_is_not_decoded(item: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decoded([b"fine", item])


def test_surrogates_that_are_escaped_make_one_character_and_lone_ones_none() -> None:
    assert unescaped_text("_xD83D__xDE00_") == "😀"
    assert unescaped_text("a_xD83D_b") == "a\ufffdb"


def test_a_text_has_one_position_until_it_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmentbook.workbook.strings._KNOWN_LIMIT", 3)
    texts = Texts()
    numbers = texts.add_raw(["a", "b", "a", "&#97;", "gr\u00c3\u00b6\u00c3\u009fer"])
    numbers += [texts.add("b"), texts.add("b")]
    numbers += texts.add_raw(["c", "a", "c"])
    positions = texts.positions(np.array(numbers)).tolist()
    assert positions == [0, 1, 0, 2, 3, 4, 4, 5, 6, 5]
    assert texts.texts == ["a", "b", "a", "größer", "b", "c", "a"]


def test_texts_that_are_no_xml_are_not_remembered() -> None:
    texts = Texts()
    with pytest.raises(ValueError, match="an entity that XML does not have"):
        texts.add_raw(["a", "&wrong;", "b"])
    numbers = [*texts.add_raw(["b", "a"]), texts.add("c"), *texts.add_raw(["b"])]
    assert [texts.texts[i] for i in texts.positions(np.array(numbers)).tolist()] == ["b", "a", "c", "b"]
