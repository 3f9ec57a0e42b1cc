"""The organs that the body of a text names with what they do: 由…负责, …会同…制定, 由…责令改正, 向…申请."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from index.stated.departments import bracket_start
from index.stated.fact import Mention, Role

_VERBS: tuple[tuple[Role, str], ...] = (
    ("lead", "牵头|主办|会同|会商|商(?=[国省市有各财税])"),
    ("supporting", "配合|协助|协同|参与"),
    (
        "penalises",
        "责令|吊销|没收|处罚|(?:给予|予以)(?:警告|处分|处罚|行政处罚|通报)|取缔|依法查处"
        "|(?:可以|并)?处以?(?=[^,，]{0,40}罚款)",
    ),
    ("approves", "批准|审批|审核|核准|许可|同意|认定|审定|评审"),
    (
        "responsible",
        "负责(?!同志|人|[^,，。;；]{2,24}的(?:部门|机构))|承担|主管|组织实施|组织开展|统筹|制定|受理|颁发|发放|公布",
    ),
    ("competent", "应当|可以|依法|按照|根据|不得|有权|要(?=[^素求件])"),
)
_VERB = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _VERBS))
_ORGANS = (
    r"(?:主管|管理|行政|监管|监督)部门|[^\W\d]部门|机关|人民政府|管委会|管理委员会|委员会|办公室|领导小组|联席会议|成员单位",
    r"[市省区县厅科育政安障源境利村务游康理计资监税建][局厅委]|[^\W\d]{2}委|[^\W\d][^\W\d布格全大当结][局厅署]",
    r"[^\W\d]{2,8}部(?!分)|(?:管理|经办|监督|登记)机构|国务院|人民法院|人民检察院|人民银行",
)
_ORGAN = f"(?:{'|'.join(_ORGANS)})"
_LAST = frozenset("门关府会局厅委室组议院行构署部位)")
_ORGAN_END = re.compile(rf"{_ORGAN}(?:\([^()]{{1,20}}\))?$")
_ADVERB_WORDS = (
    "相应的?|应当?|可以?|须|必须|要|依法|按照?[^,，。;；]{0,12}|共同|分别|统一|具体|及时|联合|同级|负责|依职权|会同|组织|予以"
    "|给予|直接|不得|根据[^,，。;；]{0,20}|在[^,，。;；]{0,14}内|自[^,，。;；]{2,24}之日起[^,，。;；]{0,8}内|[0-9]{1,3}个?(?:工作日|日|天|月)内"
)
_ADVERBS = re.compile(f"(?:{_ADVERB_WORDS})$")
_ADVERB_ENDS = frozenset("的当应以可须要法按照同别一体时合级责权织予接得内")
_BOUNDARY = re.compile(r"[,，。;；:：\n\"“”!?]")
_PREFIX = re.compile(
    r"^.*(?:(?<![自理缘因])由(?!于)|(?<!已)经(?![营济过费办理验])|(?<![通预日])报(?![告送名表酬废])|(?<!方)向|(?<!避)被(?!告)"
    r"|征得|申请|请求|拒绝|阻碍|妨碍|接受|委托|应当(?!由))(?=[^\W\d])"
)
_LINK = re.compile(
    "、|以及|和(?!信息|社会|城乡|改革|旅游|计划|草原|物资|国土|规划|宗教|市容|综合|数据|政务|人才)|及其?|与|或者?|会同"
    "|商(?=[国省市有各财税])"
)
_RECEIVES = re.compile(
    r"(?<!方)向(?P<names>[^,，。;；:：\n]{2,50}?)"
    "(?P<verb>申请|申报|备案|报告|报备|报送|提出|提交|登记|缴纳|举报|投诉|说明|通报|请求)"
)
_REPORTED = re.compile(
    r"(?<![通预日汇])(?:报(?:请|经)?|经)(?P<names>[^,，。;；:：\n]{2,40}?)(?P<verb>批准|备案|审批|同意|审核|核准|审定|审查|认定)"
)
_NUMBER = re.compile(
    r"^(?:[\s(]|应当?|由|会同|会商|第[一二三四五六七八九十百零0-9]{1,7}条\s?|\([一二三四五六七八九十0-9]{1,3}\)|[0-9一二三四五六七八九十]{1,3}[、.])+"
)
_WITH = re.compile(r"(?:会同|会商)(?P<names>[^,，。;；:：\n]{2,60})")
_MOST_ADVERBS = 4
_LONGEST_NAME = 40
_WINDOW = 80  # characters in which the name of a verb's subject stands


def mentions(text: str) -> tuple[Mention, ...]:
    """The organs named in running text with what they do, in order; brackets are ``departments.departments``."""
    found = [*_forward(text, _RECEIVES, "receives"), *_forward(text, _REPORTED, "approves")]
    found += [*_forward(text, _WITH, "supporting"), *_backward(text)]
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.start, one.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _forward(text: str, pattern: re.Pattern[str], role: Role) -> Iterator[Mention]:
    """The names behind a word: 向县级人民政府申请, 报省财政厅批准, 会同市税务局."""
    for match in pattern.finditer(text):
        names, end = match["names"], match.end("names")
        verb = match.groupdict().get("verb") or "会同"
        if role == "supporting":
            names = _until_verb(names)
            end = match.start("names") + len(names)
        if names.startswith("社会"):
            continue
        yield from _named(text, match.start("names"), end, role, verb)


def _until_verb(words: str) -> str:
    verb = _VERB.search(words)
    words = words[: verb.start()] if verb else words
    organs = list(re.finditer(_ORGAN, words))
    return words[: organs[-1].end()] if organs else ""


def _backward(text: str) -> Iterator[Mention]:
    """The names before a verb: 由县级以上人民政府卫生健康主管部门责令, 市科技局会同."""
    brackets = deque(_brackets(text))
    for match in _VERB.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before not in _LAST and before not in _ADVERB_ENDS:
            continue
        while brackets and brackets[0][1] <= match.start():
            brackets.popleft()
        if brackets and brackets[0][0] <= match.start():
            continue
        role: Role = match.lastgroup  # type: ignore[assignment]
        window = max(match.start() - _WINDOW, 0)
        stops = [stop.end() for stop in _BOUNDARY.finditer(text, window, match.start())]
        begin = stops[-1] if stops else window
        end = match.start()
        for _ in range(_MOST_ADVERBS):
            adverb = _ADVERBS.search(text, begin, end)
            end = adverb.start() if adverb else end
        if not _ORGAN_END.search(text[begin:end]):
            continue
        prefix = _PREFIX.match(text[begin:end])
        start = begin + prefix.end() if prefix else begin
        yield from _named(text, start, end, role, match[0])


def _brackets(text: str) -> list[tuple[int, int]]:
    """The brackets that close the text's lines and name departments."""
    found: list[tuple[int, int]] = []
    place = 0
    for line in text.split("\n"):
        start = bracket_start(line)
        if start is not None:
            found.append((place + start, place + len(line)))
        place += len(line) + 1
    return found


def _named(text: str, start: int, end: int, role: Role, verb: str) -> Iterator[Mention]:
    """One mention for each name in the list at ``start`` to ``end``; nothing when one of them is no organ."""
    spans: list[tuple[int, int]] = []
    last = start
    for link in _LINK.finditer(text, start, end):
        if _ORGAN_END.search(text[last : link.start()]):
            spans.append((last, link.start()))
            last = link.end()
    spans.append((last, end))
    for begin, stop in spans:
        name = _NUMBER.sub("", text[begin:stop])
        name_start = stop - len(name)
        if 2 <= len(name) <= _LONGEST_NAME and _ORGAN_END.search(name):
            yield Mention(name_start, stop, text[name_start:stop], role, verb)
