"""Word documents and zips made by hand for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(text: str, *, style: str = "", num: str = "", level: int = 0) -> str:
    """A paragraph of one run."""
    return para(f"<w:r><w:t>{text}</w:t></w:r>", style=style, num=num, level=level)


def para(runs: str, *, style: str = "", num: str = "", level: int = 0) -> str:
    """A paragraph with its runs as XML."""
    settings = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        settings += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{settings}</w:pPr>{runs}</w:p>"


def cell(content: str, *, span: int = 1, merge: str | None = None) -> str:
    """A table cell; ``merge`` is "restart" or "" for one that goes on with the cell above."""
    settings = f'<w:gridSpan w:val="{span}"/>'
    if merge is not None:
        settings += f'<w:vMerge w:val="{merge}"/>' if merge else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def table(*rows: Iterable[str]) -> str:
    """A table of rows of cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def level(depth: int, kind: str, text: str, more: str = "", start: int = 1) -> str:
    """A level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, *levels: str) -> str:
    """A list's definition."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, more: str = "") -> str:
    """An instance of a list."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def docx(*body: str, **parts: str) -> bytes:
    """A docx; ``parts`` are the contents of numbering, styles, footnotes."""
    main = f"<w:document {_W} {_MC}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    files = {
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_KIND}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": main,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
        + "".join(f'<Relationship Id="{kind}" Type="{_KIND}/{kind}" Target="{kind}.xml"/>' for kind in parts)
        + "</Relationships>",
    }
    files |= {f"word/{kind}.xml": f"<w:{kind} {_W}>{content}</w:{kind}>" for kind, content in parts.items()}
    return zipped(files)


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of files by their paths: the same bytes whenever it is packed, as the time in it stands still."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for path, content in files.items():
            file.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def zipped_raw(names: Mapping[bytes, bytes], *, flags: int = 0) -> bytes:
    """A zip whose names are these bytes, not marked as UTF-8, as packers on Windows write them."""
    made = io.BytesIO()
    places = {chr(ord("Q") + number) * len(name): name for number, name in enumerate(names)}
    with zipfile.ZipFile(made, "w") as file:
        for place, name in places.items():
            file.writestr(zipfile.ZipInfo(place), names[name])
    data = made.getvalue()
    for place, name in places.items():
        data = data.replace(place.encode(), name)
    if flags:
        for sign, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            at = data.index(sign) + offset
            data = data[:at] + flags.to_bytes(2, "little") + data[at + 2 :]
    return data
