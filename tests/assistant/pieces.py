"""Small evidence for tests, made from text as the index would make it."""

from __future__ import annotations

from assistant.evidence import Evidence, Sentence, sentences
from index.parse import parse
from index.policy import Policy
from index.sources import SourceText

PLAN = """某省人民政府关于促进产业发展的意见
各市人民政府:
为促进产业发展,制定本意见。
一、财税支持
(一)所得税优惠。对来省设立的科技企业,减按15%税率征收企业所得税,第1年至第3年免征地方分享部分。不得重复享受。(省财政厅牵头;省税务局、科技厅配合)
(二)研发补助。研发投入增长的,按增长部分的10%补助,最高50万元。(责任单位:省科技厅、财政厅)
二、其他
(一)发展目标。到2025年,产业规模达到100亿元。
本意见自2024年1月1日起施行,有效期至2026年12月31日。
"""


def policy(text: str = PLAN) -> Policy:
    return parse(SourceText("plan.txt", text))[0]


def evidence(*addresses: tuple[str, ...], text: str = PLAN) -> list[Evidence]:
    """Evidence of the clauses at ``addresses``, every sentence deciding."""
    found = policy(text)
    items = []
    for marker, address in enumerate(addresses, 1):
        clause = next(clause for clause in found.clauses if clause.address == address)
        deciding = tuple(Sentence(a, b, clause.text[a:b], 1.0) for a, b in sentences(clause))
        items.append(Evidence(marker, clause, found.header(), 1.0, deciding))
    return items


TAX, RESEARCH, GOAL = ("一、", "(一)"), ("一、", "(二)"), ("二、", "(一)")
