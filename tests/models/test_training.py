"""The one loop: it stops where validation says, keeps its best, and says when it diverged."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_encoders import write_tiny_encoder

from tenfold.errors import InputError, TenfoldError
from tenfold.models.adapted import Adapted
from tenfold.models.encoder import find_encoder
from tenfold.models.frozen import embed_chunk, encode_chunk
from tenfold.models.lean.adapted import LeanAdapted
from tenfold.models.methods.contract import Inputs, Training
from tenfold.models.methods.last_k import LastK, LastKParameters
from tenfold.models.methods.registry import get_method, load_predictor, read_parameters
from tenfold.models.numerics import choose_profile
from tenfold.models.rank_budget import BudgetSchedule
from tenfold.models.sequences import Prefix, Pretrained, Sequences, tokenise
from tenfold.models.training import (
    Labelled,
    Settings,
    _share,
    generator,
    like_batches,
    train_adapted,
)
from tenfold.models.training_check import check_training

FLOAT32 = replace(choose_profile("cpu"), dtype="float32")
WORDS = ["fever", "rash", "since", "monday", "pay", "card", "lost"]
GRADIENT_KINDS = ("last-k", "fine-tune", "lora", "adalora", "prompt-tuning")


def tiny(root: Path, family: str = "bert") -> Pretrained:
    if not (root / "tiny").exists():
        write_tiny_encoder(root / "tiny", family)
    return Pretrained(find_encoder("tiny", root=root), FLOAT32)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Pretrained:
    return tiny(tmp_path_factory.mktemp("training"))


def examples(encoder: Pretrained, n: int, seed: int) -> Training:
    """Class 0 has "fever" in it, class 1 "card"."""
    draw = np.random.default_rng(seed)
    labels = np.arange(n) % 2
    texts = [
        " ".join([["fever", "card"][label], *draw.choice(WORDS[2:4], 3).tolist()])
        for label in labels
    ]
    sequences = tokenise(encoder, texts)
    distinct = list(dict.fromkeys(texts))
    vectors = embed_chunk(encoder.files, distinct, encoder.profile)
    return Training(Inputs(texts, vectors[sequences.rows], sequences), labels)


def labelled(part: Training) -> Labelled:
    assert part.inputs.sequences is not None
    return Labelled(part.inputs.sequences, np.asarray(part.labels))


def fit(
    kind: str, encoder: Pretrained, *, validation: bool = True, seed: int = 0, **fields: Any
) -> Any:
    method = get_method(kind)
    return method.fit(
        examples(encoder, 40, 1),
        examples(encoder, 20, 2) if validation else None,
        parameters=read_parameters(kind, fields, where="methods.x"),
        classes=("card", "fever"),
        seed=seed,
    )


@pytest.mark.parametrize("family", ["deberta", "deberta-v2", "modernbert"])
@pytest.mark.parametrize("kind", GRADIENT_KINDS)
def test_families_of_the_transformers_path_train_too(
    kind: str, family: str, tmp_path: Path
) -> None:
    """They move away from the start, and a stored predictor gives the same numbers."""
    encoder = tiny(tmp_path, family)
    fields: dict[str, Any] = {"learning_rate": 0.01, "epochs": 3, "init": "random"}
    fields |= {"k": 1} if kind == "last-k" else {}
    predictor = fit(kind, encoder, **fields)
    assert predictor.notes["path"] == "transformers, float32"
    curve = predictor.history["curve"]
    assert curve[-1]["train_loss"] < curve[1]["train_loss"]
    test = examples(encoder, 12, 3).inputs
    again = load_predictor(kind, predictor.save())
    assert again.predict(test).tobytes() == predictor.predict(test).tobytes()
    if kind == "adalora":
        ranks = predictor.history["ranks"]
        n_matrices = len(ranks[0]["ranks"])
        assert sum(ranks[-1]["ranks"].values()) < 12 * n_matrices


def test_the_best_epoch_is_kept_and_patience_ends_it(encoder: Pretrained) -> None:
    """With a learning rate that soon makes validation worse, the kept epoch is the lowest of the curve."""
    predictor = fit(
        "last-k",
        encoder,
        epochs=40,
        learning_rate=0.05,
        init="random",
        k=1,
        training={"patience": 2, "schedule": "constant"},
    )
    curve = predictor.history["curve"]
    losses = [entry["validation_log_loss"] for entry in curve]
    best = predictor.history["best_epoch"]
    assert best == 1 + int(np.argmin(losses[1:]))
    assert len(curve) - 1 == best + 2 or len(curve) == 41
    held_out = examples(encoder, 20, 2)
    found = predictor.predict(held_out.inputs)
    own = -np.log(found[np.arange(20), held_out.labels]).mean()
    assert own == pytest.approx(losses[best], abs=1e-5)


def test_without_validation_all_epochs_run_and_the_last_is_kept(encoder: Pretrained) -> None:
    predictor = fit("lora", encoder, validation=False, epochs=3)
    assert [entry["epoch"] for entry in predictor.history["curve"]] == [0, 1, 2, 3]
    assert predictor.history["best_epoch"] == 3
    assert all(entry["validation_accuracy"] is None for entry in predictor.history["curve"])


class Breaking(LeanAdapted):
    """Trains like any other, until its loss becomes NaN at step `breaks_at`."""

    n_calls, breaks_at = 0, 8

    def forward(self, batch: Sequences) -> torch.Tensor:
        scores = super().forward(batch)
        if self.training:
            self.n_calls += 1
            if self.n_calls == self.breaks_at:
                return scores * float("nan")
        return scores


class BreaksAtOnce(LastK):
    """A method whose model breaks before it has finished an epoch."""

    def adapt(self, encoder: Pretrained, parameters: Any, *, n_classes: int, **_: Any) -> Adapted:
        model = Breaking(encoder, n_classes, first=1)
        model.train_layers()
        model.breaks_at = 2
        return model


def test_a_run_that_diverges_at_once_is_an_error_of_its_own(encoder: Pretrained) -> None:
    with pytest.raises(TenfoldError, match="diverged at step 2: the loss is nan") as caught:
        BreaksAtOnce().fit(
            examples(encoder, 40, 1),
            None,
            parameters=LastKParameters(k=1),
            classes=("card", "fever"),
            seed=0,
        )
    assert caught.value.code == "TF-FIT-DIVERGED"


def test_a_run_that_diverges_later_keeps_its_last_valid_epoch(encoder: Pretrained) -> None:
    model = Breaking(encoder, 2, first=1)
    model.train_layers()
    course = train_adapted(
        model,
        labelled(examples(encoder, 40, 1)),
        labelled(examples(encoder, 20, 2)),
        Settings(epochs=5, learning_rate=0.01, batch_size=16),
        seed=0,
    )
    assert course.failure == "diverged at step 8: the loss is nan"
    assert course.best_epoch in (1, 2)
    assert len(course.curve) == 3
    assert all(torch.isfinite(p).all() for p in model.trained().values())


def test_batches_hold_everything_once_and_texts_of_like_length() -> None:
    """Of 1,000 lengths spread evenly over 5 to 60, less than a tenth of a batch's table is pads."""
    lengths = np.random.default_rng(0).integers(5, 61, 1000)
    batches = list(like_batches(generator(0, "order"), lengths, 16))
    assert sorted(np.concatenate(batches).tolist()) == list(range(1000))
    assert len(batches) == math.ceil(1000 / 16)
    assert {len(batch) for batch in batches} == {16, 1000 % 16}
    padded = sum(len(batch) * lengths[batch].max() for batch in batches)
    assert padded < 1.1 * lengths.sum()
    means = [lengths[batch].mean() for batch in batches]
    assert abs(np.corrcoef(means[:-1], means[1:])[0, 1]) < 0.5, "long ones must not come in a row"
    again = list(like_batches(generator(0, "order"), lengths, 16))
    assert all((a == b).all() for a, b in zip(batches, again, strict=True))
    other = list(like_batches(generator(1, "order"), lengths, 16))
    assert any((a != b).any() for a, b in zip(batches, other, strict=True) if len(a) == len(b))


