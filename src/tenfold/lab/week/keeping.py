"""Reports that were frozen: kept under a digest, never changed; a later correction is an addendum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tenfold.errors import DamageError, InputError
from tenfold.lab.week.report_text import parse_report, split_footer, unwrapped
from tenfold.lab.week.text import without_controls
from tenfold.lab.weeks import Week
from tenfold.language import Translate
from tenfold.look.clean_text import clean_text
from tenfold.store.digests import digest_bytes
from tenfold.store.ledger import Change, Entry, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = [
    "Addendum",
    "Checked",
    "Frozen",
    "add_addendum",
    "check_text",
    "digest_of_report",
    "find_frozen",
    "freeze",
    "frozen_before",
    "frozen_of_all",
    "frozen_reports",
    "require_frozen",
    "require_not_frozen",
    "with_addenda",
]


@dataclass(frozen=True, slots=True)
class Addendum:
    """What was added to a frozen report later, and when."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A report as it was frozen. `digest` is that of `markdown`, which stays what it was."""

    week: Week
    n_weeks: int
    person: str
    language: str
    markdown: str
    digest: str
    frozen_at: datetime
    number: int
    addenda: tuple[Addendum, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "week": str(self.week),
            "n_weeks": self.n_weeks,
            "person": self.person,
            "language": self.language,
            "digest": self.digest,
            "frozen_at": self.frozen_at.isoformat(timespec="seconds"),
            "markdown": self.markdown,
            "addenda": [
                {"text": a.text, "at": a.at.isoformat(timespec="seconds")} for a in self.addenda
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Whether a text is a frozen report, unchanged; `message` says it in a sentence."""

    is_frozen: bool
    week: str | None
    frozen_at: datetime | None
    message: str

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        at = self.frozen_at.isoformat(timespec="seconds") if self.frozen_at else None
        return {
            "is_frozen": self.is_frozen,
            "week": self.week,
            "frozen_at": at,
            "message": self.message,
        }


def digest_of_report(markdown: str) -> str:
    """The digest of a report's own text, 64 hexadecimal digits.

    Line ends, spaces at the ends of lines, blank lines around the text, a code fence or mail quoting around it
    and what freezing wrote below it do not count.
    """
    lines = unwrapped(split_footer(markdown)[0])
    return digest_bytes("\n".join(line.rstrip() for line in lines).strip("\n").encode())


def freeze(workspace: Workspace, report: Mapping[str, Any], markdown: str) -> Frozen:
    """Keep a report for good, as `markdown` says it, but without control characters, since others print it.

    `report` is its `to_json`, for the week and language.

    Raises InputError where this week was frozen before, or nothing is left of the text.
    """
    week, n_weeks = Week.parse(report["week"]), int(report["n_weeks"])
    body = without_controls(split_footer(markdown)[0]).strip("\n") + "\n"
    if not body.strip():
        raise InputError("the report is empty.", code="TF-WEEK", remedy="Nothing was frozen.")
    require_not_frozen(workspace, week, n_weeks=n_weeks)
    content = {
        "week": str(week),
        "n_weeks": n_weeks,
        "language": str(report["language"]),
        "markdown": body,
        "digest": digest_of_report(body),
    }
    ledger = Ledger(workspace)
    saved = ledger.save([Change(kind="report", content=content, action="freeze")])[0]
    kept = _find(ledger, week, n_weeks, None)
    assert saved is not None
    assert kept is not None
    if kept.number != saved.number:  # somebody froze the same week in between: the first one holds
        raise frozen_before(kept)
    return kept


def find_frozen(
    workspace: Workspace, week: Week, n_weeks: int = 1, person: str | None = None
) -> Frozen | None:
    """The frozen report of a week of a person (default: the acting one), or None.

    Raises DamageError where it is not any more what was frozen.
    """
    found = _find(Ledger(workspace), week, n_weeks, person)
    return None if found is None else _whole(found)


def require_not_frozen(workspace: Workspace, week: Week, *, n_weeks: int = 1) -> None:
    """Raise InputError where the acting person froze the report of a week already."""
    if (earlier := _find(Ledger(workspace), week, n_weeks, None)) is not None:
        raise frozen_before(earlier)


def require_frozen(workspace: Workspace, week: Week, *, n_weeks: int = 1) -> Frozen:
    """The frozen report of a week of one's own. Raises InputError where there is none."""
    frozen = find_frozen(workspace, week, n_weeks)
    if frozen is None:
        weeks = f"the {n_weeks} weeks that end with {week}" if n_weeks > 1 else str(week)
        raise InputError(
            f"the report of {weeks} was not frozen.",
            code="TF-WEEK",
            remedy="Only what is frozen needs an addendum; change the report itself. See: tenfold week list",
        )
    return frozen


def frozen_reports(workspace: Workspace, person: str | None = None) -> list[Frozen]:
    """All of a person's (default: the acting one), by week. Raises DamageError as `find_frozen` does."""
    return [_whole(found) for found in _all(Ledger(workspace), person)]


def frozen_of_all(workspace: Workspace) -> list[Frozen]:
    """Everybody's reports of one week, by person and week. Raises DamageError as `find_frozen` does."""
    people = sorted({entry.person for entry in Ledger(workspace).of_everybody("report")})
    return [f for person in people for f in frozen_reports(workspace, person) if f.n_weeks == 1]


def add_addendum(workspace: Workspace, week: Week, text: str, *, n_weeks: int = 1) -> Frozen:
    """Add to a frozen report of one's own. Raises InputError where there is none, or no text."""
    text = clean_text(text)
    if not text:
        raise InputError("an addendum needs a text.", code="TF-WEEK", remedy="Nothing was added.")
    frozen = require_frozen(workspace, week, n_weeks=n_weeks)
    content = {"to": frozen.number, "text": text}
    Ledger(workspace).save([Change(kind="report", content=content, action="add")])
    found = find_frozen(workspace, week, n_weeks)
    assert found is not None
    return found


def with_addenda(frozen: Frozen, _: Translate) -> str:
    """Its Markdown with, below a rule, the line that tells when it was frozen, and the addenda."""
    line = _("Frozen {time}, digest {digest}").format(
        time=_minute(frozen.frozen_at), digest=frozen.digest
    )
    parts = [frozen.markdown.rstrip("\n"), "---", line]
    for addendum in frozen.addenda:
        head = _("Addendum of {time}").format(time=_minute(addendum.at))
        parts.append(f"**{head}**\n\n{addendum.text}")
    return "\n\n".join(parts) + "\n"


def check_text(workspace: Workspace, text: str) -> Checked:
    """Whether a text is a report that was frozen in this workspace, by whomever, and is unchanged.

    What stands below the line with the digest (addenda) is not covered by it.
    """
    ledger = Ledger(workspace)
    digest = digest_of_report(text)
    for person in ledger.people():
        for frozen in _all(ledger, person):
            if frozen.digest == digest:
                return Checked(
                    is_frozen=True,
                    week=str(frozen.week),
                    frozen_at=frozen.frozen_at,
                    message=f"This is the report of {frozen.person}, {frozen.week}, as it was frozen on "
                    f"{_minute(frozen.frozen_at)}, unchanged down to the line with its digest.",
                )
    return _not_frozen(ledger, text)


def _not_frozen(ledger: Ledger, text: str) -> Checked:
    """Say what differs: a week that was frozen with another text, or none that was frozen at all."""
    parts = parse_report(text)
    frozen = [
        found
        for person in ledger.people()
        for found in _all(ledger, person)
        if (found.person, str(found.week), found.n_weeks)
        == (parts.person, parts.week, parts.n_weeks)
    ]
    if frozen:
        message = (
            f"The report of {parts.person}, {parts.week}, was frozen on {_minute(frozen[0].frozen_at)}, but "
            "with another text: this one was changed."
        )
    else:
        message = "No report with this text was frozen in this workspace."
    return Checked(is_frozen=False, week=parts.week, frozen_at=None, message=message)


def _find(ledger: Ledger, week: Week, n_weeks: int, person: str | None) -> Frozen | None:
    return next((f for f in _all(ledger, person) if (f.week, f.n_weeks) == (week, n_weeks)), None)


def _all(ledger: Ledger, person: str | None) -> list[Frozen]:
    """By week; of two that were frozen at the same moment the first."""
    entries = ledger.entries("report", person=person)
    addenda = [entry for entry in entries if "to" in entry.content]
    found: dict[tuple[Week, int], Frozen] = {}
    for entry in entries:
        if "to" not in entry.content:
            frozen = _frozen(entry, addenda)
            found.setdefault((frozen.week, frozen.n_weeks), frozen)
    return [found[key] for key in sorted(found)]


def _frozen(entry: Entry, addenda: list[Entry]) -> Frozen:
    content = entry.content
    return Frozen(
        week=Week.parse(content["week"]),
        n_weeks=content["n_weeks"],
        person=entry.person,
        language=content["language"],
        markdown=content["markdown"],
        digest=content["digest"],
        frozen_at=entry.made,
        number=entry.number,
        addenda=tuple(
            Addendum(a.content["text"], a.made) for a in addenda if a.content["to"] == entry.number
        ),
    )


def _whole(frozen: Frozen) -> Frozen:
    if digest_of_report(frozen.markdown) != frozen.digest:
        raise DamageError(
            f"the report of {frozen.person}, {frozen.week}, is not what was frozen on "
            f"{_minute(frozen.frozen_at)}: its text was changed in the database.",
            remedy=f"Restore it from a backup, or from a copy whose digest is {frozen.digest}.",
        )
    return frozen


def frozen_before(frozen: Frozen) -> InputError:
    """That a week was frozen already, which nothing changes any more."""
    return InputError(
        f"the report of {frozen.week} was frozen on {_minute(frozen.frozen_at)}, and stays as it is.",
        code="TF-WEEK",
        remedy="Say below it what is to be corrected: tenfold week add",
    )


def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
