"""Arithmetic of colours: six hex digits in, six hex digits out."""

__all__ = ["between", "contrast", "darken", "lighten", "shades"]


def between(first: str, second: str, share: float) -> str:
    """The colour that lies ``share`` (0-1) of the way from ``first`` to ``second``.

    Examples
    --------
    >>> between("000000", "FFFFFF", 0.5)
    '808080'
    """
    mixed = (a + (b - a) * share for a, b in zip(_channels(first), _channels(second), strict=True))
    return "".join(f"{int(channel + 0.5):02X}" for channel in mixed)


def lighten(colour: str, share: float) -> str:
    """The colour with ``share`` (0-1) of white in it.

    Examples
    --------
    >>> lighten("C0392B", 0.75)
    'EFCECA'
    """
    return between(colour, "FFFFFF", share)


def darken(colour: str, share: float) -> str:
    """The colour with ``share`` (0-1) of black in it.

    Examples
    --------
    >>> darken("FF8000", 0.5)
    '804000'
    """
    return between(colour, "000000", share)


def shades(first: str, last: str, count: int) -> tuple[str, ...]:
    """``count`` colours in equal steps from ``first`` to ``last``.

    Examples
    --------
    >>> shades("000000", "FFFFFF", 3), shades("1E3A5F", "FFFFFF", 1)
    (('000000', '808080', 'FFFFFF'), ('1E3A5F',))
    """
    return tuple(between(first, last, i / (count - 1)) if i else first for i in range(count))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 (the same) to 21 (black on white); text wants 4.5 or more.

    ``(L1 + 0.05) / (L2 + 0.05)`` of the relative luminances, the lighter above (WCAG 2.1).

    Examples
    --------
    >>> contrast("000000", "FFFFFF")
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((lighter + 0.05) / (darker + 0.05), 6)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _luminance(colour: str) -> float:
    linear = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
