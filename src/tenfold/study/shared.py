"""Steps that several runs of a study read: computed once, before the first run that needs them.

A `ChunkStep` is of a chunk of texts (its tokens and vectors, or the states below a layer), a `StartStep`
a probe's fit, whose weights other fits start from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tenfold.models.encode_step import encode_step
from tenfold.store.steps import Step

if TYPE_CHECKING:
    from tenfold.models.encoder import EncoderFiles
    from tenfold.models.numerics import Profile
    from tenfold.study.material import Material
    from tenfold.study.run_plan import RunId

__all__ = ["NOTHING", "ChunkStep", "Chunks", "Reads", "SharedStep", "StartStep", "closure"]


@dataclass(frozen=True)
class SharedStep:
    """`model` names the encoder as the declaration does; `needs` are keys of shared steps."""

    step: Step
    model: str
    needs: tuple[str, ...] = ()

    @property
    def task(self) -> tuple[Any, ...]:
        """Steps with the same are made in one go."""
        return (self.step.key,)


@dataclass(frozen=True)
class ChunkStep(SharedStep):
    """One pass of a chunk of a side's distinct texts through the encoder gives several of these.

    `layer` is None for the tokens and vectors, else whose layer's input is kept.
    """

    side: str = ""
    number: int = 0
    layer: int | None = None

    @property
    def task(self) -> tuple[Any, ...]:
        return (self.model, self.side, self.number)


@dataclass(frozen=True, kw_only=True)
class StartStep(SharedStep):
    """The fit of a `probe` with default parameters on the training part of one run, and of others that
    have the same.
    """

    run: RunId
    reads: Reads


@dataclass(frozen=True)
class Reads:
    """Keys of the shared steps that one side of a run reads: its chunks, and their frozen states or
    none.

    `numbers` are those of the side's own chunks, which come first; then those of new texts.
    """

    chunks: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.chunks, *self.prefix)


NOTHING = Reads()


def closure(keys: Iterable[str], shared: Mapping[str, SharedStep]) -> Iterator[str]:
    """The keys and all that these need, each after what it needs and once."""
    seen: set[str] = set()

    def visit(key: str) -> Iterator[str]:
        if key not in seen:
            seen.add(key)
            for needed in shared[key].needs:
                yield from visit(needed)
            yield key

    for key in keys:
        yield from visit(key)


class Chunks:
    """Gives chunks of texts their steps. Those that were asked for stand in `shared`."""

    def __init__(
        self,
        material: Material,
        arrays: Mapping[str, np.ndarray],
        encoders: Mapping[str, EncoderFiles],
        profiles: Mapping[str, Profile],
    ) -> None:
        self._layout = material.layout
        self._arrays = arrays
        self._encoders = encoders
        self._profiles = profiles
        self.shared: dict[str, SharedStep] = {}

    def numbers(self, side: str, examples: np.ndarray) -> list[int]:
        """Which chunks of a side hold the texts of these examples."""
        ends = np.cumsum([chunk["n"] for chunk in self._layout[side]])
        rows = self._arrays[f"row/{side}"][examples]
        found: list[int] = np.unique(np.searchsorted(ends, rows, side="right")).tolist()
        return found

    def encode(self, model: str, side: str, numbers: Iterable[int]) -> tuple[str, ...]:
        """The keys of the steps that give these chunks' tokens and vectors."""
        return tuple(self._add(model, side, number, None) for number in numbers)

    def prefix(self, model: str, layer: int, side: str, numbers: Iterable[int]) -> tuple[str, ...]:
        """The keys of the steps that give the states below `layer` of these chunks' tokens."""
        return tuple(self._add(model, side, number, layer) for number in numbers)

    def _add(self, model: str, side: str, number: int, layer: int | None) -> str:
        step = encode_step(
            self._layout[side][number]["digest"],
            self._encoders[model],
            self._profiles[model],
            layer=layer,
        )
        made = ChunkStep(step, model, side=side, number=number, layer=layer)
        self.shared.setdefault(step.key, made)
        return step.key
