"""The text of a paper's pages from a plain text file."""

from __future__ import annotations

from pathlib import Path

from tenfold.errors import InputError

__all__ = ["pages_of_text"]

_MAX_BYTES = 50_000_000


def pages_of_text(path: Path) -> list[str]:
    """The pages of a UTF-8 file, which form feeds part, as `pdftotext` writes them.

    Raises InputError where it cannot be read, is no UTF-8 or larger than 50 MB.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError("larger than 50 MB.", code="TF-PAPER", where=str(path),
                             remedy="Name the text of one paper.")  # fmt: skip
        return path.read_text(encoding="utf-8-sig").split("\f")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 (byte {error.start}).", code="TF-PAPER", where=str(path),
                         remedy="Save it as UTF-8.") from None  # fmt: skip
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {said}.", code="TF-PAPER", where=str(path)) from None
