"""The options by which commands say which papers are meant: the same everywhere."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tenfold.papers.search.query import Query as Selection
else:
    Selection = object  # typer evaluates annotations: that must not load the search

__all__ = ["Selection", "with_filters"]

_Words = list[str] | None
_OPTIONS: dict[str, tuple[Any, str]] = {
    "year": (str | None, "2021, 2019..2021, 2019.. or ..2021."),
    "title": (_Words, "Words of the title."),
    "author": (_Words, "Names of an author."),
    "venue": (_Words, "A venue, by its short or printed name."),
    "rank": (_Words, "Rank of the venue: A, B, C or N."),
    "topic": (_Words, "A topic; see: tenfold paper topics."),
    "flag": (_Words, "code, data, open, withdrawn or abstract."),
    "state": (_Words, "Your state: inbox, to-read, skimmed or read."),
    "tag": (_Words, "One of your tags."),
    "collection": (_Words, "A collection."),
    "answered": (_Words, "Question (1 to 10) that you or the lab answered."),
    "unanswered": (_Words, "Question that neither you nor the lab answered."),
    "type": (_Words, "paper, book, course, post or video."),
}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options of filters, which it gets as one selection, its argument `selection`.

    What is said twice must hold twice; of values with commas in between any is enough.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [p for name, p in signature.parameters.items() if name != "selection"]
    new = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[kind, typer.Option(f"--{name}", help=said)],
        )
        for name, (kind, said) in _OPTIONS.items()
    ]

    @functools.wraps(command)
    def filtered(**said: Any) -> None:
        options = {name: said.pop(name) for name in _OPTIONS}
        command(**said, selection=_selection(options))

    parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own]
    at = next((i for i, p in enumerate(parameters) if p.name == "as_json"), len(parameters))
    parameters[at:at] = new
    filtered.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # what typer reads
    filtered.__annotations__ = {p.name: p.annotation for p in parameters}
    return filtered


def _selection(options: dict[str, str | Sequence[str] | None]) -> Selection:
    from tenfold.papers.search.selecting import selection_of

    return selection_of(
        {
            name: [value] if isinstance(value, str) else value
            for name, value in options.items()
            if value
        }
    )
