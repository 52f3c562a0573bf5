"""A week as its owner sees it: the report as it stands now, or the kept one where it was frozen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.week.building import build_report
from tenfold.lab.week.inputs import gather_inputs
from tenfold.lab.week.keeping import Frozen, find_frozen, freeze, frozen_before, with_addenda
from tenfold.lab.week.kept import kept_json
from tenfold.lab.week.markdown import render_markdown
from tenfold.lab.week.report_text import parse_report
from tenfold.lab.week.stretch import Stretch
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.language import translator

if TYPE_CHECKING:
    from tenfold.lab.facts import GatherFacts
    from tenfold.lab.note import Note
    from tenfold.lab.week.report import WeekReport
    from tenfold.store.workspace import Workspace

__all__ = ["WeekView", "private_notes_of", "view_week"]


@dataclass(frozen=True, kw_only=True)
class WeekView:
    """One person's week in one language.

    It was put together (`report`, by the lab's `template` or tenfold's), or is the kept one (`frozen`): then
    the kept text is all that there is.
    """

    person: str
    language: str
    markdown: str
    report: WeekReport | None = None
    template: str | None = None
    is_own: bool = False
    frozen: Frozen | None = None

    @cached_property
    def for_owner(self) -> str:
        """The same with the commands that go on: for the terminal of its owner, not to be sent."""
        if self.report is None:
            return self.markdown
        return render_markdown(self.report, template=self.template, asks=self.is_own)

    @cached_property
    def html(self) -> str:
        """The report as one HTML file that needs no network."""
        from tenfold.lab.week.html import render_page_of_week

        return render_page_of_week(self.markdown, language=self.language, person=self.person)

    def text(self, *, width: int = 80) -> str:
        """The report as plain text, `width` columns wide."""
        from tenfold.lab.week.text import render_text

        return render_text(self.markdown, width=width)

    def to_json(self) -> dict[str, Any]:
        """The sections, and what was frozen of it; of a frozen one what the kept text says (`kept_json`)."""
        kept = self.frozen
        if kept is None:
            assert self.report is not None  # it is one or the other
            return {**self.report.to_json(), "frozen": None}
        said = {
            "digest": kept.digest,
            "frozen_at": kept.frozen_at.isoformat(timespec="seconds"),
            "markdown": self.markdown,
        }
        return {**kept_json(kept), "frozen": said}

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from tenfold.lab.week.parts import reader
        from tenfold.look.prose import prose_html

        return prose_html(reader().render(self.markdown), more_tags=("h1", "h2", "h3"))

    def __str__(self) -> str:
        return self.text()


def view_week(
    workspace: Workspace,
    week: Week | None = None,
    *,
    n_weeks: int = 1,
    person: str | None = None,
    language: str = "en",
    fresh: bool = False,
    share: Collection[int] = (),
    facts_by: GatherFacts | None = None,
) -> WeekView:
    """The report of `n_weeks` that end with `week` (default: the present one).

    Once it is frozen the kept text is what there is; `fresh` puts it together anew all the same. `share` lists
    private notes of the acting person that are to be shown as if they were shared already. `facts_by`: see
    `gather_inputs`.

    Raises InputError for a number of weeks outside 1 to 53, a person of whom nothing is there to see, or a
    template that fails.
    """
    stretch = Stretch(week or Week.of(zone_of(workspace).today()), n_weeks)
    kept = None if fresh else find_frozen(workspace, stretch.week, n_weeks=n_weeks, person=person)
    if kept is not None:
        return WeekView(
            person=kept.person,
            language=kept.language,
            markdown=with_addenda(kept, translator(language)),
            frozen=kept,
        )
    inputs = gather_inputs(
        workspace, stretch.week, n_weeks=n_weeks, person=person, share=share, facts_by=facts_by
    )
    if inputs.person != workspace.person and not inputs.says_anything:
        raise InputError(
            f"nothing of anybody called {inputs.person!r} is here, or nothing that they shared.",
            code="TF-WEEK",
            remedy="Is it the name in their tenfold.toml ([person] name)?",
        )
    report = build_report(inputs, stretch.week, n_weeks=n_weeks, language=language)
    template, is_own = _template(workspace), report.person == workspace.person
    return WeekView(
        person=report.person,
        language=language,
        markdown=render_markdown(report, template=template),
        report=report,
        template=template,
        is_own=is_own,
    )


def private_notes_of(workspace: Workspace, week: Week, *, n_weeks: int = 1) -> list[Note]:
    """The acting person's private notes of the reported days: what could be ticked for the report."""
    first = (week - (n_weeks - 1)).monday
    notes = Journal(workspace).notes()
    return [n for n in notes if n.is_private and first <= n.day <= week.sunday]


def freeze_week(
    workspace: Workspace, view: WeekView, markdown: str, share: Collection[int]
) -> Frozen:
    """Keep a report that was put together as `markdown` says it, and share the notes that were ticked for it.

    Raises InputError where it is frozen already or has not begun (it is frozen once, and nothing has happened
    in it yet), or the title of the text names other weeks.
    """
    if view.frozen is not None:
        raise frozen_before(view.frozen)
    assert view.report is not None  # it is one or the other
    if view.report.week.monday > zone_of(workspace).today():
        raise InputError(
            f"{view.report.week} has not begun, and a week is frozen once.",
            code="TF-WEEK",
            remedy=f"Freeze it from {view.report.week.monday} on. Nothing was kept.",
        )
    named = parse_report(markdown)
    if named.week and (named.week, named.n_weeks) != (str(view.report.week), view.report.n_weeks):
        raise InputError(
            f"its title is that of another report: {named.title}",
            code="TF-WEEK",
            remedy="Name its week with --of (and --weeks), or put the title right. Nothing was kept.",
        )
    if share:  # first: what is frozen never shows a note that is still private
        Journal(workspace).share(share)
    return freeze(workspace, view.report.to_json(), markdown)


def _template(workspace: Workspace) -> str | None:
    """The lab's own template, if `[week] template` names one."""
    named = str(workspace.setting("week", "template", ""))
    if not named:
        return None
    path = workspace.root / named
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the template {path.name!r} cannot be read: {getattr(error, 'strerror', None) or error}.",
            where="tenfold.toml: week.template",
            remedy="A template to begin with: tenfold week template --out week.md.j2",
        ) from error
