"""The parts of a report, read back from its Markdown: as it was sent, in a code fence, or quoted in a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from tenfold.errors import InputError
from tenfold.lab.week.titles import key_of_title
from tenfold.lab.weeks import Week
from tenfold.language import LANGUAGES, translator

__all__ = [
    "AskedLine",
    "Heading",
    "ListedLine",
    "ReportParts",
    "heading_of",
    "open_question",
    "parse_report",
    "split_footer",
    "unwrapped",
    "with_marked_headings",
]

_LONGEST_HEADING = 500
_HEADING = re.compile(r"(#{1,6})[ \t]+(.+?)[ \t]*#*$")
_UNDERLINED = re.compile(r"^(\S[^\n]*)\n(={3,}|-{3,})[ \t]*$", re.MULTILINE)
_QUOTE = re.compile(r" {0,3}> ?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*$")
_WRITTEN_WEEK = re.compile(r"\d{4}-W\d{2}")
_PERSON = re.compile(r"(.+)[,，、:：]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FOOTER = re.compile(r"\S.*\d{4}-\d\d-\d\d \d\d:\d\d UTC.*\b[0-9a-f]{64}\b")
"""The line that freezing adds, whatever its language: a time and a digest."""
_LAST_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_ITEM = re.compile(r"[-*+] +(.*)")
_QUESTION = re.compile(
    r"(?P<sign>[^\w\s*]?)\s*\**Q(?P<number>\d{1,9})\b\**(?:[:：]\s*|\s+)(?P<text>.+)"
)
_OPEN, _SETTLED = "□☐", "■✓✔☑"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: how deep it is, what it says, and which section of a report it begins, if any."""

    level: int
    title: str
    key: str | None


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One entry of a section, and what stands below it; `is_item`: it has the mark of a list."""

    text: str
    details: tuple[str, ...] = ()
    is_item: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question of a report that has no answer yet."""

    number: int
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParts:
    """A report, taken apart.

    title, person, week, n_weeks
        Of its first heading; `week` is None where that names no week (then it is no report of one). Of a report
        of several weeks, `week` is the last.
    question
        What is quoted between the title and the first section.
    sections
        The lines of each section by its key, blank ones left out; a heading that tenfold does not know is
        kept under its own title.
    titles
        What each section is called there, in its order.
    """

    title: str
    person: str
    week: str | None
    n_weeks: int
    question: str
    sections: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, str]

    def listed(self, key: str) -> tuple[ListedLine, ...]:
        """The entries of a section; none where it is not there. That it goes on further below is no entry."""
        entries: list[ListedLine] = []
        for line in self.sections.get(key, ()):
            if entries and line.startswith((" ", "\t")):
                last = entries[-1]
                entries[-1] = replace(last, details=(*last.details, _said(line)))
            else:
                is_item = _ITEM.match(line.strip()) is not None
                entries.append(ListedLine(_said(line), is_item=is_item))
        return tuple(entry for entry in entries if not _goes_on_below().fullmatch(entry.text))

    @property
    def open_questions(self) -> tuple[AskedLine, ...]:
        """The questions without an answer: by their sign, or else where nothing stands below them."""
        return tuple(filter(None, map(open_question, self.listed("questions"))))


def open_question(line: ListedLine) -> AskedLine | None:
    """The question that an entry is, where it has no answer yet."""
    found = _QUESTION.match(line.text)
    if found is None:
        return None
    sign = found["sign"]
    is_open = bool(sign and sign in _OPEN) or not (line.details or (sign and sign in _SETTLED))
    return AskedLine(int(found["number"]), found["text"], line.details) if is_open else None


def parse_report(markdown: str) -> ReportParts:
    """Take a report apart by its headings. Never fails: what is no report has no week and few sections."""
    lines = unwrapped(split_footer(markdown)[0])
    title, question = "", ""
    key: str | None = None
    sections: dict[str, list[str]] = {}
    titles: dict[str, str] = {}
    for line, is_code in _with_code(lines):
        heading = None if is_code else heading_of(line)
        if heading is not None and heading.level == 1:
            title, key = title or heading.title, None
        elif heading is not None and heading.level == 2:
            key = heading.key or heading.title
            titles.setdefault(key, heading.title)
            sections.setdefault(key, [])
        elif title and not sections and not question and line.startswith(">"):
            question = line.lstrip("> ").rstrip()
        elif key is not None and line.strip() and not (_RULE.match(line) and not is_code):
            sections[key].append(line.rstrip())
    weeks = _weeks_of(title)
    return ReportParts(
        title=title,
        person=_person_of(title),
        week=str(weeks[-1]) if weeks else None,
        n_weeks=weeks[-1].since(weeks[0]) + 1 if weeks and weeks[0] <= weeks[-1] else 1,
        question=question,
        sections={key: tuple(found) for key, found in sections.items()},
        titles=titles,
    )


