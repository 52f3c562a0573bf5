"""Several people's weeks in one table, from reports in a folder or frozen in a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.week.exported import Exported, NoReportError, exported_text, read_exported
from tenfold.lab.week.keeping import frozen_of_all, with_addenda
from tenfold.lab.week.report_text import ListedLine
from tenfold.lab.weeks import Week
from tenfold.language import Translate, translator

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["LabRow", "LabTable", "Skipped", "frozen_table", "lab_table"]

_ENDINGS = (".md", ".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRow:
    """One person's newest week, or the asked one.

    frozen
        ``"yes"`` (its text is the one that its digest belongs to), ``"changed"`` (it is not), or ``""``.
    """

    person: str
    week: str
    file: str
    frozen: str
    on_track: tuple[ListedLine, ...]
    verdicts: tuple[ListedLine, ...]
    waits: tuple[ListedLine, ...]

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        lists = {"on_track": self.on_track, "verdicts": self.verdicts, "waits": self.waits}
        return {
            "person": self.person,
            "week": self.week,
            "file": self.file,
            "frozen": self.frozen,
            **{name: [_line_json(line) for line in lines] for name, lines in lists.items()},
        }


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not in the table, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTable:
    """One row a person, by name.

    me
        Who reads it: what waits for them stands in the column `waits`.
    week
        The week that was asked for; None: the newest of each.
    missing
        Who has reports here, but none of the asked week.
    n_older
        How many reports of other weeks were left out.
    """

    me: str
    week: str | None
    rows: tuple[LabRow, ...]
    missing: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    n_older: int

    def to_json(self) -> dict[str, Any]:
        """As `tenfold lab week --json` prints it."""
        return {
            "schema_version": 1,
            "me": self.me,
            "week": self.week,
            "rows": [row.to_json() for row in self.rows],
            "missing": list(self.missing),
            "skipped": [{"file": s.file, "reason": s.reason} for s in self.skipped],
            "n_older": self.n_older,
        }


def lab_table(folder: Path, *, me: str, week: str | None = None, language: str = "en") -> LabTable:
    """The table of the reports in a folder (``*.md``, ``*.json``), without a workspace.

    `language` is that of the reasons why a file was skipped.

    Of two reports of the same person and week, a frozen one goes first, then Markdown, then the later name; the
    other is listed as skipped.

    Raises InputError where there is no such folder, no such week, or no report in it.
    """
    asked = None if week is None else str(Week.parse(week))
    _ = translator(language)
    found, skipped = _read_all(folder, _)
    return _table(found, skipped, me, asked, _)


def frozen_table(
    workspace: Workspace, *, me: str, week: str | None = None, language: str = "en"
) -> LabTable:
    """The same of the reports of one week each that people froze in a workspace; without any it has no row.

    Raises InputError for no such week, DamageError where one is not any more what was frozen.
    """
    asked = None if week is None else str(Week.parse(week))
    _ = translator(language)
    found: list[Exported] = []
    skipped: list[Skipped] = []
    for frozen in frozen_of_all(workspace):
        name = f"{frozen.week} {frozen.person}"
        try:
            said = exported_text(name, with_addenda(frozen, _), _)
        except NoReportError as error:  # its owner's template has another heading
            skipped.append(Skipped(name, error.message))
        else:  # whose it is stands in the record; a heading can name anybody
            found.append(replace(said, person=frozen.person, week=str(frozen.week)))
    return _table(found, skipped, me, asked, _)


def _table(
    found: list[Exported], skipped: list[Skipped], me: str, asked: str | None, _: Translate
) -> LabTable:
    chosen = _chosen(found, skipped, _)
    people = sorted({one.person for one in chosen}, key=str.casefold)
    rows = []
    for person in people:
        theirs = [one for one in chosen if one.person == person and asked in (None, one.week)]
        if theirs:
            rows.append(_row(max(theirs, key=lambda one: one.week), me))
    return LabTable(
        me=me,
        week=asked,
        rows=tuple(rows),
        missing=tuple(p for p in people if p not in {row.person for row in rows}),
        skipped=tuple(skipped),
        n_older=len(chosen) - len(rows),
    )


def _read_all(folder: Path, _: Translate) -> tuple[list[Exported], list[Skipped]]:
    if not folder.is_dir():
        raise InputError("there is no such folder.", where=str(folder), remedy="Give a folder.")
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in _ENDINGS and p.is_file())
    found: list[Exported] = []
    skipped: list[Skipped] = []
    for path in files:
        try:
            found.append(read_exported(path, _))
        except NoReportError as error:
            skipped.append(Skipped(path.name, error.message))
    if not found:
        reasons = "; ".join(f"{s.file}: {s.reason}" for s in skipped[:3])
        raise InputError(
            f"no report of a week in it ({reasons})." if reasons else "no report of a week in it.",
            where=str(folder),
            code="TF-WEEK",
            remedy="Put the reports in that people exported, as Markdown (.md) or JSON (.json).",
        )
    return found, skipped


def _chosen(found: Iterable[Exported], skipped: list[Skipped], _: Translate) -> list[Exported]:
    """One a person and week; the others are said to be skipped."""
    best: dict[tuple[str, str], Exported] = {}
    for one in sorted(found, key=lambda e: (e.frozen == "yes", e.is_markdown, e.file)):
        if (other := best.get((one.person, one.week))) is not None:
            reason = _("another report of {person}, {week}: see {file}").format(
                person=one.person, week=one.week, file=one.file
            )
            skipped.append(Skipped(other.file, reason))
        best[one.person, one.week] = one
    return list(best.values())


def _row(report: Exported, me: str) -> LabRow:
    return LabRow(
        person=report.person,
        week=report.week,
        file=report.file,
        frozen=report.frozen,
        on_track=report.on_track,
        verdicts=report.verdicts,
        waits=report.waits_for(me),
    )


def _line_json(line: ListedLine) -> Mapping[str, Any]:
    return {"text": line.text, "details": list(line.details)}
