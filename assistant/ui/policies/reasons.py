"""Why a file was not taken or what reading it noted, in Chinese; in English it stands as the reader said it."""

from __future__ import annotations

import re

from assistant.ui.policies.words import Words

_SAID = (
    (r"the (?:file|zip) is empty|the file holds no text", "文件里没有文字"),
    (r"only \.", "不收这种文件"),
    (r"over the limit of (?P<n>\d+) MB|.* over the limit of (?P<m>\d+) MB", "超过 {n} MB 的上限，请拆分"),
    (r"\d+ files are over the limit", "zip 里的文件太多，请拆分"),
    (r"not a zip that can be read", "不是能打开的 zip，请重新打包"),
    (r"the zip holds no policies", "zip 里没有可读的文件"),
    (r"the zip unpacks to over (?P<n>\d+) MB", "zip 解开后超过 {n} MB，请拆分"),
    (r"a zip within a zip", "zip 里的 zip 不读，请先解开"),
    (r"locked with a password", "有密码，请去掉密码再打包"),
    (r"its path leads out of the zip", "路径指向 zip 之外，请重新打包"),
    (r"its name holds a control character", "文件名里有控制字符，请改名"),
    (r"unpacks to over", "解开后大得异常，不读"),
    (r"two files of the zip bear this name", "zip 里有两个同名文件"),
    (r"broken in the zip|packed in a way", "zip 里的这个文件打不开，请重新打包"),
    (r"not read, as of another kind: (?P<n>.+)", "不收其中的其他文件：{n}"),
    (r"the old Word format", "旧版 Word 不读，请另存为 .docx"),
    (r"not text but binary", "不是文本文件"),
    (r"in no known encoding", "编码不明，请另存为 UTF-8"),
    (r"no clauses were found", "没有找到条款"),
    (r"it has no clause numbers", "没有条款编号，按段落收录"),
    (r"read as (?P<n>\S+)", "按 {n} 编码读取"),
    (r"Took the (?P<n>\d+) sample policies out of the index", "已有自己的政策，{n} 件示例政策已退出索引"),
)
_PATTERNS = tuple((re.compile(pattern), chinese) for pattern, chinese in _SAID)


def reason(said: str, words: Words) -> str:
    """Return what the reader said in the page's tongue; what is not known stays as it is."""
    if words["lang"] == "en":
        return said
    for pattern, chinese in _PATTERNS:
        if match := pattern.match(said):
            found = match.groupdict()
            return chinese.format(n=found.get("n") or found.get("m") or "")
    return said
