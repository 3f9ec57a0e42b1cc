"""A folder of forty laws to compare on: ``python -m eval.peers.statutes LAWS.tar.xz QUERIES.jsonl FOLDER``."""

from __future__ import annotations

import sys
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from eval.questions import Question, read_questions

EVERY = 70
LAWS = 40
CHARACTERS = 400_000


def chosen(sizes: Mapping[str, int], asked: Mapping[str, int]) -> list[str]:
    """The laws to take, by their size in characters and by how many questions ask about each.

    Every ``EVERY``th by name, then those most asked about, up to ``LAWS`` laws and ``CHARACTERS`` in all; one that
    does not fit is passed over.
    """
    taken = sorted(sizes)[::EVERY]
    for name in sorted(asked, key=lambda one: (-asked[one], one)):
        room = CHARACTERS - sum(sizes[one] for one in taken)
        if name in sizes and name not in taken and len(taken) < LAWS and sizes[name] <= room:
            taken.append(name)
    return taken


def asked_about(questions: list[Question]) -> Counter[str]:
    """How many questions an article of each law answers."""
    return Counter(file for question in questions for file in {article.file for article in question.gold})


def unpack(archive: Path, queries: Path, folder: Path) -> int:
    """Write the chosen laws to ``folder`` and return how many there are."""
    texts: dict[str, bytes] = {}
    with tarfile.open(archive) as laws:
        for member in laws:
            if member.isfile() and (file := laws.extractfile(member)):
                texts[PurePosixPath(member.name).name] = file.read()
    sizes = {name: len(data.decode("utf-8")) for name, data in texts.items()}
    folder.mkdir(parents=True, exist_ok=True)
    names = chosen(sizes, asked_about(read_questions(queries)))
    for name in names:
        (folder / name).write_bytes(texts[name])
    return len(names)


if __name__ == "__main__":
    print(f"{sys.argv[3]}: {unpack(*map(Path, sys.argv[1:4]))} laws")
