"""Tiny random encoders of every family, as folders that a model's maker would give out."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

WORDS = ["fever", "rash", "since", "monday", "pay", "card", "lost", "my", "a", "the"]
_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_SIZES: dict[str, dict[str, Any]] = {
    "bert": {},
    "roberta": {"max_position_embeddings": 34},
    "xlm-roberta": {"max_position_embeddings": 34},
    "camembert": {"max_position_embeddings": 34},
    "distilbert": {"dim": 16, "hidden_dim": 32, "n_layers": 2, "n_heads": 2},
    "mpnet": {"max_position_embeddings": 34},
    "deberta": {"relative_attention": True, "pos_att_type": ["c2p", "p2c"]},
    "deberta-v2": {"relative_attention": True, "pos_att_type": ["c2p", "p2c"]},
    "modernbert": {"max_position_embeddings": 1024, "cls_token_id": 2, "sep_token_id": 3},
}
FAMILIES = tuple(_SIZES)


def write_tiny_encoder(folder: Path, family: str) -> Path:
    """A random model of 2 layers of 16, with a tokenizer of a few words. The same each time."""
    import torch
    from transformers import AutoConfig, AutoModel

    common = {
        "vocab_size": len(_SPECIAL) + len(WORDS),
        "hidden_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 32,
        "pad_token_id": 0,
        "bos_token_id": 2,
        "eos_token_id": 3,
    }
    if family == "distilbert":
        common = {key: common[key] for key in ("vocab_size", "max_position_embeddings")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        config = AutoConfig.for_model(family, **{**common, **_SIZES[family]})
        AutoModel.from_config(config).save_pretrained(folder)
    write_tiny_tokenizer(folder)
    return folder


def write_tiny_tokenizer(folder: Path) -> None:
    """A tokenizer.json that knows `WORDS` and nothing else."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {word: place for place, word in enumerate([*_SPECIAL, *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))


def write_sentence_settings(folder: Path, *modules: str, pooling: str = "mean_tokens") -> None:
    """modules.json with Transformer, Pooling and further `modules`; the pooling mode."""
    names = ["Transformer", "Pooling", *modules]
    paths = {"Transformer": "", "Pooling": "1_Pooling"}
    listed = [
        {"path": paths.get(name, name), "type": f"sentence_transformers.models.{name}"}
        for name in names
    ]
    (folder / "modules.json").write_text(json.dumps(listed))
    (folder / "1_Pooling").mkdir(exist_ok=True)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({f"pooling_mode_{pooling}": True}))
