"""The lean path computes what transformers computes, layer by layer, without a pad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_encoders import FAMILIES, write_tiny_encoder

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles, find_encoder
from tenfold.models.frozen import encode_chunk
from tenfold.models.lean.dropout import drop
from tenfold.models.lean.encoder import LeanEncoder
from tenfold.models.lean.layer import _tensors
from tenfold.models.lean.packed import pack
from tenfold.models.lean.shape import is_lean
from tenfold.models.lean.weights import Stored
from tenfold.models.numerics import choose_profile

FLOAT32 = replace(choose_profile("cpu"), dtype="float32")
BFLOAT16 = replace(choose_profile("cpu"), dtype="bfloat16")
PATHS = {
    "bert": "lean",
    "roberta": "lean",
    "xlm-roberta": "lean",
    "camembert": "lean",
    "distilbert": "lean",
    "mpnet": "lean",
    "deberta": "transformers",
    "deberta-v2": "transformers",
    "modernbert": "transformers",
}
LEAN = [family for family, path in PATHS.items() if path == "lean"]
LENGTHS = [9, 3, 17, 3, 30]


def tiny(folder: Path, family: str) -> EncoderFiles:
    write_tiny_encoder(folder / "tiny", family)
    return find_encoder("tiny", root=folder)


def tokens_of(lengths: list[int], *, n_words: int = 15) -> list[list[int]]:
    """Random ids between the first and the last special token; never one that means a pad."""
    draw = np.random.default_rng(0)
    return [[2, *draw.integers(5, n_words, n - 2).tolist(), 3] for n in lengths]


def states_of_transformers(files: EncoderFiles, texts: list[list[int]]) -> list[list[Any]]:
    """By text: the states below layer 0, above layer 0, and so on; each text alone, unpadded."""
    from transformers import AutoModel

    module = AutoModel.from_pretrained(
        files.folder, local_files_only=True, attn_implementation="eager"
    ).eval()
    with torch.inference_mode():
        return [
            [s[0] for s in module(torch.tensor([ids]), output_hidden_states=True).hidden_states]
            for ids in texts
        ]


def test_every_family_is_here() -> None:
    assert set(PATHS) == set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_which_path_a_family_takes(family: str, tmp_path: Path) -> None:
    files = tiny(tmp_path, family)
    assert ("lean" if is_lean(files) else "transformers") == PATHS[family]


@pytest.mark.parametrize("family", LEAN)
def test_every_layer_is_that_of_transformers(family: str, tmp_path: Path) -> None:
    check_every_layer(tiny(tmp_path, family), tokens_of(LENGTHS), tolerance=2e-6)


def test_every_layer_of_the_embedded_encoder(embedded: EncoderFiles) -> None:
    texts = [[101, *t[1:-1], 102] for t in tokens_of([60, 5, 33], n_words=30_000)]
    check_every_layer(embedded, texts, tolerance=1e-5)


def check_every_layer(files: EncoderFiles, texts: list[list[int]], *, tolerance: float) -> None:
    expected = states_of_transformers(files, texts)
    encoder = LeanEncoder(files, FLOAT32).eval()
    packed = encoder.packed(np.array([len(ids) for ids in texts]))
    flat = torch.tensor([token for ids in texts for token in ids])
    with torch.inference_mode():
        states = encoder.embed(flat, packed)
        for layer in range(files.n_layers + 1):
            wanted = torch.cat([own[layer] for own in expected])
            torch.testing.assert_close(states, wanted, atol=tolerance, rtol=0)
            if layer < files.n_layers:
                states = encoder.run(states, packed, first=layer, last=layer + 1)


@pytest.mark.parametrize("family", ["bert", "mpnet", "distilbert", "roberta"])
def test_gradients_are_those_of_transformers(family: str, tmp_path: Path) -> None:
    """Of the same sum of states, with respect to every weight of layers and embeddings."""
    from transformers import AutoModel

    files, texts = tiny(tmp_path, family), tokens_of(LENGTHS)
    module = AutoModel.from_pretrained(
        files.folder, local_files_only=True, attn_implementation="eager"
    ).eval()
    encoder = LeanEncoder(files, FLOAT32).eval()
    encoder.embeddings.make_trained(torch.arange(15))
    for layer in encoder.layers:
        layer.make_trained()
    direction = torch.from_numpy(np.random.default_rng(1).normal(size=(sum(LENGTHS), 16))).float()
    states = torch.cat([module(torch.tensor([ids])).last_hidden_state[0] for ids in texts])
    (states * direction).sum().backward()
    encoder.train()
    packed = encoder.packed(np.array(LENGTHS))
    flat = torch.tensor([token for ids in texts for token in ids])
    own = encoder.run(encoder.embed(flat, packed), packed, first=0)
    (own * direction).sum().backward()
    theirs = Stored(files, {name: p.grad for name, p in module.named_parameters()})
    for mine, wanted in gradients(encoder, theirs):
        torch.testing.assert_close(mine, wanted, atol=1e-4, rtol=1e-4)


def gradients(encoder: LeanEncoder, theirs: Stored) -> Iterator[tuple[Any, Any]]:
    """Ours and the oracle's, pair by pair."""
    own = encoder.embeddings
    yield own.trained_words.grad, theirs.embedding("word_embeddings.weight")
    yield own.places.grad, theirs.embedding("position_embeddings.weight")
    yield own.norm.weight.grad, theirs.embedding("LayerNorm.weight")
    if own.segment is not None:
        yield own.segment.grad, theirs.embedding("token_type_embeddings.weight")[0]
    if own.distances is not None:
        yield own.distances.grad, theirs.relative()
    for number, layer in enumerate(encoder.layers):
        for name, linear in layer.linears.items():
            weight, bias = _tensors(theirs, number, name)
            yield linear.weight.grad, weight
            yield linear.bias.grad, bias
        for name in ("norm1", "norm2"):
            weight, bias = theirs.layer(number, name)
            yield getattr(layer, name).weight.grad, weight
            yield getattr(layer, name).bias.grad, bias


