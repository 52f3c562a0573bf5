"""`command`: any script in any language; files in, probabilities out."""

from __future__ import annotations

import csv
import os
import shlex
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from jaxtyping import Float
from pydantic import Field, field_validator

from tenfold.errors import InputError
from tenfold.models.methods.command_output import read_output
from tenfold.models.methods.contract import Kind, Parameters, Role
from tenfold.models.methods.script_process import call

__all__ = [
    "CommandExamples",
    "CommandKind",
    "CommandOutcome",
    "CommandParameters",
    "predict_by_command",
    "run_command",
]

_PLACES = ("train", "validation", "test", "out", "seed", "dir")
_OUTPUT_LINES = 15


class CommandParameters(Parameters):
    """Fields of `kind = "command"`."""

    run: str = Field(
        min_length=1,
        description="The command, without a shell, in the workspace's folder. {train}, "
        "{validation} and {test} become UTF-8 CSV files with id, text, label ({test} without "
        "label); {out} is the CSV to write, with id and a column of probabilities a class; {seed} "
        "is the run's number; {dir} is a folder of the run's own, which is kept. {test} and {out} "
        "must be used.",
    )
    predict: str | None = Field(
        default=None,
        description="The command for new texts, with {test}, {out}, {seed} and {dir}, the folder "
        "that `run` filled. Without it `tenfold predict` refuses this method.",
    )
    inputs: list[str] = Field(
        default_factory=list,
        description="Further files or folders that decide the numbers; they are digested with the "
        "files that the command names.",
    )
    timeout_minutes: float = Field(
        default=30.0,
        gt=0,
        le=7 * 24 * 60,
        description="After that the whole process group is ended.",
    )

    @field_validator("run", "predict")
    @classmethod
    def _readable(cls, template: str | None) -> str | None:
        if template is not None:
            fill_template(template, dict.fromkeys(_PLACES, "x"))
            for place in ("test", "out"):
                if "{" + place + "}" not in template:
                    raise ValueError(f"must use {{{place}}}")
        return template


class CommandKind(Kind):
    """A method that tenfold does not know from inside."""

    kind: ClassVar[str] = "command"
    version: ClassVar[str] = "1"
    role: ClassVar[Role] = "command"
    summary: ClassVar[str] = "your own script: files in, probabilities out"
    Parameters: ClassVar[type[Parameters]] = CommandParameters
    stochastic: ClassVar[bool] = True
    libraries: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True)
class CommandExamples:
    """Examples as a script gets them. `labels` are class names; None leaves the column out."""

    ids: Sequence[str]
    texts: Sequence[str]
    labels: Sequence[str] | None = None


@dataclass(frozen=True)
class CommandOutcome:
    """`probabilities` (n_test, n_classes) in the order of the test ids; what it printed last."""

    probabilities: Float[np.ndarray, "examples classes"]
    seconds: float
    printed: str


def run_command(
    parameters: CommandParameters,
    *,
    train: CommandExamples,
    validation: CommandExamples | None,
    test: CommandExamples,
    classes: Sequence[str],
    seed: int,
    root: Path,
    folder: Path,
) -> CommandOutcome:
    """Run the script once: it trains, and predicts `test`.

    It runs in `root`, the workspace's folder. `folder` is {dir}, the run's own folder, made if
    missing; the files in and out are put there too.

    Raises
    ------
    InputError
        The script cannot be started, fails, takes too long, or writes nonsense.
    """
    files = _write_inputs(folder, test, train=train, validation=validation)
    return _carry_out(parameters.run, parameters, files, test, classes, seed, root)


def predict_by_command(
    parameters: CommandParameters,
    *,
    test: CommandExamples,
    classes: Sequence[str],
    seed: int,
    root: Path,
    folder: Path,
) -> CommandOutcome:
    """Run the script's `predict` command on new texts. `folder` is the one that `run` filled."""
    if parameters.predict is None:
        raise InputError(
            "this method has no command for new texts.",
            remedy='Give it one: predict = "python mine.py --test {test} --out {out} --dir {dir}"',
        )
    files = _write_inputs(folder, test, train=None, validation=None)
    return _carry_out(parameters.predict, parameters, files, test, classes, seed, root)


def fill_template(template: str, values: Mapping[str, str]) -> list[str]:
    """The command's words with the places filled in; a value stays one word. No shell sees it.

    >>> fill_template("python mine.py --out={out}", {"out": "a b.csv"})
    ['python', 'mine.py', '--out=a b.csv']
    """
    try:
        words = shlex.split(template)
        return [word.format_map(_Known(values)) for word in words]
    except (ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"cannot be read: {error}. Write a brace itself as {{{{ or }}}}") from None


class _Known(dict[str, str]):
    def __missing__(self, name: str) -> str:
        known = ", ".join("{" + place + "}" for place in self)
        raise ValueError(f"no such place: {{{name}}}; there is {known}")


def _write_inputs(
    folder: Path,
    test: CommandExamples,
    *,
    train: CommandExamples | None,
    validation: CommandExamples | None,
) -> dict[str, str]:
    """Write the CSV files into `folder`; returns what each place stands for."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"dir": str(folder.resolve())}
    for name, examples in (("train", train), ("validation", validation), ("test", test)):
        path = folder.resolve() / f"{name}.csv"
        if examples is not None or (name == "validation" and train is not None):
            # No validation is an empty file with its header: a script needs no second way.
            _write_csv(path, examples or CommandExamples([], [], []), labels=name != "test")
            files[name] = str(path)
    out = folder.resolve() / "out.csv"
    out.unlink(missing_ok=True)
    return {**files, "out": str(out)}


def _write_csv(path: Path, examples: CommandExamples, *, labels: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "label"] if labels else ["id", "text"])
        if labels:
            writer.writerows(zip(examples.ids, examples.texts, examples.labels or [], strict=True))
        else:
            writer.writerows(zip(examples.ids, examples.texts, strict=True))


def _carry_out(
    template: str,
    parameters: CommandParameters,
    files: dict[str, str],
    test: CommandExamples,
    classes: Sequence[str],
    seed: int,
    root: Path,
) -> CommandOutcome:
    words = fill_template(template, {**files, "seed": str(seed)})
    log = Path(files["dir"]) / "output.txt"
    started = time.monotonic()
    status = call(words, root, log, timeout_s=parameters.timeout_minutes * 60)
    seconds = time.monotonic() - started
    printed = _last_lines(log)
    if status != 0:
        raise _failed(template, status, printed, parameters.timeout_minutes)
    probabilities = read_output(Path(files["out"]), test.ids, classes, printed=printed)
    return CommandOutcome(probabilities, seconds, printed)


def _last_lines(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(0, file.tell() - 16_384))
        text = file.read().decode("utf-8", errors="replace")
    return "\n".join(text.strip().splitlines()[-_OUTPUT_LINES:])


def _failed(template: str, status: int | None, printed: str, minutes: float) -> InputError:
    if status is None:
        what = f"took longer than {minutes:g} minutes and was ended."
    elif status < 0:
        what = f"was ended by signal {signal.Signals(-status).name}."
    else:
        what = f"failed with exit status {status}."
    output = f" It printed last:\n{printed}" if printed else " It printed nothing."
    return InputError(
        f"the command {what}{output}",
        code="TF-COMMAND",
        where=template,
        remedy="Raise timeout_minutes, or make it faster."
        if status is None
        else "Mend the script.",
    )
