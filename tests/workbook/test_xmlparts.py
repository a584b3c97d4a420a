"""XML is parsed without entities, and a changed tree is written back with only the changes changed."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from segmentbook.workbook.xmlparts import UnsafeXmlError, parse, refuse_doctype, rewrite

ODD = (
    b"\xef\xbb\xbf<?xml version='1.0'  standalone='yes' ?>\r\n<!-- > made by hand -->\r\n"
    b'<x:a xmlns:x="u:x"  xmlns:r=\'u:r\' q = \'it&#39;s "1"\'\n z="&#10;a&gt;b">'
    b"<?pi a>b?>text &amp; &#x41;<![CDATA[<x:b>]]><x:b  /><x:b></x:b ><!-- </x:a> --> tail\r\n"
    b"<x:c r:id = 'r1'>one<x:d/>two</x:c>\r\n</x:a >\r\n<!-- end -->\n"
)


def changed(data: bytes, change: str) -> bytes:
    root = parse(data)
    exec(change, {"root": root, "etree": etree})  # noqa: S102  # the changes are written in this file
    return rewrite(data, root)


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ("pass", b"", b""),
        ("root.set('z', root.get('z'))", b"", b""),
        ("root.set('q', 'a\"<\\n')", b"'it&#39;s \"1\"'", b'"a&quot;&lt;&#10;"'),
        ("root.set('new', '1')", b'b">', b'b" new="1">'),
        ("root.set('{u:r}new', '1')", b'b">', b'b" r:new="1">'),
        ("del root.attrib['q']", b" q = 'it&#39;s \"1\"'", b""),
        ("root[1].set('k', 'v')", b"<x:b  />", b'<x:b k="v"/>'),
        ("root[1].text = 'now'", b"<x:b  />", b"<x:b>now</x:b>"),
        ("root[2].text = 'a<b'", b"<x:b></x:b >", b"<x:b>a&lt;b</x:b >"),
        ("etree.SubElement(root[1], '{u:x}e')", b"<x:b  />", b"<x:b><x:e/></x:b>"),
        ("etree.SubElement(root[-1], '{u:x}e')", b"two</x:c>", b"two<x:e/></x:c>"),
        ("etree.SubElement(root[-1], '{u:o}e')", b"two</x:c>", b'two<ns0:e xmlns:ns0="u:o"/></x:c>'),
        ("root[-1][0].tail = '2'", b"<x:d/>two", b"<x:d/>2"),
        ("root[-1].text = '1'", b">one<", b">1<"),
        ("root[1].addnext(etree.SubElement(root, '{u:x}e'))", b"<x:b  />", b"<x:b  /><x:e/>"),
    ],
)
def test_only_the_change_is_written(change: str, old: bytes, new: bytes) -> None:
    assert old in ODD
    assert changed(ODD, change) == ODD.replace(old, new, 1)


def test_other_encodings_are_written_plainly_and_in_their_encoding() -> None:
    for encoding in ("utf-16", "iso-8859-1"):
        old = f'<?xml version="1.0" encoding="{encoding}"?><a><b>é</b></a>'.encode(encoding)
        new = changed(old, "etree.SubElement(root, 'c')")
        assert etree.tostring(etree.fromstring(new)) == "<a><b>é</b><c/></a>".encode("ascii", "xmlcharrefreplace")
        assert encoding in new.decode(encoding).lower()


def test_namespaces_that_are_no_addresses_are_kept() -> None:
    old = b'<a xmlns="odd"  xmlns:y="odder"><y:b  /></a>'
    assert changed(old, "etree.SubElement(root, '{odd}c')") == old.replace(b"</a>", b"<c/></a>")


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "gb18030", "nonsense"])
def test_what_another_parser_might_read_otherwise_is_refused(encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a><a/>'.encode()
    with pytest.raises(UnsafeXmlError):
        parse(data)


def test_mainframe_characters_are_refused() -> None:
    with pytest.raises((UnsafeXmlError, etree.XMLSyntaxError)):
        parse('<?xml version="1.0" encoding="IBM037"?><!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'.encode("cp037"))


names = st.sampled_from(["a", "b", "{u:x}a", "{u:y}c"])
texts = st.sampled_from(["", "", "t", " \n ", "&<>", "é]]", '"', "\r"])


@st.composite
def elements(draw: st.DrawFn, depth: int = 3) -> etree._Element:
    element = etree.Element(draw(names), nsmap=draw(st.sampled_from([None, {None: "u:x"}, {"y": "u:y", "z": "u:z"}])))
    for name in draw(st.lists(st.sampled_from(["k", "l", "{u:y}m"]), max_size=2, unique=True)):
        element.set(name, draw(texts))
    element.text = draw(texts) or None
    for _ in range(draw(st.integers(0, 3)) if depth else 0):
        if draw(st.integers(0, 9)) == 0:
            element.append(etree.Comment("<a>"))
        else:
            element.append(draw(elements(depth - 1)))
        element[-1].tail = draw(texts) or None
    return element


@settings(max_examples=50, deadline=None)
@given(elements(), st.data())
def test_whatever_changes_it_is_what_is_written(tree: etree._Element, data: st.DataObject) -> None:
    original = etree.tostring(tree)
    root = parse(original)
    for _ in range(data.draw(st.integers(1, 4))):
        element = data.draw(st.sampled_from([e for e in root.iter() if isinstance(e.tag, str)]))
        match data.draw(st.sampled_from(["attribute", "text", "add", "insert", "remove", "copy", "tail"])):
            case "attribute":
                element.set(data.draw(st.sampled_from(["k", "n", "{u:y}m"])), data.draw(texts))
            case "text":
                element.text = data.draw(texts) or None
            case "add":
                element.append(data.draw(elements(1)))
            case "insert":
                element.insert(0, data.draw(elements(1)))
            case "remove" if len(element):
                element.remove(element[-1])
            case "copy" if len(element):
                element.append(copy.deepcopy(element[0]))
            case "tail" if element is not root:
                element.tail = data.draw(texts) or None
    written = rewrite(original, root)
    assert etree.tostring(parse(written), method="c14n") == etree.tostring(root, method="c14n")


@settings(max_examples=50, deadline=None)
@given(st.lists(elements(1), min_size=1, max_size=12), st.data())
def test_added_children_leave_the_others_byte_for_byte(children: list[etree._Element], data: st.DataObject) -> None:
    root = etree.Element("{u:x}root", nsmap={None: "u:x", "y": "u:y"})
    root.extend(children)
    original = etree.tostring(root).replace(b"/>", b"  />")
    root = parse(original)
    place = data.draw(st.integers(0, len(root)))
    added = root.makeelement("{u:x}added")
    root.insert(place, added)
    assert rewrite(original, root).replace(b"<added/>", b"", 1) == original


def test_a_long_list_with_one_change_and_one_addition_is_quick() -> None:
    items = b"".join(b"<xf  id='%d'/>" % i for i in range(20_000))
    old = b"<list>" + items + b"</list>"
    new = changed(old, "root[100].set('id', 'x'); etree.SubElement(root, 'xf')")
    assert new == old.replace(b"'100'", b'"x"', 1).replace(b"</list>", b"<xf/></list>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "iso-8859-1"])
def test_a_document_type_is_refused_in_every_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig").removesuffix("-be").removesuffix("-le")}"?>'
    text += '<!-- a --><!DOCTYPE a [<!ENTITY e "e">]><a>&e;</a>'
    data = ("\ufeff" + text if encoding.endswith("e") else text).encode(encoding)
    with pytest.raises(UnsafeXmlError, match=r"declares a document type \(DTD\)"):
        parse(data)
    with pytest.raises(UnsafeXmlError, match=r"declares a document type \(DTD\)"):
        refuse_doctype(iter(data[i : i + 7] for i in range(0, len(data), 7)))


def test_the_word_doctype_in_a_text_is_harmless() -> None:
    assert parse(b"<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE a>]]></a>").text == "<!DOCTYPE a>"


def test_a_prolog_without_an_end_is_refused() -> None:
    with pytest.raises(UnsafeXmlError, match="has no element in its first megabyte"):
        refuse_doctype(b" " * 4096 for _ in range(1000))


def test_external_entities_are_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(UnsafeXmlError):
        parse(f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'.encode())


def test_bottomless_nesting_is_refused() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        parse(b"<a>" * 100_000)
