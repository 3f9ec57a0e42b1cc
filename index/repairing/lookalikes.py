"""Which plain characters may stand behind a strange one: by shape, by parts, by sound."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# How unlikely each way of substitution is (nats).
TRADITIONAL = -16.0
SELDOM_USED = -7.0
_SYMBOL = 0.0
_OTHER_SHAPE = -2.5
_VARIANT = 0.5
_CONTAINED = 1.0
_RADICAL = 3.0
_DEEP = 4.5
_SHARED = 3.0
_SHARED_TWICE = 1.5
_CORNERS = 3.0
_SOUND_ONLY = 5.0
_SOUND = -1.5
_COMMON_PART = 45
# 囗, which is also drawn around any character.
_FRAME = "囗"

# Letters and signs drawn like a character, archaic shapes of one, or (bopomofo) named like one.
_SIGNS = {
    "Φφф": "中", "ФΨψ": "中", "ΠπПп∏": "兀元门", "ШЩ": "山", "Γ": "厂", "Λ∧": "人入八", "ΤТ┬┳": "丁下", "⊥┴┻": "上",
    "╋┼": "十", "━─┅┄┈═": "一二", "≡": "三", "∑": "之", "⊙": "日", "□": "口",
    "ロ": "口", "エ": "工", "ニ": "二", "ハ": "八", "ト": "卜", "カ": "力", "タ": "夕", "チ": "千", "ミ": "三",
    "セ": "七", "ヌ": "又", "オ": "才", "ホ": "木", "ヒ": "比", "ー": "一", "に": "仁", "え": "元", "ふ": "小",
    "も": "毛", "の": "的之", "か": "加", "ん": "人",
    "丅": "下", "丄": "上", "亻": "人", "⺧": "牛",
    "ㄖ": "日", "ㄚ": "丫", "ㄅ": "不把吧", "ㄇ": "吗么", "ㄉ": "的地", "ㄊ": "他", "ㄋ": "你", "ㄌ": "了", "ㄍ": "个",
    "ㄏ": "和厂", "ㄒ": "下", "ㄓ": "之", "ㄕ": "是", "ㄗ": "子", "ㄧ": "一", "ㄨ": "义", "ㄙ": "四", "ㄡ": "又",
    "ㄦ": "儿",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Tables of ``repair_data.json``, turned so that a character finds what is like it."""

    plain: frozenset[str]
    simplified: dict[str, str]
    shortened: frozenset[str]
    radicals: frozenset[str]
    shapes: dict[str, str]
    variants: dict[str, str]
    parts: dict[str, str]
    holders: dict[str, list[str]]
    sounds: dict[str, list[str]]
    alike: dict[str, list[str]]
    signs: dict[str, str]
    known: dict[str, dict[str, float]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: dict[str, str], readings: dict[str, str]) -> Lookalikes:
        """From the lists of ``repair_data.json``."""
        plain = frozenset(data["plain"])
        holders: dict[str, list[str]] = defaultdict(list)
        parts = _entries(data["parts"])
        for whole, direct in parts.items():
            if whole in plain:
                for part in {*direct, *(_FRAME if "口" in direct else "")}:
                    holders[part].append(whole)
        simplified = _pairs(data["simplified"]) | _pairs(data["radicals"])
        return cls(
            plain=plain,
            simplified=simplified,
            radicals=frozenset(data["radicals"]),
            shortened=frozenset(simplified.values()) - frozenset(simplified),
            shapes=_entries(data["shapes"]),
            variants=_entries(data["variants"]),
            parts=parts,
            holders=dict(holders),
            sounds=_groups(readings.values(), plain),
            alike=_groups(data["corners"].split(" "), plain),
            signs={sign: plain for group, plain in _SIGNS.items() for sign in group},
        )

    def old(self, character: str) -> bool:
        """Whether the character is a traditional or radical form, which a simplified text never uses."""
        return character in self.simplified

    def new(self, character: str) -> bool:
        """Whether the character is a simplified form, which a traditional text never uses."""
        return character in self.shortened

    def rare(self, character: str) -> bool:
        """Whether the character is Chinese and not among those that plain prose is made of."""
        return "\u4e00" <= character <= "\u9fff" and character not in self.plain

    def of_character(self, strange: str) -> dict[str, float]:
        """The plain characters that ``strange`` may be written for, each with how unlikely that is (nats)."""
        if strange not in self.known:
            self.known[strange] = self._look(strange)
        return self.known[strange]

    def _look(self, strange: str) -> dict[str, float]:
        if strange in self.signs:
            return dict.fromkeys(self.signs[strange], _SYMBOL)
        shapes = self._shapes(strange)
        same_sound = {each for group in self.sounds.get(strange, ()) for each in group}
        found = dict.fromkeys(same_sound, _SOUND_ONLY)
        found |= {each: min(shapes[each], _SHARED) + _SOUND for each in same_sound & set(shapes)}
        found |= {each: cost for each, cost in shapes.items() if each not in same_sound and cost < _DEEP}
        for each in self.variants.get(strange, ""):
            found[each] = min(found.get(each, _VARIANT), _VARIANT)
        found |= dict.fromkeys(self.shapes.get(strange, ""), _OTHER_SHAPE)
        if strange in self.simplified:
            now = self.simplified[strange]
            found[now] = TRADITIONAL if now in self.plain else SELDOM_USED
        found.pop(strange, None)
        return found

    def _shapes(self, strange: str) -> dict[str, float]:
        """Plain characters that hold, are held by, share a part with or look like ``strange``."""
        direct = set(self.parts.get(strange, ""))
        direct |= {self.simplified[part] for part in direct & self.simplified.keys()}
        found = {each: _CORNERS for group in self.alike.get(strange, ()) for each in group}
        deeper = {part for each in direct for part in self.parts.get(each, "")}
        found |= dict.fromkeys(deeper - direct & self.plain, _DEEP)
        for each, cost in self._sharing(direct):
            found[each] = min(found.get(each, cost), cost)
        telling = {part for part in direct if len(direct - {_FRAME}) == 1 or not self._common(part)}
        found |= {part: _CONTAINED if part in telling else _RADICAL for part in direct & self.plain}
        holding = _DEEP if self._common(strange) else _CONTAINED
        return found | dict.fromkeys(self.holders.get(strange, ()), holding)

    def _sharing(self, direct: set[str]) -> Iterator[tuple[str, float]]:
        """Plain characters with a part among ``direct``: the more telling it is, or the more there are, the liker."""
        shared = Counter(each for part in direct for each in self.holders.get(part, ()))
        for each, count in shared.items():
            telling = any(part not in self.radicals for part in direct & set(self.parts[each]))
            yield each, _SHARED_TWICE if count > 1 else _SHARED if telling else _DEEP

    def _common(self, part: str) -> bool:
        """Whether so many characters have the part that it says little."""
        return len(self.holders.get(part, ())) > _COMMON_PART


def _entries(text: str) -> dict[str, str]:
    return {entry[0]: entry[1:] for entry in text.split(" ")}


def _pairs(text: str) -> dict[str, str]:
    return dict(zip(text[::2], text[1::2], strict=True))


def _groups(groups: Iterable[str], plain: frozenset[str]) -> dict[str, list[str]]:
    """For each character, the groups it is in, of which only plain characters are kept."""
    found: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        kept = "".join(each for each in group if each in plain)
        for each in group if kept else "":
            found[each].append(kept)
    return dict(found)