def test_the_schedule_rises_and_falls() -> None:
    settings = Settings(epochs=1, learning_rate=1.0, batch_size=1, warmup=0.1)
    linear = [_share(step, 100, settings) for step in range(1, 101)]
    assert linear[:10] == pytest.approx(np.arange(1, 11) / 10)
    assert linear[9] == 1.0
    assert np.all(np.diff(linear[10:]) < 0)
    assert 0 < linear[-1] < 0.02
    cosine = [_share(s, 100, replace(settings, schedule="cosine")) for s in range(1, 101)]
    assert cosine[55] == pytest.approx(0.5, abs=0.02)
    assert _share(100, 100, replace(settings, schedule="constant")) == 1.0
    assert _share(1, 100, replace(settings, warmup=0.0)) == 1.0


def test_class_weights_make_every_class_count_the_same(encoder: Pretrained) -> None:
    from tenfold.models.training import _criterion

    model = LeanAdapted(encoder, 3, first=2)
    labels = np.array([0] * 9 + [1] * 1)
    criterion = _criterion(model, labels, Settings(1, 1.0, 1, class_weights=True))
    assert criterion.weight is not None
    weights = criterion.weight.numpy()
    assert weights[0] * 9 == pytest.approx(weights[1] * 1)
    assert weights[2] == 0
    assert (weights[labels]).mean() == pytest.approx(1.0)


