"""Which grade each of several amounts in a sentence belongs to: 一等奖50万元、二等奖30万元."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

_GRADE = re.compile(
    r"(?:特|[一二三四五])等奖?|(?:国家|省|自治区|省部|市|区|县|区县|世界|地市|校)级(?!以|人民|地方|财政|有关|主管|部门|行政|国家|机关)|[1-5A-Z]{1,5}级(?!市)|[一二三四五六七八九十]{1,2}级(?!市|财政)"
    r"|第[一二三四五六七八九十]{1,2}[名档类次年家]|(?<!第)[一二三四五六]档|[ABCDEFG]类|(?<![同这各])[一二三四五六]类(?![别似型病危])|[甲乙丙丁]级|[金银铜]奖|特级|(?:正高|副高|高|中|初)级(?!人民)"
    r"|(?:大|中|小|微)型|博士后?|硕士|本科|大专|专科|技师|高级技师|[一二三四五]星级?|首[台批](?:\(套\)|套|次)?|(?<=为)(?:优秀|良好|合格|基本合格)"
)
_APART = re.compile(r"[;；。\n]")
_WINDOW = 400  # characters before 分别 in which its list stands
_SPLIT = re.compile(r"[、,，]|和|及|与")


def grades_of(text: str, places: Sequence[tuple[int, int]]) -> list[str | None]:
    """The grade of each amount at ``places``, None where the words between give none; never a neighbour's.

    对国家级、省级分别给予100万元、50万元 ties them in order, when there are as many of one as of the other.
    """
    found: list[str | None] = []
    for start, floor in zip((place[0] for place in places), [0, *(place[1] for place in places)], strict=False):
        found.append(_between(text, floor, start))
    _respectively(text, places, found)
    return found


def _between(text: str, floor: int, start: int) -> str | None:
    """The one grade named between the amount before and this one, in the same segment."""
    stops = [match.end() for match in _APART.finditer(text, floor, start)]
    begin = stops[-1] if stops else floor
    words = [match[0] for match in _GRADE.finditer(text, begin, start)]
    different = list(dict.fromkeys(words))
    return different[0] if len(different) == 1 else None


def _respectively(text: str, places: Sequence[tuple[int, int]], found: list[str | None]) -> None:
    for match in re.finditer("分别", text):
        run = _run(text, places, match.end())
        window = max(match.start() - _WINDOW, 0)
        begin = max(max(text.rfind(mark, window, match.start()) for mark in "。;；\n") + 1, window)
        listed = _quantities_before(text, places, begin, match.start())
        names = listed if len(listed) == len(run) else _list_before(text[begin : match.start()])
        if len(run) >= 2:
            same = len(names) == len(run)
            for order, number in enumerate(run):
                found[number] = names[order] if same else None


def _run(text: str, places: Sequence[tuple[int, int]], start: int) -> list[int]:
    """The amounts that follow ``start`` as one list, with nothing but a mark between them."""
    run: list[int] = []
    last = start
    for number in range(bisect_left(places, (start, 0)), len(places)):
        lead, end = places[number]
        gap = text[last:lead]
        if (run and not re.fullmatch(r"\s*(?:[、,，/]|和|及|与)\s*", gap)) or (
            not run and (len(gap) > 30 or _APART.search(gap))
        ):
            break
        run.append(number)
        last = end
    return run


def _quantities_before(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> list[str]:
    """The amounts of the list before 分别 (突破10亿元、50亿元的企业,分别奖励…), by their words."""
    listed: list[tuple[int, int]] = []
    for place in places[bisect_left(places, (start, 0)) : bisect_left(places, (end, 0))]:
        if place[1] <= end:
            near = listed and re.fullmatch(r"(?:以上)?[、和及]", text[listed[-1][1] : place[0]])
            listed = [*listed, place] if near else [place]
    return [text[lead:last] for lead, last in listed]


def _list_before(words: str) -> list[str]:
    """The items of the list that 分别 speaks of: grades when it names some, else what the marks separate."""
    grades = [match[0] for match in _GRADE.finditer(words)]
    if len(grades) >= 2:
        return grades
    pieces = [piece for piece in re.split("[,，]", words) if "、" in piece]
    if not pieces:
        return []
    items = [
        item.strip().removeprefix("在")
        for item in _SPLIT.split(re.sub(r"^(?:对于?|给|向|为)", "", pieces[-1]))
        if item.strip()
    ]
    return [re.sub(r"的$", "", item) for item in items] if all(len(item) <= 20 for item in items) else []
