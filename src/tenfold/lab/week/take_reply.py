"""Take an advisor's reply into the journal, all or none: answers, tasks, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenfold.errors import InputError
from tenfold.lab.journal import Journal
from tenfold.lab.note import Note
from tenfold.lab.one_line import one_line
from tenfold.lab.task import Task
from tenfold.lab.week.keeping import Frozen, frozen_reports, with_addenda
from tenfold.lab.week.reply import MOST_BYTES, Answer, Reply, read_reply, require_short
from tenfold.lab.week.report_text import parse_report, with_marked_headings
from tenfold.lab.weeks import Week
from tenfold.lab.zone import zone_of
from tenfold.language import translator
from tenfold.look.clean_text import clean_text
from tenfold.store.ledger import Change, Ledger

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["TakenReply", "take_reply", "take_reply_file", "take_reply_to"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReply:
    """What was taken in: the numbers of the questions that were answered, of the new tasks and notes."""

    giver: str
    answered: tuple[int, ...]
    tasks: tuple[int, ...]
    advice: tuple[int, ...]
    is_shared: bool

    def to_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "giver": self.giver,
            "answered": list(self.answered),
            "tasks": list(self.tasks),
            "advice": list(self.advice),
            "is_shared": self.is_shared,
        }


def take_reply_file(
    workspace: Workspace,
    path: Path,
    *,
    giver: str = "",
    share: bool = False,
    report_markdown: str | None = None,
) -> TakenReply:
    """Read an advisor's file and take it in; `tenfold note undo` takes it back in one go.

    giver
        Who wrote it; default: whom its line ``From: ...`` names.
    share
        Whether the comments may stand in reports from the start.
    report_markdown
        The report that it answers; default: the frozen one of the week that the file names.

    Raises InputError where the file cannot be read, says nothing, answers a question that is not there, or
    was taken in before. Then nothing is taken in.
    """
    text = with_marked_headings(_text_of(path).replace("\r\n", "\n"))
    report = report_markdown or _report_sent(workspace, text, path)
    reply = read_reply(text, report, today=zone_of(workspace).today())
    return take_reply(workspace, reply, giver=giver, share=share)


def take_reply_to(
    workspace: Workspace, frozen: Frozen, text: str, *, giver: str = "", share: bool = False
) -> TakenReply:
    """Take the text of an answer to a frozen report in: see `take_reply_file`."""
    said = with_marked_headings(text.replace("\r\n", "\n"))
    reply = read_reply(said, _as_sent(frozen), today=zone_of(workspace).today())
    return take_reply(workspace, reply, giver=giver, share=share)


def take_reply(
    workspace: Workspace, reply: Reply, *, giver: str = "", share: bool = False
) -> TakenReply:
    """Take a reply in that was read: see `take_reply_file`."""
    giver = one_line(giver or reply.giver)
    if not giver:
        raise InputError(
            "it does not say who wrote it.",
            code="TF-REPLY",
            remedy='Name them with --from NAME, or in a line "From: NAME" at its top. Nothing was taken in.',
        )
    today = zone_of(workspace).today()
    ledger = Ledger(workspace)
    _refuse_the_same(ledger, reply)
    changes = [
        *_answer_changes(workspace, reply.answers, today),
        *_task_changes(reply, giver, today),
        *_advice_changes(reply, giver, today, is_private=not share),
    ]
    said = {"digest": reply.digest, "giver": giver, "day": today.isoformat()}
    saved = ledger.save([*changes, _once(reply, said)])
    numbers = [entry.number for entry in saved if entry is not None]
    n_answers, n_tasks = len(reply.answers), len(reply.tasks)
    return TakenReply(
        giver=giver,
        answered=tuple(numbers[:n_answers]),
        tasks=tuple(numbers[n_answers : n_answers + n_tasks]),
        advice=tuple(numbers[n_answers + n_tasks : -1]),
        is_shared=share,
    )


def _once(reply: Reply, said: dict[str, Any]) -> Change:
    """That it was read; also where two processes read it at once."""
    return Change(kind="reply", subject=reply.digest, content=said, once=True)


def _refuse_the_same(ledger: Ledger, reply: Reply) -> None:
    for entry in ledger.entries("reply"):
        if entry.content["digest"] == reply.digest:
            raise InputError(
                f"this reply was read on {entry.content['day']}.",
                code="TF-REPLY",
                remedy="Nothing was taken in again. To take it back first: tenfold note undo",
            )


def _answer_changes(
    workspace: Workspace, answers: tuple[Answer, ...], today: date
) -> Iterator[Change]:
    notes = {note.number: note for note in Journal(workspace).notes()}
    wrong = [a.number for a in answers if not _is_question(notes.get(a.number))]
    if wrong:
        named = ", ".join(f"Q{number}" for number in wrong)
        raise InputError(
            f"it answers {named}, but you have no such question.",
            code="TF-REPLY",
            remedy="Nothing was taken in. Put the number right in the file: tenfold note list --kind question",
        )
    for answer in answers:
        note = notes[answer.number]
        text = clean_text(answer.text)
        said = f"{note.answer}\n{text}" if note.answer else text
        answered = replace(note, answer=said, answered_on=today)
        yield Change(
            kind="note", number=note.number, content=answered.to_content(), action="answer"
        )


def _is_question(note: Note | None) -> bool:
    return note is not None and note.kind == "question"


def _task_changes(reply: Reply, giver: str, today: date) -> Iterator[Change]:
    next_monday = (Week.of(today) + 1).monday
    for given in reply.tasks:
        task = Task(text=one_line(given.text), day=given.day or next_monday, giver=giver)
        yield Change(kind="task", content=task.to_content())


def _advice_changes(reply: Reply, giver: str, today: date, *, is_private: bool) -> Iterator[Change]:
    for comment in reply.comments:
        note = Note(
            text=clean_text(comment.text),
            day=today,
            kind="advice",
            tags=(one_line(comment.section),) if comment.section else (),
            is_private=is_private,
            giver=giver,
        )
        yield Change(kind="note", content=note.to_content())


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        require_short(len(data))
        return data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror or error}.",
            where=str(path),
            remedy="Give the file that the advisor sent.",
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 (byte 0x{error.object[error.start]:02X} at {error.start}).",
            where=str(path),
            code="TF-REPLY",
            remedy="Nothing was taken in. Save the reply as plain text or Markdown in UTF-8.",
        ) from None


def _report_sent(workspace: Workspace, text: str, path: Path) -> str | None:
    """The frozen report that a reply names; else the newest, for what may be pasted into it.

    Raises InputError where the reply is a report itself and there is none to compare it with.
    """
    frozen = frozen_reports(workspace)
    parts = parse_report(text)
    of_the_week = [one for one in frozen if str(one.week) == parts.week]
    named = [one for one in of_the_week if one.n_weeks == parts.n_weeks] or of_the_week
    if named or (frozen and parts.week is None):
        return _as_sent((named or frozen)[-1])
    if parts.week is not None and any(line.startswith("# ") for line in text.splitlines()):
        raise InputError(
            f"it is written into the report of {parts.week}, which was not frozen: nobody can tell any "
            "more which lines are the advisor's.",
            where=str(path),
            code="TF-REPLY",
            remedy="Leave only the headings and what the advisor wrote; next time, freeze the report before "
            "you send it.",
        )
    return None


def _as_sent(frozen: Frozen) -> str:
    return with_addenda(frozen, translator(frozen.language))
