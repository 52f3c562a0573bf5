"""LoRA, AdaLoRA and prompt tuning by PEFT, for encoders that the lean path does not know. In float32."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from tenfold.models.pooling import pool
from tenfold.models.rank_budget import ALPHA_PER_RANK, steps_of_budget
from tenfold.models.room import cut
from tenfold.models.transformers_adapted import TransformersAdapted
from tenfold.models.transformers_path import quiet_transformers

if TYPE_CHECKING:
    from torch import Tensor

    from tenfold.models.methods.adalora import AdaLoraParameters
    from tenfold.models.methods.lora import LoraParameters
    from tenfold.models.methods.prompt_tuning import PromptTuningParameters
    from tenfold.models.sequences import Pretrained, Sequences

__all__ = ["with_adalora", "with_lora", "with_prompt"]

# The modules of a layer by our names. Where a family has query, key and value in one matrix, an addition to
# any of them is one to all three.
_MODULES: Mapping[str, Mapping[str, str]] = {
    "deberta": {
        "query": "attention.self.in_proj",
        "key": "attention.self.in_proj",
        "value": "attention.self.in_proj",
        "out": "attention.output.dense",
        "up": "intermediate.dense",
        "down": "output.dense",
    },
    "deberta-v2": {
        "query": "attention.self.query_proj",
        "key": "attention.self.key_proj",
        "value": "attention.self.value_proj",
        "out": "attention.output.dense",
        "up": "intermediate.dense",
        "down": "output.dense",
    },
    "modernbert": {
        "query": "attn.Wqkv",
        "key": "attn.Wqkv",
        "value": "attn.Wqkv",
        "out": "attn.Wo",
        "up": "mlp.Wi",
        "down": "mlp.Wo",
    },
}


class _PeftAdapted(TransformersAdapted):
    """A PEFT model in place of the module; its base stays frozen."""

    peft: Any

    def wrap(self, config: Any) -> None:
        with quiet_transformers():
            from peft import get_peft_model

            self.peft = get_peft_model(self.encoder.module, config)
        self.encoder.module = self.peft

    def train(self, mode: bool = True) -> _PeftAdapted:
        """Dropout of the additions' inputs, where it was declared, and nowhere else."""
        super().train(mode)
        for name, module in self.peft.named_modules():
            if name.endswith("lora_dropout"):
                module.train(mode)
        return self


class _Budgeted(_PeftAdapted):
    """AdaLoRA: the budget starts when the number of steps is known."""

    orthogonality: float
    ranks: list[dict[str, Any]]

    def plan(self, n_steps: int) -> None:
        config = self.peft.peft_config["default"]
        n_warm, n_falling = steps_of_budget(n_steps)
        config.total_step, config.tinit = n_steps, n_warm
        config.tfinal = n_steps - n_falling
        self.ranks = []
        self._final, self._now = n_falling, 0
        self._note(0)

    def penalty(self) -> Tensor | None:
        from tenfold.models.rank_budget import orthogonality

        if not self.orthogonality:
            return None
        return self.orthogonality * orthogonality(
            {
                name: _Factors(
                    module.lora_A["default"], module.lora_E["default"], module.lora_B["default"]
                )
                for name, module in self._modules_by_name().items()
            }
        )

    def after_step(self, step: int) -> None:
        self._now = step
        self.peft.base_model.update_and_allocate(step)
        self._note(step)

    def is_settled(self) -> bool:
        return bool(self._now >= self._final)

    def history(self) -> dict[str, Any]:
        return {"ranks": self.ranks}

    def _modules_by_name(self) -> dict[str, Any]:
        return {
            name: module for name, module in self.peft.named_modules() if hasattr(module, "lora_E")
        }

    def _note(self, step: int) -> None:
        ranks = {}
        for name, module in self._modules_by_name().items():
            values = module.lora_E["default"]
            rank = len(values) if step == 0 else int((values != 0).sum())
            ranks[_matrix_name(name, self.encoder.files.model_type)] = rank
        if not self.ranks or self.ranks[-1]["ranks"] != ranks:
            self.ranks.append({"step": step, "ranks": ranks})


