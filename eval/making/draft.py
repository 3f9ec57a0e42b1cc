"""What a made question is: the draft that a fact gives rise to, and the line that is written of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import Field

from assistant.answer import Turn
from index.policy import Frozen

Kind = Literal[
    "department", "validity", "deadline", "amount", "eligibility", "content", "list", "multiturn", "unanswerable"
]
KINDS: tuple[Kind, ...] = (
    "department",
    "validity",
    "deadline",
    "amount",
    "eligibility",
    "content",
    "list",
    "multiturn",
    "unanswerable",
)
Group = tuple[str, ...]
"""Wordings any of which states one fact; the first stands in the clause unless the note says what it was made from."""
NO: Group = (
    *("不能", "不可以", "不行", "不得", "不予", "不符合", "不满足", "不适用", "不计入", "不享受", "不再", "不给"),
    *("无法", "不在", "不算", "不属于", "不够", "达不到", "未达到", "没达到", "不重复", "取消", "停止"),
)
"""How an answer says no."""


@dataclass(frozen=True)
class Draft:
    """A question before it is put into words: a key of ``wordings.json``, what to fill in, and what is right.

    ``clauses`` are the ids of the clauses that answer it, ``evidence`` one verbatim piece of each. ``keep`` holds the
    words that another wording of the question must keep, beside its numbers. ``beside`` is a draft to
    be written with this one: for a follow-up the same question in words that need no history, for a question about a
    day the same one on another day; ``pair`` is shared by these two.
    """

    kind: Kind
    wording: str
    policy_id: str
    values: dict[str, str]
    clauses: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    facts: tuple[Group, ...] = ()
    departments: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    keep: tuple[str, ...] = ()
    note: str = ""
    pair: str | None = None
    beside: Draft | None = None


class How(Frozen):
    """How a question came about: the wording it was filled into, the clauses its facts are of, and the facts' origin.

    ``by`` is ``template``, ``paraphrase`` (then ``before`` is the wording of the template) or ``feedback``.
    ``left_out`` says that the policy must not be in the index that is asked.
    """

    by: Literal["template", "paraphrase", "feedback"]
    template: str | None = None
    before: str | None = None
    policy: str | None = None
    clauses: tuple[str, ...] = ()
    left_out: bool = False


class Made(Frozen):
    """A line of made questions: the keys that ``eval.questions.Question`` reads, and how it was made."""

    id: str
    kind: str
    question: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    region: str | None = None
    answerable: bool = True
    source: str | None = None
    evidence: tuple[str, ...] = ()
    facts: tuple[Group, ...] = ()
    departments: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    standalone_of: str | None = None
    pair: str | None = None
    note: str = ""
    made: How

    def line(self) -> str:
        """The question as one line of JSON; keys that say nothing are left out."""
        fields = self.model_dump(mode="json", exclude_none=True)
        fields["made"] = {key: value for key, value in fields["made"].items() if value not in (None, [], False)}
        return json.dumps(fields, ensure_ascii=False)


def identity(kind: str, question: str, history: tuple[Turn, ...], as_of: date | None) -> str:
    """An id that the same question has in every run."""
    said = "\n".join((question, *(turn.content for turn in history), str(as_of or "")))
    return f"m-{kind}-{hashlib.sha256(said.encode()).hexdigest()[:10]}"
