"""PEFT on the transformers module is the oracle: the same weights after some steps, in float32.

Both start at the same values, see the same batches (PEFT's padded and masked), and step with the same
AdamW. What remains is the order of sums.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_encoders import WORDS, write_tiny_encoder

from tenfold.models.adapted import Head
from tenfold.models.encoder import find_encoder
from tenfold.models.lean.adapted import LeanAdapted
from tenfold.models.lean.budgeted import Budgeted
from tenfold.models.lean.low_rank import Pair, add_low_rank
from tenfold.models.lean.prompted import Prompted
from tenfold.models.numerics import choose_profile
from tenfold.models.sequences import Pretrained, Sequences, tokenise
from tenfold.models.transformers_path import quiet_transformers

N_STEPS, RATE, N_CLASSES = 12, 5e-3, 3
TEXTS = ["fever rash", "my card lost my card", "pay", "the rash since monday", "card pay", "fever"]
LABELS = torch.tensor([0, 1, 2, 0, 1, 0])
TOLERANCE = 2e-5
PEFT_NAMES = {
    "query": "attention.self.query",
    "value": "attention.self.value",
    "up": "intermediate",
}


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Pretrained:
    root = tmp_path_factory.mktemp("oracle")
    write_tiny_encoder(root / "tiny", "bert")
    profile = replace(choose_profile("cpu"), dtype="float32")
    return Pretrained(find_encoder("tiny", root=root), profile)


def base_module(folder: Path) -> Any:
    from transformers import AutoModel

    return AutoModel.from_pretrained(
        folder, local_files_only=True, attn_implementation="eager"
    ).eval()


class Oracle:
    """A PEFT model with a copy of our head, stepped by hand."""

    def __init__(self, encoder: Pretrained, config: Any, head: Head, *, n_virtual: int = 0) -> None:
        from peft import get_peft_model

        with quiet_transformers():  # PEFT asks transformers in a way that it deprecates
            self.model = get_peft_model(base_module(encoder.files.folder), config).eval()
        self.head = Head(16, N_CLASSES)
        self.head.load_state_dict(head.state_dict())
        self.n_virtual = n_virtual
        trained = [p for p in self.model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(
            [*trained, *self.head.parameters()], lr=RATE, weight_decay=0.0
        )

    def loss(self, batch: Sequences, labels: torch.Tensor) -> torch.Tensor:
        lengths = batch.lengths
        ids = torch.zeros(len(lengths), int(lengths.max()), dtype=torch.long)
        mask = torch.zeros_like(ids)
        for row, tokens in enumerate(np.split(batch.tokens(), np.cumsum(lengths)[:-1])):
            ids[row, : len(tokens)], mask[row, : len(tokens)] = torch.from_numpy(tokens), 1
        output = self.model(input_ids=ids, attention_mask=mask)
        states = output.last_hidden_state[:, self.n_virtual :]
        pooled = (states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.cross_entropy(self.head(pooled), labels)

    def tensors(self, name: str) -> list[torch.Tensor]:
        return [p for n, p in self.model.named_parameters() if name in n]


def our_loss(model: LeanAdapted, batch: Sequences, labels: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.cross_entropy(model(batch), labels)


def our_optimiser(model: LeanAdapted) -> torch.optim.Optimizer:
    return torch.optim.AdamW(list(model.trained().values()), lr=RATE, weight_decay=0.0, fused=True)


def batches(encoder: Pretrained) -> list[tuple[Sequences, torch.Tensor]]:
    examples, draw = tokenise(encoder, TEXTS), np.random.default_rng(3)
    found = []
    for _ in range(N_STEPS):
        rows = draw.permutation(len(TEXTS))[:4]
        found.append((examples.take(rows), LABELS[rows]))
    return found


def parts_of(added: dict[str, Any], target: str) -> list[Any]:
    return [part for name, part in added.items() if name.endswith(target)]


def test_lora_gets_the_same_weights(encoder: Pretrained) -> None:
    from peft import LoraConfig

    torch.manual_seed(0)
    model = LeanAdapted(encoder, N_CLASSES, first=0)
    targets = ["query", "value", "up"]
    added = add_low_rank(model.encoder, Pair, targets=targets, first=0, rank=4, alpha=8)
    config = LoraConfig(r=4, lora_alpha=8, target_modules=["query", "value", "intermediate.dense"])
    oracle = Oracle(encoder, config, model.head)
    with torch.no_grad():
        for target in targets:
            theirs = oracle.tensors(f"{PEFT_NAMES[target]}.")
            theirs = [p for p in theirs if "lora_A" in p_name(oracle, p)]
            for own, tensor in zip(parts_of(added, target), theirs, strict=True):
                tensor.copy_(own.A)
    optimiser = our_optimiser(model)
    for batch, labels in batches(encoder):
        for loss, stepper in (
            (our_loss(model, batch, labels), optimiser),
            (oracle.loss(batch, labels), oracle.optimiser),
        ):
            loss.backward()
            stepper.step()
            stepper.zero_grad()
    for target in targets:
        for part, letter in (("lora_A", "A"), ("lora_B", "B")):
            theirs = [
                p for p in oracle.tensors(f"{PEFT_NAMES[target]}.") if part in p_name(oracle, p)
            ]
            for own, tensor in zip(parts_of(added, target), theirs, strict=True):
                value = getattr(own, letter)
                assert value.abs().max() > RATE, "it must have moved"
                torch.testing.assert_close(value, tensor, atol=TOLERANCE, rtol=0)
    torch.testing.assert_close(model.head.weight, oracle.head.weight, atol=TOLERANCE, rtol=0)


def p_name(oracle: Oracle, parameter: torch.Tensor) -> str:
    return next(n for n, p in oracle.model.named_parameters() if p is parameter)


def test_adalora_gets_the_same_weights_and_the_same_ranks(encoder: Pretrained) -> None:
    """With the penalty, the importance of each triplet and the falling budget: PEFT's masks are ours."""
    from peft import AdaLoraConfig

    torch.manual_seed(0)
    model = Budgeted(
        encoder,
        N_CLASSES,
        first=0,
        targets=["query", "value"],
        rank=2,
        initial_rank=4,
        orthogonality=0.5,
    )
    model.plan(N_STEPS)
    assert model.budget is not None
    schedule = model.budget.schedule
    config = AdaLoraConfig(
        init_r=4,
        target_r=2,
        lora_alpha=8,
        orth_reg_weight=0.5,
        target_modules=["query", "value"],
        total_step=N_STEPS,
        tinit=schedule.n_warm,
        tfinal=N_STEPS - schedule.n_falling,
    )
    oracle = Oracle(encoder, config, model.head)
    names = {"lora_A": "A", "lora_B": "B", "lora_E": "E"}
    triplets = [*parts_of(model.triplets, "query"), *parts_of(model.triplets, "value")]
    modules = [
        m
        for kind in ("query", "value")
        for n, m in oracle.model.named_modules()
        if n.endswith(kind) and hasattr(m, "lora_E")
    ]
    with torch.no_grad():
        for own, module in zip(triplets, modules, strict=True):
            for theirs, letter in names.items():
                getattr(module, theirs)["default"].copy_(getattr(own, letter))
    optimiser = our_optimiser(model)
    for step, (batch, labels) in enumerate(batches(encoder), start=1):
        penalty = model.penalty()
        assert penalty is not None
        (our_loss(model, batch, labels) + penalty).backward()
        optimiser.step()
        model.after_step(step)
        optimiser.zero_grad()
        squares = [
            square
            for m in modules
            for square in (
                m.lora_A["default"] @ m.lora_A["default"].T,
                m.lora_B["default"].T @ m.lora_B["default"],
            )
        ]
        theirs_penalty = torch.stack([torch.norm(s - torch.eye(4)) for s in squares]).mean()
        (oracle.loss(batch, labels) + 0.5 * theirs_penalty).backward()
        oracle.optimiser.step()
        oracle.model.base_model.update_and_allocate(step)
        oracle.optimiser.zero_grad()
    for own, module in zip(triplets, modules, strict=True):
        for theirs, letter in names.items():
            value, wanted = getattr(own, letter), getattr(module, theirs)["default"]
            torch.testing.assert_close(value, wanted, atol=TOLERANCE, rtol=0)
    ranks = [int((own.E != 0).sum()) for own in triplets]
    assert sum(ranks) == 2 * len(triplets)
    assert len(set(ranks)) > 1, "rank must have moved between matrices"
    assert sum(model.budget.ranks[-1]["ranks"].values()) == 2 * len(triplets)
    assert sum(model.budget.ranks[0]["ranks"].values()) == 4 * len(triplets)


