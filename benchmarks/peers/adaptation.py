"""What of the classifier is trained: the head, the last layers, all, or adapters of PEFT."""

from __future__ import annotations

from typing import Any

from torch import nn

from benchmarks.peers.classifier import MeanPooledClassifier

__all__ = ["adapt", "allocate_ranks"]

_TARGETS = ["query", "value"]
_RANK, _ALPHA = 8, 16
_INITIAL_RANK = 12


def adapt(model: MeanPooledClassifier, method: str, *, n_steps: int) -> nn.Module:
    """Freeze what `method` does not train; LoRA and AdaLoRA come back wrapped by PEFT.

    The head is always trained. `n_steps` is AdaLoRA's: it warms up for a tenth of the
    steps, prunes from rank 12 to 8, and holds the ranks for the last two fifths, as tenfold's does.
    """
    if method == "full":
        return model
    if method == "lora":
        from peft import LoraConfig, get_peft_model

        config = LoraConfig(
            r=_RANK, lora_alpha=_ALPHA, target_modules=_TARGETS, modules_to_save=["head"]
        )
        return get_peft_model(model, config)
    if method == "adalora":
        from peft import AdaLoraConfig, get_peft_model

        config = AdaLoraConfig(
            init_r=_INITIAL_RANK,
            target_r=_RANK,
            lora_alpha=_ALPHA,
            tinit=n_steps // 10,
            tfinal=2 * n_steps // 5,
            total_step=n_steps,
            target_modules=_TARGETS,
            modules_to_save=["head"],
        )
        return get_peft_model(model, config)
    _train_last(model, 0 if method == "probe" else int(method.removeprefix("last")))
    return model


def _train_last(model: MeanPooledClassifier, n_layers: int) -> None:
    """Only the last layers and the head; autograd then goes no deeper either."""
    for parameter in model.encoder.parameters():
        parameter.requires_grad = False
    layers = model.encoder.encoder.layer
    for layer in layers[len(layers) - n_layers :]:
        for parameter in layer.parameters():
            parameter.requires_grad = True


def allocate_ranks(model: Any, step: int) -> None:
    """AdaLoRA's pruning, due after each step of the optimiser and before the gradients are cleared."""
    model.base_model.update_and_allocate(step)
