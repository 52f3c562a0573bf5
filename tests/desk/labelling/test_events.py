"""What words come to: the last one that was not undone."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tenfold.desk.labelling.deciding import decide, human_labels
from tenfold.desk.labelling.events import Event, Word, standing

TIME = datetime(2026, 1, 1, tzinfo=UTC)
actions = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from(["0", "1", "skip", "undo"])
    ),
    max_size=40,
)


def _event(number: int, annotator: str, item: str, said: str, undoes: int | None = None) -> Event:
    kind = said if said in ("skip", "undo") else "label"
    word = Word(
        kind=kind,  # type: ignore[arg-type]
        item=item,
        example=item,
        annotator=annotator,
        label=said if kind == "label" else None,
        undoes=undoes,
    )
    return Event(number, "v", TIME, word)


@given(actions)
def test_standing_is_a_stack_for_each_annotator_and_text(
    said: list[tuple[str, str, str]],
) -> None:
    """Against a slow model: an answer is pushed, an undo takes the annotator's newest away."""
    events: list[Event] = []
    stacks: dict[str, list[Event]] = {"a": [], "b": []}
    for number, (annotator, item, what) in enumerate(said, 1):
        stack = stacks[annotator]
        if what == "undo":
            if stack:
                last = stack.pop()
                events.append(_event(number, annotator, last.word.item, "undo", last.number))
            continue
        events.append(_event(number, annotator, item, what))
        stack.append(events[-1])
    wanted = {(e.word.annotator, e.word.item): e for stack in stacks.values() for e in stack}
    assert standing(reversed(events)) == wanted


def test_most_annotators_decide_then_the_trusted_one() -> None:
    assert decide({"a": "1", "b": "1", "c": "0"}) == "1"
    assert decide({"a": "1", "b": "0"}) is None
    assert decide({"a": "1", "b": "0"}, trust="b") == "0"
    assert decide({"a": "1", "b": "0"}, trust="c") is None
    assert decide({}) is None


def test_rules_and_skips_are_no_human_labels() -> None:
    rule = Event(
        1,
        "v",
        TIME,
        Word(kind="label", item="x", example="x", annotator="rules", label="1", source="rule"),
    )
    assert human_labels([rule, _event(2, "a", "y", "skip"), _event(3, "a", "z", "0")]) == {"z": "0"}
