"""The numerics profile of this workspace on this machine: chosen once, then kept."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from tenfold.models.numerics import Profile, choose_profile, fit_threads
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["numerics_profile"]


def numerics_profile(workspace: Workspace, *, n_parameters: int = 0) -> Profile:
    """The stored profile of this kind of machine; the first use of it stores one.

    `n_parameters` are those of the largest encoder that a study uses: with a very large one fewer runs go
    on at the same time, with more threads each.
    """
    import psutil

    device = str(workspace.setting("run", "device", "auto"))
    dtype = str(workspace.setting("run", "dtype", "auto"))
    name = f"numerics:{platform.node()}:{platform.machine()}:{device}"
    name += "" if dtype == "auto" else f":{dtype}"
    records = Records(workspace)
    stored = records.choice(name)
    if stored is None:
        stored = choose_profile(device, dtype=dtype).to_json()
        records.choose(name, stored)
    return fit_threads(
        Profile.from_json(stored),
        n_parameters=n_parameters,
        n_cores=psutil.cpu_count() or 1,
        memory_bytes=psutil.virtual_memory().total,
    )
