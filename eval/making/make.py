"""Policies to questions: every draft put into words, checked, and a balanced sample of them written."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from tqdm import tqdm

from eval.making import absent, amounts, conditions, days, departments, followups, members
from eval.making.check import problems
from eval.making.draft import KINDS, Draft, How, Made, identity
from eval.making.held import Held
from eval.making.naming import names
from eval.making.reword import Reword
from eval.making.wording import put
from eval.questions import EvaluationError
from index.policy import Policy, Validity

_CONTINUED = "multiturn"
_WORDINGS = 4
_BLANKS = re.compile(r"(?<=[^ -~])\s+|\s+(?=[^ -~])")
_COMMA = re.compile(r"(?<=[^0-9A-Za-z]),|,(?=[^0-9A-Za-z])")


@dataclass(frozen=True)
class Outcome:
    """What was made: lines written by kind, questions that could be made, and those the check turned down."""

    written: dict[str, int]
    possible: int
    turned_down: tuple[tuple[str, str], ...]
    reworded: int


def make(
    held: Held,
    out: Path,
    *,
    count: int,
    kinds: Sequence[str] = KINDS,
    seed: int = 0,
    today: date | None = None,
    reword: Reword | None = None,
) -> Outcome:
    """Write ``count`` questions to ``out``, kinds and policies in turn; a follow-up brings its standalone wording.

    The same seed and policies give the same questions. With policies left out only the unanswerable questions are of
    these. Raises EvaluationError when ``out`` cannot be written or nothing can be made.
    """
    chance = random.Random(seed)  # noqa: S311 - which wording, not a secret
    day = today or date.today()
    drafts = list(_drafts(held, count, day, chance))
    wanted = [draft for draft in drafts if draft.kind in kinds]
    chance.shuffle(wanted)
    turned_down: list[tuple[str, str]] = []
    lines, reworded, questions = [], 0, set[str]()
    bar = tqdm(total=count, unit="question", desc="make", disable=None)
    for draft in _in_turn(wanted):
        if len(questions) >= count:
            break
        made, wrong = _checked(draft, held, day, chance)
        if wrong or made[0].question in questions:
            turned_down.append((made[0].question, wrong or "asked twice"))
            continue
        if reword:
            changed = reword.question(made[0], draft.keep)
            reworded += changed is not made[0]
            made = [changed, *made[1:]]
        questions.add(made[0].question)
        lines += made
        bar.update()
    bar.close()
    if not lines:
        raise EvaluationError("No question can be made of these policies: their clauses state no facts to ask for.")
    _write(out, lines)
    written: dict[str, int] = defaultdict(int)
    for line in lines:
        written[line.kind] += 1
    return Outcome(dict(written), len(wanted), tuple(turned_down), reworded)


def _drafts(held: Held, count: int, day: date, chance: random.Random) -> Iterator[Draft]:
    stated: list[Draft] = []
    policies = _chosen(held, count, chance)
    for policy in tqdm(policies, unit="policy", desc="questions", disable=None):
        stated += _asked_when_valid(_of_policy(policy, held, day), held, day)
    if held.left_out:
        stated = list(absent.left_out(stated, held))
        yield from stated
        return
    yield from stated
    yield from followups.drafts([draft for draft in stated if draft.as_of is None or not draft.pair], held, chance)
    for policy in policies:
        if _valid(policy, held, day):
            yield from absent.drafts(policy, held)


def _chosen(held: Held, count: int, chance: random.Random) -> Sequence[Policy]:
    """The policies to ask about: all, or of many more than questions are wanted a random choice; those left out."""
    asked = held.asked()
    if held.left_out:
        return [policy for policy in asked if policy.policy_id in held.left_out]
    return asked if len(asked) <= count else [asked[place] for place in sorted(chance.sample(range(len(asked)), count))]


def _of_policy(policy: Policy, held: Held, day: date) -> Iterator[Draft]:
    yield from departments.drafts(policy, held)
    yield from days.drafts(policy, held, day)
    yield from amounts.drafts(policy, held)
    yield from conditions.drafts(policy, held)
    yield from members.drafts(policy, held)


def _valid(policy: Policy, held: Held, day: date) -> bool:
    return held.headers[policy.policy_id].validity(day) in (Validity.IN_FORCE, Validity.UNKNOWN)


def _asked_when_valid(drafts: Iterable[Draft], held: Held, day: date) -> Iterator[Draft]:
    """The drafts, those of a policy that is not valid today asked on a day when it is."""
    for draft in drafts:
        header = held.headers[draft.policy_id]
        if draft.as_of or header.validity(day) in (Validity.IN_FORCE, Validity.UNKNOWN):
            yield draft
        elif header.effective and header.expires:
            yield replace(draft, as_of=date.fromisoformat(header.effective))


def _in_turn(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The drafts, one of each kind in turn, and within a kind one of each policy in turn."""
    by_kind: dict[str, dict[str, list[Draft]]] = defaultdict(lambda: defaultdict(list))
    for draft in drafts:
        by_kind[draft.kind][draft.policy_id].append(draft)
    queues = [_policies_in_turn(of_kind) for _, of_kind in sorted(by_kind.items())]
    while queues:
        left = []
        for queue in queues:
            of_kind = next(queue, None)
            if of_kind:
                yield of_kind
                left.append(queue)
        queues = left


def _policies_in_turn(of_kind: dict[str, list[Draft]]) -> Iterator[Draft]:
    longest = max(map(len, of_kind.values()))
    for place in range(longest):
        yield from (drafts[place] for _, drafts in sorted(of_kind.items()) if place < len(drafts))


def _checked(draft: Draft, held: Held, day: date, chance: random.Random) -> tuple[list[Made], str | None]:
    """The question of a draft and what is wrong with it, another wording tried when one is."""
    wrong: str | None = None
    for _ in range(_WORDINGS):
        made = _worded(draft, held, day, chance)
        wrong = next((fault for one in made for fault in problems(one, held)), None)
        if wrong is None:
            break
    return made, wrong


def _worded(draft: Draft, held: Held, day: date, chance: random.Random) -> list[Made]:
    """The question of a draft, with the one to be written beside it."""
    made = _line(draft, held, day, chance)
    if draft.beside is None:
        return [made]
    if not draft.history:
        return [made, _line(draft.beside, held, day, chance)]
    beside = _line(replace(draft.beside, as_of=draft.as_of), held, day, chance)
    return [made, beside.model_copy(update={"standalone_of": made.id, "kind": _CONTINUED})]


def _line(draft: Draft, held: Held, day: date, chance: random.Random) -> Made:
    header = held.headers[draft.policy_id]
    name = chance.choice(names(header, held))
    question, template = put(draft.wording, {**draft.values, "policy": name}, chance, opener=not draft.history)
    question, as_of = _COMMA.sub("，", _BLANKS.sub("", question)), draft.as_of or day
    return Made(
        id=identity(draft.kind, question, draft.history, as_of),
        kind=draft.kind,
        question=question,
        history=draft.history,
        as_of=as_of,
        answerable=draft.answerable,
        source=header.source_file,
        evidence=draft.evidence,
        facts=draft.facts,
        departments=draft.departments,
        forbidden=draft.forbidden,
        pair=draft.pair,
        note=draft.note,
        made=How(
            by="template",
            template=template,
            policy=draft.policy_id,
            clauses=draft.clauses,
            left_out=draft.policy_id in held.left_out,
        ),
    )


def _write(out: Path, lines: Sequence[Made]) -> None:
    try:
        out.write_text("".join(line.line() + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{out} cannot be written ({error.strerror}).") from error
