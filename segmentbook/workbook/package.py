"""The .xlsx as a package of parts: read, replace, append; everything else is copied byte for byte."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from segmentbook.errors import WorkbookError
from segmentbook.workbook import opc, opening, saving
from segmentbook.workbook.archive import Archive, Limits, Member
from segmentbook.workbook.blank import PARTS
from segmentbook.workbook.deflate import Content, Packed, pack
from segmentbook.workbook.opc import CONTENT_TYPES, Relationship, detach, key, relationships_part
from segmentbook.workbook.xmlparts import UnsafeXmlError, parse, refuse_doctype, rewrite
from segmentbook.workbook.zipwriter import Entry, write_archive

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Package", "Relationship", "detach"]

_TREE_LIMIT = 256 << 20


class Package:
    """The parts of one workbook file.

    Changes are kept until `save`. A part whose content is in the end what it was is left as it stands in the file.
    Closed by ``with`` or when it is no longer referred to.
    """

    def __init__(self, archive: Archive | None, path: Path | None) -> None:
        self.path = path
        self._archive = archive
        self.label = str(path) if path else "new workbook"
        self._members: dict[str, Member] = {}
        self._names: dict[str, str] = {}  # key -> name as it is written
        self._new: dict[str, Content] = {}
        self._removed: set[str] = set()
        self._trees: dict[str, tuple[bytes, _Element]] = {}  # key -> content that was parsed, tree
        self._guarded: set[str] = set()
        self._targets: set[str] | None = None
        self._seen = saving.fingerprint(path) if path else None
        for member in archive.members if archive else ():
            if member.is_folder:
                continue
            if (k := key(member.name)) in self._members:
                raise WorkbookError(
                    f"{self.label}: is damaged: it holds {member.name} twice. Open it in Excel and save it again."
                )
            self._members[k] = member
            self._names[k] = opc.plain(member.name)
        self.main = ""
        self.strict = False

    @classmethod
    def open(cls, path: str | Path, *, read_only: bool = False, limits: Limits | None = None) -> Package:
        """Open a workbook file; nothing of it but its directory is read yet.

        Parameters
        ----------
        path
            The .xlsx or .xlsm.
        read_only
            The file will not be written: it may be open in Excel, or signed.
        limits
            How much may be inflated.

        Raises
        ------
        WorkbookError
            It is missing, not a workbook, open in Excel, encrypted, signed, damaged or a bomb.
        """
        path = Path(path)
        archive = Archive(opening.open_workbook(path, read_only), str(path), limits)
        try:
            package = cls(archive, path)
            package.main, package.strict = opening.main_part(package)
            if not read_only:
                opening.refuse_signed(package)
        except BaseException:
            archive.close()
            raise
        return package

    @classmethod
    def new(cls) -> Package:
        """An empty workbook, without a sheet yet.

        Examples
        --------
        >>> Package.new().has("xl/workbook.xml")
        True
        """
        package = cls(None, None)
        for name, content in PARTS.items():
            package.put(name, content)
        package.main, package.strict = opening.main_part(package)
        return package

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if self._archive is not None:
            self._archive.close()

    # -- parts --------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Names of all parts, in the order of the file, new ones last."""
        return [self._names[k] for k in self._keys()]

    def _keys(self) -> Iterator[str]:
        for k in self._members:
            if k not in self._removed:
                yield k
        for k in self._new:
            if k not in self._members and k not in self._removed:
                yield k

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        k = key(name)
        return k not in self._removed and (k in self._new or k in self._members)

    def read(self, name: str) -> bytes:
        """A part's content as it now stands.

        Raises
        ------
        WorkbookError
            There is no such part, it is damaged or too large, or it declares a document type.
        """
        k = key(name)
        if k in self._trees and k not in self._removed:
            return self._written(k)
        with self.stream(name) as stream:
            return stream.read()

    def stream(self, name: str) -> BinaryIO:
        """A part's content as a stream, inflated as it is read and never beyond the limits.

        Raises
        ------
        WorkbookError
            As for `read`.
        """
        k = key(name)
        if k in self._members and k not in self._guarded and self.has(name):
            with self._open(k) as stream:
                self._guard(self._names[k], stream)
            self._guarded.add(k)
        return self._open(k, name)

    def _open(self, k: str, name: str = "") -> BinaryIO:
        if k in self._removed or not (k in self._new or k in self._members):
            raise WorkbookError(
                f"{self.label}: is damaged: {name} is missing. "
                "Get a fresh copy, or let Excel repair it (File, Open, Open and Repair)."
            )
        if k in self._trees:
            return BytesIO(self._written(k))
        if k in self._new:
            content = self._new[k]
            return content.open() if isinstance(content, Packed) else BytesIO(content)
        return self._source().open(self._members[k])

    def _source(self) -> Archive:
        if self._archive is None:
            raise WorkbookError(f"{self.label}: is closed.")
        return self._archive

    def _guard(self, name: str, stream: BinaryIO) -> None:
        """Refuse a document type before any parser sees the part, whatever it is called."""
        first = stream.read(4)
        if first.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] not in (b"<", b""):
            return
        try:
            refuse_doctype(_chunks(first, stream))
        except UnsafeXmlError as error:
            raise self._unsafe(name, error) from None

    def _unsafe(self, name: str, error: UnsafeXmlError) -> WorkbookError:
        return WorkbookError(f"{self.label}: {name} {error}. It was not read; check where the file comes from.")

    def tree(self, name: str) -> _Element:
        """A part as an lxml element. Change it in place; at `save` only what changed is written anew.

        Raises
        ------
        WorkbookError
            The part is not there or is not XML.
        """
        from lxml import etree

        k = key(name)
        if k not in self._trees or k in self._removed:
            with self.stream(name) as stream:
                data = stream.read(_TREE_LIMIT + 1)
            if len(data) > _TREE_LIMIT:
                raise WorkbookError(f"{self.label}: {name} is too large to be read ({_TREE_LIMIT >> 20} MB).")
            try:
                self._trees[k] = data, parse(data)
            except UnsafeXmlError as error:
                raise self._unsafe(name, error) from None
            except etree.XMLSyntaxError as error:
                raise WorkbookError(
                    f"{self.label}: is damaged: {name} is not XML ({' '.join((error.msg or 'unreadable').split())}). "
                    "Get a fresh copy, or let Excel repair it (File, Open, Open and Repair)."
                ) from None
        return self._trees[k][1]

    def put(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Replace or add a part. Chunks of an iterable are deflated by a worker while the next is being made.

        A `tree` of the part that was there is no longer part of the package.
        """
        k = key(name)
        packed = pack((content,) if isinstance(content, bytes) else content)
        self._names.setdefault(k, opc.plain(name))
        self._removed.discard(k)
        self._trees.pop(k, None)
        self._new[k] = packed

    def remove(self, name: str) -> None:
        """Take a part away, with its relationships and its entry among the content types.

        Relationships *to* it are the caller's: see `unrelate`.
        """
        for gone in (key(name), key(relationships_part(name))):
            self._removed.add(gone)
            self._new.pop(gone, None)
            self._trees.pop(gone, None)
        opc.forget_content_type(self.tree(CONTENT_TYPES), name)

    def free_name(self, pattern: str) -> str:
        """The first free part name of a pattern such as ``xl/tables/table%d.xml``.

        A name is not free while a part, an entry among the content types, or a relationship that leads nowhere has
        it: what the file lost must not turn up again as something of ours.
        """
        number = 1
        while self._is_taken(pattern % number):
            number += 1
        return pattern % number

    def _is_taken(self, name: str) -> bool:
        k = key(name)
        if self._targets is None:
            self._targets = set(self._known_targets())
        return k in self._names or key(relationships_part(name)) in self._names or k in self._targets

    def _known_targets(self) -> Iterator[str]:
        yield from map(key, opc.registered_parts(self.tree(CONTENT_TYPES)))
        for name in self.names():
            if (source := opc.source_of(name)) is not None:
                with contextlib.suppress(WorkbookError):  # a damaged part of the user's, which we do not need
                    yield from (key(link.target) for link in self.relationships(source) if not link.external)

    # -- content types and relationships --------------------------------------------------------------------------

    def content_type(self, name: str) -> str:
        """The content type of a part, by its own entry or by its extension; "" when there is none."""
        return opc.content_type(self.tree(CONTENT_TYPES), name)

    def parts_of_type(self, content_type: str) -> list[str]:
        """Names of the parts that are registered with a content type."""
        return [name for name in opc.registered_parts(self.tree(CONTENT_TYPES), content_type) if self.has(name)]

    def set_content_type(self, name: str, content_type: str) -> None:
        """Register a part's content type; nothing changes where it is that already."""
        opc.set_content_type(self.tree(CONTENT_TYPES), name, content_type)

    def relationships(self, name: str) -> list[Relationship]:
        """The relationships of a part, or of the package itself for ``""``; targets are part names in full."""
        part = relationships_part(name)
        if not self.has(part):
            return []
        return opc.read_relationships(self.tree(part), name, lambda full: self._names.get(key(full), full))

    def relate(self, source: str, kind: str, target: str, external: bool = False) -> str:
        """Add a relationship (of the package for ``source`` "") and give its id; one that is there already is kept.

        ``kind`` is a word such as ``worksheet``, or a whole type URL.
        """
        for known in self.relationships(source):
            same = known.target == target if external else key(known.target) == key(target)
            if same and known.external == external and kind in (known.kind, known.type):
                return known.id
        part = relationships_part(source)
        if not self.has(part):
            self.put(part, opc.NO_RELATIONSHIPS)
            opc.type_relationships(self.tree(CONTENT_TYPES))
        # A sheet may have an id that leads nowhere; it must not lead to what we add.
        avoid = opc.used_ids(self.tree(source)) if source and source == self.main else ()
        return opc.add_relationship(self.tree(part), source, kind, target, external, self.strict, avoid)

    def unrelate(self, source: str, relationship_id: str) -> None:
        """Take one relationship away."""
        if self.has(relationships_part(source)):
            for entry in list(self.tree(relationships_part(source))):
                if entry.get("Id") == relationship_id:
                    detach(entry)

    # -- writing ------------------------------------------------------------------------------------------------

    def _written(self, k: str) -> bytes:
        before, tree = self._trees[k]
        return rewrite(before, tree)

    def _changes(self) -> dict[str, Content]:
        """New content by key, of parts that are really other than they were."""
        wanted = dict(self._new)
        for k in self._trees:
            wanted[k] = self._written(k)
        return {k: content for k, content in wanted.items() if not self._unchanged(k, content)}

    def _unchanged(self, k: str, content: Content) -> bool:
        member = self._members.get(k)
        if member is None:
            return False
        size = content.size if isinstance(content, Packed) else len(content)
        if size != member.size:
            return False
        new = content.open() if isinstance(content, Packed) else BytesIO(content)
        try:
            with new, self._source().open(member) as old:
                while block := new.read(1 << 20):
                    if block != old.read(len(block)):
                        return False
        except WorkbookError:  # the old part cannot be read: all the better that it is replaced
            return False
        return True

    def save(self, path: str | Path | None = None) -> None:
        """Write the workbook: to a temporary file beside the target, then over it. On failure nothing has changed.

        Saved over the file it was opened from, the package is closed: open it again to go on.

        Raises
        ------
        WorkbookError
            The target cannot be written, is open in Excel, or was changed since it was opened.
        """
        target = Path(path) if path is not None else self.path
        if target is None:
            raise ValueError("a new workbook needs a path to be saved to")
        own = self._is_own(target)
        if self.path is not None and saving.fingerprint(self.path) != self._seen:
            raise WorkbookError(
                f"{self.label}: was changed by another program in the meantime. Nothing was written; try again."
            )
        opening.refuse_signed(self)
        changes = self._changes()
        untouched = self._archive is not None and not changes and not self._gone()
        if own and untouched:
            return

        def write(file: BinaryIO) -> None:
            if untouched:
                file.writelines(self._source().whole())
            else:
                write_archive(file, self._entries(changes), self._archive.comment if self._archive else b"")

        saving.replace_file(target, write, self.close if own else lambda: None)

    def _is_own(self, target: Path) -> bool:
        try:
            return self.path is not None and target.samefile(self.path)
        except OSError:
            return False

    def _gone(self) -> set[str]:
        return self._removed & self._members.keys()

    def _entries(self, changes: dict[str, Content]) -> Iterator[Entry]:
        """What the written zip holds, in order: the file's own members first, in their order, then new parts."""
        for member in self._archive.members if self._archive else ():
            k = key(member.name)
            if member.is_folder or k not in self._removed:
                yield member.name, (self._source(), member), None if member.is_folder else changes.get(k)
        for k, content in changes.items():
            if k not in self._members or k in self._removed:
                yield self._names[k], None, content


def _chunks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    yield first
    while block := stream.read(4096):
        yield block
