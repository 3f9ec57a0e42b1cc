"""Departments and what they do: a sentence's against its clause's bracket and running text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Evidence
from assistant.gate.wording import aligned, bigrams, parts
from index.stated.fact import OrganMention
from index.stated.organs import find
from index.variants import fold

_DEPARTMENT = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:委员会|办公室|办公厅|管理局|监管局|委|局|厅|网信办|医保办|金融办|税务局|人民政府|管委会)(?![\u4e00-\u9fff]{0,1}(?:托|员|部地|限|面))"
)
_GRASSROOTS = re.compile(r"派出所|街道办|居委会|村委会|社区|银行|公证处|法院|检察院|工会|妇联|残联|行业协会|服务中心")
_NOT_DEPARTMENT = re.compile(r"^(?:有关|相关|各|由|该|和|及|与|向|到|找|经|在|是|为|请|归|主要|具体|可|应)+")
_LEADS = re.compile(r"(?P<name>[\u4e00-\u9fff、]{2,40}?)(?:是|为|负责)?(?:牵头|挑头)")
_SUPPORTS = re.compile(r"(?P<name>[\u4e00-\u9fff、]{2,40}?)(?:予以|负责|给予)?(?:配合|协助|协同)")
_DOES = re.compile(r"负责|主持|牵头|配合|承担|管理|受理|审核|审批|制定|发放|拨付|认定|核准|责令")
_CLEARLY = 0.2
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


def departments_right(sentence: str, source: str) -> bool:
    """Every department of the sentence is one of the source, by any of its names, and of the same place."""
    if any(name not in source for name in _GRASSROOTS.findall(sentence)):
        return False
    known = find(source)
    for said in find(sentence):
        same = [one for one in known if one.kind == said.kind]
        if same and not any(_one_place(said, one) for one in same):
            return False
        if not same and not _named(said.words, source):
            return False
    return all(_named(name, source) for name in departments(sentence))


def _one_place(said: OrganMention, known: OrganMention) -> bool:
    """Whether two mentions may be of one place: 省财政厅 is not 市财政局, and 财政部门 may be any."""
    return said.place is None or known.place is None or said.place[-1:] == known.place[-1:]


def departments(text: str) -> list[str]:
    """The names in ``text`` that end as a department's does."""
    names = (_NOT_DEPARTMENT.sub("", match) for match in _DEPARTMENT.findall(text))
    return [name for name in names if len(name) > 2]


def _named(name: str, source: str) -> bool:
    """Whether the source names the department, under this name or its official one."""
    if any(one.kind in {other.kind for other in find(name)} for one in find(source)):
        return True
    for alias, official in _ALIASES.items():
        name = name.replace(alias, official)
    return name in source or any(name[cut:] in source for cut in range(1, max(len(name) - 3, 1)))


def roles_right(sentence: str, cited: Sequence[Evidence]) -> bool:
    """A department said to lead or to support does, and is not said to do what another does."""
    roles = ((_LEADS, "牵头"), (_SUPPORTS, "配合|协助|协同"))
    if not all(_role_right(pattern, verb, sentence, cited) for pattern, verb in roles):
        return False
    text = "\n".join(fold(item.clause.readable) for item in cited if not item.clause.departments)
    return not text or all(_own_duty(part, text) for part in parts(sentence) if _DOES.search(part))


def _role_right(pattern: re.Pattern[str], verb: str, sentence: str, cited: Sequence[Evidence]) -> bool:
    for match in pattern.finditer(sentence):
        for name in departments(match["name"].split("牵头")[-1]):
            if not any(_has_role(name, verb, item) for item in cited):
                return False
    return True


def _has_role(name: str, verb: str, item: Evidence) -> bool:
    found = item.clause.departments
    known = found.lead if verb == "牵头" else found.supporting
    kinds = {one.kind for one in find(name)}
    named = any(
        name == one or one.endswith(name) or name.endswith(one) or kinds & {other.kind for other in find(one)}
        for one in known
    )
    pattern = rf"{re.escape(name)}[^。;；]{{0,12}}(?:{verb})"
    other = rf"[由会同]{{0,2}}{re.escape(name)}" if verb != "牵头" and not known else "(?!)"
    text = fold(item.clause.readable)
    return named or bool(re.search(pattern, text)) or bool(re.search(rf"会同[^。;；]{{0,30}}{other}", text))


def _own_duty(part: str, text: str) -> bool:
    """Whether what a part says of a department is what the text says of it, and not of another one."""
    for organ in find(part):
        own_parts = [one for one in parts(text) if any(other.kind == organ.kind for other in find(one))]
        bare = part.replace(organ.words, "")
        pairs = bigrams(bare)
        if not own_parts or not pairs:
            continue
        own = max(len(pairs & bigrams(one)) for one in own_parts) / len(pairs)
        elsewhere, held = aligned(bare, text)
        if held - own > _CLEARLY and not set(elsewhere) & set(own_parts):
            return False
    return True
