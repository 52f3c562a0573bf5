"""What was read, in depth or skimmed, against the aim of a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenfold.lab.links import linked_names
from tenfold.lab.week.asking import note_command
from tenfold.lab.week.inline import as_text, inline_markdown
from tenfold.lab.week.report import Line, Section
from tenfold.lab.week.sections.beliefs import beliefs
from tenfold.lab.week.sections.note_lines import note_line
from tenfold.lab.week.titles import section_titles

if TYPE_CHECKING:
    from tenfold.lab.note import Note
    from tenfold.lab.paper_read import Depth, PaperRead
    from tenfold.lab.week.inputs import WeekInputs
    from tenfold.lab.week.stretch import Stretch
    from tenfold.language import Translate

__all__ = ["is_reading", "reading_section"]

AIM_IN_DEPTH = 1
AIM_SKIMMED = (3, 5)
"""A week's aims: one paper in depth, three to five skimmed."""

_TAGS: dict[str, Depth] = {"read": "in depth", "skim": "skimmed"}


def is_reading(note: Note) -> bool:
    """Whether a note says that something was read."""
    return _depth(note) is not None


def reading_section(inputs: WeekInputs, stretch: Stretch, _: Translate) -> Section:
    """How much was read against the aim, then the papers, the notes about them, and what was answered."""
    notes = [note for note in inputs.notes if note.day in stretch and is_reading(note)]
    papers = [paper for paper in inputs.papers if paper.day in stretch]
    lines = [
        Line(
            text=_("@{key}: {title} ({depth})").format(
                key=as_text(p.key), title=as_text(p.title), depth=_how_far(p, _)
            ),
            facts={"paper": p.key, "depth": p.depth, "day": p.day.isoformat()},
        )
        for p in papers
    ]
    said = {note.number for note in beliefs(inputs, stretch)}
    lines += [
        _note_line(n, is_said=n.number in said, _=_)
        for n in sorted(notes, key=lambda n: (_depth(n) != "in depth", n.day, n.number))
    ]
    lines += _answered_lines(inputs, stretch, _)
    if lines:
        lines.insert(0, _count_line(inputs, notes, stretch, _))
    nothing = _("Nothing was noted as read; the aim is {aim}.")
    return Section(
        key="reading",
        title=section_titles(_)["reading"],
        lines=tuple(lines),
        empty=nothing.format(aim=_aim(stretch, _)),
        ask=f"{note_command('--tag', 'read')}, {note_command('--tag', 'skim')}",
    )


def _answered_lines(inputs: WeekInputs, stretch: Stretch, _: Translate) -> list[Line]:
    """A line a paper: which of the ten questions were answered in these weeks."""
    said: dict[str, set[int]] = {}
    titles = {}
    for one in inputs.answered:
        if one.day in stretch:
            said.setdefault(one.key, set()).update(one.questions)
            titles[one.key] = one.title
    text = _("@{key}: {title}; answered: {questions}")
    return [
        Line(
            text=text.format(
                key=as_text(key),
                title=as_text(titles[key]),
                questions=", ".join(map(str, sorted(questions))),
            ),
            facts={"paper": key, "answered": sorted(questions)},
        )
        for key, questions in said.items()
    ]


def _depth(note: Note) -> Depth | None:
    return next((depth for tag, depth in _TAGS.items() if tag in note.tags), None)


def _depth_words(depth: Depth | None, _: Translate) -> str:
    return _("in depth") if depth == "in depth" else _("skimmed")


def _how_far(paper: PaperRead, _: Translate) -> str:
    if paper.progress is None:
        return _depth_words(paper.depth, _)
    done, total, unit = paper.progress
    units = {
        "pages": _("{done} of {total} pages"),
        "chapters": _("{done} of {total} chapters"),
        "lessons": _("{done} of {total} lessons"),
        "minutes": _("{done} of {total} minutes"),
    }
    return units.get(unit, "{done} / {total}").format(done=done, total=total)


def _note_line(note: Note, *, is_said: bool, _: Translate) -> Line:
    """The note, or only its papers where the report has said it above."""
    keys, depth = linked_names(note.text), _depth(note)
    text = ", ".join(f"@{as_text(key)}" for key in keys) if is_said else inline_markdown(note.text)
    return note_line(
        note,
        text=_("{text} ({depth})").format(text=text or "–", depth=_depth_words(depth, _)),
        depth=depth,
        papers=keys,
    )


def _count_line(inputs: WeekInputs, notes: list[Note], stretch: Stretch, _: Translate) -> Line:
    """A paper counts once, by its key, at its greatest depth; a note without a key counts as one paper."""
    deep, skimmed = (_read(inputs, notes, stretch, depth) for depth in ("in depth", "skimmed"))
    skimmed -= deep
    text = _("In depth: {n_deep}, skimmed: {n_skimmed}; the aim is {aim}.")
    reached = (
        len(deep) >= AIM_IN_DEPTH * stretch.n_weeks
        and len(skimmed) >= AIM_SKIMMED[0] * stretch.n_weeks
    )
    return Line(
        text=text.format(n_deep=len(deep), n_skimmed=len(skimmed), aim=_aim(stretch, _)),
        sign="ok" if reached else "open",
        facts={"n_in_depth": len(deep), "n_skimmed": len(skimmed), "is_reached": reached},
    )


def _read(inputs: WeekInputs, notes: list[Note], stretch: Stretch, depth: str) -> set[str]:
    read = {p.key for p in inputs.papers if p.day in stretch and p.depth == depth}
    for note in notes:
        if _depth(note) == depth:
            read |= set(linked_names(note.text)) or {f"note {note.number}"}
    return read


def _aim(stretch: Stretch, _: Translate) -> str:
    return _("{deep} in depth and {few} to {many} skimmed").format(
        deep=AIM_IN_DEPTH * stretch.n_weeks,
        few=AIM_SKIMMED[0] * stretch.n_weeks,
        many=AIM_SKIMMED[1] * stretch.n_weeks,
    )
