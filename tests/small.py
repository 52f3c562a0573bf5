"""A small study on made-up texts: three classes of words, fast enough to run in every test."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from tenfold.store.workspace import Workspace

WORDS = {
    "heart": ["chest", "pulse", "pressure", "beat", "valve", "vein"],
    "lung": ["cough", "breath", "wheeze", "phlegm", "smoke", "air"],
    "skin": ["rash", "itch", "red", "scale", "patch", "blister"],
}
NOISE = ["since", "monday", "much", "very", "and", "my", "the", "bad", "again", "night"]

DECLARATION = """\
[study]
question = "Do words tell the organs?"
seeds = {seeds}

[data]
use = "{data}"
{more}

[methods.words]
kind = "tfidf"
C = 1.0

[methods.floor]
kind = "majority"

[[hypotheses]]
claim = "words beats floor by 0.1 on accuracy"
primary = true
"""


def write_texts(path: Path, n_per_class: int = 40, seed: int = 0) -> Path:
    """A CSV of distinct texts with columns id, text, organ, patient."""
    rng = random.Random(seed)
    rows, seen = [], set()
    for organ, words in WORDS.items():
        while sum(row[2] == organ for row in rows) < n_per_class:
            text = " ".join([*rng.sample(words, 2), *rng.sample(NOISE, 4)])
            if text not in seen:
                seen.add(text)
                rows.append((f"e{len(rows)}", text, organ, f"p{len(rows) // 4}"))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text", "organ", "patient"])
        writer.writerows(rows)
    return path


def write_study(
    workspace: Workspace, name: str = "small", *, seeds: str = "5", more: str = "", text: str = ""
) -> Path:
    """The data (if missing) and a declaration; `more` goes into [data], `text` replaces it all."""
    data = workspace.root / "texts.csv"
    if not data.exists():
        write_texts(data)
    path = workspace.studies / f"{name}.toml"
    usual = DECLARATION.format(seeds=seeds, data="texts.csv", more=f'label = "organ"\n{more}')
    path.write_text(text or usual, encoding="utf-8")
    return path
