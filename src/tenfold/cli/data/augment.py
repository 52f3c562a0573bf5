"""`tenfold data augment`: look at what operations make of texts, before a study names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.data.printing import identity, plain, print_data
from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from tenfold.data.dataset import Dataset
    from tenfold.desk.augmenting.augmentation import Augmentation
    from tenfold.desk.augmenting.preview import Preview

__all__ = ["augment_command"]


def augment_command(
    name: Annotated[str, typer.Argument(help="A name, name@2, a path, or builtin:NAME.")],
    case: Annotated[float | None, typer.Option(help="Share of words that change case.")] = None,
    typos: Annotated[float | None, typer.Option(help="Share of letters mistyped.")] = None,
    deletion: Annotated[float | None, typer.Option(help="Share of words left out.")] = None,
    swap: Annotated[float | None, typer.Option(help="Share of words that trade places.")] = None,
    synonyms: Annotated[Path | None, typer.Option(help="A CSV file: word,synonym.")] = None,
    noise: Annotated[float | None, typer.Option(help="Share of words drawn anew.")] = None,
    mixing: Annotated[bool, typer.Option("--mixing", help="Halves of two texts.")] = False,
    rows: Annotated[int, typer.Option(help="So many texts are shown.", min=1, max=1000)] = 5,
    seed: Annotated[int, typer.Option(help="Another seed, other texts.", min=0)] = 0,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Show what augmenting would make of a few training texts. Nothing is written.

    A study names the same operations under [data.augment], or in a method's own `augment`.

    Example: tenfold data augment symptoms --typos 0.05 --deletion 0.1 --rows 5
    """
    from tenfold.data import catalog
    from tenfold.desk.augmenting.preview import preview
    from tenfold.desk.augmenting.synonym_table import read_synonyms

    given = {"case": case, "typos": typos, "deletion": deletion, "swap": swap, "noise": noise}
    table = str(synonyms) if synonyms is not None else None
    augmentation = _augmentation({**given, "synonyms": table, "mixing": mixing})
    dataset = catalog.load(open_workspace(workspace), name)
    shown = preview(
        dataset.texts(),
        dataset.labels(),
        augmentation,
        among=_trained_on(dataset),
        n_rows=rows,
        seed=seed,
        synonyms=read_synonyms(synonyms, name=str(synonyms)) if synonyms is not None else None,
    )
    if as_json:
        print_data({**identity(dataset), "rows": [each.to_json() for each in shown]})
        return
    _say(dataset, shown, augmentation)


def _augmentation(given: dict[str, Any]) -> Augmentation:
    from pydantic import ValidationError

    from tenfold.desk.augmenting.augmentation import Augmentation
    from tenfold.errors import InputError

    try:
        augmentation = Augmentation.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"must be a share above 0 and up to 1. Got {first['input']}.",
            code="TF-DATA-076",
            where=f"--{first['loc'][0]}",
            remedy="For example --typos 0.05.",
        ) from None
    for _, message, _ in augmentation.problems():
        raise InputError(
            message, code="TF-DATA-076", where="data augment", remedy="For example --typos 0.05."
        )
    return augmentation


def _trained_on(dataset: Dataset) -> list[int]:
    """The rows of `train`, where the data came with splits; else all but those of `test`."""
    splits = dataset.splits
    if splits is None:
        return list(range(len(dataset)))
    wanted = {"train"} if "train" in splits else set(splits) - {"test"}
    return [row for row, split in enumerate(splits) if split in wanted]


def _say(dataset: Dataset, shown: list[Preview], augmentation: Augmentation) -> None:
    terminal = console()
    width = max(map(len, augmentation.copying))
    for each in shown:
        terminal.print(f"[dim]row {each.row + 1}, {plain(each.label)}[/dim]")
        terminal.print(f"  {'':<{width}}  {plain(_line(each.text))}", soft_wrap=True)
        for name, text in each.made.items():
            same = " [dim](no change)[/dim]" if text == each.text else ""
            terminal.print(
                f"  [cyan]{name:<{width}}[/cyan]  {plain(_line(text))}{same}", soft_wrap=True
            )
    terminal.print(
        f"\nA preview of {plain(dataset.reference)}: nothing of it was stored. In a study: "
        f"augment = {{ {_declared(augmentation)} }}",
        soft_wrap=True,
    )


def _declared(augmentation: Augmentation) -> str:
    """As a method of a study has it."""
    pairs = augmentation.resolved(augmentation.synonyms)
    del pairs["copies"]
    return ", ".join(
        f"{name} = {'true' if value is True else repr(value).replace(chr(39), chr(34))}"
        for name, value in pairs.items()
    )


def _line(text: str) -> str:
    return " ".join(text.split())
