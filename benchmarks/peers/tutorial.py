"""The tutorial script: every text padded to 128 tokens, float32, a loop of its own for each run.

AdamW, linear schedule after a tenth of warm-up, gradients clipped at 1, batches of 16, validation after each
epoch, the test set once at the end. Each run tokenises and encodes everything again; a probe is a
frozen encoder in the loop. Texts past 128 tokens are cut (none of Symptom2Disease or BANKING77 has as many).
"""

from __future__ import annotations

from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset
from transformers import AutoTokenizer, get_linear_schedule_with_warmup

from benchmarks.peers.adaptation import adapt, allocate_ranks
from benchmarks.peers.classifier import MeanPooledClassifier, import_late_parts, set_seed
from benchmarks.peers.material import Material
from benchmarks.peers.process import carry_out
from benchmarks.peers.run import PeerRun, Point
from benchmarks.timing import Watch

__all__ = ["PADDED_LENGTH", "run"]

PADDED_LENGTH = 128


def run(material: Material, method: str, seed: int) -> PeerRun:
    watch = Watch()
    set_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(material.model)

    def loader(indices: list[int], *, shuffle: bool = False) -> DataLoader[Any]:
        texts, labels = material.part(indices)
        encoded = tokenizer(
            texts,
            padding="max_length",
            truncation=True,
            max_length=PADDED_LENGTH,
            return_tensors="pt",
        )
        data = TensorDataset(encoded.input_ids, encoded.attention_mask, torch.tensor(labels))
        return DataLoader(data, batch_size=material.batch_size, shuffle=shuffle)

    split = material.splits[seed]
    train = loader(split.train, shuffle=True)
    validation, test = loader(split.validation), loader(split.test)
    n_steps = len(train) * material.epochs
    classifier = MeanPooledClassifier(material.model, material.n_classes)
    model = adapt(classifier, method, n_steps=n_steps)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=material.rates[method], weight_decay=0.01)
    schedule = get_linear_schedule_with_warmup(optimizer, n_steps // 10, n_steps)
    curve, step = [], 0
    for epoch in range(1, material.epochs + 1):
        model.train()
        for ids, mask, labels in train:
            loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            if method == "adalora":
                allocate_ranks(model, step)
            schedule.step()
            optimizer.zero_grad()
            step += 1
        score = _accuracy(model, validation)
        curve.append(Point(epoch, watch.read(), score))
    before = watch.read()
    test_accuracy = _accuracy(model, test)
    whole = watch.read()
    return PeerRun(method, seed, curve, whole, whole - before, test_accuracy)


def _accuracy(model: torch.nn.Module, loader: DataLoader[Any]) -> float:
    model.eval()
    right = n = 0
    with torch.no_grad():
        for ids, mask, labels in loader:
            predicted = model(input_ids=ids, attention_mask=mask).logits.argmax(1)
            right += int((predicted == labels).sum())
            n += len(labels)
    return right / n


if __name__ == "__main__":
    carry_out(run, prepare=lambda material: import_late_parts(material.model))
