"""Which conditions the asker's words settle without a number: told outright, or by one of their alternatives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.gate.wording import bigrams
from assistant.statements.circumstances import Circumstances
from assistant.statements.requirements import Rule
from index.policy import Policy
from index.variants import fold

_ASKING = re.compile("吗|么|呢|嘛|要不要|需不需|是不是|是否|什么|啥|哪|多少|几|能不能|可不可以|行不行|算不算|能否")
_NOT_YET = re.compile("还差|还缺|打算|准备|计划|想|正在|在办|快要?|马上|等着?|申请中|如果|要是|假如|以前|曾|原来")
_SPEAKS_OF_HELP = re.compile("补|奖|资助|扶持|政策|文件|优惠|规定|那笔|那批")
_DENIED = re.compile("未|无(?!人)|没|不(?!少于|低于|超过|高于|含|动产|过|但|仅|错)|非(?!遗)")
_HEAD = re.compile(
    "^(?:或者?|且|并|同时|企业|单位|申报单位|申请人|运营机构|开店企业|项目|必须|已经?|属于|具有|具备|取得|获得|配备的?|拥有|持有|为|是|使用|依法)+"
)
_TAIL = re.compile("(?:手续)?(?:齐全|齐备)?的?(?:企业|单位|机构|人员|项目)?$")
_SAME = (
    ("注册", "登记"),
    ("证书", "证"),
    ("执照", "证"),
    ("加入", "列入"),
    ("租约", "租赁合同"),
    ("市里", "市级"),
    ("省里", "省级"),
    ("本省内", "本省"),
    ("本市内", "本市"),
    ("交税", "缴纳税款"),
    ("缴税", "缴纳税款"),
)
# Who meets a condition has to tell these words of it too.
_QUALIFIER = re.compile(
    "小微|中小|民营|国有|外资|规模以上|高新技术|首次|首家|初创|科技型|龙头|独立|专职|全职|省级|市级|国家级|本[省市区县州]|连续|全日制|新建"
)
_SHORTEST, _SHARE, _COVERED = 4, 3, 0.6


def groups(rule: Rule) -> list[tuple[str, ...]]:
    """The conditions of a rule, each with its alternatives (上一年度营业收入不低于…,或者属于…)."""
    found: list[tuple[str, ...]] = []
    for piece in rule.pieces:
        if found and re.match("或者?", piece):
            found[-1] = (*found[-1], piece)
        else:
            found.append((piece,))
    return found


def given(condition: str, told: Circumstances, policy: Policy) -> bool:
    """Whether the asker says outright that he meets a condition; one with a number in it is held to its bound."""
    if re.search(r"\d", condition):
        return False
    core = _plain(_TAIL.sub("", _HEAD.sub("", condition)), policy)
    denied = bool(_DENIED.search(core))
    return len(core) >= _SHORTEST - 1 and any(
        bool(_DENIED.search(piece)) == denied and _says(core, piece) for piece in _own(told.pieces, policy)
    )


def _own(pieces: Sequence[str], policy: Policy) -> list[str]:
    """What the asker says of himself as it is: nothing asked, hoped for or said of the policy."""
    return [
        _plain(piece, policy)
        for piece in pieces
        if not (_ASKING.search(piece) or _NOT_YET.search(piece) or _SPEAKS_OF_HELP.search(piece))
    ]


def _plain(words: str, policy: Policy) -> str:
    """Words with the policy's own place called 本市 or 本省, and one word for what has two."""
    words = fold(words)
    place = policy.region or ""
    if place:
        words = words.replace(place, f"本{place[-1]}")
        bare = place.removesuffix(place[-1])
        words = words.replace(bare, f"本{place[-1]}") if len(bare) > 1 else words
    for one, other in _SAME:
        words = words.replace(one, other)
    return words


def _says(core: str, piece: str) -> bool:
    """Whether a piece holds a condition whole, its end, or most of its words."""
    if any(word not in piece for word in _QUALIFIER.findall(core)):
        return False
    least = min(len(core), max(_SHORTEST, len(core) // _SHARE))
    pairs = bigrams(core)
    return core[-least:] in piece or len(pairs & bigrams(piece)) >= _COVERED * max(len(pairs), 1)
