"""What an advisor answered to a report: written into it, between the quoted lines of a mail, or into a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from tenfold.errors import InputError
from tenfold.lab.days import parse_day
from tenfold.lab.week.our_lines import OurLines
from tenfold.lab.week.report_text import Heading, heading_of
from tenfold.lab.week.written_lines import WrittenLine, written_lines
from tenfold.store.digests import digest_bytes

__all__ = ["MOST_BYTES", "Answer", "Comment", "GivenTask", "Reply", "read_reply", "require_short"]

MOST_BYTES = 1_000_000
"""Of a reply that is read."""
_LONG = 25
"""From so many characters on a line that stands within a line of ours was only wrapped anew."""
_ANSWER = re.compile(
    r"\**(?:Q(?P<q>\d{1,9})\b|A(?P<a>\d{1,9})(?=\**\s*[:：]))\**\s*[:：]?\**\s*(?P<text>.*)",
    re.IGNORECASE,
)
_QUOTED_QUESTION = re.compile(r"\W{0,6}Q(\d{1,9})\b")
_TASK = re.compile(
    r"(?:\[ ?\]|\**(?:todo|task|任务|待办)\**\s*[:：]\**)(?:\s+|$)?(?P<text>.*)", re.IGNORECASE
)
_BY_IN_BRACKETS = re.compile(
    r"\s*[(（]\s*(?:by|until|截止)\s*[:：]?\s*([^()（）]+?)\s*[)）]\s*\.?$", re.IGNORECASE
)
_BY_AT_END = re.compile(r"\s+by\s+((?:next\s+)?[\w+-]+)\.?$", re.IGNORECASE)
_FROM = re.compile(r"\**(?:from|来自|发件人)\**\s*[:：]\**\s*(.*)", re.IGNORECASE)
_BARE_TITLE = re.compile(r"(?:\*\*)?([^*:：]+?)(?:[:：]\*\*|\*\*[:：]?|[:：])$")


@dataclass(frozen=True, slots=True)
class Answer:
    """To the question of that number."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class GivenTask:
    """What the advisor asks for, and by which day, where one is named."""

    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """Anything else; `section` is the key of the section under whose heading it stands (empty: under none)."""

    text: str
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, read. `giver` is who wrote it, where it says so; `digest` is that of its text."""

    giver: str
    answers: tuple[Answer, ...]
    tasks: tuple[GivenTask, ...]
    comments: tuple[Comment, ...]
    digest: str


def read_reply(text: str, report_markdown: str | None, *, today: date) -> Reply:
    """Tell what an advisor wrote from what the report said, and sort it.

    text
        The advisor's file or mail.
    report_markdown
        The report that it answers, as it was sent. Without it only quoted lines count as the report's.
    today
        From which day on ``(by fri)`` is counted.

    What remains is an answer (``Q12: ...``), a task (``- [ ] ... (by 2026-12-04)``, ``TODO: ...``) or a
    comment, one a paragraph. A line of the report that was changed is a comment with the changed line.

    Raises InputError where nothing is found, or the text is too long or no text at all.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    _require_text(text)
    reader = _Reader(OurLines(report_markdown), today)
    for line in written_lines(text):
        reader.take(line)
    reply = reader.finish(digest_bytes(text.strip().encode()))
    if not (reply.answers or reply.tasks or reply.comments):
        raise InputError(
            "nothing of an advisor's was found: every line is empty, quoted, or in the report as it was.",
            code="TF-REPLY",
            remedy='Looked for: answers ("Q12: ..."), tasks ("- [ ] ...", "TODO: ..."), and any other line '
            "that the report does not have.",
        )
    return reply


def require_short(n_bytes: int) -> None:
    """Raise InputError where a reply is longer than one that anybody writes."""
    if n_bytes > MOST_BYTES:
        raise InputError(
            f"a reply of more than {MOST_BYTES // 1_000_000} MB is not read.",
            code="TF-REPLY",
            remedy="Nothing was taken in. Keep the text alone, without attachments.",
        )


def _require_text(text: str) -> None:
    require_short(len(text.encode()))
    if "\0" in text:
        raise InputError(
            "this is no text: there is a zero byte in it.",
            code="TF-REPLY",
            remedy="Nothing was taken in. Save the reply as plain text or Markdown (UTF-8).",
        )


@dataclass
class _Block:
    """What is being read: one answer, task or comment, and how far its list mark is indented (-1: none)."""

    kind: str
    section: str
    number: int
    indent: int
    lines: list[list[str]]

    @property
    def text(self) -> str:
        """Its lines, each put together from those that went on with it."""
        lines = (" ".join(filter(None, pieces)) for pieces in self.lines)
        return "\n".join(filter(None, lines))