class _Factors(NamedTuple):
    A: Any
    E: Any
    B: Any


def _matrix_name(module: str, model_type: str) -> str:
    """A module's path in our words: "layer 3 up"; where three of ours are one matrix, the first."""
    layer = next(part for part in module.split(".") if part.isdigit())
    ours = {path: target for target, path in reversed(list(_MODULES[model_type].items()))}
    longest = max((path for path in ours if module.endswith(path)), key=len)
    return f"layer {layer} {ours[longest]}"


class _Prompted(_PeftAdapted):
    """Virtual tokens by PEFT; a text's vector is pooled from its own tokens."""

    n_virtual: int
    limit: int

    def vectors(self, batch: Sequences) -> Tensor:
        own = cut(batch.lengths, self.limit)
        packed = self.encoder.packed(own.lengths)
        tokens = torch.from_numpy(batch.tokens()[own.rows]).to(self.encoder.device)
        mask = packed.side_by_side(torch.ones_like(tokens))
        output = self.peft(input_ids=packed.side_by_side(tokens), attention_mask=mask)
        states = output.last_hidden_state[:, self.n_virtual :].float()
        return pool(packed.in_a_row(states), packed, self.encoder.files.pooling)

    def layer_of(self, name: str) -> str:
        return "prompt" if "prompt_encoder" in name else super().layer_of(name)


def _names(encoder: Pretrained, targets: Sequence[str]) -> list[str]:
    modules = _MODULES[encoder.files.model_type]
    return list(dict.fromkeys(modules[target] for target in targets))


def _pattern(encoder: Pretrained, targets: Sequence[str], first: int) -> str:
    """A regular expression for the full names of the modules to add to."""
    numbers = "|".join(str(n) for n in range(first, encoder.files.n_layers))
    names = "|".join(name.replace(".", r"\.") for name in _names(encoder, targets))
    return rf".*layers?\.({numbers})\.({names})"


def with_lora(
    encoder: Pretrained, n_classes: int, parameters: LoraParameters, *, first: int
) -> TransformersAdapted:
    """LoRA on the family's own modules."""
    with quiet_transformers():
        from peft import LoraConfig
    model = _PeftAdapted(encoder, n_classes)
    model.wrap(
        LoraConfig(
            r=parameters.rank,
            lora_alpha=parameters.alpha,  # type: ignore[arg-type]
            lora_dropout=parameters.dropout,
            target_modules=_pattern(encoder, parameters.targets, first),
        )
    )
    return model


def with_adalora(
    encoder: Pretrained, n_classes: int, parameters: AdaLoraParameters, *, first: int
) -> TransformersAdapted:
    """AdaLoRA on the family's own modules."""
    with quiet_transformers():
        from peft import AdaLoraConfig
    model = _Budgeted(encoder, n_classes)
    model.orthogonality = parameters.orthogonality
    model.wrap(
        AdaLoraConfig(
            init_r=parameters.first_rank,
            target_r=parameters.rank,
            lora_alpha=round(ALPHA_PER_RANK * parameters.first_rank),
            orth_reg_weight=parameters.orthogonality,
            target_modules=_pattern(encoder, parameters.targets, first),
            total_step=10,  # the real number comes with `plan`
            tinit=1,
            tfinal=1,
        )
    )
    return model


def with_prompt(
    encoder: Pretrained, n_classes: int, parameters: PromptTuningParameters
) -> TransformersAdapted:
    """Virtual tokens before the word vectors."""
    with quiet_transformers():
        from peft import PromptTuningConfig, TaskType
    model = _Prompted(encoder, n_classes)
    model.n_virtual = parameters.n_tokens
    model.limit = encoder.files.max_length - parameters.n_tokens
    model.wrap(
        PromptTuningConfig(
            task_type=TaskType.FEATURE_EXTRACTION, num_virtual_tokens=parameters.n_tokens
        )
    )
    return model