def test_label_smoothing_spreads_a_share_of_the_label(encoder: Pretrained) -> None:
    from tenfold.models.training import _criterion

    model = LeanAdapted(encoder, 2, first=2)
    labels = np.array([0, 1])
    criterion = _criterion(model, labels, Settings(1, 1.0, 1, label_smoothing=0.2))
    scores = torch.tensor([[2.0, 0.0], [0.0, 2.0]])
    logs = torch.log_softmax(scores, dim=1)[0]
    assert float(criterion(scores, torch.tensor(labels))) == pytest.approx(
        float(-(0.9 * logs[0] + 0.1 * logs[1]))
    )


def test_weight_decay_is_for_matrices_of_layers_alone(encoder: Pretrained) -> None:
    from tenfold.models.training import _optimiser

    model = LeanAdapted(encoder, 2, first=0)
    model.train_layers()
    model.train_embeddings(np.arange(5))
    decayed, others = _optimiser(model, Settings(1, 1.0, 1, weight_decay=0.3)).param_groups
    assert (decayed["weight_decay"], others["weight_decay"]) == (0.3, 0.0)
    assert {id(p) for p in decayed["params"]} == {
        id(p) for name, p in model.trained().items() if ".linears." in name and p.ndim == 2
    }


def test_patience_zero_never_stops_early(encoder: Pretrained) -> None:
    predictor = fit("last-k", encoder, epochs=12, learning_rate=0.05, k=1, training={"patience": 0})
    assert len(predictor.history["curve"]) == 13


@pytest.mark.parametrize(("kind", "fields"), [("last-k", {"k": 1}), ("fine-tune", {})])
@pytest.mark.parametrize("family", ["bert", "modernbert"])
def test_dropout_acts_in_trained_layers_where_it_is_declared(
    kind: str, fields: dict[str, Any], family: str, tmp_path: Path
) -> None:
    """The tiny models' configs have rates of 0.1 (BERT) and, written here, ModernBERT."""
    encoder = tiny(tmp_path, family)
    if family == "modernbert":
        config = encoder.files.folder / "config.json"
        content = json.loads(config.read_text())
        config.write_text(json.dumps(content | {"mlp_dropout": 0.3, "attention_dropout": 0.3}))
        encoder = tiny(tmp_path, family)
    found = []
    for dropout in (False, True):
        fields = {**fields, "epochs": 2, "learning_rate": 0.01, "init": "random"}
        predictor = fit(kind, encoder, **fields, training={"dropout": dropout})
        found.append([entry["train_loss"] for entry in predictor.history["curve"][1:]])
    assert found[0] != found[1]


def test_low_rank_dropout_acts_on_the_transformers_path(tmp_path: Path) -> None:
    encoder, found = tiny(tmp_path, "deberta-v2"), []
    for dropout in (0.0, 0.5):
        predictor = fit("lora", encoder, epochs=3, learning_rate=0.05, dropout=dropout)
        found.append(predictor.history["curve"][-1]["train_loss"])
    assert found[0] != found[1]


def test_ranks_of_every_matrix_are_told_apart_on_the_transformers_path(tmp_path: Path) -> None:
    encoder = tiny(tmp_path, "deberta")
    predictor = fit("adalora", encoder, epochs=2, targets=["query", "out", "up", "down"])
    names = set(predictor.history["ranks"][0]["ranks"])
    assert names == {
        f"layer {n} {matrix}" for n in (0, 1) for matrix in ("query", "out", "up", "down")
    }


