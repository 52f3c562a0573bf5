"""Hugging Face Trainer at its best reasonable settings on a CPU.

Dynamic padding (`DataCollatorWithPadding`), batches of texts of like length
(`train_sampling_strategy="group_by_length"`), batches of 16 for training and 64 for evaluation, AdamW, linear
schedule after a tenth of warm-up, validation after each epoch, nothing saved or reported. LoRA and
AdaLoRA come from PEFT. float32, the Trainer's default; `trainer_bf16` is the same under its `bf16`.
"""

from __future__ import annotations

import tempfile
from typing import Any

import numpy as np
from transformers import (
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from benchmarks.peers.adaptation import adapt, allocate_ranks
from benchmarks.peers.classifier import MeanPooledClassifier, import_late_parts, set_seed
from benchmarks.peers.material import Material
from benchmarks.peers.process import carry_out
from benchmarks.peers.run import PeerRun, Point
from benchmarks.timing import Watch

__all__ = ["run"]

_EVALUATION_BATCH = 64


class _Curve(TrainerCallback):
    """Notes time and validation accuracy after each epoch."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.points: list[Point] = []

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: Any = None, **_: Any
    ) -> None:
        if "eval_accuracy" in (metrics or {}):
            epoch = round(state.epoch)
            self.points.append(Point(epoch, self.watch.read(), metrics["eval_accuracy"]))


class _Pruning(TrainerCallback):
    """AdaLoRA's allocation: the Trainer does not call it by itself."""

    def on_optimizer_step(
        self, args: Any, state: Any, control: Any, model: Any = None, **_: Any
    ) -> None:
        allocate_ranks(model, state.global_step)


def run(material: Material, method: str, seed: int, *, bf16: bool = False) -> PeerRun:
    watch = Watch()
    set_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(material.model)

    def examples(indices: list[int]) -> list[dict[str, Any]]:
        texts, labels = material.part(indices)
        encoded = tokenizer(
            texts, truncation=True, max_length=material.max_length, return_token_type_ids=False
        )
        return [
            {"input_ids": ids, "attention_mask": mask, "labels": label}
            for ids, mask, label in zip(
                encoded["input_ids"], encoded["attention_mask"], labels, strict=True
            )
        ]

    split = material.splits[seed]
    train, validation = examples(split.train), examples(split.validation)
    n_steps = -(-len(train) // material.batch_size) * material.epochs
    classifier = MeanPooledClassifier(material.model, material.n_classes)
    curve = _Curve(watch)
    callbacks: list[TrainerCallback] = [curve]
    if method == "adalora":
        callbacks.append(_Pruning())
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model=adapt(classifier, method, n_steps=n_steps),
            args=_arguments(material, method, seed, folder, bf16=bf16),
            train_dataset=train,
            eval_dataset=validation,
            data_collator=DataCollatorWithPadding(tokenizer),
            compute_metrics=_accuracy,
            callbacks=callbacks,
        )
        trainer.train()
        before = watch.read()
        tested = trainer.evaluate(examples(split.test), metric_key_prefix="test")
        whole = watch.read()
    return PeerRun(method, seed, curve.points, whole, whole - before, tested["test_accuracy"])


def _arguments(
    material: Material, method: str, seed: int, folder: str, *, bf16: bool
) -> TrainingArguments:
    return TrainingArguments(
        output_dir=folder,
        num_train_epochs=material.epochs,
        per_device_train_batch_size=material.batch_size,
        per_device_eval_batch_size=_EVALUATION_BATCH,
        learning_rate=material.rates[method],
        weight_decay=0.01,
        lr_scheduler_type="linear",
        warmup_steps=0.1,
        train_sampling_strategy="group_by_length",
        eval_strategy="epoch",
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        label_names=["labels"],
        dataloader_pin_memory=False,
        use_cpu=True,
        bf16=bf16,
        seed=seed,
    )


def _accuracy(predictions: Any) -> dict[str, float]:
    guessed = np.argmax(predictions.predictions, axis=1)
    return {"accuracy": float((guessed == predictions.label_ids).mean())}


if __name__ == "__main__":
    carry_out(run, prepare=lambda material: import_late_parts(material.model))
