"""The numerics profile: everything about the machine that can change a floating-point result.

Chosen from the hardware's capabilities by a table, never by timing the user's machine: the same
machine always gets the same profile. It is part of the key of every floating-point step.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from tenfold.errors import InputError, nearest
from tenfold.models.device import Device, choose_device, has_bfloat16

__all__ = ["Profile", "RunSize", "choose_profile", "fit_threads", "run_bytes"]

Dtype = Literal["float32", "bfloat16"]

# The first that the CPU has decides. bfloat16 only where it is done in hardware: there the vectors
# stay within a cosine of 0.9999 of float32 and come 2-4 times as fast (docs/models.md).
_INSTRUCTION_SETS: tuple[tuple[str, Dtype], ...] = (
    ("amx_bf16", "bfloat16"),
    ("avx512_bf16", "bfloat16"),
    ("avx512f", "float32"),
    ("avx2", "float32"),
    ("asimd", "float32"),
)
_LIBRARIES_BYTES = 600_000_000
# What the allocator holds back in training. Measured besides the rest: a process that went through all
# methods on the embedded encoder took 2.0 GB, where weights and a batch sum up to 0.9.
_HELD_BACK_BYTES = 400_000_000
# A weight that is trained is there in two types, with its gradient, two moments and a copy of the best.
_FROZEN_BYTES, _TRAINED_BYTES = 4, 24
# Kept for the backward pass, a token and layer: the 34 bytes a unit of width and 5 a pair of tokens and head
# that Korthikanti et al. 2022 count in 16 bits, a part of them in 32 bits here.
_WIDTH_BYTES, _PAIR_BYTES = 60, 6
_SHARE_OF_MEMORY = 0.8
# Switches by which a user can make the libraries take other kernels, and so other last bits.
_SWITCHES = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ATEN_CPU_CAPABILITY", "MKL_CBWR")


@dataclass(frozen=True, slots=True)
class Profile:
    """How numbers are computed here.

    `threads` is per run: two runs of one thread each are faster than one of two. `kernels` names
    what chooses the kernels: torch's version and any switch that overrides its choice.
    """

    device: Device
    dtype: Dtype
    threads: int
    instruction_set: str
    kernels: str

    def to_json(self) -> dict[str, Any]:
        """Plain values, for keys of steps and for the workspace's record."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Profile:
        """The inverse of `to_json`."""
        return cls(**stored)


def choose_profile(device: str = "auto", *, dtype: str = "auto", threads: int = 1) -> Profile:
    """The profile of this machine. Imports torch only where there may be an accelerator.

    An unknown CPU gets float32, which is right everywhere. `dtype` overrides the table: bfloat16
    works on any machine, but without hardware for it it is slow. Raises InputError for a device that
    is not there and an unknown dtype.
    """
    chosen = choose_device(device)
    instruction_set, usual = _of_cpu(_cpu_flags())
    if chosen != "cpu":
        usual = "bfloat16" if has_bfloat16(chosen) else "float32"
    return Profile(chosen, _checked(dtype, usual), threads, instruction_set, _kernels())


def _checked(dtype: str, usual: Dtype) -> Dtype:
    if dtype == "auto":
        return usual
    for known in get_args(Dtype):
        if dtype == known:
            return known  # type: ignore[no-any-return]
    raise InputError(
        f"no such dtype: {dtype!r}.",
        where="run.dtype",
        remedy=nearest(dtype, ("auto", *get_args(Dtype))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSize:
    """What the memory of a run follows from. `n_layers` are those that the gradient goes through, `n_tokens`
    those of the longest text; both are 0 where nothing of an encoder is trained.
    """

    n_parameters: int
    n_trained: int = 0
    n_layers: int = 0
    width: int = 0
    n_heads: int = 0
    batch_size: int = 0
    n_tokens: int = 0


def run_bytes(size: RunSize) -> int:
    """The most memory that a run may need, estimated: libraries, weights, and what a batch of the longest
    texts keeps for the backward pass.
    """
    weights = _FROZEN_BYTES * size.n_parameters + _TRAINED_BYTES * size.n_trained
    a_token = _WIDTH_BYTES * size.width + _PAIR_BYTES * size.n_heads * size.n_tokens
    batch = size.batch_size * size.n_tokens * size.n_layers * a_token
    return _LIBRARIES_BYTES + weights + batch + (_HELD_BACK_BYTES if size.n_trained else 0)


def fit_threads(profile: Profile, *, need_bytes: int, n_cores: int, memory_bytes: int) -> Profile:
    """One thread a run, unless memory cannot hold a run on every core: then as few threads as fill the cores.

    Runs side by side are the faster ones (docs/LOG.md). Decided by what the machine has, never by what
    is free at the moment, so that keys and scores do not depend on the load. `need_bytes` is what one run
    may need (`run_bytes`).
    """
    if profile.device != "cpu":
        return profile
    n_runs = max(1, int(_SHARE_OF_MEMORY * memory_bytes) // need_bytes)
    return replace(profile, threads=-(-n_cores // n_runs))


def _of_cpu(flags: frozenset[str]) -> tuple[str, Dtype]:
    for name, dtype in _INSTRUCTION_SETS:
        if name in flags:
            return name, dtype
    return "unknown", "float32"


def _cpu_flags() -> frozenset[str]:
    """What the kernel says that the CPU can do; outside Linux only what its kind implies."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return frozenset({"asimd"} if platform.machine().lower() in ("arm64", "aarch64") else ())
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return frozenset(value.split())
    return frozenset()


def _kernels() -> str:
    switches = [f"{name}={os.environ[name]}" for name in _SWITCHES if os.environ.get(name)]
    return " ".join([f"torch {importlib.metadata.version('torch')}", *switches])
