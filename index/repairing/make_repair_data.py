"""Makes ``repair_data.json`` from published tables; run by hand, once, when the tables change.

    python -m index.repairing.make_repair_data --jieba dict.txt --pinyin pinyin_dict.json --parts cjk-decomp.txt
        --unihan FOLDER_OF_UNIHAN_TXT --prose FOLDER_OF_STATUTES

What is read and under which licence is in docs/decisions/substituted-characters.md. Only facts are kept: which words
there are and how frequent, which characters meet at the border of two words, how a character is read, what it is
made of, and which characters are variants of each other.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from pathlib import Path

from opencc import OpenCC

LONGEST_WORD = 5
RAREST_WORD = 8
RAREST_PLAIN = 2500
STEP = 0.5
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
SHAPES = ("kZVariant", "kSpoofingVariant")
VARIANTS = ("kSemanticVariant", "kSpecializedSemanticVariant", "kSimplifiedVariant")
NAMES = {"nr", "nrt", "nrfg"}
ABOUT = (
    "Made by index/repairing/make_repair_data.py. words: jieba (MIT). joins: counted in statutes of the PRC "
    "(no copyright, Copyright Law art. 5). readings: pypinyin (MIT). parts: CJK Decomposition Data (Apache-2.0). "
    "variants, corners, radicals: Unicode (Unicode License V3) and OpenCC (Apache-2.0)."
)

Words = dict[str, float]


def gb2312(character: str) -> int:
    """1 or 2, the level of GB 2312 a character belongs to; 0 for none."""
    try:
        return 1 if character.encode("gb2312")[0] < 0xD8 else 2
    except UnicodeEncodeError:
        return 0


def rows(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """Character and value of every row of a Unihan file that has the property ``name``."""
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 3 and cells[1] == name:
            yield chr(int(cells[0][2:], 16)), cells[2]


def frequencies(jieba: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each word and each character is met; names of persons are left out of the words."""
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for line in jieba.read_text(encoding="utf-8").splitlines():
        word, count, kind = line.split()
        for character in word:
            characters[character] += int(count)
        if kind not in NAMES or len(word) == 1:
            words[word] = int(count)
    return words, characters


def usual(words: Counter[str], standard: set[str]) -> Counter[str]:
    """The words worth keeping: short, not too rare, of standard characters."""
    return Counter(
        {
            word: count
            for word, count in words.items()
            if count >= RAREST_WORD and len(word) <= LONGEST_WORD and set(word) <= standard
        }
    )


def likelihoods(words: Counter[str]) -> Words:
    """Negative log likelihood of each word, in steps of ``STEP``."""
    total = sum(words.values())
    return {word: round(-math.log(count / total) / STEP) * STEP for word, count in words.items()}


def mixed(general: Counter[str], official: Counter[str]) -> Words:
    """The likelihood of each word in a text of which it is not known whether it is official or not."""
    totals = sum(general.values()), sum(official.values())
    return {
        word: round(-math.log(count / totals[0] / 2 + official[word] / totals[1] / 2) / STEP) * STEP
        for word, count in general.items()
    }


def cut(run: str, words: Words, floor: float) -> list[str]:
    """The likeliest words that ``run`` consists of."""
    best = [0.0] + [math.inf] * len(run)
    came = [0] * (len(run) + 1)
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1):
            cost = words.get(run[start:end], floor if end == start + 1 else math.inf)
            if best[start] + cost < best[end]:
                best[end] = best[start] + cost
                came[end] = start
    found = []
    place = len(run)
    while place:
        found.append(run[came[place] : place])
        place = came[place]
    return found[::-1]


def runs(prose: Path, skip: int) -> Iterator[str]:
    """Runs of Chinese characters in the statutes, with marks for their ends; ``skip`` leaves out every second file."""
    for number, path in enumerate(sorted(prose.rglob("*.md"))):
        if skip < 0 or number % 2 != skip:
            yield from (f"^{run}$" for run in HAN.findall(path.read_text(encoding="utf-8")))


def counted(texts: Iterable[str], words: Words) -> tuple[Counter[str], Counter[str]]:
    """How often each word is met in ``texts``, and each pair of characters at the border of two words."""
    floor = max(words.values()) + 2
    met: Counter[str] = Counter()
    borders: Counter[str] = Counter()
    for text in texts:
        found = cut(text, words, floor)
        met.update(found)
        borders.update(left[-1] + right[0] for left, right in pairwise(found))
    return met, borders


def joins(pairs: Counter[str]) -> dict[int, list[str]]:
    """Pairs of characters that meet at word borders more or less often than chance has it, by rounded log ratio."""
    left: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for pair, count in pairs.items():
        left[pair[0]] += count
        right[pair[1]] += count
    total = sum(pairs.values())
    found: dict[int, list[str]] = defaultdict(list)
    for first, second in product(left, right):
        chance = left[first] * right[second] / total
        count = pairs[first + second]
        if count >= 5 or chance >= 8:
            ratio = max(-4, min(4, round(math.log((count + 0.5) / (chance + 0.5)))))
            if ratio:
                found[ratio].append(first + second)
    return {ratio: sorted(found[ratio]) for ratio in sorted(found)}


def by_cost(words: Words) -> dict[int, list[str]]:
    """Words by cost in steps."""
    found: dict[int, list[str]] = defaultdict(list)
    for word, cost in words.items():
        found[round(cost / STEP)].append(word)
    return {cost: sorted(found[cost]) for cost in sorted(found)}


