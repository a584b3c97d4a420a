"""Numbers out of bytes: exactly what ``float`` makes of them."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.workbook.digits import PAD, leading_digits, number, numbers, words_of


def computed(texts: list[str]) -> list[float]:
    """The numbers of texts as they stand in a sheet, each between tags."""
    content, starts = bytearray(PAD), []
    for text in texts:
        content += b"<v>"
        starts.append(len(content))
        content += text.encode() + b"</v>"
    content += bytes(PAD)
    data = bytes(content)
    buffer, start = np.frombuffer(data, np.uint8), np.array(starts, np.int64)
    end = start + np.array([len(text.encode()) for text in texts], np.int64)
    return list(numbers(data, buffer, words_of(buffer), start, end).tolist())


@pytest.mark.parametrize(
    "text",
    [
        "0", "-0", "1", "12345678", "123456789", "999999999999999", "1234567890123456", "9007199254740993",
        "99999999999999999999", "0.1", "0.30000000000000004", ".5", "-.5", "5.", "007", "45306.75",
        "12345678.1234567", "123456789012.123", "0.000000000000001", "1E3", "1e-7", "+4", " 7 ", "-1234.56",
        "1.7976931348623157E308", "4.9E-324", "1.00000000", "12345678.", "0.12345678", "0.123456789", "45306.123456789",
    ],
)  # fmt: skip
def test_a_number(text: str) -> None:
    assert [struct.pack("<d", value) for value in computed([text])] == [struct.pack("<d", float(text))]


@pytest.mark.parametrize(
    "text",
    ["", "-", ".", "-.", "abc", "1 2", "1,5", "--5", "-+5", "1_0", "nan", "inf", "-inf", "1e999", "1.2.3", "5-", "٣"],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        computed(["1", text, "2"])
    assert number(text) is None


DECIMALS = st.builds(
    lambda sign, whole, decimals: sign + whole + decimals,
    st.sampled_from(["", "-"]),
    st.text("0123456789", min_size=1, max_size=18),
    st.one_of(st.just(""), st.text("0123456789", max_size=18).map(lambda digits: "." + digits)),
)
FLOATS = st.binary(min_size=8, max_size=8).map(lambda data: struct.unpack("<d", data)[0]).filter(np.isfinite).map(repr)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(DECIMALS, FLOATS), max_size=20))
def test_any_numbers(texts: list[str]) -> None:
    assert [struct.pack("<d", value) for value in computed(texts)] == [struct.pack("<d", float(text)) for text in texts]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(min_size=8, max_size=8), min_size=1, max_size=20))
def test_leading_digits_of_any_bytes(words: list[bytes]) -> None:
    count, value = leading_digits(np.frombuffer(b"".join(words), "<u8"))
    for word, length, made in zip(words, count.tolist(), value.tolist(), strict=True):
        digits = word[: next((i for i, byte in enumerate(word) if not 48 <= byte <= 57), 8)]
        assert (length, made) == (len(digits), int(digits or b"0"))
