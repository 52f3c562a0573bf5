"""The page of each finding: what it means, how it is found, what to do. Written in `docs/findings`."""

from __future__ import annotations

from pathlib import Path

from tenfold.errors import InputError, nearest

__all__ = ["finding_codes", "finding_page"]

_INSTALLED = Path(__file__).parents[1] / "docs" / "findings"
_CHECKED_OUT = Path(__file__).parents[3] / "docs" / "findings"


def _folder() -> Path:
    """Inside the package where it was built, else where the sources were checked out."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKED_OUT


def finding_codes() -> list[str]:
    """Codes that have a page, sorted."""
    return sorted(path.stem for path in _folder().glob("TF-*.md"))


def finding_page(code: str) -> str:
    """The page of a code, as Markdown; ``23`` and ``023`` mean TF-DATA-023.

    Raises InputError for a code without a page.
    """
    wanted = code.strip().upper()
    if wanted.isdecimal():
        wanted = f"TF-DATA-{int(wanted):03d}"
    codes = finding_codes()
    if wanted not in codes:
        raise InputError(
            f"there is no page for {code!r}.",
            remedy=f"{nearest(wanted, codes)} Refusals are listed in docs/data.md.",
        )
    return (_folder() / f"{wanted}.md").read_text(encoding="utf-8")
