"""The numerics profile of this workspace on this machine, chosen once, then kept; and the one of an encoder."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from tenfold.models.lean.shape import shape_of
from tenfold.models.numerics import Profile, RunSize, choose_profile, fit_threads, run_bytes

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.store.workspace import Workspace

__all__ = ["encoder_profile", "numerics_profile"]

_USUAL_BATCH, _MOST_TOKENS = 16, 512


def numerics_profile(workspace: Workspace) -> Profile:
    """The stored profile of this kind of machine, of one thread; the first use of it stores one."""
    device = str(workspace.setting("run", "device", "auto"))
    dtype = str(workspace.setting("run", "dtype", "auto"))
    name = f"numerics:{platform.node()}:{platform.machine()}:{device}"
    name += "" if dtype == "auto" else f":{dtype}"
    stored = workspace.choices.get(name)
    if stored is None:
        stored = workspace.choices.choose(name, choose_profile(device, dtype=dtype).to_json())
    return Profile.from_json(stored)


def encoder_profile(profile: Profile, encoder: EncoderFiles) -> Profile:
    """The profile of all steps of one encoder: more threads where memory cannot hold a training of all of it
    on every core. Neither the other encoders of a study nor its texts have a part in it.
    """
    import psutil

    largest = RunSize(
        n_parameters=encoder.n_parameters,
        n_trained=encoder.n_parameters,
        n_layers=encoder.n_layers,
        width=encoder.width,
        n_heads=shape_of(encoder).n_heads,
        batch_size=_USUAL_BATCH,
        n_tokens=min(encoder.max_length, _MOST_TOKENS),
    )
    return fit_threads(
        profile,
        need_bytes=run_bytes(largest),
        n_cores=psutil.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
    )
