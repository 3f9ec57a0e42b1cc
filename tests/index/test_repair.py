"""Substituted characters: what is repaired, and above all what is not."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from index.repair import Repair, find_repairs
from tests.shared import SHARED, needs_shared
from tests.timing import cpu_seconds

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"
PLAIN = ("lanjiang-coldchain-opinions-2024.md", "lanjiang-digital-plan-2025.txt", "lanjiang-jobs-subsidy-2024.txt")

# Written down before anything was measured on them. What they first got wrong is told in the decision.
SUBSTITUTES = {
    "parts and sounds": (
        "的旳 一① 是湜 在洅 不芣 有洧 和啝 人亾 中狆 大夶 为潙 上仩 个箇 国囯 我莪 以苡 要偠 他彵 "
        "时塒 来倈 用鼡 们們 生甡 到菿 作莋 地哋 于亐 出岀 成珹 会浍 可岢 主紸 发潑 年姩 动憅 同哃 "
        "工糼 能螚 下芐 过濄 子孒 产嵼 种狆 面媔 方汸 后逅 多哆 定萣 行荇 学敩 法琺 所葰 民姄 得嘚 "
        "经俓 业嶪 度喥 企佱 政姃 策筞 "
    ),
    "shapes": (
        "市巿 日曰 己巳 本夲 体躰 高髙 器噐 并幷 强強 略畧 群羣 峰峯 够夠 鉴鑑 污汙 吴呉 真眞 青靑 "
        "值値 户戸 步歩 收収 单単 图図 团団 对対 实実 广広 应応 检検 险険 济済 经経 转転 总総 证証 "
        "续続 营営 乡鄕 即卽 "
    ),
    "traditional": (
        "业業 务務 办辦 关關 贴貼 补補 标標 准準 设設 备備 数數 资資 费費 给給 项項 验驗 审審 组組 "
        "织織 级級 县縣 区區 农農 书書 说說 时時 过過 开開 内內 万萬 "
    ),
    "letters": ("中ф 山Ш 口ロ 工エ 日ㄖ 一━ 力カ 人Λ 十╋ 了ㄋ 二ニ 八ハ "),
    # Measured once, after everything was set.
    "mixed": (
        "是媞 在侢 和咊 政炡 企仚 保堢 险崄 助耡 资粢 金唫 请埥 条樤 件仵 部蔀 予伃 励厲 训紃 职軄 "
        "工疘 创刱 新噺 服箙 务雺 台囼 持歭 发蕟 展搌 规槻 范笵 理俚 单僤 位莅 标檦 准凖 会荟 项頙 "
        "目苜 费曊 增嶒 加咖 力叻 案桉 实寔 施葹 组俎 省渻 级岌 重偅 点奌 行垳 产浐 区伛 学斈 建揵 "
        "设蔎 质貭 量踉 技伎 术沭 业業 门門 财財 应應 "
    ),
}
HELD_OUT = {style: {pair[0]: pair[1] for pair in pairs.split()} for style, pairs in SUBSTITUTES.items()}


def prose() -> str:
    """Policies of our own writing, one after the other."""
    return "\n".join((SAMPLES / name).read_text(encoding="utf-8") for name in PLAIN)


def scramble(text: str, table: dict[str, str], share: float, seed: int) -> tuple[str, dict[int, str]]:
    """``text`` with a share of the characters of ``table`` substituted, and what stood at each place."""
    chance = random.Random(seed)  # noqa: S311
    places = {place: each for place, each in enumerate(text) if each in table and chance.random() < share}
    return "".join(table[each] if place in places else each for place, each in enumerate(text)), places


def outcome(text: str, truth: dict[int, str]) -> tuple[int, list[tuple[str, str, str]]]:
    """How many places were repaired rightly, and every wrong repair with its surroundings."""
    repairs = find_repairs(text)
    right = sum(truth.get(each.place) == each.repaired for each in repairs)
    wrong = [
        (each.raw, each.repaired, text[max(0, each.place - 6) : each.place + 7])
        for each in repairs
        if truth.get(each.place) != each.repaired
    ]
    return right, wrong


def repaired(text: str) -> str:
    characters = list(text)
    for each in find_repairs(text):
        assert characters[each.place] == each.raw
        characters[each.place] = each.repaired
    return "".join(characters)


def test_a_repair_is_one_character_for_one_in_order_of_place() -> None:
    text, _ = scramble(prose(), HELD_OUT["traditional"], 0.05, 1)
    repairs = find_repairs(text)
    assert all(isinstance(each, Repair) and len(each.raw) == len(each.repaired) == 1 for each in repairs)
    assert [each.place for each in repairs] == sorted({each.place for each in repairs})
    assert len(repaired(text)) == len(text)


@pytest.mark.parametrize(
    ("style", "least"),
    [("parts and sounds", 0.7), ("shapes", 0.7), ("traditional", 0.95), ("letters", 0.7), ("mixed", 0.65)],
)
def test_substitutes_never_seen_before(style: str, least: float) -> None:
    # Letters alone are too few kinds to prove a page damaged; on real pages they come with the others.
    table = HELD_OUT[style] | (HELD_OUT["traditional"] if style == "letters" else {})
    right = total = 0
    for seed in range(3):
        text, truth = scramble(prose(), table, 0.15, seed)
        found, wrong = outcome(text, truth)
        assert not wrong
        mine = [place for place in truth if text[place] in HELD_OUT[style].values()]
        right += found if len(mine) == len(truth) else len({each.place for each in find_repairs(text)} & set(mine))
        total += len(mine)
    assert right / total >= least, f"{right} of {total}"


def test_all_styles_together() -> None:
    table = {character: each for style in HELD_OUT.values() for character, each in style.items()}
    text, truth = scramble(prose(), table, 0.08, 5)
    right, wrong = outcome(text, truth)
    assert not wrong
    assert right / len(truth) >= 0.7, f"{right} of {len(truth)}"


@given(st.integers(0, 10**6), st.sampled_from(sorted(HELD_OUT)), st.floats(0.01, 0.3))
@settings(max_examples=15, deadline=None)
def test_what_was_not_substituted_stays(seed: int, style: str, share: float) -> None:
    text, truth = scramble(prose(), HELD_OUT[style], share, seed)
    assert {each.place for each in find_repairs(text)} <= set(truth)


@pytest.mark.parametrize("name", PLAIN)
def test_clean_policies_are_left_alone(name: str) -> None:
    assert find_repairs((SAMPLES / name).read_text(encoding="utf-8")) == ()


RARE = (
    "专家组由陈堃、李喆、王垚、张翀、刘珺、赵昇、何囡囡、冯䶮、孟嫄、周燊、吴镕先、林㴩、邬嶊组成。",
    "在甪直镇、浉河区、邗江区、亳州市、鄠邑区、盱眙县、猇亭区、勐腊县、埇桥区、濮阳市开展。",
    "检测苯乙烯、三氯乙烯、六溴环十二烷、铊、镉、锑、砷、铍、氡、汞、氟化氢、䓬类、嘌呤、吲哚、脱汞效率。",
    "保护中华鲟、䴙䴘、䴔䴖、鳤、鯮、白鱀豚、大鲵、鸊鷉、鼋、㺢㹢狓。",
    "“國”“學”“會”“醫”四字不得用于招牌，应写作“国”“学”“会”“医”。",
    "《說文解字》《資治通鑑》《後漢書》《廣韻》《漢書藝文志》等古籍，由經濟產業研究院整理。",
    "补贴壹拾贰万叁仟肆佰伍拾陆元柒角捌分。",
    "误差为σ，Φ50钢管，α受体，Ш型，ロシア，のり，进口ㄅㄆㄇ卡。",
)


@pytest.mark.parametrize("line", RARE)
def test_rare_names_terms_and_quotations_stay(line: str) -> None:
    text = prose()
    middle = text.index("\n", len(text) // 2)
    assert find_repairs(line) == ()
    assert find_repairs(f"{text[:middle]}\n{line}{text[middle:]}") == ()


def test_all_of_them_on_one_page() -> None:
    assert find_repairs("\n".join((prose(), *RARE))) == ()


@pytest.mark.parametrize("line", [RARE[0], RARE[1], RARE[2], RARE[3], RARE[5], RARE[6], RARE[7]])
def test_they_stay_on_a_damaged_page(line: str) -> None:
    text, truth = scramble(prose(), HELD_OUT["traditional"] | HELD_OUT["shapes"], 0.1, 3)
    repairs = find_repairs(f"{text}\n{line}\n")
    assert repairs
    assert [each for each in repairs if each.place not in truth] == []


def test_traditional_pages_are_not_damaged() -> None:
    traditional = OpenCC("s2t").convert(prose())
    assert find_repairs(traditional) == ()
    assert find_repairs(f"{prose()}\n{traditional}") == ()


def test_one_or_two_strange_characters_prove_nothing() -> None:
    text = prose()
    for wrong, right in (("業", "业"), ("嘚", "的")):
        place = text.index(right, 600)
        text = f"{text[:place]}{wrong}{text[place + 1 :]}"
    assert find_repairs(text) == ()


def test_numerals_are_not_guessed() -> None:
    """第二条 and 第三条 are equally good words: what the numeral was cannot be told from them."""
    text, truth = scramble(prose(), HELD_OUT["traditional"], 0.1, 4)
    repairs = find_repairs(f"{text}\n依照第亍条、第霯条和第十肍条办理，满訄年的补贴扥万元。\n")
    assert [each for each in repairs if each.place not in truth] == []


def test_any_text_is_taken() -> None:
    assert find_repairs("") == ()
    assert find_repairs("業") == ()
    assert find_repairs("業務\x00囻\ud800嘚Φ") == ()


@given(st.text(alphabet=st.sampled_from("的業囻嘚Φ国民 \n第一條，。a1囚工ㄖ岼台"), max_size=300))
@settings(max_examples=60, deadline=None)
def test_places_lead_to_the_text(text: str) -> None:
    for each in find_repairs(text):
        assert text[each.place] == each.raw != each.repaired


def test_clean_text_costs_next_to_nothing() -> None:
    text = prose() * 40
    find_repairs(text)
    # Measured at 1 ns a character; the bar is 20.
    assert cpu_seconds(lambda: find_repairs(text), 20e-9 * len(text)) / len(text) < 60e-9


@needs_shared
def test_the_copied_page() -> None:
    text = (SHARED / "policies" / "shanghai-opinions-2018.txt").read_text(encoding="utf-8")
    gold = json.loads((SHARED / "gold" / "clauses" / "shanghai-opinions-2018.json").read_text(encoding="utf-8"))
    mended = {each.place: each.repaired for each in find_repairs(text)}
    certain = {}
    for wrong, right, context in gold["repairs"]:
        start = text.index(context) + context.index(wrong)
        certain |= {start + n: new for n, (old, new) in enumerate(zip(wrong, right, strict=True)) if old != new}
    assert all(mended[place] == right for place, right in certain.items() if place in mended)
    assert sum(place in mended for place in certain) >= 0.95 * len(certain)


@needs_shared
@pytest.mark.parametrize(
    "name", ["baoshan-plan-2018", "ningxia-opinions-2020", "ningxia-plan-2023", "yinchuan-reply-2024"]
)
def test_the_clean_pages(name: str) -> None:
    assert find_repairs((SHARED / "policies" / f"{name}.txt").read_text(encoding="utf-8")) == ()
