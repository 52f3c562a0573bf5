"""`tenfold data label`: label texts, compare annotators, try rules, write the labelled version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, WorkspaceOption, console, open_workspace

if TYPE_CHECKING:
    from jaxtyping import Float32
    from numpy import ndarray

    from tenfold.desk.labelling.opening import Labelling
    from tenfold.desk.labelling.session import Session, Vectors

__all__ = ["label_command"]


def label_command(
    name: Annotated[str, typer.Argument(help="A data set: a name, or name@2.")],
    classes: Annotated[str | None, typer.Option(help="Classes to add, with commas.")] = None,
    annotator: Annotated[
        str | None, typer.Option("--as", help="Who labels; default: the workspace's person.")
    ] = None,
    strategy: Annotated[
        str, typer.Option(help="mixed, uncertainty, diversity or random.")
    ] = "mixed",
    split: Annotated[str | None, typer.Option(help="The split; default: all but test.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Ask texts that have a label too, to check it.")
    ] = False,
    blind: Annotated[
        bool, typer.Option("--blind", help="Show no label that is there already.")
    ] = False,
    overlap: Annotated[
        float | None, typer.Option(help="The share of texts that every annotator is asked.")
    ] = None,
    agreement: Annotated[
        bool, typer.Option("--agreement", help="How far annotators agree.")
    ] = False,
    rules: Annotated[
        Path | None, typer.Option(help="A TOML file of words for classes: weak labels.")
    ] = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="Write the labelled rows as a new version.")
    ] = False,
    with_rules: Annotated[
        bool, typer.Option("--with-rules", help="With --finish: weak labels where no others are.")
    ] = False,
    trust: Annotated[
        str | None, typer.Option(help="With --finish: who decides where others disagree.")
    ] = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="Ask again what you skipped.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Only say how far it is.")] = False,
    as_json: JsonOption = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Label texts: one key a class, each answer saved at once.

    Example: tenfold data label symptoms --classes flu,cold,migraine
    """
    from tenfold.cli.data import label_reports as reports
    from tenfold.desk.labelling.opening import open_labelling
    from tenfold.desk.labelling.proposals import check_strategy
    from tenfold.desk.labelling.session import Asking

    modes = {"--agreement": agreement, "--rules": rules, "--finish": finish, "--status": status}
    _refuse_two_modes(modes)
    asking = Asking(strategy=check_strategy(strategy), skipped=skipped)
    opened = open_workspace(workspace)
    labelling = open_labelling(
        opened, name, split=split, everything=everything, overlap=overlap,
        classes=classes.split(",") if classes is not None else None,
    )  # fmt: skip
    if agreement:
        reports.say_agreement(labelling, as_json=as_json)
    elif rules is not None:
        reports.say_rules(labelling, rules, as_json=as_json)
    elif finish:
        reports.say_finished(labelling, with_rules=with_rules, trust=trust, as_json=as_json)
    else:
        session = labelling.session(annotator or opened.person, asking, _vectors(labelling))
        if not status:
            _ask(session, show_given=not blind, stderr=as_json)
        reports.say_status(labelling, session, as_json=as_json)


def _ask(session: Session, *, show_given: bool, stderr: bool) -> None:
    from tenfold.cli.data.label_asking import ask
    from tenfold.cli.data.label_keys import answers_from
    from tenfold.errors import StoppedError

    terminal = console(stderr=stderr)
    try:
        with answers_from(terminal) as answers:
            ask(session, answers, terminal, show_given=show_given)
    except KeyboardInterrupt:
        raise StoppedError(
            "stopped. All answers are saved.", remedy="The same command goes on from here."
        ) from None


def _refuse_two_modes(modes: Mapping[str, object]) -> None:
    from tenfold.errors import InputError

    asked = [name for name, value in modes.items() if value]
    if len(asked) > 1:
        raise InputError(
            f"{' and '.join(asked)} are different things to do.",
            code="TF-DATA-071",
            remedy="Name one at a time.",
        )


def _vectors(labelling: Labelling) -> Vectors:
    """Vectors of the default encoder, with a bar that says how far encoding is."""

    def vectors(texts: Sequence[str]) -> Float32[ndarray, "texts width"]:
        from tenfold.cli.data.progress import CheckDisplay
        from tenfold.desk.vectors import text_vectors

        with CheckDisplay() as display:
            return text_vectors(labelling.workspace, texts, progress=display.told)

    return vectors
