"""One person's report as it lies in a file: Markdown (fenced, quoted, frozen or not) or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenfold.errors import InputError
from tenfold.lab.week.keeping import digest_of_report
from tenfold.lab.week.report_text import (
    ListedLine,
    open_question,
    parse_report,
    split_footer,
)
from tenfold.lab.week.signs import SHAPES
from tenfold.lab.weeks import Week
from tenfold.language import Translate

__all__ = ["Exported", "NoReportError", "exported_text", "read_exported"]

_MOST_BYTES = 2_000_000
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]\s*$")
_QUESTION_NUMBER = re.compile(r"\W{0,6}Q(\d{1,9})\b")


class NoReportError(InputError):
    """A file is no report of a week; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A report of a file: whose, of which week, and the lines that a table of a lab shows.

    frozen
        ``"yes"``: its text has the digest that stands below it; ``"changed"``: it has not; ``""``: none does.
    """

    file: str
    person: str
    week: str
    frozen: str
    is_markdown: bool
    on_track: tuple[ListedLine, ...]
    verdicts: tuple[ListedLine, ...]
    needs_you: tuple[ListedLine, ...]
    questions: tuple[ListedLine, ...]

    def waits_for(self, name: str) -> tuple[ListedLine, ...]:
        """What it needs from somebody by that name: lines that name them, and open questions for them."""
        waiting = [line for line in self.needs_you if _names(_words(line), name)]
        said = {_number_of(line) for line in waiting}
        asked = (line for line in self.questions if _is_for(line, name))
        return (*waiting, *(line for line in asked if _number_of(line) not in said))


def read_exported(path: Path, _: Translate) -> Exported:
    """The report in a file. Raises NoReportError with the reason where it is none."""
    text = _text_of(path, _)
    if path.suffix.lower() == ".json":
        return _from_json(path.name, text, _)
    return exported_text(path.name, text, _)


def exported_text(file: str, text: str, _: Translate) -> Exported:
    """The report in the Markdown of a file of that name. Raises NoReportError as `read_exported` does."""
    parts = parse_report(text)
    if parts.week is None or not parts.person:
        raise NoReportError(
            _("its first heading names no person and week, as in: # Ada, week 2026-W48")
        )
    body, footer = split_footer(text)
    digest = _DIGEST.search(footer)
    frozen = "" if digest is None else "yes" if digest[0] == digest_of_report(body) else "changed"
    return Exported(
        file=file,
        person=parts.person,
        week=parts.week,
        frozen=frozen,
        is_markdown=True,
        on_track=parts.listed("on_track"),
        verdicts=parts.listed("verdicts"),
        needs_you=parts.listed("needs_you"),
        questions=parts.listed("questions"),
    )


def _from_json(file: str, text: str, _: Translate) -> Exported:
    try:
        said = json.loads(text)
        person, week = said["person"], str(Week.parse(said["week"]))
        sections = said["sections"]
        if not isinstance(person, str) or not person.strip():
            raise NoReportError(_("it names no person"))
        lines = {key: tuple(_json_lines(found)) for key, found in sections.items()}
    except NoReportError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, InputError):
        raise NoReportError(_("it is not the JSON of tenfold week --json")) from None
    return Exported(
        file=file,
        person=" ".join(person.split()),
        week=week,
        frozen="",
        is_markdown=False,
        on_track=lines.get("on_track", ()),
        verdicts=lines.get("verdicts", ()),
        needs_you=lines.get("needs_you", ()),
        questions=lines.get("questions", ()),
    )


def _json_lines(found: Any) -> Iterator[ListedLine]:
    for line in found:
        shape = SHAPES.get(str(line.get("sign", "")), "")
        yield ListedLine(f"{shape} {_one_line(line['text'])}".strip(), tuple(_details(line)))


def _details(line: Mapping[str, Any]) -> Iterator[str]:
    details = [_one_line(detail) for detail in line.get("details", [])]
    yield from details
    whom = line.get("whom")
    if isinstance(whom, str) and whom and not any(_names(said, whom) for said in details):
        yield f"({_one_line(whom)})"


def _one_line(text: Any) -> str:
    if not isinstance(text, str):
        raise TypeError
    return " ".join(text.split())


def _text_of(path: Path, _: Translate) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise NoReportError(_("it is longer than {n} MB").format(n=_MOST_BYTES // 1_000_000))
        return data.decode("utf-8-sig")
    except OSError as error:
        raise NoReportError(
            _("it cannot be read: {why}").format(why=error.strerror or error)
        ) from None
    except UnicodeDecodeError:
        raise NoReportError(_("it is not UTF-8")) from None


def _is_for(line: ListedLine, name: str) -> bool:
    """Whether it is an open question that names somebody behind it in brackets, or below it."""
    if open_question(line) is None:
        return False
    brackets = _BRACKETS.search(line.text)
    return any(_names(said, name) for said in (brackets[1] if brackets else "", *line.details))


def _words(line: ListedLine) -> str:
    return " ".join((line.text, *line.details))


def _names(text: str, name: str) -> bool:
    """Whether a name stands in a text, as a word of its own where the letters around it are Latin."""
    found = rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])"
    return re.search(found, text, re.IGNORECASE) is not None


def _number_of(line: ListedLine) -> str:
    found = _QUESTION_NUMBER.match(line.text)
    return found[1] if found else line.text
