"""The five methods of the comparison, as tenfold declares them and as the peers train them.

tenfold would stop after three epochs without a lower log loss on validation; `patience = 0` makes it train
as many epochs as the peers do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

__all__ = ["ADDED", "BATCH_SIZE", "FIVE", "MethodSetting"]

BATCH_SIZE = 16


@dataclass(frozen=True)
class MethodSetting:
    """One method. `fields` and `training` go into tenfold's declaration as they stand here.

    `rate` is the peers' learning rate, chosen on validation (`python -m benchmarks tuning`); for
    tenfold an own rate can stand in `fields`, without one its default is used. `trains` says that
    tenfold trains it in epochs, so that `epochs` and `batch_size` are declared too. `settled` is the
    share of the epochs after which it is what it claims to be: before, AdaLoRA has more than its ranks.
    """

    name: str
    kind: str
    rate: float
    fields: Mapping[str, object] = field(default_factory=dict)
    training: Mapping[str, object] = field(default_factory=dict)
    trains: bool = True
    settled: float = 0.0

    def at(self, own_rate: float | None) -> MethodSetting:
        """The same with a learning rate of tenfold's own; None keeps its default."""
        if own_rate is None:
            return self
        return replace(self, fields={**self.fields, "learning_rate": own_rate})

    def since(self, epochs: int) -> int:
        """The first epoch whose end may count: at least one is trained, however good the start is."""
        return max(1, math.ceil(self.settled * epochs))

    def declared(self, epochs: int) -> str:
        """The tables of a declaration."""
        own = dict(self.fields)
        if self.trains:
            own = {"epochs": epochs, "batch_size": BATCH_SIZE, **own}
        lines = [f"[methods.{self.name}]", f'kind = "{self.kind}"', *_assignments(own)]
        if self.trains:
            training = {"patience": 0, **self.training}
            lines += [f"[methods.{self.name}.training]", *_assignments(training)]
        return "\n".join(lines) + "\n"


def _assignments(values: Mapping[str, object]) -> list[str]:
    return [f"{key} = {_toml(value)}" for key, value in values.items()]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


FIVE: Mapping[str, MethodSetting] = {
    setting.name: setting
    for setting in (
        MethodSetting("probe", "probe", rate=1e-2, trains=False),
        MethodSetting("last2", "last-k", rate=2e-4, fields={"k": 2}),
        MethodSetting("full", "fine-tune", rate=5e-5),
        MethodSetting("lora", "lora", rate=2e-3, fields={"rank": 8}),
        MethodSetting(
            "adalora",
            "adalora",
            rate=2e-3,
            fields={"rank": 8, "initial_rank": 12},
            settled=0.5,
        ),
    )
}
ADDED = MethodSetting("last1", "last-k", rate=2e-4, fields={"k": 1})
"""The sixth method, for what a study costs when one is added."""
