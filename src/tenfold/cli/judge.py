"""`tenfold judge`: the verdict alone, for scores from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.options import JsonOption, LanguageOption, console, print_json

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

    from tenfold.language import Translate
    from tenfold.study.judge import Judgement
    from tenfold.study.verdict import Verdict

__all__ = ["judge_command"]

_EXAMPLE = Path(__file__).parent.parent / "examples" / "scores.csv"
_EXAMPLE_CLAIMS = (
    "svm beats logistic by 0.01 on accuracy",
    "svm beats neighbours by 0.02 on accuracy",
    "svm equals neighbours within 0.01 on accuracy",
)
_COLOURS = {"supported": "green", "refuted": "red", "undecided": "yellow"}
_SIGNS = {"supported": "●", "refuted": "✕", "undecided": "◐"}


def judge_command(
    file: Annotated[
        Path | None,
        typer.Argument(help="Scores: columns method, seed, score; optional dataset, example."),
    ] = None,
    claim: Annotated[
        list[str] | None, typer.Option("--claim", help='"A beats B by 0.01 on accuracy"; repeat.')
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Judge the scores that come with tenfold.")
    ] = False,
    unit: Annotated[
        str, typer.Option("--unit", help="natural, or percent where scores are in percent.")
    ] = "natural",
    redrawn: Annotated[
        tuple[int, int] | None,
        typer.Option("--redrawn", help="Each seed drew its own test set: N_TRAIN N_TEST."),
    ] = None,
    pool: Annotated[
        int | None,
        typer.Option("--pool", help="All examples that training and test were drawn from."),
    ] = None,
    lower_is_better: Annotated[
        bool, typer.Option("--lower-is-better", help="For a metric that tenfold does not know.")
    ] = False,
    alpha: Annotated[
        float, typer.Option("--alpha", help="Total error: half a false yes, half a false no.")
    ] = 0.05,
    primary: Annotated[
        int | None, typer.Option("--primary", help="The claim (1, 2, ...) that is tested first.")
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "en",
) -> None:
    """Judge claims by scores over seeds: supported, refuted or undecided, and why.

    Example: tenfold judge scores.csv --claim "lora beats full by 0.01 on accuracy"
    """
    from tenfold.errors import InputError
    from tenfold.language import translator
    from tenfold.study.judge import judge

    _ = translator(language)
    if unit not in ("natural", "percent"):
        raise InputError(f"there is no unit {unit!r}.", remedy="Choose natural or percent.")
    if file is None and not example:
        raise InputError(
            "there are no scores to judge.",
            remedy="Name a file (columns method, seed, score), or try --example.",
        )
    judgement = judge(
        _EXAMPLE if file is None else file,
        claim or (_EXAMPLE_CLAIMS if file is None else ()),
        unit="percent" if unit == "percent" else "natural",
        redrawn=redrawn,
        pool=pool,
        lower_is_better=lower_is_better,
        alpha=alpha,
        primary=primary,
    )
    if as_json:
        print_json(judgement.to_json())
        return
    _show(judgement, console(), _)


def _show(judgement: Judgement, out: Console, _: Translate) -> None:
    from rich.measure import Measurement
    from rich.text import Text

    for verdict in judgement:
        _show_verdict(verdict, out, _)
    table = _table(judgement, _)
    wide = Measurement.get(out, out.options.update(width=200, max_width=200), table).maximum
    # a pipe has no width: nothing is cut there
    out.print(table, width=None if out.is_terminal else wide, crop=out.is_terminal)
    out.print(
        Text(
            _(
                "Each dot is one seed's gain (candidate minus baseline, right is better); "
                "│ no gain, ┊ the margin. Undecided is an answer too: these seeds cannot tell."
            ),
            style="dim",
        )
    )
    for note in judgement.notes:
        out.print(Text(note, style="dim"))


def _show_verdict(verdict: Verdict, out: Console, _: Translate) -> None:
    from rich.text import Text

    from tenfold.study.words.sentences import scope_sentence, verdict_sentence, why_sentence

    sign = Text(f"{_SIGNS[verdict.verdict]} ", style=_COLOURS[verdict.verdict])
    out.print(sign + Text(verdict_sentence(verdict, _), style="bold"))
    out.print(Text(f"  {why_sentence(verdict, _)}"))
    out.print(Text(f"  {scope_sentence(verdict, _)}\n", style="dim"))


def _table(judgement: Judgement, _: Translate) -> RichTable:
    from rich.table import Table
    from rich.text import Text

    from tenfold.numerals import p_value, signed
    from tenfold.study.dot_strip import dot_strip

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(_("claim"), overflow="fold")
    table.add_column(_("verdict"), no_wrap=True)
    for heading in (_("gain"), _("interval"), "p"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column(_("every seed"), no_wrap=True)
    for v in judgement:
        margin = v.margin if v.relation == "beats" else -v.margin
        low, high = signed(v.gain.low, v.unit), signed(v.gain.high, v.unit)
        table.add_row(
            Text(v.id),
            Text(_(v.verdict), style=_COLOURS[v.verdict]),
            signed(v.gain.estimate, v.unit),
            _("{low} to {high}").format(low=low, high=high),
            p_value(v.p_adjusted),
            Text(dot_strip(v.gains, margin=margin or None, width=25)),
        )
    return table
