"""The numerics profile: the same machine, the same profile; unknown hardware, float32."""

from __future__ import annotations

import pytest

from tenfold.errors import InputError
from tenfold.models.device import choose_device
from tenfold.models.numerics import Profile, _of_cpu, choose_profile


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
