"""LibreOffice's configuration files, element by element."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

__all__ = ["HEAD", "configuration", "flag", "folder", "node", "text", "value"]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_LANGUAGE = "en-US"


def configuration(name: str, content: str, package: str = "org.openoffice.Office") -> str:
    """A whole file: what is added to one component of the configuration."""
    return (
        f'{HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="{package}">\n'
        f"{content}</oor:component-data>\n"
    )


def folder(name: str, content: str) -> str:
    """A node that is there already."""
    return f"<node oor:name={quoteattr(name)}>\n{content}</node>\n"


def node(name: str, content: str) -> str:
    """A node of ours."""
    return f'<node oor:name={quoteattr(name)} oor:op="replace">\n{content}</node>\n'


def text(name: str, words: str) -> str:
    """A property that people read."""
    return f'<prop oor:name="{name}"><value xml:lang="{_LANGUAGE}">{escape(words)}</value></prop>\n'


def value(name: str, content: str) -> str:
    """A property that programs read."""
    return f'<prop oor:name="{name}" oor:type="xs:string"><value>{escape(content)}</value></prop>\n'


def flag(name: str, wanted: bool) -> str:
    """A property that is true or false."""
    return f'<prop oor:name="{name}" oor:type="xs:boolean"><value>{str(wanted).lower()}</value></prop>\n'
