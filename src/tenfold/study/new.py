"""Write the declaration of a new study: five answers become a commented TOML file."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tenfold.errors import InputError
from tenfold.store.files import write_durably
from tenfold.study.reading import check_name, declaration_path
from tenfold.wording import worded

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["FiveAnswers", "Ground", "copy_study", "draft_study", "write_new", "write_study"]

_PAGES = ("new", "compare")  # /studies/new and /studies/compare of the workbench


@dataclass(frozen=True)
class FiveAnswers:
    """What `study new` asks: question, data, model, methods, claim."""

    question: str
    data: str
    model: str = "all-MiniLM-L6-v2"
    methods: Sequence[str] = ("probe", "tfidf")
    claim: str = "probe beats tfidf by 0.02 on accuracy"
    text: str | None = None
    label: str | None = None
    train_per_class: int | None = None
    seeds: int = 10
    overlap: Literal["drop", "keep"] | None = None


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The papers that a new study stands on.

    remarks
        What they say of it, such as which data and baselines they used: written as comments.
    replicates
        The fields of ``[replicates]``, where the study repeats a paper's claim.
    """

    papers: Sequence[str] = ()
    remarks: Sequence[str] = ()
    replicates: Mapping[str, str | float] | None = None


_TEMPLATE = """\
# A study, declared before it is run. Every key: `tenfold study schema`, or docs/declaration.md
# Try it (one seed, validation only):  tenfold study try {name}
# See what it takes and can see:       tenfold study check {name}
# Run it:                              tenfold study run {name}

[study]
question = {question}
seeds = {seeds}                     # 5 at least for a verdict about a method; or {{ looks = [5, 10, 20] }}
{papers}
{replicates}[data]
use = {data}
{columns}# test = 0.25                  # drawn once, the same for all seeds; or a file, or a named split;
#                              # left out: the data's own split `test`, else 0.25
{size}
{overlap}             # what to do with texts that are in train and in test: "drop" or "keep"
# group = "patient_id"         # rows of one group are never on both sides

[model]
use = {model}

{methods}
[[hypotheses]]
claim = {claim}
primary = true

[evaluate]
metrics = ["accuracy", "macro_f1", "log_loss", "ece"]

# [budget]
# minutes = 30
"""

_METHOD = {
    "command": '[methods.mine]\nkind = "command"\n'
    'run = "python mine.py --train {train} --test {test} --seed {seed} --out {out}"\n',
    "recorded": '[methods.recorded]\nkind = "recorded"\nfile = "recorded.csv"\n',
    "ensemble": '[methods.ensemble]\nkind = "ensemble"\nmembers = ["probe", "tfidf"]\n',
}


def write_study(
    workspace: Workspace, name: str, answers: FiveAnswers, ground: Ground | None = None
) -> Path:
    """Write `studies/NAME.toml`. Raises InputError where a study of this name exists."""
    return write_new(workspace, name, draft_study(name, answers, ground))


def draft_study(name: str, answers: FiveAnswers, ground: Ground | None = None) -> str:
    """The text that `write_study` writes. Raises InputError for a kind of method that there is not."""
    columns = "".join(
        f"{key} = {_quote(value)}\n"
        for key, value in (("text", answers.text), ("label", answers.label))
        if value
    )
    size = answers.train_per_class
    ground = ground or Ground()
    return _TEMPLATE.format(
        name=name,
        seeds=answers.seeds,
        papers=_papers(ground),
        replicates=_replicates(ground),
        question=_quote(answers.question),
        data=_quote(answers.data),
        columns=columns,
        size=f"train_per_class = {size}"
        if size
        else "# train_per_class = 20         # a few-shot study; a list [5, 20, 80] gives a learning curve",
        overlap=f"overlap = {_quote(answers.overlap)}  "
        if answers.overlap
        else '# overlap = "drop"',
        model=_quote(answers.model),
        methods="\n".join(_method(kind.strip()) for kind in answers.methods if kind.strip()),
        claim=_quote(answers.claim),
    )


def _papers(ground: Ground) -> str:
    if not ground.papers:
        return '# papers = ["hu2021lora"]\n'
    listed = ", ".join(map(_quote, ground.papers))
    remarks = "".join(map(_comment, ground.remarks))
    return f"papers = [{listed}]\n{remarks}"


def _comment(remark: str) -> str:
    """A remark as lines of a comment; nothing in it can end the comment."""
    words = "".join(c if c.isprintable() else " " for c in remark)
    lines = textwrap.wrap(words, 96, initial_indent="# ", subsequent_indent="#   ")
    return "".join(f"{line}\n" for line in lines)


def _replicates(ground: Ground) -> str:
    if ground.replicates is None:
        return ""
    fields = "".join(f"{key} = {_value(value)}\n" for key, value in ground.replicates.items())
    return f"[replicates]                   # the published number, shown beside ours\n{fields}\n"


def _value(value: str | float) -> str:
    return _quote(value) if isinstance(value, str) else repr(float(value))


def copy_study(workspace: Workspace, name: str, old: str) -> Path:
    """A new study with an old one's declaration; what was registered is not taken over."""
    source = declaration_path(workspace.studies, old).read_text(encoding="utf-8")
    return write_new(workspace, name, f"# Made from the study {old}.\n{source}")


def _method(kind: str) -> str:
    from tenfold.models.methods.registry import get_kind

    get_kind(kind)
    return _METHOD.get(kind, f"[methods.{kind}]\nkind = {_quote(kind)}\n")


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML's basic strings are JSON's


def write_new(workspace: Workspace, name: str, content: str) -> Path:
    """Write the text of a new declaration. Raises InputError where a study of this name exists."""
    path = workspace.studies / f"{check_name(name)}.toml"
    if name in _PAGES:
        raise InputError(
            worded("{name!r} is the name of a page.", name=name),
            remedy=worded("Choose another name."),
        )
    if path.exists():
        raise InputError(
            worded("there is a study {name!r} already.", name=name),
            where=str(path),
            remedy=worded("Choose another name, or edit the file."),
        )
    write_durably(path, content.encode())
    return path
