"""How names are compared: clients, contracts and bands as people type them, headers as columns are found."""

__all__ = ["header_key", "text_key"]


def header_key(header: str) -> str:
    """A header as it is compared: without regard to case, spaces and punctuation.

    Examples
    --------
    >>> header_key(" Client-ID "), header_key("client_id"), header_key("CLIENT ID")
    ('clientid', 'clientid', 'clientid')
    """
    return "".join(c for c in header.casefold() if c.isalnum())


def text_key(text: str) -> str:
    """A name or an ID as it is compared: without regard to case and surrounding spaces.

    Examples
    --------
    >>> text_key(" ACME Ltd ")
    'acme ltd'
    """
    return text.strip().casefold()
