"""The gate: markers, numbers, dates, departments and places of a sentence against the clauses it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.evidence import Evidence
from index.numbering import han_number
from index.regions import find_regions
from index.variants import fold

MARKER = re.compile(r"\s*[\[【](?:材料)?(\d{1,2})[\]】]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?|[零一二三四五六七八九十百千两]+(?=[年月日天个家项次倍成级类点季周期元万亿])")
_FULL_DATE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:委员会|办公室|办公厅|管理局|监管局|委|局|厅|网信办|医保办|金融办|税务局|人民政府|管委会)(?![\u4e00-\u9fff]{0,1}(?:托|员|部地|限|面))"
)
_LEADS = re.compile(r"(?P<name>[\u4e00-\u9fff、]{2,40}?)(?:是|为|负责)?(?:牵头|挑头)")
_NOT_DEPARTMENT = re.compile(r"^(?:有关|相关|各|由|该|和|及|与|向|到|找|经|在|是|为|请|归|主要|具体|可|应)+")
_ON_TOPIC = 0.28
_FROM_SOURCE = 0.5
_PHRASE_FROM_CLAUSE = 0.4
_SHORTEST_PHRASE = 6
_ALIASES = {
    "卫健委": "卫生健康委",
    "发改委": "发展改革委",
    "工信厅": "工业和信息化厅",
    "人社厅": "人力资源社会保障厅",
    "人社局": "人力资源社会保障局",
    "工信局": "工业和信息化局",
    "市监局": "市场监管局",
    "卫计委": "卫生计生委",
    "住建局": "住房城乡建设局",
    "文旅局": "文化和旅游局",
}
_FIRST_PERSON = re.compile(r"我们?(?![国省市县区院局厅委部州])|咱")
_SAYS_SOURCE = ("根据", "按照", "依据", "按")
_PUNCTUATION = re.compile(r"[\s,.;:!?、。,;:!?“”\"'‘’()()《》〈〉\-—…·]+")


class Fault(StrEnum):
    """Why a sentence was not let through."""

    NO_SOURCE = "no_source"
    NUMBER = "number"
    DATE = "date"
    DEPARTMENT = "department"
    ROLE = "role"
    ECHO = "echo"
    PHRASE = "phrase"
    BESIDE = "beside"
    REGION = "region"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True)
class Verdict:
    """A sentence as it may be shown (markers cleaned), the markers it rests on, and what is wrong with it."""

    text: str
    markers: tuple[int, ...]
    faults: tuple[Fault, ...]
    nearest: int | None = None

    @property
    def passed(self) -> bool:
        """Whether the sentence is let through."""
        return not self.faults


def check(sentence: str, evidence: Sequence[Evidence], question: str) -> Verdict:
    """Hold one sentence of prose against the clauses it cites; markers that name no evidence are stripped.

    A sentence without a marker is held against the one clause it shares most words with.
    """
    known = {item.marker: item for item in evidence}
    bare = MARKER.sub("", sentence).strip()
    markers = tuple(dict.fromkeys(int(m) for m in MARKER.findall(sentence) if int(m) in known))
    nearest = _nearest(bare, evidence)
    if not markers:
        markers = (nearest.marker,) if nearest else ()
    cited = [known[marker] for marker in markers]
    faults = tuple(_faults(fold(bare), cited, fold(question)))
    return Verdict(bare, markers, faults, nearest.marker if nearest else None)


def _faults(sentence: str, cited: Sequence[Evidence], question: str) -> list[Fault]:
    if not cited:
        return [Fault.NO_SOURCE]
    source = "\n".join(_source(item) for item in cited)
    checks = (
        (Fault.OFF_TOPIC, share(sentence, source) >= _FROM_SOURCE),
        (Fault.DATE, _dates_right(sentence, source)),
        (Fault.NUMBER, _numbers(sentence) <= _numbers(source)),
        (Fault.DEPARTMENT, all(_known(name, source) for name in _departments(sentence))),
        (Fault.PHRASE, _phrases_right(sentence, cited)),
        (Fault.ECHO, not _FIRST_PERSON.search(sentence)),
        (Fault.ROLE, _leads_right(sentence, cited)),
        (Fault.REGION, _regions(sentence) <= _regions(source) | _regions(question)),
    )
    return [fault for fault, right in checks if not right]


def _source(item: Evidence) -> str:
    """All a sentence may draw on when it cites a clause: the clause, its headings, its policy's name and region."""
    policy = item.policy
    parts = (item.clause.readable, *item.clause.path, policy.title, policy.region or "", policy.document_number or "")
    return fold("\n".join(parts))