def heading_of(line: str) -> Heading | None:
    """The heading that a line is, or None.

    >>> heading_of("## Verdicts")
    Heading(level=2, title='Verdicts', key='verdicts')
    """
    found = _HEADING.match(line.strip()) if len(line) <= _LONGEST_HEADING else None
    if found is None:
        return None
    title = found[2]
    heads = (title, _LAST_BRACKETS.sub("", title), re.split("[(（,，:：]", title)[0])
    keys = map(key_of_title, heads)  # the days of a week may stand behind its title
    return Heading(len(found[1]), title, next(filter(None, keys), None))


def with_marked_headings(text: str) -> str:
    r"""The text with the underlined headings of a report's plain form marked as those of its Markdown are.

    >>> with_marked_headings("Verdicts\n--------\nNone.")
    '## Verdicts\nNone.'
    """
    return _UNDERLINED.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    if found[2][0] == "=":
        return f"# {found[1]}" if _WRITTEN_WEEK.search(found[1]) else found[0]
    heading = heading_of(f"## {found[1]}")
    return found[0] if heading is None or heading.key is None else f"## {found[1]}"


def split_footer(markdown: str) -> tuple[str, str]:
    """A report's own text, and what freezing put below it, from the rule on (empty: it was never frozen)."""
    lines = markdown.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines):
        if _FOOTER.match(_QUOTE.sub("", line)):
            above = (n for n in range(number - 1, -1, -1) if lines[n].strip(" >"))
            rule = next(above, None)
            if rule is not None and lines[rule].strip(" >") == "---":
                return "\n".join(lines[:rule]), "\n".join(lines[rule:])
    return "\n".join(lines), ""


def unwrapped(text: str) -> Sequence[str]:
    """Its lines, without the quoting of a mail and without the fence that was put around it."""
    lines = text.split("\n")
    if not any(_is_title(line) for line in lines) and any(
        _is_title(_QUOTE.sub("", line)) for line in lines
    ):
        lines = [_QUOTE.sub("", line, count=1) for line in lines]
    for start, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence and _is_title(next((below for below in lines[start + 1 :] if below.strip()), "")):
            inside = lines[start + 1 :]
            end = next((n for n, below in enumerate(inside) if _closes(below, fence[1])), None)
            return inside[:end]
    return lines


def _said(line: str) -> str:
    """What a line of a list says, without its mark."""
    item = _ITEM.match(line.strip())
    return item[1] if item else line.strip()


def _closes(line: str, fence: str) -> bool:
    mark = line.strip()
    return len(mark) >= len(fence) and set(mark) == {fence[0]}


def _is_title(line: str) -> bool:
    return line.startswith("# ") and _WRITTEN_WEEK.search(line) is not None


def _with_code(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it stands in a block of code: a heading in there is none."""
    fence = ""
    for line in lines:
        found = _FENCE.match(line)
        yield line, bool(fence or found)
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif found:
            fence = found[1]


def _weeks_of(title: str) -> list[Week]:
    """The first and last week that a title names; none where one of them is no week."""
    try:
        return [Week.parse(written) for written in _WRITTEN_WEEK.findall(title)]
    except InputError:
        return []


@cache
def _goes_on_below() -> re.Pattern[str]:
    """How the first screen of a report says, in any language, that a section goes on below."""
    words = [translator(language)("and {n} more below") for language in LANGUAGES]
    return re.compile("|".join(rf"\*{re.escape(w)}\*".replace(r"\{n\}", r"\d+") for w in words))


def _person_of(title: str) -> str:
    found = _WRITTEN_WEEK.search(title)
    before = title[: found.start()] if found else title
    name = _PERSON.match(before)
    return _ESCAPED.sub(r"\1", (name[1] if name else before).strip())
