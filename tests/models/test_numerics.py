"""The numerics profile: the same machine, the same profile; unknown hardware, float32."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tenfold.errors import InputError
from tenfold.models.device import choose_device
from tenfold.models.numerics import (
    Profile,
    RunSize,
    _of_cpu,
    choose_profile,
    fit_threads,
    run_bytes,
)


def test_a_profile_is_stable_and_survives_storage() -> None:
    assert choose_profile("cpu") == choose_profile("cpu")
    assert Profile.from_json(choose_profile("cpu").to_json()) == choose_profile("cpu")


@pytest.mark.parametrize(
    ("flags", "found"),
    [
        ({"avx2", "avx512f", "avx512_bf16", "amx_bf16"}, ("amx_bf16", "bfloat16")),
        ({"avx2", "avx512f", "avx512_bf16"}, ("avx512_bf16", "bfloat16")),
        ({"avx2", "avx512f"}, ("avx512f", "float32")),
        ({"avx2"}, ("avx2", "float32")),
        (set(), ("unknown", "float32")),
    ],
)
def test_the_table(flags: set[str], found: tuple[str, str]) -> None:
    assert _of_cpu(frozenset(flags)) == found


def test_a_switch_that_changes_kernels_changes_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    before = choose_profile("cpu")
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    assert choose_profile("cpu") != before


def test_unknown_and_absent_devices_are_refused() -> None:
    with pytest.raises(InputError, match="no such device: 'gpu'"):
        choose_device("gpu")
    if choose_device() == "cpu":
        with pytest.raises(InputError, match="has no cuda"):
            choose_device("cuda")


@pytest.mark.parametrize(
    ("need_gigabytes", "n_cores", "gigabytes", "threads"),
    [
        (1.5, 2, 8, 1),
        (1.5, 64, 8, 16),  # four runs fit
        (23, 2, 8, 2),  # not even one does, in full
        (23, 4, 64, 2),
    ],
)
def test_a_run_gets_more_threads_where_memory_cannot_hold_one_on_every_core(
    need_gigabytes: float, n_cores: int, gigabytes: int, threads: int
) -> None:
    size = {
        "need_bytes": int(need_gigabytes * 2**30),
        "n_cores": n_cores,
        "memory_bytes": gigabytes << 30,
    }
    assert fit_threads(choose_profile("cpu"), **size).threads == threads
    assert fit_threads(replace(choose_profile("cpu"), device="cuda"), **size).threads == 1


def test_a_run_needs_its_libraries_its_weights_and_what_a_batch_keeps() -> None:
    alone = run_bytes(RunSize(n_parameters=0))
    assert run_bytes(RunSize(n_parameters=100)) == alone + 400
    assert run_bytes(RunSize(n_parameters=100, n_trained=10)) == alone + 400 + 240 + 400_000_000
    batch = RunSize(n_parameters=0, n_layers=2, width=384, n_heads=12, batch_size=16, n_tokens=100)
    kept = run_bytes(batch) - alone
    assert kept == 16 * 100 * 2 * (60 * 384 + 6 * 12 * 100)
    for name in ("n_layers", "batch_size"):
        twice = replace(batch, **{name: 2 * getattr(batch, name)})
        assert run_bytes(twice) - alone == 2 * kept
    assert run_bytes(replace(batch, n_tokens=200)) - alone > 2 * kept


def test_a_dtype_that_is_asked_for_overrides_the_table() -> None:
    assert choose_profile("cpu", dtype="float32").dtype == "float32"
    assert choose_profile("cpu", dtype="bfloat16").dtype == "bfloat16"
    with pytest.raises(InputError, match="no such dtype"):
        choose_profile("cpu", dtype="float16")
