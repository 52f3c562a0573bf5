"""A study of methods that read or train an encoder, on a tiny random one: seconds, not minutes."""

from __future__ import annotations

import csv
import random
from collections import Counter
from pathlib import Path
from typing import Any

from models.tiny_encoders import write_tiny_encoder
from tenfold.store.workspace import Workspace
from tenfold.study.api import Study, load_study
from tenfold.study.executors.inline import InlineExecutor
from tenfold.study.run import Outcome, carry_out

CLASSES = {"health": ["fever", "rash"], "bank": ["pay", "card", "lost"]}
NOISE = ["since", "monday", "my", "a", "the"]

DECLARATION = """\
[study]
question = "Do the upper layers learn?"
seeds = 2

[data]
use = "words.csv"
label = "topic"

[model]
use = "tiny"

[methods.probe]
kind = "probe"

[methods.last]
kind = "last-k"
k = 1
epochs = 2

[methods.lora]
kind = "lora"
layers = 1
epochs = 2
learning_rate = 1e-3

[methods.full]
kind = "fine-tune"
epochs = 1

[[hypotheses]]
claim = "last beats probe by 0.1 on accuracy"
primary = true
"""


def write_words(path: Path, n_per_class: int = 24, seed: int = 0) -> Path:
    """A CSV of distinct texts in the tiny encoder's own words, with columns text and topic."""
    rng = random.Random(seed)
    rows: dict[str, str] = {}
    for topic, words in CLASSES.items():
        while sum(name == topic for name in rows.values()) < n_per_class:
            chosen = [rng.choice(words), *rng.sample(NOISE, rng.randint(2, 5))]
            rng.shuffle(chosen)
            rows.setdefault(" ".join(chosen), topic)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "topic"])
        writer.writerows(rows.items())
    return path


def write_encoder_study(
    workspace: Workspace, text: str = DECLARATION, name: str = "tiny-study"
) -> Path:
    """Encoder and data (if missing) and a declaration."""
    if not (workspace.root / "tiny").exists():
        write_tiny_encoder(workspace.root / "tiny", "bert")
    if not (workspace.root / "words.csv").exists():
        write_words(workspace.root / "words.csv")
    path = workspace.studies / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def encoder_study(workspace: Workspace, text: str = DECLARATION, name: str = "tiny-study") -> Study:
    """The study of `write_encoder_study`, loaded."""
    return load_study(str(write_encoder_study(workspace, text, name)), workspace=workspace)


def run(study: Study, **options: Any) -> Outcome:
    """Carry a study out without child processes, which are tested in the journeys."""
    executor = InlineExecutor(debug=True)
    return carry_out(study.workspace, study.plan, executor, say=lambda *_: None, **options)


def recorded(workspace: Workspace) -> Counter[str]:
    """How many steps of each name are on record; a fit has its kind of method with it."""
    return Counter(
        f"fit {record.parameters['kind']}" if record.name == "fit" else record.name
        for record in workspace.steps.all()
    )
