"""Where tensors live. Nothing else in tenfold asks about CPU, CUDA or MPS."""

from __future__ import annotations

import importlib.metadata
import platform
from pathlib import Path
from typing import Literal

from tenfold.errors import InputError, nearest

__all__ = ["DEVICES", "Device", "choose_device", "has_bfloat16"]

Device = Literal["cpu", "cuda", "mps"]
DEVICES: tuple[Device, ...] = ("cpu", "cuda", "mps")


def choose_device(device: str = "auto") -> Device:
    """The device to compute on: the one asked for, or the best there is.

    Imports torch only where the machine looks as if it had an accelerator. Raises InputError for an
    unknown name or a device that is not there.
    """
    if device == "auto":
        return next((name for name in ("cuda", "mps") if _is_there(name)), "cpu")
    for name in DEVICES:
        if device == name:
            if name != "cpu" and not _is_there(name):
                raise InputError(
                    f"this machine, or the installed torch, has no {name}.",
                    where="run.device",
                    remedy='Use device = "auto" or "cpu".',
                )
            return name
    raise InputError(
        f"no such device: {device!r}.",
        where="run.device",
        remedy=nearest(device, ("auto", *DEVICES)),
    )


def _is_there(name: Device) -> bool:
    if not _may_be_there(name):
        return False
    import torch

    return torch.cuda.is_available() if name == "cuda" else torch.backends.mps.is_available()


def _may_be_there(name: Device) -> bool:
    """A look at the machine that costs nothing, before torch is imported for a sure answer."""
    if importlib.metadata.version("torch").endswith("+cpu"):
        return False
    if name == "mps":
        return platform.system() == "Darwin" and platform.machine() == "arm64"
    return platform.system() == "Windows" or any(
        Path(path).exists() for path in ("/dev/nvidia0", "/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
    )


def has_bfloat16(device: Device) -> bool:
    """Whether an accelerator computes bfloat16 in hardware. The CPU's answer is in `numerics`."""
    if device != "cuda":
        return False
    import torch

    return bool(torch.cuda.is_bf16_supported(including_emulation=False))
