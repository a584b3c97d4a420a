"""Frame columns as plain arrays, and arrays as frame columns of the agreed dtypes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

__all__ = [
    "Days",
    "Flags",
    "Floats",
    "Ints",
    "Texts",
    "coded",
    "coded_keys",
    "days",
    "flags",
    "floats",
    "looked_up",
    "sums",
    "text_series",
    "texts",
]

Floats: TypeAlias = "npt.NDArray[np.float64]"
Ints: TypeAlias = "npt.NDArray[np.int64]"
Flags: TypeAlias = "npt.NDArray[np.bool_]"
Days: TypeAlias = "npt.NDArray[np.datetime64]"  # datetime64[D]
Texts: TypeAlias = "npt.NDArray[np.object_]"  # of str


def floats(series: pd.Series[Any]) -> Floats:
    """A number column; NaN is blank."""
    import numpy as np

    return series.to_numpy(dtype=np.float64, na_value=np.nan)


def days(series: pd.Series[Any]) -> Days:
    """A date column as whole days; NaT is blank."""
    return series.to_numpy().astype("datetime64[D]")


def texts(series: pd.Series[Any]) -> Texts:
    """A text column; "" is blank."""
    import numpy as np

    return series.to_numpy(dtype=np.object_)


def flags(series: pd.Series[Any], blank: bool) -> Flags:
    """A Yes/No column (True, False or None) with what a blank means."""
    import numpy as np

    values = series.to_numpy(dtype=np.object_)
    return np.asarray(values != False if blank else values == True, dtype=np.bool_)  # noqa: E712 - element by element


def coded(values: Texts) -> tuple[Ints, list[str]]:
    """Distinct texts in order of appearance, and the position of each value among them."""
    import pandas as pd

    codes, distinct = pd.factorize(values)
    return codes, list(distinct)


def coded_keys(values: Texts, key: Callable[[str], str]) -> tuple[Ints, list[str]]:
    """As ``coded``, after ``key``: the key of each distinct text is taken once."""
    import numpy as np

    codes, distinct = coded(values)
    positions: dict[str, int] = {}
    places = np.fromiter((positions.setdefault(key(t), len(positions)) for t in distinct), np.int64, len(distinct))
    return places[codes] if len(distinct) else codes, list(positions)


def looked_up(values: Sequence[object], codes: Ints, dtype: object) -> npt.NDArray[Any]:
    """``values[code]`` for each code, as an array of ``dtype``."""
    import numpy as np

    table: npt.NDArray[Any] = np.empty(len(values), dtype=dtype)  # type: ignore[call-overload]  # any dtype
    table[:] = values
    return table[codes]


def sums(groups: Ints, amounts: Floats, count: int) -> Floats:
    """Sum of the amounts of each of ``count`` groups."""
    import numpy as np

    return np.asarray(np.bincount(groups, weights=amounts, minlength=count), dtype=np.float64)


def text_series(values: Sequence[str] | Texts, index: pd.Index[Any]) -> pd.Series[Any]:
    """A text column of a frame: object of str, in pandas 2 and 3 alike."""
    import numpy as np
    import pandas as pd

    array = np.empty(len(values), dtype=np.object_)
    array[:] = values
    return pd.Series(array, index=index, dtype=object)
