"""The report as Markdown, for a repository or an issue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tenfold.language import Translate, translator
from tenfold.look.markdown import escape_markdown
from tenfold.numerals import minutes, moment
from tenfold.study.report.figures.gallery import draw_figures
from tenfold.study.report.html import VerdictBlock, answers, verdict_blocks
from tenfold.study.report.method_table import (
    MethodRow,
    MethodTable,
    method_table,
    primary_hypothesis,
)
from tenfold.study.view import StudyView
from tenfold.study.words.metric_words import metric_word
from tenfold.study.words.replication_words import replication_sentences
from tenfold.study.words.training_words import failure_sentence, training_sentence

__all__ = ["render_markdown"]

_SIGNS = {"supported": "●", "refuted": "✕", "undecided": "◐"}


def render_markdown(view: StudyView, *, language: str = "en") -> str:
    """The report's words and tables as Markdown; figures as tables of their numbers."""
    _ = translator(language)
    parts = [
        f"# {escape_markdown(view.question)}",
        *(_verdict(block, _) for block in verdict_blocks(view, _)),
        *_empty(view, _),
        *_replication(view, _),
        *_answers(view, language, _),
        f"## {_('Methods')}",
        _methods(method_table(view, _), _),
        *filter(None, [escape_markdown(training_sentence(view, _))]),
        *_failures(view, _),
    ]
    for figure in draw_figures(view, language=language):
        parts += [
            f"## {escape_markdown(figure.title)}",
            escape_markdown(figure.caption),
            _table(figure.columns, figure.rows),
        ]
    parts += [*_findings(view, _), *_looks(view, _), *_closing(view, _)]
    return "\n\n".join(parts) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    written = [
        "| " + " | ".join(c if c == "---" else escape_markdown(c) for c in line) + " |"
        for line in lines
    ]
    return "\n".join(written)


def _verdict(block: VerdictBlock, _: Translate) -> str:
    tag = f" ({_('exploratory')})" if block.is_exploratory else ""
    lines = [f"{_SIGNS[block.verdict]} **{escape_markdown(block.say)}**{tag}"]
    lines += [escape_markdown(text) for text in (block.why, block.scope) if text]
    if block.is_exploratory and block.why_exploratory:
        lines.append(f"{_('Exploratory:')} {escape_markdown(block.why_exploratory)}")
    return "\n\n".join(lines)


def _empty(view: StudyView, _: Translate) -> list[str]:
    if method_table(view, _).has_scores:
        return []
    commands = f"    tenfold study check {view.name}\n    tenfold study run {view.name}"
    return [
        f"{_('Nothing has been run yet.')} {_('See what it will take, then run it:')}",
        commands,
    ]


def _replication(view: StudyView, _: Translate) -> list[str]:
    if view.replication is None:
        return []
    said = replication_sentences(view.replication, view.unit, _)
    return [
        f"## {_('The published number beside ours')}",
        "\n".join(f"- {escape_markdown(sentence)}" for sentence in said),
    ]


def _answers(view: StudyView, language: str, _: Translate) -> list[str]:
    parts = [f"## {_('The ten answers')}"]
    for answer in answers(view, language=language):
        source = f" *({escape_markdown(answer.source)})*" if answer.html and answer.source else ""
        missing = _("Not answered yet. Fill it in:")
        command = f"{missing} `tenfold study answer {view.name} {answer.n}`"
        empty = _("tenfold fills this in from the record.") if answer.is_from_record else command
        text = answer.markdown or empty
        parts += [f"### {answer.n}. {answer.question}", f"{text}{source}"]
    return parts


def _methods(table: MethodTable, _: Translate) -> str:
    columns = [_("method"), metric_word(table.metric, _), _("gain")]
    columns += [metric_word(metric, _) for metric in table.others]
    columns += [_("minutes"), _("trained"), _("Wh"), _("failed")]
    return _table(columns, [_method_cells(row, _) for row in table.rows])


def _method_cells(row: MethodRow, _: Translate) -> list[str]:
    main = f"{row.score} ± {row.half}" if row.half else row.score
    gain = _("baseline") if row.is_baseline else row.gain
    failed = _("{n} of {total}").format(n=row.n_failed, total=row.n_runs) if row.n_failed else "0"
    name = f"{row.name} ({row.start})" if row.start else row.name
    costs = [row.minutes, row.trained_and_share, row.watt_hours]
    return [name, main, gain, *row.others, *costs, failed]


def _failures(view: StudyView, _: Translate) -> list[str]:
    found = [
        (method.name, said)
        for method in view.methods
        for said in (*method.failures, failure_sentence(method, _))
        if said
    ]
    if not found:
        return []
    return ["\n".join(f"- {escape_markdown(n)}: {escape_markdown(text)}" for n, text in found)]


def _findings(view: StudyView, _: Translate) -> list[str]:
    found = [finding for finding in view.findings if finding.state == "found"]
    lines = [f"- `{f.code}` {escape_markdown(f.message)}" for f in found]
    return [f"## {_('Audit findings')}", "\n".join(lines) or _("None.")]


def _looks(view: StudyView, _: Translate) -> list[str]:
    columns = [_("time"), _("registration"), _("methods"), _("seeds"), _("newly scored runs")]
    rows = [
        [moment(k.time, _), k.registration, ", ".join(k.methods), str(k.n_seeds), str(k.new)]
        for k in view.test_looks
    ]
    none = _("None so far: nobody has scored anything on the test examples.")
    return [f"## {_('Looks at the test split')}", _table(columns, rows) if rows else none]


def _closing(view: StudyView, _: Translate) -> list[str]:
    from tenfold.study.words.sentences import paper_sentence

    parts = []
    primary = primary_hypothesis(view)
    if primary is not None:
        sentence = escape_markdown(paper_sentence(primary.verdict, _))
        parts += [f"## {_('For a paper')}", f"> {sentence}"]
    commands = view.rerun or (f"tenfold study run {view.name}",)
    parts += [f"## {_('How to rerun')}", "\n".join(f"    {command}" for command in commands)]
    if view.cost is not None:
        parts.append(_("{n} minutes").format(n=minutes(view.cost.seconds)))
    facts = {**view.versions, **view.hardware}
    if facts:
        rows = [[name, value] for name, value in facts.items()]
        parts += [f"## {_('Versions')}, {_('Hardware')}", _table(["", ""], rows)]
    return parts
