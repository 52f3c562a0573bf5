"""The text of documents, read once: kept in the workspace under the document's digest."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

from tenfold.errors import InputError
from tenfold.papers.pdf.pdf_text import PdfText
from tenfold.papers.pdf.reader import PdfReader
from tenfold.store.digests import digest_bytes
from tenfold.store.steps import Step

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["PdfTexts"]

_VERSION = "1"


class PdfTexts:
    """Reads documents through a reader, and remembers what it read. What failed is read again when asked."""

    def __init__(self, workspace: Workspace, reader: PdfReader) -> None:
        self._workspace = workspace
        self._reader = reader

    def read(self, data: bytes, where: str) -> PdfText:
        """The text of a document. Raises InputError as `PdfReader.read` does."""

        def compute() -> Mapping[str, str]:
            content = self._reader.read(data, where).to_content()
            return {"text": self._workspace.artifacts.put_json(content)}

        record = self._workspace.steps.reuse_or_compute(self._step(digest_bytes(data)), compute)
        return self._kept(record.outputs["text"])

    def known(self, digest: str) -> PdfText | None:
        """The text of a document that was read before, by its digest; it is not read now."""
        record = self._workspace.steps.find(self._step(digest))
        return self._kept(record.outputs["text"]) if record else None

    def read_again(self, data: bytes, where: str) -> PdfText:
        """The text of a document that was read before. Raises InputError where it was not: it failed then."""
        text = self.known(digest_bytes(data))
        if text is None:
            raise InputError("its text was not read.", code="TF-PDF", where=where)
        return text

    def _kept(self, digest: str) -> PdfText:
        return PdfText.from_content(self._workspace.artifacts.get_json(digest))

    def _step(self, digest: str) -> Step:
        limits = self._reader.limits
        return Step(
            name="pdf-text",
            version=_VERSION,
            parameters={"max_pages": limits.max_pages, "max_letters": limits.max_letters},
            inputs={"pdf": digest},
            libraries={"pypdfium2": version("pypdfium2")},
        )
