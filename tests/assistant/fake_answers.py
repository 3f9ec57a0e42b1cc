"""An index of three small policies and a stream of events, for the faces: no model, no files, no waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from assistant.answer import (
    Answer,
    AnswerStatus,
    Citation,
    ClausesFound,
    Event,
    Finished,
    Resources,
    Seconds,
    TextWritten,
    Turn,
)
from assistant.settings import Settings
from index.policy import Clause, Hit, Policy, PolicyHeader, Segment

EVIL = '<script>window.hacked=1</script><img src=x onerror="window.hacked=2">${window.hacked=3}{{window.hacked}}'
QUOTE = "对新认定的专精特新企业,一次性奖励20万元。"


def policy(number: int, title: str, texts: Sequence[tuple[tuple[str, ...], str]], **facts: Any) -> Policy:
    """A policy whose source is its clauses, one after another."""
    clauses, place = [], 0
    for position, (address, text) in enumerate(texts):
        clauses.append(
            Clause(
                clause_id=f"p{number}-{position}",
                policy_id=f"p{number}",
                address=address,
                text=text,
                start=place,
                end=place + len(text),
                segments=(Segment(clean=0, raw=place, length=len(text)),),
            )
        )
        place += len(text) + 1
    return Policy(policy_id=f"p{number}", title=title, source_file=f"p{number}.txt", clauses=tuple(clauses), **facts)


POLICIES = (
    policy(
        1,
        "云岭省人民政府办公厅关于印发云岭省中小企业数字化转型扶持办法的通知",
        [
            (
                ("第二章", "第五条"),
                f"第五条 扶持标准。本办法面向在本省登记注册的中小企业。{QUOTE}已享受同类资金的不重复奖励。",
            ),
            (
                ("第二章", "第六条"),
                "第六条 申报程序。企业向所在地县级工业和信息化主管部门提出申请,由市级部门审核。" * 6
                + QUOTE
                + "逾期不予受理。" * 20,
            ),
        ],
        document_number="云政办发〔2025〕18号",
        region="云岭省",
        signed="2025-03-02",
        effective="2025-04-01",
        expires="2030-03-31",
    ),
    policy(
        2,
        "澄江市关于支持专精特新企业发展的若干意见",
        [(("三、", "(二)"), f"(二)加大奖补力度。{QUOTE}由市工业和信息化局牵头,市财政局配合。")],
        document_number="澄政发〔2024〕7号",
        region="澄江市",
        signed="2024-01-10",
        effective="2024-02-01",
        expires="2026-12-31",
    ),
    policy(
        3,
        f"云岭省{EVIL}申报指南",
        [(("一、",), f"一、申报对象 {EVIL} 依法登记的企业。")],
        region=f"县{EVIL}",
        signed="2023-05-05",
    ),
)


class FakeSearcher:
    """Finds every clause of the given policies, in their order."""

    def __init__(self, policies: Sequence[Policy] = POLICIES) -> None:
        self._policies = policies
        self.asked: list[tuple[str, int, str | None, date | None]] = []
        self.limits: list[tuple[tuple[str, ...], tuple[str, ...], bool]] = []

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        region: str | None = None,
        regions: Sequence[str] = (),
        policies: Sequence[str] = (),
        departments: Sequence[str] = (),
        in_force: bool = False,
        as_of: date | None = None,
        expired_too: bool = False,  # noqa: ARG002 - the fake knows no day
        by_article: bool = True,  # noqa: ARG002 - nor articles
    ) -> list[Hit]:
        self.limits.append((tuple(policies), tuple(departments), in_force))
        asked = (*((region,) if region else ()), *regions)
        self.asked.append((query, k, asked[0] if asked else None, as_of))
        day = as_of or date(2026, 11, 22)
        found = [(each, clause) for each in self._policies for clause in each.clauses]
        return [
            Hit(rank=rank, score=1 / rank, clause=clause, policy=each.header(), validity=each.validity(day))
            for rank, (each, clause) in enumerate(found[:k], start=1)
            if not asked or each.region in asked
        ]

    def regions(self) -> list[str]:
        return sorted({each.region for each in self._policies if each.region})

    def covered(self, regions: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in regions if name in self.regions())

    def policies(self) -> list[PolicyHeader]:
        return [each.header() for each in self._policies]

    def policy(self, policy_id: str) -> Policy | None:
        return next((each for each in self._policies if each.policy_id == policy_id), None)

    def clause(self, clause_id: str) -> Clause | None:
        clauses = (clause for each in self._policies for clause in each.clauses)
        return next((clause for clause in clauses if clause.clause_id == clause_id), None)

    def sentence_scores(self, query: str, sentences: Sequence[str]) -> list[float]:  # noqa: ARG002 - the order decides
        return [1 / place for place in range(1, len(sentences) + 1)]

    def word_weights(self, found: Sequence[str]) -> list[float]:
        return [1.0] * len(found)


def resources(searcher: FakeSearcher | None = None, **settings: Any) -> Resources:
    """Resources without a model over the three policies."""
    return Resources(cast("Any", searcher or FakeSearcher()), None, Settings(home=Path("/nonexistent"), **settings))


def citation(marker: int, clause_id: str, quote: str = QUOTE) -> Citation:
    """The quote in a clause of the three policies, as a citation."""
    found = FakeSearcher().clause(clause_id)
    assert found is not None
    of = FakeSearcher().policy(found.policy_id)
    assert of is not None
    start = found.start + found.text.index(quote)
    return Citation(
        marker=marker,
        policy_id=of.policy_id,
        policy=of.title,
        document_number=of.document_number,
        source_file=of.source_file,
        clause_id=clause_id,
        address=found.address,
        quote=quote,
        text=found.text,
        start=start,
        end=start + len(quote),
        validity=of.validity(date(2026, 11, 22)),
    )


def _open_gate() -> threading.Event:
    gate = threading.Event()
    gate.set()
    return gate


@dataclass
class FakeStream:
    """Stands in for ``stream()``: waits ``pause`` seconds a piece; ``may_write`` cleared holds them back."""

    pause: float = 0.0
    status: AnswerStatus = AnswerStatus.ANSWERED
    failing: bool = False
    may_write: threading.Event = field(default_factory=_open_gate)
    text: str = (
        "新认定的专精特新企业,一次性奖励20万元。[1]\n"
        "向所在地县级工业和信息化主管部门申请。[2]\n"
        "澄江市由市工业和信息化局牵头。[3]"
    )
    cited: tuple[Citation, ...] = field(
        default_factory=lambda: (citation(1, "p1-0"), citation(2, "p1-1"), citation(3, "p2-0"))
    )
    histories: list[tuple[Turn, ...]] = field(default_factory=list)
    filters: list[tuple[str | None, date | None]] = field(default_factory=list)
    closed: int = 0

    def __call__(
        self,
        question: str,
        resources: Resources,
        *,
        history: Sequence[Turn] = (),
        region: str | None = None,
        as_of: date | None = None,
    ) -> Iterator[Event]:
        self.histories.append(tuple(history))
        self.filters.append((region, as_of))
        try:
            yield from self._events(question, resources, region, as_of)
        except GeneratorExit:
            self.closed += 1
            raise

    def _events(self, question: str, resources: Resources, region: str | None, as_of: date | None) -> Iterator[Event]:
        if self.status is not AnswerStatus.FAILED:
            yield ClausesFound(tuple(resources.searcher.search(question, region=region, as_of=as_of)), 0.01)
        text = self.text if self.status is AnswerStatus.ANSWERED else ""
        self.may_write.wait(30)
        for start in range(0, len(text), 6):
            time.sleep(self.pause)
            yield TextWritten(text[start : start + 6])
        status = AnswerStatus.FAILED if self.failing else self.status
        yield Finished(
            Answer(
                status=status,
                answer=text,
                citations=self.cited if text else (),
                question=question,
                as_of=as_of or date(2026, 11, 22),
                seconds=Seconds(search=0.01, first_text=0.1, total=0.5),
                reference="ab12cd34" if status is AnswerStatus.FAILED else None,
            )
        )
