"""The demonstration study."""

from __future__ import annotations

from pathlib import Path

from tenfold.store.files import write_durably
from tenfold.store.workspace import Workspace

__all__ = ["DECLARATION", "make_demo"]

DECLARATION = """\
# The demonstration study. The patients are simulated: see `tenfold data show builtin:diagnosis --card`.

[study]
question = "With ten described patients a disease, does a pre-trained encoder diagnose better than words alone?"
seeds = 10

[data]
use = "builtin:diagnosis"
train_per_class = 10

[methods.probe]
kind = "probe"                 # logistic regression on the encoder's vectors

[methods.last-2]
kind = "last-k"                # the encoder's upper two layers trained; those below run once a text
k = 2
epochs = 3

[methods.lora]
kind = "lora"                  # low-rank additions to the encoder's matrices
epochs = 3

[methods.fine-tune]
kind = "fine-tune"             # the whole encoder trained
epochs = 3

[methods.tfidf]
kind = "tfidf"                 # logistic regression on words: the floor

[methods.nearest-centroid]
kind = "nearest-centroid"      # the nearest class mean of the encoder's vectors

[[hypotheses]]
claim = "probe beats tfidf by 0.02 on accuracy at 10 per class"
primary = true

[[hypotheses]]
claim = "lora is at most 0.03 worse than fine-tune on accuracy"

[[hypotheses]]
claim = "nearest-centroid is at most 0.02 worse than probe on accuracy"
"""


def make_demo(folder: Path) -> Workspace:
    """A workspace with the study `demo`; an existing one is kept as it is."""
    workspace = Workspace.create(folder)
    path = workspace.studies / "demo.toml"
    if not path.exists():
        write_durably(path, DECLARATION.encode())
    return workspace
