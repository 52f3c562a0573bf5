"""What its writer believes now and did not before, with the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.links import linked_names
from tenfold.lab.week.asking import note_command
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.sections.note_lines import note_line, notes_of
from tenfold.lab.week.sections.verdicts import (
    judged_facts,
    judged_of,
    judged_words,
    short_words_with_interval,
)
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from tenfold.lab.note import Note
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate
    from tenfold.study.happenings import Judged

__all__ = ["beliefs", "beliefs_section"]

_READ = frozenset({"read", "skim"})
"""Tags of notes that say what was read: they stand under Reading, unless a belief changed by it."""


def beliefs_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """The changes of belief, each over its evidence; where none was written, what verdicts changed."""
    lines = [_belief_line(note, inputs, stretch, _) for note in beliefs(inputs, stretch)]
    return Section(
        key="beliefs",
        title=section_titles(_)["beliefs"],
        lines=tuple(lines) or _unexplained(inputs, stretch, _),
        empty=_("What do you believe now that you did not on Monday, and why?"),
        ask=note_command(),
    )


def beliefs(inputs: WeekInputs, stretch: Stretch) -> list[Note]:
    """Thoughts of the reported days that say what was believed before, or name a study or a paper."""
    return [
        note
        for note in notes_of(inputs, stretch, "thought")
        if note.before or (linked_names(note.text) and not _READ & set(note.tags))
    ]


def _belief_line(note: Note, inputs: WeekInputs, stretch: Stretch, _: Translate) -> Line:
    details = []
    if note.before:
        details.append(_("I believed: {before}").format(before=inline_markdown(note.before)))
    names = linked_names(f"{note.text}\n{note.before}")
    known = _studies(inputs)
    for name in names:
        details += _evidence(name, inputs, stretch, _) if name in known else [_paper(name, _)]
    if not names:
        details.append(_("No evidence is named."))
    return note_line(
        note,
        details=details,
        before=note.before,
        studies=[name for name in names if name in known],
        papers=[name for name in names if name not in known],
    )


def _paper(key: str, _: Translate) -> str:
    return _("Evidence: @{key}").format(key=as_text(key))


def _studies(inputs: WeekInputs) -> set[str]:
    """The names of all studies that are known of."""
    named = {*inputs.studies, *(study.name for study in inputs.facts.open_studies)}
    for facts in (inputs.facts, inputs.facts_last_week, inputs.facts_before):
        for happened in (facts.declared, facts.judged, facts.sessions):
            named |= {item.study for item in happened}
    return named


def _evidence(study: str, inputs: WeekInputs, stretch: Stretch, _: Translate) -> list[str]:
    """The verdicts of a study: those of the reported days, or else the last ones before."""
    now = [j for j in judged_of(inputs, stretch) if j.study == study]
    last: dict[tuple[str, int | str | None], Judged] = {}
    for judged in sorted(inputs.facts_before.judged, key=lambda j: j.time):
        if judged.study == study:
            last[judged.verdict.id, judged.verdict.condition] = judged
    found = now or list(last.values())
    if not found:  # those of others are not read here
        said = _("Evidence: @{study}, without a verdict by {person} so far")
        return [said.format(study=as_text(study), person=as_text(inputs.person))]
    say = short_words_with_interval if now else judged_words  # what is of now stands below in full
    return [_("Evidence: {sentence}").format(sentence=say(j, _)) for j in found]


def _unexplained(inputs: WeekInputs, stretch: Stretch, _: Translate) -> tuple[Line, ...]:
    """Changed verdicts that nobody has said a thought about."""
    changed = [j for j in judged_of(inputs, stretch) if j.is_changed]
    if not changed:
        return ()
    asked = _("These verdicts changed. What do you believe now?")
    return (
        *(
            Line(text=judged_words(j, _), sign=j.verdict.verdict, facts=judged_facts(j, inputs))
            for j in changed
        ),
        Line(text=asked, sign="open", ask=note_command(), facts={"is_request": True}),
    )