def _phrases_right(sentence: str, cited: Sequence[Evidence]) -> bool:
    """Each part of the sentence is of the clauses' own words: one foreign condition makes a true sentence false."""
    words = fold("\n".join(part for item in cited for part in (item.clause.readable, *item.clause.path)))
    parts = (part for part in re.split(r"[,，;；:：。]", sentence) if not part.startswith(_SAYS_SOURCE))
    return all(share(part, words) >= _PHRASE_FROM_CLAUSE for part in parts if len(part) >= _SHORTEST_PHRASE)


def _dates(text: str) -> set[tuple[int, ...]]:
    return {tuple(int(part) for part in groups if part) for groups in _FULL_DATE.findall(text)}


def _dates_right(sentence: str, source: str) -> bool:
    """Every date of the sentence stands in the source, whole or with its day left out."""
    known = _dates(source)
    return all(any(day[: len(said)] == said for day in known) for said in _dates(sentence))


def _numbers(text: str) -> set[str]:
    """Every number of a text as digits, Chinese ones included, so that 三年 and 3年 are the same."""
    return {_digits(match) for match in _NUMBER.findall(text)}


def _digits(number: str) -> str:
    if not number[0].isdigit():
        return str(han_number(number))
    return number.rstrip("0").rstrip(".") if "." in number else str(int(number))


def _departments(text: str) -> list[str]:
    names = (_NOT_DEPARTMENT.sub("", match) for match in _DEPARTMENT.findall(text))
    return [name for name in names if len(name) > 2]


def _known(name: str, source: str) -> bool:
    """Whether the source names the department, under this name or its official one."""
    for alias, official in _ALIASES.items():
        name = name.replace(alias, official)
    if name in source:
        return True
    return any(name[cut:] in source for cut in range(1, max(len(name) - 3, 1)))


def _leads_right(sentence: str, cited: Sequence[Evidence]) -> bool:
    """A department said to lead does lead, by the clause's bracket or its running text."""
    for match in _LEADS.finditer(sentence):
        for name in _departments(match["name"]):
            if not any(_leads(name, item) for item in cited):
                return False
    return True


def _leads(name: str, item: Evidence) -> bool:
    leads = item.clause.departments.lead
    named = any(name == lead or lead.endswith(name) or name.endswith(lead) for lead in leads)
    return named or bool(re.search(rf"{re.escape(name)}[^。;；]{{0,12}}牵头", fold(item.clause.readable)))


def _regions(text: str) -> set[str]:
    return {region.name for region in find_regions(text)}


def bigrams(text: str) -> set[str]:
    """The character pairs of a text, punctuation and blanks left out."""
    bare = _PUNCTUATION.sub("", fold(text)).lower()
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def share(part: str, whole: str) -> float:
    """The share of a text's character pairs that another text holds, 0 to 1."""
    pairs = bigrams(part)
    return len(pairs & bigrams(whole)) / len(pairs) if pairs else 0.0


def _nearest(sentence: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence that shares most with a sentence, if it shares enough to be what the sentence speaks of."""
    best = max(evidence, key=lambda item: share(sentence, item.clause.readable), default=None)
    return best if best and share(sentence, best.clause.readable) >= _ON_TOPIC else None
