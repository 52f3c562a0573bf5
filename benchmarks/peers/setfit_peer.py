"""SetFit: contrastive fine-tuning on pairs of the few examples, then a logistic regression.

Its published settings (one epoch, batches of 16, 2e-5), with fewer pairs: `num_iterations` is 5
instead of the paper's 20 unless TENFOLD_BENCH_SETFIT_ITERATIONS says otherwise, as 77 classes give many
pairs. Validation is scored once, at the end: SetFit has no curve to stop by.

Not among our requirements. Any Python that has `setfit` beside our libraries will do
(`--setfit-python`).
"""

from __future__ import annotations

import os
import tempfile

from benchmarks.peers.material import Material
from benchmarks.peers.process import carry_out
from benchmarks.peers.run import PeerRun, Point
from benchmarks.timing import Watch

__all__ = ["run"]

_ITERATIONS = 5


def run(material: Material, method: str, seed: int) -> PeerRun:
    import numpy as np
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    watch = Watch()
    split = material.splits[seed]
    texts, labels = material.part(split.train)
    model = SetFitModel.from_pretrained(material.model, device="cpu")
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            batch_size=material.batch_size,
            num_epochs=1,
            num_iterations=int(os.environ.get("TENFOLD_BENCH_SETFIT_ITERATIONS", _ITERATIONS)),
            seed=seed,
            show_progress_bar=False,
            report_to="none",
            logging_strategy="no",
            save_strategy="no",
        )
        train = Dataset.from_dict({"text": texts, "label": labels})
        Trainer(model=model, args=arguments, train_dataset=train).train()

    def accuracy(part: list[int]) -> float:
        asked, truth = material.part(part)
        guessed = np.asarray(model.predict(asked, show_progress_bar=False))
        return float((guessed == np.array(truth)).mean())

    curve = [Point(1, watch.read(), accuracy(split.validation))]
    before = watch.read()
    score = accuracy(split.test)
    whole = watch.read()
    return PeerRun(method, seed, curve, whole, whole - before, score)


if __name__ == "__main__":
    carry_out(run)
