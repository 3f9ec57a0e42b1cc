"""What askers call things (台式机, 翻新车间) for which policies have words of their own (办公电脑, 厂房装修)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_THINGS: tuple[tuple[str, str], ...] = (
    ("装修", "装修|装潢|翻新|粉刷|吊顶|刷(?:了|一遍)?墙|铺(?:了)?地[板砖坪]|软装|门头|门面改造"),
    ("电脑", "电脑|台式机|笔记本(?!记)|一体机|平板"),
    ("办公用品", "打印机|复印机|复印纸|打印纸|文具|办公桌|办公椅|桌椅|碎纸机|投影仪"),
    ("办公设备", "打印机|复印机|电脑|台式机|笔记本(?!记)|投影仪|碎纸机"),
    ("办公家具", "办公桌|办公椅|桌椅|文件柜|沙发"),
    ("厂房", "(?:盖|建|起|新修)(?:了|的|好|起)?[^,。]{0,5}(?:厂房|车间)"),
    (
        "土建",
        "(?:盖|建|起)(?:了|的|好|起)?[^,。]{0,5}(?:厂房|车间|楼|仓库)|打地基|打地坪|砌墙|修(?:了)?(?:厂区)?[^,。]{0,3}路",
    ),
    ("土地", "买(?:了|的)?[^,。]{0,4}(?:地皮|块地|地块)|拿地|买地|地皮|征地"),
    ("二手", "二手|(?:买|收|淘|换)(?:了|来|的|进)?[^,。]{0,4}旧|人家用过|同行淘汰"),
    ("工资", "发工资|工资|薪水|工钱|人工费|人工成本"),
    ("招待", "请客|饭局|应酬|招待|酒席"),
    ("餐饮", "吃饭|餐费|饭钱|盒饭|请客"),
    ("差旅", "出差|机票|车票|住酒店|住宾馆|差旅"),
    ("车辆", "(?:买|购|换|添)(?:了|的)?[^,。]{0,5}(?:小汽车|轿车|货车|面包车|商务车|卡车|皮卡|公务车)"),
    ("租金", "房租|租金|租房|租场地"),
    ("水电", "水电费|电费|水费"),
    ("利息", "利息"),
    ("保险", "保险费|保费|买保险|上保险"),
    ("房地产", "卖房子?的|房产开发|地产开发|开发楼盘|盖楼卖|房企|地产"),
    ("金融", "小贷|放贷|典当|融资租赁|担保公司|银行|保险公司"),
    ("涉农", "农业|种植|养殖|农产品|种[菜粮果]"),
    ("航拍", "(?:婚礼|活动)?(?:航拍|跟拍)|拍(?:视频|照片|片|婚礼|宣传片)"),
    ("植保", "植保|打药|喷药|洒药|喷洒农药"),
    ("餐饮业", "饭店|饭馆|餐馆|火锅店|奶茶店|小吃"),
    ("娱乐", "网吧|歌厅|卡拉|酒吧|游戏厅|[kK][tT][vV]"),
    ("洗涤", "洗衣店|洗衣房|干洗"),
    ("快闪", "快闪|临时铺|临时店"),
    ("维修", "漏水|[管阀顶墙]漏|漏了|(?:水管|电梯|门锁|空调|热水器|灯|管道)[^,。]{0,3}坏|堵了|跳闸"),
    ("退租", "退房(?!款)|退掉?房子"),
    ("展销", "展销|地摊|摆摊|临时摊"),
)
"""The word of policies that names a thing, and how it is spoken of."""
_OWN_WORDS = tuple((word, re.compile(spoken)) for word, spoken in _THINGS)


def spoken_of(kind: str, piece: str) -> str | None:
    """The words in ``piece`` that speak of what a policy calls ``kind``; None where there are none."""
    for word, spoken in _OWN_WORDS:
        if word in kind and (match := spoken.search(piece)):
            return match[0]
    return None


def in_policy_words(text: str) -> Iterator[str]:
    """The words of policies for what ``text`` speaks of in other words."""
    for word, spoken in _OWN_WORDS:
        if word not in text and spoken.search(text):
            yield word
