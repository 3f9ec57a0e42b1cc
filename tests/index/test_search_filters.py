"""What a search is limited to: every hit is within the filters, and nothing within them is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import candidates, ranking
from index.candidates import Positions
from index.embed import Vectors
from index.errors import QuestionError
from index.folder import use
from index.lexical import Scores
from index.parse import PARSER_VERSION
from index.passage import passages
from index.policy import Departments, Hit, Policy, Validity
from index.records import Embedded, Made, Source
from index.scope import Filters, Scope, scope_of
from index.search import Searcher
from index.snapshot import Snapshot
from index.store import Store
from tests.fakes import FakeEmbedder
from tests.index.making import a_policy

DAY = date(2026, 11, 22)
FEW = 12
"""So many candidates of each kind: fewer than most filters leave, so that choosing them matters."""
REGIONS = {None: None, "银川市": "宁夏", "宁夏回族自治区": "宁夏", "上海市": "上海"}
NAMES = {
    "卫健委": "卫生健康",
    "市卫生健康委": "卫生健康",
    "卫生健康委员会": "卫生健康",
    "科技局": "科学技术",
    "科学技术厅": "科学技术",
    "霁州供水公司": "供水",
}
"""Names of departments and whose they are, told by hand."""
WORDS = ("补贴", "奖励", "企业", "医疗", "机构", "落户", "科研", "投入", "用水", "价格", "申请", "审核")


def made_up(count: int) -> list[Policy]:
    """Policies that differ in all that can be filtered by."""
    chance = random.Random(7)  # noqa: S311
    found: list[Policy] = []
    for number in range(count):
        texts = tuple("".join(chance.choices(WORDS, k=8)) + "。" for _ in range(chance.randint(1, 8)))
        policy = a_policy(
            f"p{number}",
            texts,
            region=chance.choice(list(REGIONS)),
            form=chance.choice(("policy", "policy", "policy", "other")),
            effective=chance.choice((None, "2020-01-01", "2027-01-01")),
            expires=chance.choice((None, "2025-12-31", "2030-01-01")),
        )
        clauses = [
            clause.model_copy(
                update={
                    "departments": Departments(
                        lead=tuple(chance.sample(list(NAMES), chance.choice((0, 0, 1, 2)))),
                        responsible=tuple(chance.sample(list(NAMES), chance.choice((0, 0, 0, 1)))),
                    )
                }
            )
            for clause in policy.clauses
        ]
        found.append(policy.model_copy(update={"clauses": tuple(clauses)}))
    return found


class Untied(FakeEmbedder):
    """No two texts are as far from a query, so that there is one right order."""

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = super()._vectors(texts) * np.random.default_rng(3).uniform(0.5, 2.0, self.dimensions)
        normalised: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        return normalised


POLICIES = made_up(80)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place, embedder = tmp_path_factory.mktemp("index"), Untied()
    store = Store.create(place, Made(embedder.name, embedder.dimensions, PARSER_VERSION))
    use(store.folder)
    for policy in POLICIES:
        found = passages(policy)
        vectors = embedder.passages([passage.embedded for passage in found])
        embedded = [Embedded(one, one.text, vector) for one, vector in zip(found, vectors, strict=True)]
        store.replace(Source(f"/{policy.policy_id}", policy.policy_id, "0" * 64, ""), [policy], embedded)
    store.publish()
    store.close()
    return place


def every(snapshot: Snapshot, lexical: Scores, vector: Vectors, scope: Scope) -> Positions:
    """The candidates, by comparing each allowed passage with the query, one after the other."""
    allowed = [position for position in range(len(snapshot.columns)) if scope.mask[position]]
    by_words = sorted((one for one in allowed if lexical[one] > 0), key=lambda one: -lexical[one])[:FEW]
    cosines = {one: float(snapshot.columns.vectors[one] @ vector) for one in allowed}
    near = sorted(allowed, key=lambda one: -cosines[one])[:FEW]
    return np.array(sorted({*by_words, *near}), dtype=np.int64)


def within(policy: Policy, number: int, limits: Filters) -> bool:
    """Whether a clause passes, told from the policy itself."""
    clause = policy.clauses[number]
    places = [None if one is None else REGIONS[one] for one in limits.regions]
    nearby = not places or policy.region is None or REGIONS[policy.region] in places
    if policy.region == "银川市" and limits.regions and not {"银川市", "宁夏回族自治区"} & set(limits.regions):
        nearby = False
    named = not limits.policies or policy.policy_id in limits.policies
    form = policy.form == "policy" or limits.include_other or bool(limits.policies)
    valid = limits.in_force_on is None or (
        policy.expires is not None and (policy.effective or "") <= limits.in_force_on.isoformat() <= policy.expires
    )
    asked = {NAMES[one] for one in limits.departments}
    charged = not asked or bool(asked & {NAMES[one] for one in clause.departments.all()})
    return nearby and named and form and valid and charged


def some(options: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(options), max_size=2, unique=True).map(tuple)


FILTERS = st.builds(
    Filters,
    regions=some([name for name in REGIONS if name]),
    policies=st.one_of(st.just(()), some([policy.policy_id for policy in POLICIES])),
    # By names without a level, as the oracle knows none.
    departments=st.one_of(st.just(()), some(["卫健委", "卫生健康委员会", "科技局", "霁州供水公司"])),
    in_force_on=st.sampled_from((None, DAY, date(2021, 5, 1), date(2028, 1, 1))),
    include_other=st.booleans(),
)


def searched(searcher: Searcher, query: str, limits: Filters) -> list[Hit]:
    return searcher.search(
        query,
        1000,
        regions=limits.regions,
        policies=limits.policies,
        departments=limits.departments,
        in_force=limits.in_force_on is not None,
        as_of=limits.in_force_on or DAY,
        include_other=limits.include_other,
    )


@pytest.fixture(params=["each compared", "the collection asked"])
def few(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "CANDIDATES", FEW)
        patch.setattr(candidates, "_BLOCK", 8)
        patch.setattr(candidates, "_COMPARED", 0 if request.param == "the collection asked" else 1e9)
        yield


@pytest.mark.usefixtures("few")
def test_hits_are_those_of_a_search_of_the_allowed_passages_alone(home: Path) -> None:
    plain, patient = Searcher.open(home, Untied()), Searcher.open(home, Untied())

    @given(limits=FILTERS, words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))
    @settings(max_examples=60, deadline=None)
    def check(limits: Filters, words: list[str]) -> None:
        query = "".join(words)
        hits = searched(plain, query, limits)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ranking, "candidates", every)
            wanted = searched(patient, query, limits)
        assert [round(hit.score, 5) for hit in hits] == [round(hit.score, 5) for hit in wanted]
        scores = [round(hit.score, 5) for hit in hits]
        alone = [place for place, score in enumerate(scores) if scores.count(score) == 1]
        assert [hits[place].clause for place in alone] == [wanted[place].clause for place in alone]
        policies = {policy.policy_id: policy for policy in POLICIES}
        for hit in hits:
            number = int(hit.clause.clause_id.partition("/")[2]) - 1
            assert within(policies[hit.policy.policy_id], number, limits)

    check()
    plain.close()
    patient.close()


@given(limits=FILTERS)
@settings(max_examples=60, deadline=None)
def test_the_scope_holds_all_that_passes_and_nothing_else(home: Path, limits: Filters) -> None:
    with closing(Store.open(home, None, frozen=True)) as store:
        columns = store.columns()
        headers = {header.policy_id: header for header in store.catalog.headers()}
    scope = scope_of(limits, columns, headers, {})
    found = {columns.clause_id(int(position)) for position in np.flatnonzero(scope.mask)}
    assert found == {
        clause.clause_id
        for policy in POLICIES
        for number, clause in enumerate(policy.clauses)
        if within(policy, number, limits)
    }
    assert scope.count == int(scope.mask.sum())


def departments(home: Path, *asked: str) -> set[str]:
    """The clauses found when only those of departments are asked for."""
    searcher = Searcher.open(home, FakeEmbedder())
    hits = searcher.search("由谁负责", 50, departments=asked)
    searcher.close()
    return {hit.clause.clause_id for hit in hits}


def one_clause(policy_id: str, region: str | None, lead: str, supporting: str = "") -> Policy:
    policy = a_policy(policy_id, ("由谁负责。",), region=region)
    named = Departments.model_validate({"lead": (lead,), "with": (supporting,) if supporting else ()})
    clause = policy.clauses[0].model_copy(update={"departments": named})
    return policy.model_copy(update={"clauses": (clause,)})


@pytest.fixture(scope="module")
def organs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place, embedder = tmp_path_factory.mktemp("organs"), FakeEmbedder()
    store = Store.create(place, Made(embedder.name, embedder.dimensions, PARSER_VERSION))
    use(store.folder)
    for policy in (
        one_clause("yin", "银川市", "市卫生健康委", "科技局"),
        one_clause("ning", "宁夏回族自治区", "自治区卫生健康委员会"),
        one_clause("ji", "霁州市", "市供水公司", "卫健委"),
        one_clause("zhou", "霁州市", "供水公司"),
        one_clause("guo", None, "国家卫生健康委"),
    ):
        (passage,) = passages(policy)
        embedded = [Embedded(passage, passage.embedded, embedder.passages([passage.embedded])[0])]
        store.replace(Source(f"/{policy.policy_id}", policy.policy_id, "0" * 64, ""), [policy], embedded)
    store.publish()
    store.close()
    return place


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("卫健委",), {"yin/1", "ning/1", "ji/1", "guo/1"}),
        (("卫生健康委员会",), {"yin/1", "ning/1", "ji/1", "guo/1"}),
        (("市卫健委",), {"yin/1", "ji/1"}),
        (("银川市卫健委",), {"yin/1"}),
        (("霁州市卫生健康委员会",), {"ji/1"}),
        (("宁夏卫健委",), {"ning/1"}),
        (("国家卫健委",), {"guo/1"}),
        (("科学技术局",), {"yin/1"}),
        (("供水公司",), {"ji/1", "zhou/1"}),
        (("霁州市供水公司",), {"ji/1", "zhou/1"}),
        (("银川市供水公司",), set()),
        (("税务局",), set()),
        (("税务局", "科技局", "供水公司"), {"yin/1", "ji/1", "zhou/1"}),
    ],
)
def test_a_department_is_found_by_any_of_its_names(organs: Path, asked: tuple[str, ...], found: set[str]) -> None:
    assert departments(organs, *asked) == found


def test_unknown_validity_is_not_in_force_and_an_unknown_policy_is_said(home: Path) -> None:
    searcher = Searcher.open(home, FakeEmbedder())
    hits = searcher.search("企业补贴", 1000, in_force=True, as_of=DAY)
    assert {hit.validity for hit in hits} == {Validity.IN_FORCE}
    with pytest.raises(QuestionError, match="no policy 'none' in the index"):
        searcher.search("企业补贴", policies=["none"])
    searcher.close()
