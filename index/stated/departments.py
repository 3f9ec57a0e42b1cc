"""The departments a clause names, by role: brackets that close a paragraph, brackets within it, labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.policy import Departments

_OPEN, _CLOSE = "(（〔[<〈《“【", ")）〕]>〉》”】"

_ROLE = (
    r"牵头(?:部门|单位|责任单位|责任部门)?|责任(?:部门|单位|主体)|配合(?:部门|单位)?|协办(?:部门|单位)?|"
    r"(?:参与|参加|协同|协助|支持)(?:部门|单位)|主办(?:部门|单位)|(?:主管|实施|负责|落实|承办|主责)(?:部门|单位)"
)
_LABEL = re.compile(rf"^\s*(?P<role>{_ROLE})\s*[:：]")
_LABEL_INSIDE = re.compile(
    r"[;；,，。]?\s*(?=(?:牵头(?:部门|单位|责任单位|责任部门)|责任(?:部门|单位|主体)|(?:配合|协办|参与|参加|协同)"
    r"(?:部门|单位))\s*[:：])"
)
_VERB = re.compile(
    r"(?P<names>.+?)(?:等)?(?:按照?(?:各自)?(?:职责|职能)?(?:分工)?(?:分别|共同)?|分别|共同|联合)?"
    r"(?P<verb>牵头负责|牵头组织|牵头落实|牵头实施|牵头|配合落实|配合实施|协同配合|配合|协助|协同|协办|参与|参加|分工落实|分工负责"
    r"|组织落实|组织实施|负责落实|负责实施|负责|落实|承办|主办)$"
)
_SAYS_ROLE = re.compile(r"牵头|负责|落实|配合|责任|单位[:：]|部门[:：]|承办|主办|协办")
_ROLE_WORDS = ("牵头", "负责", "落实", "配合", "责任", "单位:", "部门:", "承办", "主办", "协办", "单位：", "部门：")
_LEADS = ("牵头", "主办", "主责")
_SUPPORTS = ("配合", "协助", "协办", "参与", "参加", "协同", "支持")
_PLACE_END = re.compile(r"(?:市|县|区|州|盟|旗|〔区〕|<区>|（区）|\(区\))$")
_GOVERNMENT = re.compile(r"(?:人民政府|政府|管委会)$")
_NAME = re.compile(r"^[\w“”+<>〔〕（）()·、\-]{2,60}$")
_ORGAN = re.compile(
    r"(?:委|局|厅|部|办|署|院|会|行|司|处|科|中心|政府|公司|大学|机构|单位|部门|协会|学会|园区|银行|组|站|所"
    r"|队|社|校|馆|法院|检察院|公署|委员会|办公室|领导小组|〕|\)|）)$"
)
_LONGEST = 1000  # characters; no list of departments is longer

_NONE = Departments()

# -- brackets ------------------------------------------------------------------------------------------------------


def departments(text: str) -> Departments:
    """The departments a clause names in its brackets and labelled lines, by role, in the words of the text.

    Departments named in running text (由…负责) are ``mentions.mentions``.
    """
    for word in _ROLE_WORDS:  # a loop, as any() over a generator takes twice as long on the many texts without one
        if word in text:
            break
    else:
        return _NONE
    roles: dict[str, list[str]] = {"lead": [], "with": [], "responsible": []}
    for statement in _statements(text):
        for role, name in statement:
            if name not in roles[role]:
                roles[role].append(name)
    return Departments(
        lead=tuple(roles["lead"]), supporting=tuple(roles["with"]), responsible=tuple(roles["responsible"])
    )


def bracket_start(line: str) -> int | None:
    """Where the bracket that closes ``line`` and names departments begins, or None when there is none."""
    bare = line.rstrip().rstrip("。.;；")
    if not bare or bare[-1] not in ")）】]〕":
        return None
    start = _matching(bare)
    if start is None or not _SAYS_ROLE.search(bare[start + 1 : -1]):
        return None
    return start


def _statements(text: str) -> Iterator[list[tuple[str, str]]]:
    """The roles and names of each bracket and each labelled stretch."""
    for line in text.split("\n"):
        if not _SAYS_ROLE.search(line):
            continue
        start = bracket_start(line)
        rest = line
        if start is not None:
            content = line.rstrip().rstrip("。.;；")[start + 1 : -1]
            rest = line[:start]
        for inner in _brackets_within(rest):
            found = list(_roles(inner)) if _SAYS_ROLE.search(inner) else []
            if found and all(_is_organ(name) for _, name in found):
                yield found
        yield _labelled(rest)
        if start is not None:
            yield list(_roles(content))


def _roles(bracket: str) -> Iterator[tuple[str, str]]:
    if len(bracket) <= _LONGEST:
        for part in re.split(r"[;；。]", bracket):
            yield from _part_roles(part)


def _closing_brackets(text: str) -> Iterator[str]:
    """The contents of the brackets at the ends of a clause's paragraphs that may name departments."""
    for line in text.split("\n"):
        start = bracket_start(line)
        if start is not None:
            yield line.rstrip().rstrip("。.;；")[start + 1 : -1]


