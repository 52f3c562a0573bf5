"""The PDF of a paper: kept in the workspace by its digest, its text read once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.papers.paper_ledger import PaperLedger
from tenfold.papers.pdf.limits import PdfLimits
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.reader import PdfReader
from tenfold.papers.pdf.texts import PdfTexts
from tenfold.store.ledger import Change, Entry

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["AttachedPdf", "AttachedPdfs", "pdf_limits"]

_NAME = 200  # letters of a file's name that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedPdf:
    """A document that somebody attached to a paper; `name` is that of its file."""

    digest: str
    name: str
    size_bytes: int
    person: str
    time: datetime

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {**asdict(self), "time": self.time.isoformat(timespec="seconds")}


class AttachedPdfs:
    """The documents of the papers of a workspace. Everybody in the lab sees them; the newest one counts."""

    def __init__(self, workspace: Workspace, *, person: str | None = None) -> None:
        self._workspace = workspace
        self._ledger = PaperLedger(workspace, person=person)

    def of(self, subject: str) -> AttachedPdf | None:
        """The document of a paper, if there is one."""
        entries = self._ledger.about(subject, ["pdf"])
        newest = max(entries, key=lambda entry: (entry.changed, entry.number), default=None)
        return _attached(newest) if newest else None

    def require(self, subject: str, key: str) -> AttachedPdf:
        """The same. Raises InputError where there is none."""
        found = self.of(subject)
        if found is None:
            raise InputError(
                "no PDF is attached to it.",
                code="TF-PDF",
                where=key,
                remedy=f"tenfold paper attach {key} FILE.pdf",
            )
        return found

    def attach(self, subject: str, data: bytes, name: str) -> bool:
        """Keep a document and say that it is this paper's. False: it was attached already."""
        digest = self._workspace.artifacts.put(data)
        before = self.of(subject)
        if before is not None and before.digest == digest:
            return False
        content = {"digest": digest, "name": _sayable(name)[:_NAME], "size_bytes": len(data)}
        own = self._own(subject)
        number = own.number if own else None
        self._ledger.save(
            [Change(kind="pdf", content=content, number=number, subject=subject, action="attach")]
        )
        return True

    def detach(self, subject: str, key: str) -> AttachedPdf:
        """Take one's own document off a paper; its bytes stay, since the history names them.

        Raises InputError where there is none, or somebody else attached it.
        """
        standing, own = self.require(subject, key), self._own(subject)
        if own is None:
            raise InputError(
                f"{standing.person} attached {standing.name}: only they take it off.",
                code="TF-PDF",
                where=key,
                remedy="Attach yours: the newest one counts.",
            )
        self._ledger.save([Change(kind="pdf", number=own.number, content=None, action="detach")])
        return _attached(own)

    def text(self, subject: str, key: str) -> PdfText:
        """The text of a paper's document, read now where it never was.

        Raises InputError where there is none, or it cannot be read.
        """
        attached = self.require(subject, key)
        with PdfReader(pdf_limits(self._workspace)) as reader:
            texts = PdfTexts(self._workspace, reader)
            known = texts.known(attached.digest)
            if known is not None:
                return known
            return texts.read(self._workspace.artifacts.get(attached.digest), attached.name)

    def known_text(self, subject: str) -> PdfText | None:
        """The text where it was read before; nothing is read now, so that views stay quick."""
        attached = self.of(subject)
        if attached is None:
            return None
        reader = PdfReader(pdf_limits(self._workspace))  # starts nothing
        return PdfTexts(self._workspace, reader).known(attached.digest)

    def _own(self, subject: str) -> Entry | None:
        about = self._ledger.about(subject, ["pdf"])
        return next((entry for entry in about if entry.person == self._ledger.person), None)


def pdf_limits(workspace: Workspace) -> PdfLimits:
    """What the settings allow a document: `[papers] pdf_timeout_s`, `pdf_memory_mb`, `pdf_max_pages`.

    Raises InputError for what is no number, or not above 0.
    """
    usual = PdfLimits()
    return PdfLimits(
        timeout_s=_number(workspace, "pdf_timeout_s", usual.timeout_s),
        memory_mb=int(_number(workspace, "pdf_memory_mb", usual.memory_mb)),
        max_pages=int(_number(workspace, "pdf_max_pages", usual.max_pages)),
    )


def _number(workspace: Workspace, name: str, usual: float) -> float:
    said = workspace.setting("papers", name, usual)
    if isinstance(said, bool) or not isinstance(said, (int, float)) or not 0 < said < 1e6:
        raise InputError(
            f"must be a number above 0. Got {said!r}.",
            where=f"tenfold.toml: papers.{name}",
            remedy=f"Leave it out for {usual:g}.",
        )
    return float(said)


def _attached(entry: Entry) -> AttachedPdf:
    return AttachedPdf(
        digest=str(entry.content["digest"]),
        name=str(entry.content["name"]),
        size_bytes=int(entry.content["size_bytes"]),
        person=entry.person,
        time=entry.changed,
    )


def _sayable(name: str) -> str:
    """A name that any database keeps and any terminal shows."""
    text = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else "�" for c in text)