def readings(pinyin: Path) -> dict[str, str]:
    """Characters by syllable without tone."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, spoken in json.loads(pinyin.read_text(encoding="utf-8")).items():
        character = chr(int(code))
        if "\u4e00" <= character <= "\u9fff":
            for syllable in {toneless(each) for each in spoken.split(",")}:
                found[syllable].append(character)
    return {syllable: "".join(sorted(found[syllable])) for syllable in sorted(found)}


def toneless(syllable: str) -> str:
    """The syllable without its tone mark; ü stays."""
    marks = unicodedata.normalize("NFD", syllable)
    return "".join(mark for mark in marks if mark == "\u0308" or not unicodedata.combining(mark))


def parts(decomposition: Path) -> list[str]:
    """A character followed by the characters it is directly made of, strokes left out."""
    made: dict[str, list[str]] = {}
    for line in decomposition.read_text(encoding="utf-8").splitlines():
        character, _, value = line.partition(":")
        made[character] = value.partition("(")[2].rstrip(")").split(",")
    found = []
    for character in made:
        if "\u4e00" <= character <= "\u9fff":
            direct = [part for part in named(made, character, 0) if part != character]
            if direct:
                found.append(character + "".join(direct))
    return sorted(found)


def named(made: dict[str, list[str]], part: str, depth: int) -> Iterator[str]:
    """The characters directly under ``part``; parts without a character of their own are taken apart further."""
    for each in made.get(part, ()):
        if len(each) == 1 and each >= "\u2e80" and not "\u31c0" <= each <= "\u31ef":
            yield each
        elif len(each) > 1 and depth < 4:
            yield from named(made, each, depth + 1)


def simplified(standard: set[str]) -> dict[str, str]:
    """Traditional characters and radical forms with the one plain character they are written for."""
    convert = OpenCC("t2s").convert
    found = {}
    for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00)):
        character = chr(code)
        plain = convert(unicodedata.normalize("NFKC", character))
        if character not in standard and plain != character and len(plain) == 1:
            found[character] = plain
    return found


def variants(unihan: Path, names: Iterable[str], japanese: bool) -> dict[str, set[str]]:
    """Characters with those that Unihan relates them to by one of ``names``, and their Japanese or older shape."""
    near: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for character, value in rows(unihan / "Unihan_Variants.txt", name):
            for code in re.findall(r"U\+([0-9A-F]+)", value):
                other = chr(int(code, 16))
                near[character].add(other)
                near[other].add(character)
    convert = OpenCC("jp2t").convert
    for character in map(chr, range(0x4E00, 0xA000)) if japanese else ():
        near[character].add(convert(character))
    return near


def standard_shapes(near: dict[str, set[str]], standard: set[str], known: dict[str, str]) -> str:
    """Characters followed by the standard ones they are another shape of, in two steps at most."""
    found = []
    for character in sorted(near):
        steps = near[character] | {far for each in near[character] for far in near.get(each, ())}
        shapes = {known.get(each, each) for each in steps} & standard - {character, known.get(character)}
        if shapes and "\u4e00" <= character <= "\u9fff":
            found.append(character + "".join(sorted(shapes)))
    return " ".join(found)


def corners(unihan: Path) -> list[str]:
    """Groups of characters of one shape by the four-corner method."""
    groups: dict[str, set[str]] = defaultdict(set)
    for character, value in rows(unihan / "Unihan_DictionaryLikeData.txt", "kFourCornerCode"):
        if "\u4e00" <= character <= "\u9fff":
            for code in value.split():
                groups[code[:4]].add(character)
    return sorted("".join(sorted(group)) for group in groups.values() if len(group) > 1)


def radicals(unihan: Path) -> list[str]:
    """Radical forms, each followed by the character that is written with it."""
    found = []
    for line in (unihan / "EquivalentUnifiedIdeograph.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"([0-9A-F.]+)\s*;\s*([0-9A-F]+)", line)
        if match:
            first, _, last = match[1].partition("..")
            codes = range(int(first, 16), int(last or first, 16) + 1)
            found += [chr(code) + chr(int(match[2], 16)) for code in codes]
    return [pair for pair in found if not "\u31c0" <= pair[0] <= "\u31ef"]


def grouped(groups: dict[int, list[str]], between: str) -> dict[str, str]:
    """Lists as one string each, for a small file."""
    return {str(key): between.join(values) for key, values in groups.items()}


def main(arguments: Iterable[str] | None = None) -> None:
    """Read the tables and write the file beside this module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("jieba", "pinyin", "parts", "unihan", "prose"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--without", type=int, default=-1, help="leave out every even (0) or odd (1) statute")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("repair_data.json"))
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    table = dict(rows(given.unihan / "Unihan_OtherMappings.txt", "kTGH"))
    counts, characters = frequencies(given.jieba)
    standard = set(table) | {each for each in characters if gb2312(each)}
    plain = "".join(each for each, count in characters.most_common() if gb2312(each) == 1 and count >= RAREST_PLAIN)
    general = usual(counts, standard)
    words = mixed(general, counted(runs(given.prose, given.without), likelihoods(general))[0])
    borders = counted(runs(given.prose, given.without), words)[1]
    traditional = simplified(standard)
    data = {
        "about": ABOUT,
        "plain": plain,
        "standard": "".join(sorted(table)),
        "words": grouped(by_cost(words), " "),
        "joins": grouped(joins(borders), ""),
        "readings": readings(given.pinyin),
        "parts": " ".join(parts(given.parts)),
        "simplified": "".join(f"{one}{other}" for one, other in sorted(traditional.items())),
        "shapes": standard_shapes(variants(given.unihan, SHAPES, True), standard, traditional),
        "variants": standard_shapes(variants(given.unihan, VARIANTS, False), standard, traditional),
        "corners": " ".join(corners(given.unihan)),
        "radicals": "".join(radicals(given.unihan)),
    }
    given.out.write_text(json.dumps(data, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
