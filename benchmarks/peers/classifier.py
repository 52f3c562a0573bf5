"""The encoder with mean pooling and a linear head: what both training peers train.

The usual sequence-classification head of BERT reads the first token through a pooler; these encoders
were trained for the mean over tokens, so the peers get that, as tenfold does. The head starts at random,
as in these tools.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer
from transformers.modeling_outputs import SequenceClassifierOutput

__all__ = ["MeanPooledClassifier", "import_late_parts", "set_seed"]

_HEAD_DEVIATION = 0.02  # as transformers initialises BERT's heads


class MeanPooledClassifier(nn.Module):
    """float32; dropout before the head as in BERT's classifier."""

    def __init__(self, folder: str, n_classes: int) -> None:
        super().__init__()
        self.encoder: Any = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.dropout = nn.Dropout(self.encoder.config.hidden_dropout_prob)
        self.head = nn.Linear(self.encoder.config.hidden_size, n_classes)
        nn.init.normal_(self.head.weight, std=_HEAD_DEVIATION)
        nn.init.zeros_(self.head.bias)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor | None = None
    ) -> SequenceClassifierOutput:
        """(batch, tokens) ids and mask to (batch, classes) logits, with the loss where labels are."""
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask)[0]
        weights = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * weights).sum(1) / weights.sum(1)
        logits = self.head(self.dropout(pooled))
        loss = None if labels is None else nn.functional.cross_entropy(logits, labels)
        return SequenceClassifierOutput(loss=loss, logits=logits)


def import_late_parts(folder: str) -> None:
    """Load the model once and drop it: transformers and PEFT import much of themselves on first use."""
    import peft  # noqa: F401

    AutoTokenizer.from_pretrained(folder)("a")
    MeanPooledClassifier(folder, 2)


def set_seed(seed: int) -> None:
    """Head, dropout and order of a run."""
    torch.manual_seed(seed)