class _Reader:
    """Goes through a reply line by line; a block ends at a blank line, a heading, a mark or a line of ours."""

    def __init__(self, ours: OurLines, today: date) -> None:
        self._ours = ours
        self._today = today
        self._blocks: list[_Block] = []
        self._giver = ""
        self._section = ""
        self._is_open = False
        self._asked: _Asked | None = None

    def take(self, line: WrittenLine) -> None:
        """The next line."""
        if not line.text:
            self._blank(line)
        elif (heading := self._heading(line)) is not None:
            self._section = self._key(heading)
            self._is_open, self._asked = False, None
        elif self._is_ours(line):
            self._own(line)
        elif not self._of_the_head(line):
            self._written(line)

    def _blank(self, line: WrittenLine) -> None:
        if line.is_item:  # a mark with nothing behind it, as in a form that was left empty
            return
        self._is_open = False
        if self._asked is not None and not self._asked.is_quoted and not line.is_quoted:
            self._asked = replace(self._asked, is_apart=True)

    def _heading(self, line: WrittenLine) -> Heading | None:
        heading = heading_of(line.text)
        if heading is not None and not line.is_item:
            is_known = heading.key is not None or heading.level <= 2
            return heading if is_known else None
        bare = None if line.is_quoted or line.is_item else _BARE_TITLE.fullmatch(line.text)
        found = heading_of(f"## {bare[1]}") if bare else None
        return found if found is not None and found.key is not None else None

    def _key(self, heading: Heading) -> str:
        if heading.level == 1 and heading.key is None:
            return ""
        return heading.key or heading.title

    def _is_ours(self, line: WrittenLine) -> bool:
        if set(line.text) <= set("`~-=*_") or line.text.startswith(("```", "~~~")):
            return True  # a fence or a rule says nothing
        if line.is_quoted:
            return self._ours.has(line.text, in_part=True) or not self._ours.is_changed(line.text)
        return self._ours.has(line.text, in_part=len(line.text) >= _LONG)

    def _own(self, line: WrittenLine) -> None:
        self._is_open = False
        number = self._ours.question_of(line.text)
        if number is None and line.is_quoted and not self._ours.is_known:
            # There is no report to compare with; the line itself tells.
            found = _QUOTED_QUESTION.match(line.text)
            number = int(found[1]) if found else None
        if number is not None:
            self._asked = _Asked(number, line.is_quoted)
        elif line.indent == 0:
            self._asked = None

    def _of_the_head(self, line: WrittenLine) -> bool:
        """Whether it says who wrote."""
        said = _FROM.fullmatch(line.text)
        if said is None or self._section or self._blocks or line.is_item:
            return False
        self._giver = self._giver or re.sub(r"\s*<[^>]*>", "", said[1]).strip(' "')
        return True

    def _written(self, line: WrittenLine) -> None:
        """A line of the advisor's."""
        if self._asked is not None and self._asked.is_apart and line.indent == 0:
            self._asked = None
        answer, task = _ANSWER.match(line.text), _TASK.match(line.text)
        if (number := self._ours.question_begun(line.text)) is not None:
            self._begin("answer", line, self._ours.behind_question(line.text), number)
        elif self._is_changed(line, is_marked=answer is not None or task is not None):
            self._begin("comment", line, line.text)
        elif answer is not None:
            self._begin("answer", line, answer["text"], int(answer["q"] or answer["a"]))
        elif task is not None:
            self._begin("task", line, task["text"])
        elif self._goes_on(line):
            self._go_on(line)
        elif self._asked is not None:
            self._begin("answer", line, line.text, self._asked.number)
        else:
            self._begin("comment", line, line.text)

    def _is_changed(self, line: WrittenLine, *, is_marked: bool) -> bool:
        """Whether it is a line of the report with words changed, and no answer that repeats its question."""
        if line.is_quoted:
            return True  # or it would be one of ours
        if not (is_marked or self._asked) or not self._ours.is_changed(line.text):
            return False
        return _ANSWER.match(line.text) is None or line.text.endswith((")", "）"))

    def _goes_on(self, line: WrittenLine) -> bool:
        if not self._is_open:
            return False
        return not line.is_item or line.indent > self._blocks[-1].indent >= 0 or self._takes_lists

    @property
    def _takes_lists(self) -> bool:
        """Whether the open block is an answer that is no list item itself: a list below belongs to it."""
        return self._blocks[-1].kind == "answer" and self._blocks[-1].indent < 0

    def _go_on(self, line: WrittenLine) -> None:
        lines = self._blocks[-1].lines
        if line.is_item:
            lines.append([f"- {line.text}"])
        else:
            lines[-1].append(line.text)

    def _begin(self, kind: str, line: WrittenLine, text: str, number: int = 0) -> None:
        indent = line.indent if line.is_item else -1
        self._blocks.append(_Block(kind, self._section, number, indent, [[text]]))
        self._is_open = True

    def finish(self, digest: str) -> Reply:
        """What was found."""
        blocks = [block for block in self._blocks if block.text]
        return Reply(
            giver=self._giver,
            answers=tuple(_joined(b for b in blocks if b.kind == "answer")),
            tasks=tuple(_task(b.text, self._today) for b in blocks if b.kind == "task"),
            comments=tuple(Comment(b.text, b.section) for b in blocks if b.kind == "comment"),
            digest=digest,
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question of the report right above: what stands below it answers it.

    With a blank line between (`is_apart`) only what is indented does: it belongs to the question's item.
    """

    number: int
    is_quoted: bool
    is_apart: bool = False


def _joined(blocks: Iterable[_Block]) -> Iterator[Answer]:
    """One answer a question, in the order in which they begin."""
    texts: dict[int, list[str]] = {}
    for block in blocks:
        texts.setdefault(block.number, []).append(block.text)
    for number, said in texts.items():
        yield Answer(number, "\n".join(said))


def _task(text: str, today: date) -> GivenTask:
    """Its text and its day: the words behind "by", where they are a day."""
    text = " ".join(text.split())
    for pattern in (_BY_IN_BRACKETS, _BY_AT_END):
        found = pattern.search(text)
        if found and found.start():
            try:
                return GivenTask(text[: found.start()].rstrip(), parse_day(found[1], today))
            except InputError:
                continue  # "by hand": it stays in the text
    return GivenTask(text)
