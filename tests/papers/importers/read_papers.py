"""What an importer made of a file, as lists."""

from __future__ import annotations

from pathlib import Path

from tenfold.papers.importers.importer import Importer, Read, Refused
from tenfold.papers.record import Paper


def read_all(importer: Importer, path: Path) -> tuple[list[Paper], list[Refused]]:
    """Papers and refused records. Every paper must survive being stored."""
    records = list(importer.read(path))
    papers = [record.paper for record in records if isinstance(record, Read)]
    assert all(Paper.from_content(paper.to_content()) == paper for paper in papers)
    assert all(record.where.startswith(path.name) for record in records)
    return papers, [record for record in records if isinstance(record, Refused)]
