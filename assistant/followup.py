"""A question read after the turns before it: what it leans on, and what of that belongs to it.

Nothing is added that was not said. Of an earlier question its matter is taken over, without the words that ask,
when the later one asks for something itself; a bare one (那上海呢) asks for the same again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.facets import facets_of, is_open, meant, without_asking
from assistant.refusal import refusal
from index.regions import short_name
from index.variants import fold

if TYPE_CHECKING:
    from assistant.outcome import Turn

LONGEST = 200
"""Characters of what went before that are taken along, the last ones."""
_FEW, _SOME, _MANY, _WHOLE = 1, 5, 9, 20
"""So many characters of its own make a question certainly lean, perhaps lean, hardly lean, stand for itself."""

_NEW_TOPIC = re.compile(
    r"^(?:好的?|谢谢|那|嗯|行)?[,，。 ]*(?:换(?:一)?个(?:话题|问题|事)|(?:再|另外|还想|顺便"
    r"|另)?(?:想)?问(?:一)?(?:下|个|件|点)?(?:别的|其他|另外)(?:的|问题|事)?"
    r"|(?:另外|顺便|另)(?:想)?(?:再)?问(?:一)?(?:下|个|件)?(?:事)?|新问题|不说这个了?|another question"
    r"|by the way)[,，:：。 ]*",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^(?:不对|不是(?:的|啊|这个)?(?=[,，。!！ ])|错了|(?:我)?(?:说|问|打|写)错了|更正(?:一下)?|no)[,，。!！ ]*"
    r"(?:我(?:是)?(?:说|问|指)的?(?:是)?|应该是|i (?:mean|meant))?[,，:： ]*|^我(?:是)?(?:说|问|指)的(?:是)?",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"这块|这个(?!月|季度|年度)|那个(?!月)|这项|那项|这事|那事|这件事|它|该(?:政策|办法|文件|项|规定|通知|方案|补贴"
    r"|意见)|上述|上面|前面(?!加)|刚才|这种|这类|这一?条|那一?条|这些|那些"
    r"|这份|那份|其中|里面|里头|同样|这笔|那笔|这样(?:的话)?|\b(?:it|this|that|they|those|these)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^(?:那|这|还有|还(?=[要需])|另外还|另外|其|如果|要是|假如|也|又|再(?=[有问])|and |what about|how about|then "
    r"|so )|呢[?？]?$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"(?:那|这|该|上面那?|前面那?|刚才那?)(?:一)?(?:份|个|部)?(?:文件|政策|办法|措施|意见|方案|规定|通知|条例)"
    r"|^第[0-9零一二三四五六七八九十百]+条"
)
_TITLE = re.compile(r"《[^《》\n]{4,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,60})?》")
_EMPTY = re.compile(
    r"那么?|这|我们?|咱们?|你们?|请问|一下|知道|想|要|得|能够?|可以|会|是|有|的|了|吗|呢|啊|吧|呀|么|个|和|跟|与|还"
    r"|也|都|就|再|又|最|到|去|在|把|被|给|用|如果|要是|假如|的话"
    r"|[今明后去]年|下个?月|申报|报名?|领取?|拿|交|享受|[省市区县国家]+[级里]|一起|说的?"
    r"|什么|怎么样?|如何|多少|哪些?|谁|几|这里|那里|意思|情况|方面|事情?|问题|现在|今天|具体|大概|应该|需要|需"
    r"|办理?|申请|政策|文件|补贴|[,，。;；?？!！、:： ]"
    r"|\b(?:and|what|how|about|the|is|a|an|of|to|for|it|this|that|do|does|can|we|i|in|then)\b",
    re.IGNORECASE,
)
Regions = Callable[[str], Sequence[str]]
Lean = Literal["alone", "perhaps", "surely"]


@dataclass(frozen=True)
class Reading:
    """A question with what it takes from before.

    ``standalone`` is the question as it may stand for itself, ``asked`` the words whose asking counts, ``matter`` what
    it is about without the words that ask, ``alone`` the question's own words when it may well mean nothing else.
    """

    standalone: str
    asked: str
    matter: str
    alone: str | None = None
    follows: bool = False


def read(text: str, history: Sequence[Turn], regions: Regions) -> Reading:
    """Read the folded ``text`` after ``history``; ``regions`` finds the names of regions in a text."""
    before: Reading | None = None
    title = ""
    for turn in history:
        said = fold(turn.content)
        if turn.role == "user":
            # What was declined leads to nothing, and personal data in it are not repeated.
            before = before if refusal(said) else _after(said, before, title, regions)
        else:
            named = _TITLE.search(said)
            title = named[0] if named else title
    return _after(text, before, title, regions)


def _after(text: str, before: Reading | None, title: str, regions: Regions) -> Reading:
    """One turn read after the reading of the turns before it; ``title`` is that of the policy cited last."""
    topic = _NEW_TOPIC.match(text)
    own = meant(text[topic.end() :] if topic else text)
    named = bool(regions(own) or _TITLE.search(own))
    lean = "alone" if before is None or (topic and len(_own(own)) > _FEW) else _leans(own, named=named)
    if before is None or lean == "alone":
        return Reading(own, own, without_asking(own))
    words = _CORRECTION.sub("", own, count=1).strip() or own
    kept = _same_place(before, words, regions)
    asks = bool(facets_of(words)) or is_open(words)
    earlier = kept.matter if asks else kept.standalone
    if asks and title and _DOCUMENT.search(words) and title not in words:
        earlier = title if re.match("第", words) else _joined(earlier, title)
    return Reading(
        standalone=_joined(earlier, words),
        asked=words if asks else kept.asked,
        matter=_joined(kept.matter, without_asking(words) if _own(words) else ""),
        alone=words if lean == "perhaps" else None,
        follows=True,
    )


def _joined(earlier: str, later: str) -> str:
    earlier = earlier.rstrip("?？。;；, ")[-LONGEST:]
    return f"{earlier};{later}" if earlier and later else earlier or later


def _leans(text: str, *, named: bool) -> Lean:
    """Whether a question leans on what went before, by its words for it and by how much it says itself.

    Who goes on seldom says where and under which policy again: a question that names neither (``named``) may lean
    even when it says a good deal.
    """
    own = len(_own(text))
    if own <= _FEW or _CORRECTION.match(text):
        return "surely"
    if _BACK.search(text):
        return "surely" if own <= _MANY else "perhaps"
    if _GOES_ON.search(text):
        return "surely" if own <= _SOME + 1 else "perhaps"
    return "perhaps" if own <= (_SOME if named else _WHOLE) else "alone"


def _own(text: str) -> list[str]:
    """What a question says beside asking, pointing and filling words: its characters, or Latin words."""
    rest = _EMPTY.sub("", _BACK.sub("", without_asking(text)))
    return re.findall(r"[A-Za-z]+|\d+|[^\W\dA-Za-z_]", rest)


def _same_place(before: Reading, text: str, regions: Regions) -> Reading:
    """What went before without the places it names, when the asker has turned to another."""
    named, old = regions(text), regions(before.standalone)
    if not named or set(named) == set(old):
        return before
    return Reading(_without(before.standalone, old), before.asked, _without(before.matter, old))


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, "").replace(re.sub(r"(?:回族|壮族|维吾尔)?(?:自治区|省|市)$", "", name), "")
        text = text.replace(short_name(name), "")
    return text.removeprefix("的")