def _matching(line: str) -> int | None:
    depth = 0
    for place in range(len(line) - 1, -1, -1):
        if line[place] in ")）】]〕>":
            depth += 1
        elif line[place] in "(（【[〔<":
            depth -= 1
            if depth == 0:
                return place
    return None


def _brackets_within(line: str) -> Iterator[str]:
    """The contents of the outermost round brackets of a line."""
    depth, begin = 0, 0
    for match in re.finditer(r"[()（）]", line):
        if match[0] in "(（":
            depth += 1
            begin = match.end() if depth == 1 else begin
        elif depth:
            depth -= 1
            if depth == 0:
                yield line[begin : match.start()]


def _is_organ(name: str) -> bool:
    return bool(_ORGAN.search(name) or _PLACE_END.search(name)) and not re.search(r"[的应须可]|以下简称", name)


# -- labelled lines ------------------------------------------------------------------------------------------------

_LABELLED = re.compile(rf"(?:^|(?<=[。;；，,\s】\]|:：]))(?P<role>{_ROLE})\s*[:：]")
_NEXT_FIELD = re.compile(r"[。|]|[;；,，\s](?=[^\W\d]{2,8}[:：])")


def _labelled(line: str) -> list[tuple[str, str]]:
    """Roles and names of 「牵头单位:甲局 配合单位:乙局 完成时限:…」 outside brackets."""
    if ":" not in line and "：" not in line:
        return []
    found: list[tuple[str, str]] = []
    for match in _LABELLED.finditer(line):
        end = _NEXT_FIELD.search(line, match.end(), match.end() + _LONGEST)
        value = line[match.end() : end.start() if end else min(len(line), match.end() + _LONGEST + 1)]
        if len(value) <= _LONGEST:
            role = _label_role(match["role"])
            names = [name for part in re.split(r"[;；]", value) for name in names_in(part)]
            found += [(role, name) for name in names if _is_organ(name)]
    return found


def _part_roles(part: str) -> Iterator[tuple[str, str]]:
    """Roles and names in one statement, such as 「甲局牵头,乙局、丙局配合」 or 「责任单位:甲局、乙局」."""
    if re.search(r"以下.{0,16}(?:均|都)需?", part) or _FIRST_LEADS.search(part):
        return
    for labelled in _LABEL_INSIDE.split(part):
        label = _LABEL.match(labelled)
        if label:
            role = _label_role(label["role"])
            yield from ((role, name) for name in names_in(labelled[label.end() :]))
        else:
            yield from _verb_roles(labelled)


def _label_role(label: str) -> str:
    if label.startswith(_LEADS):
        return "lead"
    return "with" if label.startswith(_SUPPORTS) else "responsible"


_TOGETHER = re.compile(r"(?:会同|会商)(?=[^,，;；]{2})")


# 甲局牵头、乙局配合: a mark of enumeration between statements, not between names.
_ENUMERATED = re.compile(r"(牵头(?:负责)?|配合|协办|协助|负责)、(?=[^、,，]{2,60}(?:牵头|配合|协办|协助|参与|负责))")


def _verb_roles(part: str) -> Iterator[tuple[str, str]]:
    pending: list[str] = []
    for piece in _split(_ENUMERATED.sub(r"\1,", part), ",，"):
        match = _VERB.match(piece.strip())
        if not match:
            pending.append(piece)
            continue
        verb = match["verb"]
        names = "、".join([*pending, match["names"].removeprefix("由")])
        pending = []
        first, *others = _TOGETHER.split(names, maxsplit=1) if "会同" in names else [names]
        role = "lead" if verb.startswith(_LEADS) or others else "with" if verb.startswith(_SUPPORTS) else "responsible"
        yield from ((role, name) for name in names_in(first))
        yield from (("with", name) for other in others for name in names_in(other))


# -- names ---------------------------------------------------------------------------------------------------------


