"""Words turned into their opposites or into others of their kind: 以前 for 以后, 省级 for 市级, 大型 for 小微."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.gate.wording import bigrams, parts, share
from index.regions import covers, find_regions
from index.variants import fold

# Characters that stand for one another in falsified words: a pair of the sentence that the source lacks, while the
# source has the same pair with another of the group, is such a word.
_GROUPS = (
    *("前后", "内外", "上下", "高低", "长短", "多少", "增减", "升降", "本外", "公民", "省市县区", "硕博"),
    *("主次", "男女", "正副", "全兼", "直间", "轻重", "租购", "新旧", "新老", "甲乙丙丁"),
)
_OTHERS = {one: "".join(group.replace(one, "") for group in _GROUPS if one in group) for one in "".join(_GROUPS)}
_PREPOSITIONS = "由向对"
_TURNED_WORDS = (
    ("不超过", "不低于"),
    ("不超过", "不少于"),
    ("提高", "降低"),
    ("增加", "减少"),
    ("放宽", "收紧"),
    ("全额", "部分"),
    ("线上", "线下"),
)
_PEOPLE = re.compile(
    r"退役军人|高校毕业生|大学生|研究生|博士|硕士|本科|大专|残疾人|农民工|失业人员|老年人|未成年人|儿童|孕产妇|妇女|学生|教师|医务|公务员"
    r"|职工|居民|村民|农户|个体工商户|合作社|事业单位|社会组织|外籍|外商|民营|国有|国企|央企|大型|中型|小型|微型|小微|初创|上市公司|国家级|中央|省级|市级|县级|区级|乡级"
)
_NAMED = re.compile(
    r"(?P<which>[\u4e00-\u9fff]{2})(?P<head>单位|学校|阶段|税(?![前后率务收款费源基额种法目])|证(?![明据实书件券照监]))"
)
_ANY_NAMED = re.compile(
    r"的|[该本此各有关其所在到向对由和与及或按经为是于可应当需要能够申请办理领取提交取得出示持交缴纳退免征报完含计抵补扣避代减收保认验考凭发换见公查求凭]$|用人|相关|主管"
)
_PHRASE_FROM_CLAUSE = 0.4
_SHORTEST_PHRASE = 6
_LONGEST_FOREIGN = 4
_SAYS_SOURCE = ("根据", "按照", "依据", "按")
_BRACKETS = re.compile(r"[()（）“”\"《》、\s]")
_EVERYDAY = re.compile(
    r"可以|可|能够?|应当|需要?|必须|要|获得|享受|得到|拿到|领取?|申请|办理|给予|提供|符合|条件|规定|要求|相关|有关|企业|单位|的|是|为|由|在|到|和|与|了|其|该|这|就|会|有|以|按照?|一般"
)


def words_kept(sentence: str, words: str) -> bool:
    """No word of the sentence is the opposite of the source's, or another of the same kind."""
    known = bigrams(words)
    for pair in bigrams(sentence) - known:
        first = _PREPOSITIONS if pair[0] in _PREPOSITIONS else _OTHERS.get(pair[0], "")
        turned = {other + pair[1] for other in first}
        turned |= {pair[0] + other for other in _OTHERS.get(pair[1], "")}
        if turned & known:
            return False
    pairs = [pair for one, other in _TURNED_WORDS for pair in ((one, other), (other, one))]
    return not any(one in sentence and one not in words and other in words for one, other in pairs)


def who_right(sentence: str, source: str) -> bool:
    """Nobody is named who is not named in the source: groups of people, kinds of firms, schools, taxes."""
    if any(name not in source for name in _PEOPLE.findall(sentence)):
        return False
    return all(
        match[0] in source or bool(_ANY_NAMED.search(match["which"])) or match["head"] not in source
        for match in _NAMED.finditer(sentence)
    )


def phrases_right(sentence: str, words: str) -> bool:
    """Each part of the sentence is of the clauses' own words: one foreign condition makes a true sentence false."""
    own = [part for part in parts(sentence) if not part.startswith(_SAYS_SOURCE)]
    if any(share(part, words) < _PHRASE_FROM_CLAUSE for part in own if len(part) >= _SHORTEST_PHRASE):
        return False
    return all(len(_foreign(part, words)) < _LONGEST_FOREIGN for part in own)


def _foreign(part: str, words: str) -> str:
    """The longest run of characters in ``part`` of which no neighbouring two stand in ``words``."""
    known, longest = bigrams(words), ""
    for piece in _EVERYDAY.split(_BRACKETS.sub("", part.lower())):
        run = ""
        for place in range(len(piece)):
            alone = piece[place] not in words.lower()
            pair = piece[max(place - 1, 0) : place + 1]
            run = run + piece[place] if alone or (len(pair) > 1 and pair not in known) else ""
            longest = max(longest, run, key=len)
    return longest


def regions_right(sentence: str, source: str, question: str, cited: Sequence[Evidence]) -> bool:
    """A place named is one of the source, or one asked about that the policies cited are in force for."""
    asked = _regions(question)
    return all(
        name in asked and all(covers(item.policy.region, name) for item in cited)
        for name in _regions(sentence) - _regions(source)
    )


def _regions(text: str) -> set[str]:
    return {region.name for region in find_regions(text)}


def source_of(item: Evidence) -> str:
    """All a sentence may draw on when it cites a clause: the clause, its headings, its policy's name and region."""
    policy = item.policy
    parts_ = (item.clause.readable, *item.clause.path, policy.title, policy.region or "", policy.document_number or "")
    return fold("\n".join(parts_))
