"""What only the owner of data can answer: the questions of a card, and the file that holds the answers.

After the datasheets of Gebru et al. (2021, "Datasheets for Datasets") and the data cards of Pushkarna et al.
(2022), cut down to what a user of a text data set has to know.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import DataError, InputError, nearest
from tenfold.store.digests import digest_bytes

if TYPE_CHECKING:
    from tenfold.language import Translate
    from tenfold.store.workspace import Workspace

__all__ = [
    "QUESTIONS",
    "CardAnswers",
    "answer_version",
    "card_path",
    "card_questions",
    "read_answers",
    "set_answers",
]


def card_questions(_: Translate) -> dict[str, str]:
    """Each question by its key, in the order of the card, in a reader's language."""
    return {
        "title": _("What is it called?"),
        "description": _("What is in it, in two sentences?"),
        "source": _("Where is it from: address, paper, person?"),
        "licence": _("Under which licence may it be used (an SPDX name, such as CC-BY-4.0)?"),
        "citation": _("How is it cited?"),
        "collected": _("How were the texts collected, by whom, from whom, with what consent?"),
        "period": _("From which time are they?"),
        "labelled": _("Who gave the labels, by which rules, and how far did they agree?"),
        "languages": _("Which languages and varieties?"),
        "population": _("Whom do the texts speak for, and who is missing?"),
        "sensitive": _("What in it is sensitive: personal data, health, offence?"),
        "limits": _("What are its known limits and errors?"),
        "intended": _("What is it meant for?"),
        "not_for": _("What should nobody use it for?"),
    }


QUESTIONS = card_questions(lambda message: message)

_COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class CardAnswers:
    """`answers` by key of `QUESTIONS`, `columns` by the name of the column; what is not there is missing."""

    answers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Keys of the questions without an answer. Without a title the name stands for it."""
        return [
            key for key in QUESTIONS if key != "title" and not self.answers.get(key, "").strip()
        ]


def answer_version(answer: str) -> str:
    """What stands for an answer: who writes over it says it again. Of none: empty."""
    return digest_bytes(answer.strip().encode())[:16] if answer.strip() else ""


def card_path(workspace: Workspace, name: str) -> Path:
    """`cards/NAME.toml` in the workspace: meant for git, as declarations are."""
    return workspace.root / "cards" / f"{name.replace(':', '-')}.toml"


def read_answers(workspace: Workspace, name: str) -> CardAnswers:
    """The answers of a data set's owner; none where there is no file.

    Raises DataError (TF-DATA-080) for a file that is no TOML, an unknown question, or an answer that is no
    text.
    """
    path = card_path(workspace, name)
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return CardAnswers()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, f"is not valid TOML: {error}.", "Mend the line that it names.") from None
    columns = content.pop(_COLUMNS, {})
    if not isinstance(columns, dict):
        raise _wrong(path, "columns is no table.", f'[{_COLUMNS}]\ntext = "what a patient wrote"')
    for key in content:
        _check_key(key, str(path))
    for key, answer in [*content.items(), *columns.items()]:
        if not isinstance(answer, str):
            raise _wrong(path, f"{key} is no text: {answer!r}.", f'Write it so: {key} = "..."')
    return CardAnswers(content, columns)


def _wrong(path: Path, what: str, remedy: str) -> DataError:
    return DataError(what, code="TF-DATA-080", where=str(path), remedy=remedy)


def _check_key(key: str, where: str) -> None:
    if key not in QUESTIONS:
        raise InputError(
            f"a card has no question {key!r}.",
            code="TF-DATA-080",
            where=where,
            remedy=nearest(key, [*QUESTIONS, _COLUMNS]),
        )


def set_answers(workspace: Workspace, name: str, answers: Mapping[str, str]) -> Path:
    """Write answers into the file, made with all questions where it is missing; the others stay.

    A key `columns.NAME` describes a column.
    """
    import tomlkit

    from tenfold.store.files import write_durably

    read_answers(workspace, name)  # refuses a file that could not be read back
    path = card_path(workspace, name)
    text = path.read_text(encoding="utf-8") if path.exists() else _template(name)
    document = tomlkit.parse(text)
    for key, answer in answers.items():
        part, _, column = key.partition(".")
        if part == _COLUMNS and column:
            document.setdefault(_COLUMNS, tomlkit.table())[column] = answer
        else:
            _check_key(key, "--set")
            document[key] = answer
    write_durably(path, tomlkit.dumps(document).encode())
    return path


def _template(name: str) -> str:
    lines = [f"# The card of {name}: what only you can tell. Fill in what you know; the rest stays"]
    lines += ["# visibly missing.  See it: tenfold data card " + name, ""]
    for key, question in QUESTIONS.items():
        lines += [f"# {question}", f"{key} = {json.dumps('')}", ""]
    return "\n".join(lines)