def test_the_kept_epoch_is_what_the_model_computes_with(encoder: Pretrained) -> None:
    """Fine-tuning writes its word vectors into a table: it must be that of the epoch that is kept."""
    model = LeanAdapted(encoder, 2, first=0)
    model.train_layers()
    train = labelled(examples(encoder, 40, 1))
    model.train_embeddings(np.unique(train.sequences.tokens()))
    wrong = labelled(examples(encoder, 20, 2))
    wrong = Labelled(wrong.sequences, 1 - wrong.labels)  # so that it gets worse from epoch to epoch
    settings = Settings(epochs=4, learning_rate=0.01, batch_size=8, patience=None)
    course = train_adapted(model, train, wrong, settings, seed=0)
    own = model.encoder.embeddings
    assert torch.equal(own.words[own.occurring], own.trained_words)
    assert course.best_epoch < 4, "else it shows nothing"


def test_gradients_are_clipped_to_the_declared_norm(encoder: Pretrained) -> None:
    from tenfold.models.training import _criterion, _descend, _optimiser

    model = LeanAdapted(encoder, 2, first=0)
    model.train_layers()
    part, settings = labelled(examples(encoder, 8, 1)), Settings(1, 0.1, 8, clip=1e-3)
    loss = 100 * _criterion(model, part.labels, settings)(
        model(part.sequences), torch.from_numpy(part.labels)
    )
    _descend(model, loss, _optimiser(model, settings), 0.1, settings.clip)
    total = math.sqrt(sum(float(p.grad.square().sum()) for p in model.trained().values()))  # type: ignore[union-attr]
    assert total == pytest.approx(1e-3, rel=1e-3)


def test_a_stored_prefix_trains_to_the_same_as_streaming(encoder: Pretrained) -> None:
    """In float32 the stored states are those that the frozen layers give, up to the order of sums."""
    part = examples(encoder, 40, 1)
    distinct = list(dict.fromkeys(part.inputs.texts or []))
    chunk = encode_chunk(encoder.files, distinct, encoder.profile, layers=[1])
    streamed = part.inputs.sequences
    assert streamed is not None
    stored = replace(streamed, table=chunk.tokens, prefix=Prefix(1, (chunk.states[1],)))
    weights = []
    for sequences in (streamed, stored):
        torch.manual_seed(0)
        model = LeanAdapted(encoder, 2, first=1)
        model.train_layers()
        settings = Settings(epochs=3, learning_rate=0.01, batch_size=16)
        train_adapted(model, Labelled(sequences, np.asarray(part.labels)), None, settings, seed=0)
        weights.append(torch.cat([p.detach().flatten() for p in model.trained().values()]))
    torch.testing.assert_close(weights[0], weights[1], atol=1e-4, rtol=0)


def test_states_of_several_chunks_are_put_together_by_row(encoder: Pretrained) -> None:
    from tenfold.models.sequences import TokenTable

    texts = ["fever rash", "pay", "card lost monday"]
    chunks = [
        encode_chunk(encoder.files, part, encoder.profile, layers=[1])
        for part in (texts[:2], texts[2:])
    ]
    table = TokenTable.joined([chunk.tokens for chunk in chunks])
    prefix = Prefix(1, tuple(chunk.states[1] for chunk in chunks))
    sequences = Sequences(encoder, table, np.array([2, 0, 2]), prefix)
    n = len(chunks[1].states[1])
    found = sequences.states()
    assert found[:n].tobytes() == chunks[1].states[1].tobytes()
    assert found[-n:].tobytes() == chunks[1].states[1].tobytes()
    assert len(found) == int(sequences.lengths.sum())
    assert sequences.tokens().tolist()[:n] == chunks[1].tokens.ids.tolist()


def test_random_start_and_probe_start_are_told_apart(encoder: Pretrained) -> None:
    assert fit("lora", encoder, epochs=1, init="random").notes["start"] == "random"
    probe = fit("lora", encoder, epochs=1, init="probe")
    assert probe.notes["start"] == "probe"
    assert (
        probe.history["curve"][0]["validation_log_loss"]
        < fit("lora", encoder, epochs=1, init="random").history["curve"][0]["validation_log_loss"]
    )