def test_trained_parts_live_where_the_encoder_does(embedded: EncoderFiles) -> None:
    """On the device "meta" nothing is computed, but a part that was left on the CPU shows."""
    encoder = LeanEncoder(embedded, FLOAT32).to("meta")
    encoder.embeddings.make_trained(torch.arange(10, device="meta"))
    for layer in encoder.layers:
        layer.make_trained()
    places = {p.device.type for p in (*encoder.parameters(), *encoder.buffers())}
    assert places == {"meta"}


def test_bfloat16_gradients_point_where_float32_ones_do(embedded: EncoderFiles) -> None:
    """Cosine of the gradients of each layer's largest matrix; rounding alone is between them."""
    texts = tokens_of([12, 20, 9], n_words=2000)
    flat = torch.tensor([token for ids in texts for token in ids])
    found = {}
    for profile in (FLOAT32, BFLOAT16):
        encoder = LeanEncoder(embedded, profile)
        for layer in encoder.layers:
            layer.make_trained()
        packed = encoder.packed(np.array([12, 20, 9]))
        states = encoder.run(encoder.embed(flat, packed), packed, first=0)
        encoder.pool(states, packed)[:, :50].sum().backward()
        found[profile.dtype] = [layer.linears["up"].weight.grad for layer in encoder.layers]
        assert all(grad.dtype == torch.float32 for grad in found[profile.dtype])
    for a, b in zip(found["float32"], found["bfloat16"], strict=True):
        assert torch.nn.functional.cosine_similarity(a.flatten(), b.flatten(), dim=0) > 0.999


def test_stored_states_continue_to_the_same_vectors(embedded: EncoderFiles) -> None:
    texts = ["fever and a rash", "my card was lost on monday", "a"]
    chunk = encode_chunk(embedded, texts, FLOAT32, layers=[0, 4, 6])
    assert chunk.vectors.tobytes() == encode_chunk(embedded, texts, FLOAT32).vectors.tobytes()
    encoder = LeanEncoder(embedded, FLOAT32).eval()
    packed = encoder.packed(chunk.tokens.lengths)
    with torch.inference_mode():
        for layer, states in chunk.states.items():
            assert states.shape == (len(chunk.tokens.ids), 384)
            top = encoder.run(torch.from_numpy(np.array(states)), packed, first=layer)
            own = torch.nn.functional.normalize(encoder.pool(top, packed), dim=1)
            np.testing.assert_allclose(own.numpy(), chunk.vectors, atol=1e-5)


def test_stored_states_in_bfloat16_are_the_bits_of_the_rounded_ones(embedded: EncoderFiles) -> None:
    texts = ["fever and a rash", "my card was lost"]
    chunk = encode_chunk(embedded, texts, BFLOAT16, layers=[4])
    assert chunk.states[4].dtype == np.uint16
    bits = torch.from_numpy(chunk.states[4].view(np.int16)).view(torch.bfloat16)
    assert torch.isfinite(bits.float()).all()
    assert 0.1 < bits.float().std() < 10


def test_packing_has_no_pads_and_comes_back() -> None:
    packed = pack(np.array([3, 1, 2]))
    states = torch.arange(6.0)[:, None].repeat(1, 4)
    table = packed.side_by_side(states)
    assert table.shape == (3, 3, 4)
    assert (packed.in_a_row(table) == states).all()
    assert packed.positions.tolist() == [0, 1, 2, 0, 0, 1]
    assert packed.mask is not None
    assert torch.isinf(packed.mask).sum() == 3
    assert pack(np.array([2, 2])).mask is None


def test_dropout_keeps_the_mean_and_drops_its_share() -> None:
    """Of a million ones a tenth (26 of 256) is dropped: sd 0.0003, bounds of 5 sd; odds 1 in a million."""
    torch.manual_seed(0)
    found = drop(torch.ones(1000, 1000), 0.1)
    share = float((found == 0).float().mean())
    assert abs(share - 26 / 256) < 0.0015
    assert abs(float(found.mean()) - 1) < 0.002
    assert drop(found, 0.0) is found
    assert torch.isfinite(drop(torch.ones(1000), 0.999)).all()
    assert (drop(torch.ones(10_000), 0.001) == 0).any()


def test_weights_of_a_model_with_a_head_and_old_names_are_found(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    files = tiny(tmp_path, "bert")
    path = files.folder / "model.safetensors"
    tensors = load_file(path)
    old = {
        "bert."
        + k.replace("LayerNorm.weight", "LayerNorm.gamma").replace(
            "LayerNorm.bias", "LayerNorm.beta"
        ): v.clone()
        for k, v in tensors.items()
    }
    before = encode_chunk(files, ["fever rash"], FLOAT32).vectors
    save_file(old, path)
    renamed = find_encoder("tiny", root=tmp_path)
    assert renamed.digest != files.digest
    assert encode_chunk(renamed, ["fever rash"], FLOAT32).vectors.tobytes() == before.tobytes()


def test_a_layer_that_is_missing_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    files = tiny(tmp_path, "distilbert")
    path = files.folder / "model.safetensors"
    tensors = {k: v for k, v in load_file(path).items() if "layer.1.ffn.lin2" not in k}
    save_file(tensors, path)
    with pytest.raises(ModelError, match="no tensor"):
        encode_chunk(find_encoder("tiny", root=tmp_path), ["fever"], FLOAT32)
