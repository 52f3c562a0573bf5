"""What the commands of the journal share: the options for what stands beside a note's text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

__all__ = [
    "AgainOption",
    "AnswerOption",
    "AskedOption",
    "BeforeOption",
    "DayOption",
    "FromOption",
    "KindOption",
    "Number",
    "TagOption",
    "WhomOption",
    "WhyOption",
    "read_days",
]

Number = Annotated[int, typer.Argument(help="The note's number.", min=1)]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        "-k",
        help="thought, did, question, advice, parked, not-now or to-learn; or the beginning of one.",
    ),
]
DayOption = Annotated[
    str | None, typer.Option("--day", help="The day it belongs to; default: today.")
]
TagOption = Annotated[list[str] | None, typer.Option("--tag", "-t", help="A tag; repeatable.")]
BeforeOption = Annotated[
    str | None, typer.Option("--before", help="Of a thought: what you believed before.")
]
WhomOption = Annotated[str | None, typer.Option("--whom", help="Of a question: whom to ask.")]
AskedOption = Annotated[
    str | None, typer.Option("--asked", help="Of a question: the day you asked it.")
]
AnswerOption = Annotated[
    str | None, typer.Option("--answer", help="Of a question: what came back.")
]
FromOption = Annotated[str | None, typer.Option("--from", help="Of advice: who gave it.")]
AgainOption = Annotated[
    str | None, typer.Option("--again", help="Of a parked idea: the day it comes back.")
]
WhyOption = Annotated[
    str | None, typer.Option("--why", help="Of a parked idea or a not-now: the reason.")
]


def read_days(today: date, **said: str | None) -> dict[str, Any]:
    """What was said, with its days read; what was not said is left out, an empty day is None."""
    from tenfold.lab.days import parse_day

    read: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    for name in ("day", "asked_on", "look_again"):
        if name in read:
            read[name] = parse_day(read[name], today) if read[name].strip() else None
    return read
