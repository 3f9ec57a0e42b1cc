"""不得 against 可以: what a sentence negates, permits, demands or says of all, against the part of its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.gate.wording import aligned, parts, share

_BOUND_WORDS = re.compile(
    r"不(?:得|能|应|可)?(?:超[过出]|[高低大小]于|[多少]于)|不(?:满|足|含|少|突破)(?=[\d一二三四五六七八九十两])|未满|不论|无论|不管|不限|不仅|不断|不动产|不良"
    r"|不同|不定期|不可抗力|不足(?=以)|不畅|非(?:税|公|遗|营利|标|常|物质)|无(?:障碍|线|人机|偿)|未来|未成年|避免|难免|(?<!可)以免|免疫|非法"
)
_NEGATES = re.compile(
    r"不|未|无(?=需|须|权|法)|没有?|免(?=征|收|缴|交|费|除|予|于|税|去|试|笔)|减免|禁止|严禁|勿|拒绝|除外|取消|停止|杜绝"
)
_OBLIGES = re.compile(
    r"应当|应(?=[^届急用对税纳付收聘诉邀力变])|必须|(?<!无)须|(?<!无)(?<!不)需(?:要)?(?![求])|(?<!需)(?<!重)(?<!主)(?<!不)要(?![求素点件闻领])"
)
_PERMITS = re.compile(
    r"可以|(?<!不)(?<!许)(?<!认)可(?![持再行靠能见控视转供用])|(?<![智功节性职产不才可效技])能(?![力源耗效级量])|允许|准予|有权|鼓励|引导|倡导|提倡|支持(?=[^,，的]{3})"
)
_FORBIDS = re.compile(r"不(?:得|能|可|应|准|许)|禁止|严禁")
_MAY_NOT = re.compile(r"可以?不(?!得|能)")
_ALIGNED = 0.55
_SHORT = 6
_MODAL = re.compile(
    r"可以|可|能够?|应当|应|必须|需要|无需|无须|不用|不必|不得|不予|不能|给予|予以|不|也|仍|才|还|都|均"
)
_ALL = re.compile(r"所有|全部|一律|任何|凡是?|全体|无条件|自动|随时|直接|永久|必定|肯定|无一例外")
_EACH = re.compile(r"均|都(?!市)")
_ONLY = re.compile(r"仅(?!仅)|只(?!要)|唯一|唯有|限于")
_ONLY_TOO = re.compile(r"仅|只|唯|限|方可|才")
_LIST = re.compile(r"[、和与及]|两|各")
_EXCEPTED = re.compile(r"(?:^|[,;。])(?P<tail>[^,;。]{2,20}?)(?:的)?除外|除(?P<head>[^,;。]{2,20}?)(?:以外|之外|外)")
_EXCEPTS = re.compile(r"除|不|免|无需|另|例外")


def negation_right(sentence: str, source: str) -> bool:
    """Each part negates what the part of the source it speaks of negates, and what is excepted stays so."""
    for part, known in _pairs(sentence, source):
        if not _same_polarity(part, known):
            return False
    return _exceptions_right(sentence, source)


def _same_polarity(part: str, known: tuple[str, ...]) -> bool:
    """Whether a part negates as often as what it speaks of; of two parts, as the second alone does or both together."""
    counts = [_negations(one) for one in known]
    if len(counts) == 1:
        return _negations(part) % 2 == counts[0] % 2
    return _negations(part) in (counts[-1], sum(counts))


def permission_right(sentence: str, source: str) -> bool:
    """What may be done is not said to have to be done, nor the other way round."""
    for part, known in _pairs(sentence, source):
        whole = ",".join(known)
        if _MAY_NOT.search(part) and not _MAY_NOT.search(whole):
            return False
        said, stated = _modal(part), {_modal(one) for one in known} - {None}
        if said and stated and said not in stated and not _FORBIDS.search(whole):
            return False
    return True


def _modal(part: str) -> str | None:
    """Whether a part permits or demands, by its first word that does."""
    permits, obliges = _PERMITS.search(part), _OBLIGES.search(part)
    if permits and obliges:
        return "permits" if permits.start() < obliges.start() else "obliges"
    return "permits" if permits else "obliges" if obliges else None


def quantifiers_right(sentence: str, source: str) -> bool:
    """所有, 一律, 都 and 只, 仅 stand in the source; 都 may also sum up a list."""
    if any(word not in source for word in _ALL.findall(sentence)):
        return False
    if _ONLY.search(sentence) and not _ONLY_TOO.search(source):
        return False
    summed = all(_LIST.search(part) for part in parts(sentence) if _EACH.search(part))
    return summed or bool(_EACH.search(source)) or bool(_ALL.search(source))


def _pairs(sentence: str, source: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each part of the sentence with what it speaks of in the source."""
    before = ""
    for part in parts(sentence):
        # Too short to be told from others (予以奖励): it is read with the part before it.
        short = bool(before) and len(_plain(part)) < _SHORT
        whole = f"{before},{part}" if short else part
        known, held = aligned(_plain(whole), source, two=short)
        if held >= _ALIGNED:
            yield whole, known
        before = part


def _plain(part: str) -> str:
    """A part without its words of permission and negation, which would lead to another part that has the same."""
    return _MODAL.sub("", part) or part


def _negations(part: str) -> int:
    """How many words of a part negate."""
    return len(_NEGATES.findall(_BOUND_WORDS.sub("", part)))


def _exceptions_right(sentence: str, source: str) -> bool:
    excepted = [match["tail"] or match["head"] for match in _EXCEPTED.finditer(source)]
    for part in parts(sentence):
        if not _EXCEPTS.search(part) and any(share(what, part) >= 0.8 for what in excepted):
            return False
    return True
