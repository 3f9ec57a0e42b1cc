"""Other words for what a query names."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from time import process_time

import pytest

from index.aliases import other_words
from index.lexical import Lexical, tokens
from index.search import Searcher
from index.stated.organs import names_of
from tests.fakes import FakeEmbedder
from tests.index.test_search import index, write


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("卫健委牵头做什么", {"卫生健康委员会", "卫生计生委"}),
        ("这事归人社局还是财政局管", {"人力资源社会保障局", "财政厅"}),
        ("市大数据局负责哪些工作", {"数据局"}),
        ("原来的工商局现在叫什么", {"市场监管局"}),
        ("How much subsidy does a company get?", {"补贴", "企业"}),
        ("Which companies pay enterprise income tax", {"企业", "企业所得税"}),
        ("宁夏的VAT优惠", {"增值税"}),
    ],
)
def test_organs_and_english_terms_have_other_words(query: str, expected: set[str]) -> None:
    assert expected <= set(other_words(query).split())


@pytest.mark.parametrize("query", ["", "补贴多少钱", "a1 b2", "taxi", "20%", "?!"])
def test_most_queries_have_none(query: str) -> None:
    assert other_words(query) == ""


def test_the_longest_english_term_is_taken() -> None:
    assert "税" not in other_words("individual income tax").split()


def test_an_organ_keeps_to_its_line_and_those_before_and_after_it() -> None:
    assert {"卫生健康委员会", "卫生计生委"} <= set(names_of("卫生健康"))
    assert "卫健委" in names_of("卫生和计划生育")
    assert "财政局" not in names_of("卫生健康")


def test_other_words_count_less_than_the_querys_own() -> None:
    words = Lexical.build(["由卫健委负责", "由卫生健康委负责", "其他"])
    plain = words.scores("卫健委")
    both = words.scores("卫健委", "卫生健康委 卫健委")
    assert plain[1] == 0
    assert both[0] > both[1] > both[2] == 0
    assert both[0] == plain[0]
    assert (words.scores("卫健委", "卫健委") == plain).all()
    assert Lexical.build([]).scores("卫健委", "卫生健康委").shape == (0,)


def test_a_clause_is_found_by_another_name_of_its_organ(tmp_path: Path) -> None:
    crowd = "".join(f"第{number}项由商务主管部门负责。\n" for number in range(30))
    text = f"某办法\n{crowd}医师多点执业由省卫生健康委牵头。\n"
    index(write(tmp_path / "p", {"a.txt": text}), tmp_path / "i")
    assert "卫生健康委" in Searcher.open(tmp_path / "i", FakeEmbedder()).search("卫健委管什么", 1)[0].clause.text


def test_it_takes_no_time() -> None:
    queries = ["卫健委和人社局各管什么", "Who leads the working group in Ningxia?", "研发补贴最高多少"] * 20
    other_words(queries[0] + queries[1])
    started = process_time()
    for query in queries:
        other_words(query)
    assert (process_time() - started) / len(queries) < 0.002


def test_the_glossary_is_well_formed() -> None:
    glossary = json.loads((files("index") / "glossary.json").read_text(encoding="utf-8"))
    assert list(glossary) == sorted(glossary)
    for term, chinese in glossary.items():
        assert re.fullmatch(r"[a-z&-]+(?: [a-z]+)*", term), term
        assert chinese == list(dict.fromkeys(chinese))
        assert all(tokens(word) and not word.isascii() for word in chinese), term
