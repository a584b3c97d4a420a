"""Notes that users put on a client's cells go where the client goes."""

from __future__ import annotations

from pathlib import Path

from segmentbook.report.spec import SheetSpec, TableColumn
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from tests.tools import Validator
from tests.workbook.rendered import MAIN, edit, made, opened, parts, refreshed, sheet, sheet_part, table

COMMENTS, BOXES, THREADS = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/threadedComments/threadedComment1.xml"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
PEOPLE = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


def results(rows: dict[str, list[object]], key: str = "ID") -> SheetSpec:
    columns = [TableColumn(header, note="Ours." if header == "ID" else "") for header in rows]
    return sheet(table(rows, key=key, columns=columns))


THREE = {"ID": ["C-1", "C-2", "C-3"], "ARR": [10, 20, 30]}


def annotated(path: Path, notes: dict[str, str], key: str = "ID") -> Path:
    """A book in which Ann has put notes on cells."""
    made(path, results(THREE, key))
    comments = "".join(
        f'<comment ref="{cell}" authorId="1"><text><t>{text}</t></text></comment>' for cell, text in notes.items()
    )
    boxes = "".join(
        f'<v:shape id="_x0000_s{2000 + i}" type="#_x0000_t202"><x:ClientData ObjectType="Note">'
        f"<x:Row>{int(cell[1:]) - 1}</x:Row><x:Column>{ord(cell[0]) - 65}</x:Column></x:ClientData></v:shape>"
        for i, cell in enumerate(notes)
    )
    edit(
        path,
        COMMENTS,
        ("</authors>", "<author>Ann</author></authors>"),
        ("</commentList>", f"{comments}</commentList>"),
    )
    edit(path, BOXES, ("</xml>", f"{boxes}</xml>"))
    return path


def notes_of(path: Path) -> dict[str, str]:
    cells = (cell for row in opened(path)["SegmentResults"].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


def boxes_of(path: Path) -> list[tuple[str, str]]:
    text = parts(path)[BOXES].decode()
    rows = [piece.partition("<")[0] for piece in text.split("<x:Row>")[1:]]
    return list(zip(rows, [piece.partition("<")[0] for piece in text.split("<x:Column>")[1:]], strict=True))


def test_notes_follow_their_client_and_column(tmp_path: Path, validator: Validator) -> None:
    path = annotated(tmp_path / "book.xlsx", {"B4": "about one", "A6": "about three", "A1": "the title"})
    assert refreshed(path, results({"ID": ["C-3", "C-2", "C-1"], "Region": ["E", "W", "E"], "ARR": [3, 2, 1]})) == ()
    assert notes_of(path) == {"A3": "Ours.", "C6": "about one", "A4": "about three", "A1": "the title"}
    assert sorted(boxes_of(path)) == [("0", "0"), ("2", "0"), ("3", "0"), ("5", "2")]
    assert validator.errors(path) == []
    first = parts(path)
    refreshed(path, results({"ID": ["C-3", "C-2", "C-1"], "Region": ["E", "W", "E"], "ARR": [3, 2, 1]}))
    assert parts(path) == first


def test_a_note_on_a_client_that_has_gone_is_reported(tmp_path: Path) -> None:
    path = annotated(tmp_path / "book.xlsx", {"B4": "call them", "B5": "stays"})
    assert refreshed(path, results({"ID": ["C-2"], "ARR": [20]})) == (
        "SegmentResults!B4: the note on a client that is not there any more was taken out; it said 'call them'",
    )
    assert notes_of(path) == {"A3": "Ours.", "B4": "stays"}
    assert boxes_of(path) == [("2", "0"), ("3", "1")]


def test_a_thread_goes_with_its_note(tmp_path: Path) -> None:
    path = annotated(tmp_path / "book.xlsx", {"B4": "[Threaded comment]", "B5": "[Threaded comment]"})
    book = Book(Package.open(path))
    inner = "".join(
        f'<threadedComment ref="B{row}" personId="{{1}}" id="{{{row}}}"><text>t{row}</text></threadedComment>'
        for row in (4, 5)
    )
    book.package.put(THREADS, f'<ThreadedComments xmlns="{THREADED}">{inner}</ThreadedComments>'.encode())
    book.package.relate(sheet_part(path, "SegmentResults"), PEOPLE, THREADS)
    book.package.save(path)
    refreshed(path, results({"ID": ["C-9", "C-1"], "ARR": [90, 10]}))
    text = parts(path)[THREADS].decode()
    assert 'ref="B5" personId="{1}" id="{4}"' in text
    assert "t5" not in text


def test_where_rows_have_no_key_notes_stay_in_their_cell(tmp_path: Path) -> None:
    path = annotated(tmp_path / "book.xlsx", {"B4": "about one"}, key="")
    assert refreshed(path, results({"ID": ["x", "x"], "ARR": [2, 1]}, key="")) == ()
    assert notes_of(path) == {"A3": "Ours.", "B4": "about one"}


def test_boxes_that_are_no_xml_leave_the_notes_where_they_are(tmp_path: Path) -> None:
    path = annotated(tmp_path / "book.xlsx", {"B4": "about one"})
    edit(path, BOXES, ("</xml>", "<br></xml>"))
    assert refreshed(path, results({"ID": ["C-2", "C-1"], "ARR": [2, 1]})) == ()
    assert notes_of(path)["B4"] == "about one"
    assert MAIN in parts(path)[COMMENTS].decode()
