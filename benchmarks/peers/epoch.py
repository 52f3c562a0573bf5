"""One training epoch of a peer and nothing else, for the benchmark `training`."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Sequence

import torch
from transformers import AutoTokenizer
from transformers.trainer_pt_utils import LengthGroupedSampler

from benchmarks.peers.adaptation import adapt, allocate_ranks
from benchmarks.peers.classifier import MeanPooledClassifier, set_seed
from benchmarks.timing import Watch

__all__ = ["epoch_cpu_seconds"]


def epoch_cpu_seconds(
    folder: str,
    texts: Sequence[str],
    labels: Sequence[int],
    method: str,
    *,
    batch_size: int,
    pad_to: int | None = None,
    bf16: bool = False,
) -> float:
    """CPU seconds of tokenising and of one epoch of steps; the model is loaded before the clock starts.

    Padded to each batch's longest, in batches of like length as the Trainer draws them; or to `pad_to`
    tokens in any order, as tutorials do. AdamW is fused in the first case, the Trainer's default. `bf16`
    is the autocast that the Trainer's `bf16=True` sets.
    """
    set_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    n_classes = max(labels) + 1
    n_steps = -(-len(texts) // batch_size)
    model = adapt(MeanPooledClassifier(folder, n_classes), method, n_steps=max(n_steps, 2))
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-5, fused=not pad_to)
    model.train()
    watch = Watch()
    ids = tokenizer(list(texts), truncation=True, max_length=pad_to or 256)["input_ids"]
    for step, rows in enumerate(_batches([len(i) for i in ids], batch_size, grouped=not pad_to)):
        batch = tokenizer.pad(
            {"input_ids": [ids[row] for row in rows]},
            padding="max_length" if pad_to else True,
            max_length=pad_to,
            return_tensors="pt",
        )
        targets = torch.tensor([labels[row] for row in rows])
        with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
            loss = model(**batch, labels=targets).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        if method == "adalora":
            allocate_ranks(model, step)
        optimizer.zero_grad()
    return watch.read().cpu


def _batches(lengths: list[int], size: int, *, grouped: bool) -> Iterator[list[int]]:
    order = (
        iter(LengthGroupedSampler(size, lengths=lengths))
        if grouped
        else iter(torch.randperm(len(lengths)).tolist())
    )
    while rows := list(itertools.islice(order, size)):
        yield rows