def test_prompt_tuning_gets_the_same_virtual_tokens(encoder: Pretrained) -> None:
    from peft import PromptTuningConfig, TaskType

    torch.manual_seed(0)
    model = Prompted(encoder, N_CLASSES, n_virtual=3, words=np.arange(5, 5 + len(WORDS)))
    config = PromptTuningConfig(task_type=TaskType.FEATURE_EXTRACTION, num_virtual_tokens=3)
    oracle = Oracle(encoder, config, model.head, n_virtual=3)
    (theirs,) = oracle.tensors("prompt_encoder")
    with torch.no_grad():
        theirs.copy_(model.prompt)
    optimiser = our_optimiser(model)
    for batch, labels in batches(encoder):
        for loss, stepper in (
            (our_loss(model, batch, labels), optimiser),
            (oracle.loss(batch, labels), oracle.optimiser),
        ):
            loss.backward()
            stepper.step()
            stepper.zero_grad()
    torch.testing.assert_close(model.prompt, theirs, atol=TOLERANCE, rtol=0)


def test_a_text_is_cut_to_leave_room_for_virtual_tokens(encoder: Pretrained) -> None:
    """31 words and two special tokens are cut to 32 for the encoder, and to 29 beside three virtual ones."""
    model = Prompted(encoder, N_CLASSES, n_virtual=3, words=np.array([5])).eval()
    long = tokenise(encoder, ["fever " * 40])
    assert long.lengths.tolist() == [32]
    cut = tokenise(encoder, ["fever " * 27])
    assert cut.lengths.tolist() == [29]
    with torch.inference_mode():
        torch.testing.assert_close(model(long), model(cut))
