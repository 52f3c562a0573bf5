"""The Trainer peer with `bf16=True`: autocast, as the library offers it on processors that can."""

from __future__ import annotations

from functools import partial

from benchmarks.peers import trainer
from benchmarks.peers.classifier import import_late_parts
from benchmarks.peers.process import carry_out

__all__ = ["run"]

run = partial(trainer.run, bf16=True)

if __name__ == "__main__":
    carry_out(run, prepare=lambda material: import_late_parts(material.model))
