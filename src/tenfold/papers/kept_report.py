"""What an import says of itself, kept in a file: the process that made it is gone when one looks at it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tenfold.papers.importers.importer import Refused
from tenfold.papers.importing import ImportReport
from tenfold.papers.merging import Conflict
from tenfold.papers.sorting_in import Placed
from tenfold.store.files import write_durably

__all__ = ["keep_report", "kept_report"]


def keep_report(path: Path, report: ImportReport) -> None:
    """Write it; another one that was there is gone."""
    write_durably(path, json.dumps(asdict(report)).encode())


def kept_report(path: Path) -> ImportReport | None:
    """The report at `path`; None where there is none that can be read."""
    try:
        said = json.loads(path.read_bytes())
        return ImportReport(
            batch=said["batch"],
            counts=said["counts"],
            resumed_at=said["resumed_at"],
            new=tuple(map(_placed, said["new"])),
            merged=tuple(map(_placed, said["merged"])),
            doubtful=tuple(map(_placed, said["doubtful"])),
            refused=tuple(Refused(**one) for one in said["refused"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _placed(said: Mapping[str, Any]) -> Placed:
    return Placed(
        where=said["where"],
        title=said["title"],
        outcome=said["outcome"],
        key=said["key"],
        taken_over=tuple(said["taken_over"]),
        conflicts=tuple(Conflict(**one) for one in said["conflicts"]),
        versions=tuple(said["versions"]),
        doubts=tuple((key, why) for key, why in said["doubts"]),
        remarks=tuple(said["remarks"]),
    )
