"""Currency codes, and the signs that stand for them."""

__all__ = ["CODES", "DOLLARS", "SIGNS", "currencies_of", "currency_code"]

_ISO_4217 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD "
    "HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS TMT TND TOP TRY "
    "TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL "
)
CODES = frozenset(_ISO_4217[start : start + 3] for start in range(0, len(_ISO_4217), 4))
"""Three-letter codes of ISO 4217."""

DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CUP", "FJD")
"""Currencies written with ``$``; the first is meant where nothing else is said."""

SIGNS: dict[str, tuple[str, ...]] = {
    "US$": ("USD",),
    "AU$": ("AUD",),
    "CA$": ("CAD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "A$": ("AUD",),
    "C$": ("CAD",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "$": DOLLARS,
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "FKP", "SHP", "SYP", "LBP", "SSP"),
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₽": ("RUB",),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "฿": ("THB",),
    "₴": ("UAH",),
    "₦": ("NGN",),
    "zł": ("PLN",),
    "Kč": ("CZK",),
    "Fr.": ("CHF",),
    "kr.": ("SEK", "NOK", "DKK", "ISK"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
"""Signs written beside an amount -> what each may stand for, the usual one first."""


def currencies_of(sign: str) -> tuple[str, ...]:
    """Name the currencies that a sign or code may stand for, the usual one first.

    Examples
    --------
    >>> currencies_of("€"), currencies_of("GBP"), currencies_of("$")[:2]
    (('EUR',), ('GBP',), ('USD', 'AUD'))
    """
    return SIGNS.get(sign, (sign,))


_SIGN_TO_CODE = {"€": "EUR", "£": "GBP", "US$": "USD", "₹": "INR"}


def currency_code(text: str, base: str) -> str:
    """Write a currency as its code in capitals; ``$`` is the base currency where that is a dollar.

    Examples
    --------
    >>> currency_code("eur", "USD"), currency_code("€", "USD"), currency_code("$", "CAD"), currency_code("", "USD")
    ('EUR', 'EUR', 'CAD', '')
    """
    code = _SIGN_TO_CODE.get(text, text.upper())
    return base if code and code not in _SIGN_TO_CODE and len(code) < 3 and base in currencies_of(code) else code
