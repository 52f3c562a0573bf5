"""Drives the installed `tenfold` as a person would: a workspace, data, a declaration, `study run`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.methods import FIVE, MethodSetting
from benchmarks.peers.material import Material, Split
from benchmarks.timing import Cost, cost_of_command

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.data import Dataset
    from tenfold.study.api import Study

__all__ = ["TENFOLD", "Lab", "declaration", "split_built"]

TENFOLD = [sys.executable, "-m", "tenfold.cli.main"]


def declaration(data: str, methods: str, *, seeds: int) -> str:
    """A study without claims. Texts of train that stand in test are dropped (the data have none)."""
    return (
        f'[study]\nquestion = "What does it cost?"\nseeds = {seeds}\n'
        f'[data]\nuse = "{data}"\noverlap = "drop"\n{methods}'
    )


def split_built(settings: Iterable[MethodSetting]) -> tuple[list[MethodSetting], list[str]]:
    """The methods whose kind this version has, and the names of the others."""
    from tenfold.models.methods.registry import kinds

    wanted = list(settings)
    built = [setting for setting in wanted if setting.kind in kinds()]
    return built, [setting.name for setting in wanted if setting not in built]


class Lab:
    """A fresh workspace in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._call("init", str(folder), cwd=folder.parent)

    def _call(self, *words: str, cwd: Path | None = None) -> None:
        done = subprocess.run(
            [*TENFOLD, *words], cwd=cwd or self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"tenfold {' '.join(words)}:\n{done.stdout}{done.stderr}")

    def add(self, dataset: Dataset) -> None:
        """Write the rows as CSV and register them under the data set's name."""
        files = dataset.write(self.folder)
        words = ["data", "add", str(files[0]), "--name", dataset.name]
        if len(files) > 1:
            words += ["--test", str(files[1])]
        self._call(*words, "--text", "text", "--label", "label")

    def write_study(self, name: str, content: str) -> None:
        (self.folder / "studies" / f"{name}.toml").write_text(content, encoding="utf-8")

    def run(self, name: str) -> Cost:
        """`tenfold study run NAME --json`, with all the processes that it starts."""
        return cost_of_command([*TENFOLD, "study", "run", name, "--json"], self.folder)

    def study(self, name: str) -> Study:
        """The study as the Python interface sees it."""
        import tenfold as tf

        return tf.load_study(self.folder / "studies" / f"{name}.toml")

    def material(self, name: str, *, epochs: int, batch_size: int) -> Material:
        """The very rows of each seed, in the form that the peers read."""
        from tenfold.models.encoder import find_encoder
        from tenfold.study.examples import load_examples

        study = self.study(name)
        plan = study.plan
        examples = load_examples(study.workspace, plan.declaration)
        if examples.texts is None:
            raise SystemExit(f"{name} has no texts")
        arrays = plan.material.arrays(study.workspace)
        numbers = {label: i for i, label in enumerate(plan.material.classes)}
        encoder = find_encoder(plan.declaration.model.use, root=self.folder)
        size = str(plan.declaration.sizes[0])
        return Material(
            model=str(encoder.folder),
            max_length=encoder.max_length,
            texts=examples.texts,
            labels=[numbers[label] for label in examples.labels],
            n_classes=len(numbers),
            splits={
                seed: Split(
                    arrays[f"train/{size}/{seed}"].tolist(),
                    arrays[f"validation/{size}/{seed}"].tolist(),
                    arrays[plan.material.test_key(seed)].tolist(),
                )
                for seed in range(max(plan.declaration.looks))
            },
            epochs=epochs,
            batch_size=batch_size,
            rates={setting.name: setting.rate for setting in FIVE.values()},
        )
