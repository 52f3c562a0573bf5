"""Finding and checking encoders: what is found is the same whatever its name; the rest is refused."""

from __future__ import annotations

import json
import pickle
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_encoders import FAMILIES, write_sentence_settings, write_tiny_encoder

from tenfold.errors import ModelError
from tenfold.models.encoder import EncoderFiles, find_encoder


@pytest.fixture
def folder(tiny_bert: Path, tmp_path: Path) -> Path:
    """A copy of the tiny BERT that a test may damage, as models/tiny of a workspace."""
    return Path(shutil.copytree(tiny_bert, tmp_path / "models" / "tiny"))


def refused(root: Path, use: str = "tiny") -> str:
    with pytest.raises(ModelError) as caught:
        find_encoder(use, root=root)
    return str(caught.value)


def test_the_embedded_encoder_is_what_its_makers_declare(embedded: EncoderFiles) -> None:
    assert (embedded.width, embedded.n_layers, embedded.n_parameters) == (384, 6, 22_713_728)
    assert (embedded.pooling, embedded.max_length, embedded.normalise) == ("mean", 256, True)
    assert len(embedded.digest) == 64


def test_finding_an_encoder_imports_no_torch() -> None:
    script = (
        "import sys; from pathlib import Path; from tenfold.models.encoder import find_encoder; "
        "from tenfold.models.tokens import TextTokenizer; "
        "from tenfold.models.numerics import choose_profile; "
        "f = find_encoder('all-MiniLM-L6-v2', root=Path()); TextTokenizer(f).n_tokens(['a']); "
        "choose_profile('cpu'); "
        "print(sorted({'torch', 'transformers', 'huggingface_hub', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_weights_that_were_changed_are_not_the_embedded_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tenfold.models import embedded as module

    shutil.copytree(module.embedded_folder(), tmp_path / "model")
    with (tmp_path / "model" / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    with pytest.raises(ModelError, match="SHA-256"):
        module.verify_embedded(tmp_path / "model")


def test_the_digest_follows_the_contents_and_not_the_place(folder: Path, tmp_path: Path) -> None:
    first = find_encoder("tiny", root=tmp_path)
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    assert find_encoder(str(moved), root=Path("/")).digest == first.digest
    config = json.loads((moved / "config.json").read_text())
    (moved / "config.json").write_text(json.dumps(config | {"layer_norm_eps": 1e-6}))
    assert find_encoder("elsewhere", root=tmp_path).digest != first.digest


def test_a_folder_is_found_from_the_root_and_in_models(folder: Path, tmp_path: Path) -> None:
    assert (
        find_encoder("models/tiny", root=tmp_path).digest
        == find_encoder("tiny", root=tmp_path).digest
    )


def test_defaults_without_sentence_settings(folder: Path, tmp_path: Path) -> None:
    found = find_encoder("tiny", root=tmp_path)
    assert (found.pooling, found.normalise, found.max_length) == ("mean", False, 32)


@pytest.mark.parametrize("family", FAMILIES)
def test_length_and_sizes_of_every_family(family: str, tmp_path: Path) -> None:
    write_tiny_encoder(tmp_path / "tiny", family)
    found = find_encoder("tiny", root=tmp_path)
    assert (found.width, found.n_layers) == (16, 2)
    assert found.max_length == (1024 if family == "modernbert" else 32)


def test_sentence_settings_decide_pooling_length_and_norm(folder: Path, tmp_path: Path) -> None:
    write_sentence_settings(folder, "Normalize", pooling="cls_token")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    found = find_encoder("tiny", root=tmp_path)
    assert (found.pooling, found.normalise, found.max_length) == ("cls", True, 8)


def test_a_module_that_is_not_built_is_refused(folder: Path, tmp_path: Path) -> None:
    write_sentence_settings(folder, "Dense")
    assert "'Dense' is not built" in refused(tmp_path)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pkl"])
def test_pickled_weights_are_refused_in_words(name: str, folder: Path, tmp_path: Path) -> None:
    (folder / "model.safetensors").rename(folder / name)
    assert "can run code" in refused(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pickle.dumps({"weights": 1}), "a pickle or zip file"),
        (b"PK\x03\x04" + bytes(100), "a pickle or zip file"),
        (b"\x10", "cut or no safetensors"),
        (struct.pack("<Q", 10**9) + b"{}", "cut or no safetensors"),
        (struct.pack("<Q", 5_000_000) + bytes(5_000_000), "at most 4 MB"),
        (struct.pack("<Q", 3) + b"[1]", "no readable header"),
        (struct.pack("<Q", 200_000) + b"[" * 200_000, "no readable header"),
        (struct.pack("<Q", 8) + b'{"a": 1}', "no readable shape"),
    ],
)
def test_bytes_that_are_no_safetensors(
    content: bytes, message: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "model.safetensors").write_bytes(content)
    assert message in refused(tmp_path)


def test_too_many_tensors_are_refused_before_they_are_looked_at(
    folder: Path, tmp_path: Path
) -> None:
    entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    header = json.dumps({f"t{i}": entry for i in range(50_001)}, separators=(",", ":")).encode()
    content = struct.pack("<Q", len(header)) + header
    (folder / "model.safetensors").write_bytes(content)
    assert "50,001 tensors" in refused(tmp_path)


def test_shards_may_not_lie_outside_the_folder(folder: Path, tmp_path: Path) -> None:
    weights = folder / "model.safetensors"
    index = folder / "model.safetensors.index.json"
    weights.rename(folder / "part.safetensors")
    index.write_text(json.dumps({"weight_map": {"a": "part.safetensors"}}))
    assert find_encoder("tiny", root=tmp_path).n_parameters > 0
    index.write_text(json.dumps({"weight_map": {"a": "../part.safetensors"}}))
    assert "may not" in refused(tmp_path)
    index.write_text(json.dumps({"weight_map": {"a": "lost.safetensors"}}))
    assert "lost.safetensors" in refused(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"model_type": "gpt2"}, "'gpt2' is not built"),
        ({"auto_map": {"AutoModel": "x.Y"}}, "Python code"),
        ({"position_embedding_type": "relative_key"}, "not built"),
        ({"quantization_config": {"bits": 4}}, "quantised"),
        ({"is_decoder": True}, "decoder"),
        ({"hidden_size": "wide"}, "hidden_size must be a count"),
    ],
)
def test_configs_that_would_be_computed_wrongly_are_refused(
    change: dict[str, object], message: str, folder: Path, tmp_path: Path
) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | change))
    assert message in refused(tmp_path)


def test_a_folder_that_is_no_model_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    message = refused(tmp_path)
    assert "no config.json, no tokenizer.json, no model.safetensors" in message


def test_an_unknown_name_gets_the_nearest_one(tmp_path: Path) -> None:
    assert "Did you mean 'all-MiniLM-L6-v2'" in refused(tmp_path, "all-MiniLM-L6-v3")
