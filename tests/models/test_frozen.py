"""Vectors of the frozen encoder: the same bits whatever came before, for every family."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_encoders import FAMILIES, WORDS, write_sentence_settings, write_tiny_encoder

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.frozen import CHUNK_TEXTS, chunk_texts, embed_chunk
from tenfold.models.numerics import Profile, choose_profile
from tenfold.models.tokens import TextTokenizer

FLOAT32 = replace(choose_profile("cpu"), dtype="float32")
BFLOAT16 = replace(choose_profile("cpu"), dtype="bfloat16")
TEXTS = ["fever and a rash since Monday", "my card was lost", "", "hello " * 400, "很好", "a"]


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(axis=1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def test_chunks_hold_each_distinct_text_once_whatever_the_order() -> None:
    texts = [f"{'x' * (i % 50)}{i}" for i in range(3 * CHUNK_TEXTS)]
    chunks = chunk_texts([*texts, *texts[:100]])
    assert chunks == chunk_texts(texts[::-1])
    assert sorted(text for chunk in chunks for text in chunk) == sorted(set(texts))
    assert max(len(chunk) for chunk in chunks) == CHUNK_TEXTS
    assert chunk_texts([]) == []


def test_a_chunk_has_the_same_bits_whatever_was_computed_before(embedded: EncoderFiles) -> None:
    first = embed_chunk(embedded, TEXTS, BFLOAT16)
    embed_chunk(embedded, ["something else", "entirely"], BFLOAT16)
    again = embed_chunk(embedded, TEXTS, BFLOAT16)
    assert first.tobytes() == again.tobytes()
    assert first.shape == (len(TEXTS), 384)
    assert first.dtype == np.float32


def test_vectors_are_those_of_transformers_with_padding_and_a_mask(embedded: EncoderFiles) -> None:
    """The oracle: the documented use of this model, padded, in float32 (cosine 1 to rounding)."""
    import torch
    from transformers import AutoModel

    ids = TextTokenizer(embedded).ids(TEXTS)
    longest = max(len(tokens) for tokens in ids)
    tokens = torch.zeros((len(ids), longest), dtype=torch.long)
    mask = torch.zeros((len(ids), longest))
    for row, own in enumerate(ids):
        tokens[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    module = AutoModel.from_pretrained(embedded.folder, local_files_only=True).eval()
    with torch.inference_mode():
        states = module(input_ids=tokens, attention_mask=mask).last_hidden_state
    wanted = ((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).numpy()
    found = embed_chunk(embedded, TEXTS, FLOAT32)
    assert cosines(found, wanted).min() > 1 - 1e-6
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1.0, rtol=1e-5)


def test_bfloat16_is_as_good_as_float32(embedded: EncoderFiles) -> None:
    found = cosines(embed_chunk(embedded, TEXTS, BFLOAT16), embed_chunk(embedded, TEXTS, FLOAT32))
    assert found.min() >= 0.9999


@pytest.mark.parametrize("profile", [FLOAT32, BFLOAT16], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_embeds(family: str, profile: Profile, tmp_path: Path) -> None:
    write_tiny_encoder(tmp_path / "tiny", family)
    files = find_encoder("tiny", root=tmp_path)
    texts = [" ".join(WORDS[: 1 + i % 7]) for i in range(20)] + ["fever " * 50]
    found = embed_chunk(files, texts, profile)
    assert found.shape == (21, 16)
    assert np.isfinite(found).all()
    assert cosines(found, embed_chunk(files, texts, FLOAT32)).min() > 0.999
    # Equal texts get equal vectors, different ones do not.
    np.testing.assert_array_equal(found[0], found[7])
    assert not np.allclose(found[0], found[1])


@pytest.mark.parametrize("pooling", ["cls_token", "max_tokens", "mean_sqrt_len_tokens"])
def test_other_poolings(pooling: str, tiny_bert: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_bert, tmp_path / "pooled"))
    mean = embed_chunk(find_encoder("pooled", root=tmp_path), ["fever rash"], FLOAT32)
    write_sentence_settings(folder, pooling=pooling)
    found = embed_chunk(find_encoder("pooled", root=tmp_path), ["fever rash"], FLOAT32)
    if pooling == "mean_sqrt_len_tokens":  # four tokens: twice the mean
        np.testing.assert_allclose(found, 2 * mean, rtol=1e-5)
    assert not np.allclose(found, mean)


def test_weights_that_lack_a_layer_are_never_filled_at_random(
    tiny_bert: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    folder = Path(shutil.copytree(tiny_bert, tmp_path / "lacking"))
    tensors = load_file(folder / "model.safetensors")
    lost = next(name for name in tensors if "layer.1.output.dense.weight" in name)
    del tensors[lost]
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="do not fit the config"):
        embed_chunk(find_encoder("lacking", root=tmp_path), ["fever"], FLOAT32)
