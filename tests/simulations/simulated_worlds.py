"""Studies whose true gain is known: the model of `docs/verdict.md`, drawn as often as one likes.

correct = [mu + u_j + v_aj + w_s + x_as + e_asj > 0] with e ~ N(0, 1) fresh for each method a,
seed s and example j. x_as = tr (sum of z_ai over the drawn training items i)/sqrt(n_train)
+ init N(0, 1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, norm

from tenfold.evaluation.assessment import Question, assess
from tenfold.evaluation.evidence import Evidence, MethodScores, Sampling
from tenfold.evaluation.paired import PairedGains, pair

N_TOTAL, N_TEST = 2000, 500


@dataclass(frozen=True)
class World:
    """One row of the table of scenarios. `share_of_group`: intra-class correlation of groups.

    `this_pool`: more than a quarter of the pool is drawn for a fixed test set, so the claim is "for
    subsets of this training data" (rule 6). No gain then means none over subsets of this very
    pool: each method's z are centred over it.
    """

    name: str
    n_train: int
    mu: float
    sd_u: float
    sd_v: float
    sd_w: float
    tr: float
    init: float
    test: str
    n_test: int = N_TEST
    group_size: int = 1
    share_of_group: float = 0.0
    this_pool: bool = False

    @property
    def spread(self) -> float:
        parts = (1.0, self.sd_u, self.sd_v, self.sd_w, self.tr, self.init)
        return float(np.sqrt(sum(part**2 for part in parts)))

    def shift_for(self, gain: float) -> float:
        """What to add to the candidate's score so that its true accuracy is `gain` higher."""
        base = norm.cdf(self.mu / self.spread)
        if gain == 0:
            return 0.0
        return float(brentq(lambda d: norm.cdf((self.mu + d) / self.spread) - base - gain, -5, 5))

    @property
    def sampling(self) -> Sampling:
        pool = N_TOTAL if self.test == "fixed" else N_TOTAL - self.n_test
        return Sampling(
            test=self.test,  # type: ignore[arg-type]
            training="redrawn",
            q=self.n_train / pool,
            n_test=self.n_test,
            n_total=N_TOTAL + (self.n_test if self.test == "fixed" else 0),
            n_train=self.n_train,
        )


A = World("A", 100, 0.8, 1.0, 0.5, 0.1, 0.12, 0.06, "fixed")
B = World("B", 1400, 1.2, 1.0, 0.5, 0.03, 0.03, 0.03, "fixed", this_pool=True)
C = replace(A, name="C", test="redrawn")
D = replace(B, name="D", test="redrawn", this_pool=False)
E = World("E", 1400, 1.2, 1.0, 0.2, 0.03, 0.06, 0.03, "redrawn")
WORLDS = {world.name: world for world in (A, B, C, D, E)}


def limit(n: int, p: float = 0.025, confidence: float = 0.999) -> int:
    """The most errors that n studies of an exact rule would make, with this confidence."""
    return int(binom.ppf(confidence, n, p))


def _grouped(rng: np.random.Generator, shape: tuple[int, ...], world: World) -> np.ndarray:
    """Standard normals along the last axis that share a part inside their group."""
    fresh = rng.standard_normal(shape)
    if world.group_size == 1:
        return fresh
    groups = rng.standard_normal((*shape[:-1], shape[-1] // world.group_size))
    shared = np.repeat(groups, world.group_size, axis=-1)
    return np.sqrt(world.share_of_group) * shared + np.sqrt(1 - world.share_of_group) * fresh


def draw_study(
    world: World, n_seeds: int, rng: np.random.Generator, *, shift: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Correctness (2, n_seeds, n_test) as 0/1 and the tested examples (n_seeds, n_test)."""
    fixed = world.test == "fixed"
    n_items = world.n_test if fixed else N_TOTAL
    u = world.sd_u * _grouped(rng, (n_items,), world)
    v = world.sd_v * _grouped(rng, (2, n_items), world)
    z = rng.standard_normal((2, N_TOTAL))
    if world.this_pool:
        z -= z.mean(axis=1, keepdims=True)
    order = rng.random((n_seeds, N_TOTAL), dtype=np.float32)
    # the first n_test of a random order are the test, the next n_train the training items
    first = 0 if fixed else world.n_test
    cuts = [first + world.n_train - 1] + ([first - 1] if first else [])
    drawn = np.argpartition(order, sorted(cuts), axis=1)
    tested = np.tile(np.arange(n_items), (n_seeds, 1)) if fixed else drawn[:, :first]
    sums = z[:, drawn[:, first : first + world.n_train]].sum(axis=2)
    x = world.tr * sums / np.sqrt(world.n_train)
    x += world.init * rng.standard_normal((2, n_seeds))
    x[0] += shift
    level = world.mu + u[tested] + v[:, tested]
    level += (world.sd_w * rng.standard_normal(n_seeds) + x)[:, :, None]
    noise = rng.standard_normal(level.shape, dtype=np.float32)
    return (level + noise > 0).astype(float), tested


def paired_study(
    world: World,
    n_seeds: int,
    rng: np.random.Generator,
    *,
    gain: float = 0.0,
    shift: float | None = None,
    grouped: bool = False,
) -> PairedGains:
    """One simulated study, as the verdict meets it."""
    moved = world.shift_for(gain) if shift is None else shift
    correct, tested = draw_study(world, n_seeds, rng, shift=moved)
    n_items = world.n_test if world.test == "fixed" else N_TOTAL
    sides = [
        MethodScores(values=tuple(side.mean(axis=1)), per_example=tuple(side)) for side in correct
    ]
    return pair(
        Evidence(
            metric="accuracy",
            seeds=tuple(range(n_seeds)),
            candidate=sides[0],
            baseline=sides[1],
            examples=tuple(tested),
            groups=np.arange(n_items) // world.group_size if grouped else None,
            sampling=world.sampling,
        )
    )


def paired_gains(gains: np.ndarray, failed: np.ndarray | None = None) -> PairedGains:
    """Scores only: gains over a baseline of zero, on a fixed test set."""
    n = len(gains)
    candidate = MethodScores(
        values=tuple(gains), failed=() if failed is None else tuple(bool(f) for f in failed)
    )
    baseline = MethodScores(values=(0.0,) * n)
    return pair(
        Evidence(
            metric="score",
            seeds=tuple(range(n)),
            candidate=candidate,
            baseline=baseline,
            sampling=Sampling(),
        )
    )


def studies(
    world: World,
    n_seeds: int,
    n_studies: int,
    *,
    gain: float = 0.0,
    grouped: bool = False,
    seed: int,
) -> Iterator[PairedGains]:
    """Simulated studies one by one; same seed, same studies."""
    rng = np.random.default_rng([seed, n_seeds, ord(world.name[0])])
    shift = world.shift_for(gain)
    for _ in range(n_studies):
        yield paired_study(world, n_seeds, rng, shift=shift, grouped=grouped)


def outcome(paired: PairedGains, relation: str = "beats", margin: float = 0.0) -> str:
    """The verdict on a single claim at a single look, at alpha = 0.05."""
    from tenfold.evaluation.family import Plan, rule_on

    question = Question(relation=relation, margin=margin, paired=paired)  # type: ignore[arg-type]
    return rule_on([question], Plan())[0].verdict


def one_tail(paired: PairedGains) -> float:
    """P for "beats" on all seeds."""
    return assess(
        Question(relation="beats", margin=0.0, paired=paired), len(paired.gains), alone=True
    ).p_supported
