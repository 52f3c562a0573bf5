"""The numerics profile of this workspace on this machine: chosen once, then kept."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from tenfold.models.numerics import Profile, choose_profile
from tenfold.study.records import Records

if TYPE_CHECKING:
    from tenfold.store.workspace import Workspace

__all__ = ["numerics_profile"]


def numerics_profile(workspace: Workspace) -> Profile:
    """The stored profile of this kind of machine; the first use of it stores one."""
    device = str(workspace.setting("run", "device", "auto"))
    name = f"numerics:{platform.node()}:{platform.machine()}:{device}"
    records = Records(workspace)
    stored = records.choice(name)
    if stored is None:
        stored = choose_profile(device).to_json()
        records.choose(name, stored)
    return Profile.from_json(stored)