def names_in(text: str) -> list[str]:
    """The names in a list, with a list that shares one ending (甲市、乙市人民政府) kept as one."""
    names: list[str] = []
    carried: list[str] = []
    for piece in _split(text, "、,，;；"):
        for name in _joined(re.sub(r"等(?:有关|相关|多个|各)?(?:部门|单位)?$", "", piece.strip(" 。\t"))):
            if _PLACE_END.search(name) and not _ORGAN.search(re.sub(r"[〔<（(].*$", "", name)):
                carried.append(name)
            elif carried and _GOVERNMENT.search(name):
                names.append("、".join([*carried, name]))
                carried = []
            else:
                names += [*carried, name]
                carried = []
    return [name for name in [*names, *carried] if _NAME.match(name)]


def _joined(piece: str) -> list[str]:
    """Split 「甲局和各市」, 「甲局及乙局」 and 「甲局 乙局」, but not a name that holds 和 itself (工业和信息化厅)."""
    spaced = piece.split()
    if len(spaced) > 1 and all(_ORGAN.search(name) for name in spaced):
        return [part for name in spaced for part in _joined(name)]
    match = re.match(
        r"(.+?(?:委|局|厅|部|办|会|中心|政府|公司|大学|机构|单位|部门))(?:和|及|以及|与)((?:各|有关|相关|市|"
        r"省|县|区|自治区).+)$",
        piece,
    )
    return [*_joined(match[1]), match[2]] if match else [piece] if piece else []


def _split(text: str, marks: str) -> list[str]:
    """Split at any of ``marks`` that stands outside brackets and quotation marks."""
    parts, depth, last = [], 0, 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(depth - 1, 0)
        elif depth == 0 and character in marks:
            parts.append(text[last:place])
            last = place + 1
    return [part for part in [*parts, text[last:]] if part.strip()]


# -- rules for a whole policy --------------------------------------------------------------------------------------

_ALL_TASKS = re.compile(
    r"(?:以下|下列|以上|上述|本(?:方案|意见|通知|措施)(?:各|所列)?|各)(?:各项|所列|所有)?(?:重点|主要|工作|政策)?"
    r"(?:任务|工作|措施|条款|事项)[^。;；]{0,12}(?:均|都)"
)
_FIRST_LEADS = re.compile(
    r"(?:排(?:名|列)?(?:在)?|列)(?:在)?(?:第一位?|首位|第1位|最前面?|首位)(?:的)?[^。;；]{0,8}?(?:为|是|系|作为)[^。;；]{0,4}?"
    r"(?:牵头|主办|主责)"
)


def policy_wide_rule(text: str) -> str | None:
    """The sentence that binds departments for all the tasks that follow, if there is one.

    It stands in a closing bracket (以下任务均需…落实) or is a sentence of its own.
    """
    if "均" not in text and "都" not in text:
        return None
    for bracket in _closing_brackets(text):
        for part in re.split(r"[。;；]", bracket):
            if re.search(r"以下(?:各项|政策|重点|主要|所列)*(?:任务|工作|措施|条款|政策|事项).{0,12}(?:均|都)", part):
                return part.strip()
    for sentence in re.split(r"[。;；\n]", text):
        if _ALL_TASKS.search(sentence) and rule_departments(sentence):
            return sentence.strip(" ()（）")
    return None


_BOUND_NAMES = re.compile(
    r"(?:均|都)(?:需要?|须|应当?|由|要|包括|涉及|含)+(?P<names>[^。;；]{2,80}?)(?:按[^,，]{0,12})?"
    r"(?P<verb>负责落实|分工落实|落实|负责|配合|牵头|参与|组织实施|$)"
)


def rule_departments(rule: str) -> Departments:
    """The departments a rule for all tasks names (以下任务均需各市、县(区)人民政府落实), by role."""
    match = _BOUND_NAMES.search(rule)
    names = tuple(name for name in names_in(match["names"]) if _is_organ(name)) if match else ()
    verb = match["verb"] if match else ""
    if verb.startswith(_LEADS):
        return Departments(lead=names)
    return Departments(supporting=names) if verb.startswith(_SUPPORTS) else Departments(responsible=names)


def says_first_leads(text: str) -> bool:
    """Whether the text says that the first of the departments listed is in the lead (排在第一位的为牵头单位)."""
    return "牵头" in text and _FIRST_LEADS.search(text) is not None


def with_first_as_lead(found: Departments) -> Departments:
    """``found`` under that rule: without a lead of its own, its first responsible department becomes the lead."""
    if found.lead or not found.responsible:
        return found
    return Departments(lead=found.responsible[:1], supporting=found.supporting, responsible=found.responsible[1:])