def test_a_probe_that_was_fitted_before_gives_the_same_bits(encoder: Pretrained) -> None:
    train, held_out = examples(encoder, 40, 1), examples(encoder, 20, 2)
    classes = ("card", "fever")
    probe = get_method("probe").fit(
        train, held_out, parameters=read_parameters("probe", {}, where="x"), classes=classes, seed=0
    )
    parameters = read_parameters("lora", {"epochs": 2}, where="x")
    found = [
        get_method("lora").fit(part, held_out, parameters=parameters, classes=classes, seed=0)
        for part in (train, replace(train, start=probe.save().arrays["weights"]))
    ]
    assert found[0].save().arrays.keys() == found[1].save().arrays.keys()
    for name, array in found[0].save().arrays.items():
        assert array.tobytes() == found[1].save().arrays[name].tobytes()


def test_another_encoder_than_it_was_trained_on_is_refused(
    encoder: Pretrained, tmp_path: Path
) -> None:
    predictor = fit("lora", encoder, epochs=1)
    other = tiny(tmp_path, "distilbert")
    with pytest.raises(InputError, match="trained on another one"):
        predictor.predict(Inputs(sequences=tokenise(other, ["fever"])))


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        ("last-k", {"k": 9}, "has 2 layers; k = 9"),
        ("lora", {"layers": 9}, "layers = 9"),
        ("prompt-tuning", {"n_tokens": 31}, "leave no room"),
        ("lora", {"training": {"dropout": True}}, "this kind trains none"),
    ],
)
def test_what_does_not_fit_the_encoder_is_refused(
    kind: str, fields: dict[str, Any], message: str, encoder: Pretrained
) -> None:
    with pytest.raises(InputError, match=message):
        fit(kind, encoder, **fields)


def test_an_initial_rank_below_the_last_one_is_refused() -> None:
    with pytest.raises(InputError, match=r"initial_rank must be at least rank \(8\)\. Got 4"):
        read_parameters("adalora", {"initial_rank": 4}, where="m")
    assert read_parameters("adalora", {"rank": 16}, where="m").first_rank == 24  # type: ignore[attr-defined]


def test_a_field_of_the_inner_table_is_told_with_its_place_and_nearest_name() -> None:
    with pytest.raises(InputError) as caught:
        read_parameters("lora", {"training": {"patiense": 2, "warmup": 1.5}}, where="m.lora")
    assert "m.lora.training.patiense" in str(caught.value)
    assert "'patience'" in str(caught.value)
    assert "m.lora.training.warmup" in str(caught.value)


def test_the_budget_falls_along_a_cubic_to_its_end() -> None:
    schedule = BudgetSchedule(all_ranks=96, last=64, n_warm=10, n_falling=60)
    assert [schedule.at(step) for step in (1, 10, 60, 100)] == [96, 96, 64, 64]
    assert schedule.at(35) == 64 + 32 // 8
    falling = [schedule.at(step) for step in range(10, 61)]
    assert all(a >= b for a, b in itertools.pairwise(falling))


@pytest.mark.parametrize("kind", GRADIENT_KINDS)
def test_a_check_of_training_sees_loss_batch_and_gradients(kind: str, encoder: Pretrained) -> None:
    """One batch is learned (its loss falls), and every layer that is trained has a gradient."""
    parameters: Any = read_parameters(kind, {"learning_rate": 0.02}, where="x")
    found = check_training(
        kind,
        examples(encoder, 40, 1),
        parameters=parameters,
        classes=("card", "fever"),
        seed=0,
    )
    assert found.first_loss == pytest.approx(math.log(2), abs=0.1)
    assert len(found.overfit) == 31
    assert found.overfit[-1] < 0.6 * found.overfit[0]
    expected = {
        "last-k": {"layer 0", "layer 1", "head"},
        "fine-tune": {"embeddings", "layer 0", "layer 1", "head"},
        "lora": {"layer 0", "layer 1", "head"},
        "adalora": {"layer 0", "layer 1", "head"},
        "prompt-tuning": {"prompt", "head"},
    }[kind]
    assert set(found.gradient_norms) == expected
    assert all(norm > 0 for norm in found.gradient_norms.values())
