"""`tenfold data card`: what a reader should know of a data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import identity, plain, print_data
from tenfold.cli.options import (
    JsonOption,
    LanguageOption,
    WorkspaceOption,
    console,
    open_workspace,
)

if TYPE_CHECKING:
    from tenfold.desk.card.content import Card
    from tenfold.store.workspace import Workspace

__all__ = ["card_command", "show_builtin_card"]


def card_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="KEY=ANSWER, as often as needed; columns.NAME=... for a column."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write it to FILE.md, FILE.html or FILE.json (Croissant).")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="What stands there may go.")] = False,
    language: LanguageOption = "en",
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show the card of a data set: what the rows, the audit and its owner say. What is missing shows.

    Example: tenfold data card symptoms --set licence=CC-BY-4.0 --out symptoms.html
    """
    if name.startswith("builtin:") and out is None and not answers:
        show_builtin_card(name, as_json=as_json)
        return
    from tenfold.data import catalog
    from tenfold.desk.card.content import make_card
    from tenfold.desk.card.questions import set_answers
    from tenfold.desk.export.target import refuse_existing

    opened = open_workspace(workspace)
    dataset = catalog.load(opened, name)
    if answers:
        path = set_answers(opened, dataset.name, _pairs(answers))
        console(stderr=True).print(f"Saved in {plain(str(path))}.")
    card = make_card(opened, dataset)
    if out is not None:
        refuse_existing(out, replace=replace)
        _write(card, out, language)
    if as_json:
        print_data({**identity(dataset), **_facts(card)})
    elif out is not None:
        console().print(f"The card: {plain(str(out))}")
    else:
        _say(card, opened)


def _pairs(answers: list[str]) -> dict[str, str]:
    from tenfold.errors import InputError

    pairs = {}
    for said in answers:
        key, mark, answer = said.partition("=")
        if not mark:
            raise InputError(f"--set takes KEY=ANSWER, not {said!r}.", remedy="--set licence=MIT")
        pairs[key.strip()] = answer
    return pairs


def _facts(card: Card) -> dict[str, Any]:
    return {
        "answers": dict(card.answers.answers),
        "missing": card.answers.missing,
        "columns": [
            {"name": column.name, "role": column.role, "description": column.description}
            for column in card.columns
        ],
        "classes": dict(card.class_sizes),
        "splits": dict(card.splits),
        "findings": [finding.to_json() for finding in card.found],
        "not_looked": list(card.not_looked),
    }


def _write(card: Card, out: Path, language: str) -> None:
    import json

    from tenfold.desk.card.html import render_card
    from tenfold.desk.card.markdown import render_markdown
    from tenfold.desk.export.croissant import croissant
    from tenfold.desk.export.writing import foreseen_csv
    from tenfold.errors import InputError
    from tenfold.store.files import write_durably

    match out.suffix.lower():
        case ".html":
            text = render_card(card, language=language)
        case ".md":
            text = render_markdown(card)
        case ".json":
            file = foreseen_csv(card.dataset, f"{card.dataset.name}.csv")
            text = json.dumps(croissant(card, [file]), indent=2, ensure_ascii=False) + "\n"
        case other:
            raise InputError(
                f"a card is not written as {other!r}.",
                code="TF-DATA-082",
                where=str(out),
                remedy="Use .md, .html, or .json (Croissant).",
            )
    write_durably(out, text.encode())


def _say(card: Card, workspace: Workspace) -> None:
    from rich.markdown import Markdown

    from tenfold.desk.card.markdown import render_markdown
    from tenfold.desk.card.questions import card_path

    text = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in render_markdown(card))
    console().print(Markdown(text))
    if card.answers.missing:
        path = card_path(workspace, card.dataset.name)
        console().print(
            f"\nNot answered: {', '.join(card.answers.missing)}. "
            f"Answer with --set KEY=ANSWER, or in {plain(str(path))}."
        )


def show_builtin_card(name: str, *, as_json: bool) -> None:
    """The card that comes with a built-in data set."""
    from tenfold.data.builtin import builtin_card

    text = builtin_card(name)
    if as_json:
        print_data({"name": name, "card": text})
    else:
        from rich.markdown import Markdown

        console().print(Markdown(text))
