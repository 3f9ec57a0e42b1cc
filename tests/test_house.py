"""The house: which way imports point, who may import a vendor's package, how large things grow, what is listed."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "assistant", "eval", "index")

MAY_IMPORT = {
    "app": {"app", "assistant"},
    "assistant": {"assistant", "index"},
    "eval": {"eval", "assistant", "index"},
    "index": {"index"},
}
"""For each package, the packages of the house it may import."""

SOLE_IMPORTERS = {
    "sentence_transformers": ("index/embed.py", "eval/peers/with_langchain.py"),
    "chromadb": ("index/store.py",),
    "langchain": (
        "assistant/chat_model.py",
        "assistant/retriever.py",
        "eval/peers/with_langchain.py",
        "eval/baselines/langchain_rag.py",
    ),
    "llama_index": ("eval/peers/with_llamaindex.py",),
    "haystack": ("eval/peers/with_haystack.py",),
    "mcp": ("assistant/api/mcp_server.py",),
    "xllamacpp": ("assistant/gguf.py",),
    "pypdfium2": ("index/reading/pdf_pages.py",),
    "sqlalchemy": ("assistant/records/",),
    "alembic": ("assistant/records/migrating.py", "assistant/records/migrations/"),
    "argon2": ("assistant/records/passwords.py",),
    "prometheus_client": ("assistant/web/metrics.py",),
    "gradio": ("assistant/ui/", "assistant/http.py", "app.py"),
}
"""For each vendor's package (or the start of its name), the only files and folders that may import it."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "misc", "manager", "factory", "registry", "service"}


def sources() -> list[Path]:
    """Every Python file of the house, not those of its tests."""
    found = [CHECKOUT / "app.py"] if (CHECKOUT / "app.py").is_file() else []
    for package in PACKAGES:
        found += sorted((CHECKOUT / package).rglob("*.py"))
    return found


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module a file imports, at its top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "__import__"):
            yield from (str(each.value) for each in node.args[:1] if isinstance(each, ast.Constant))


def wrong_imports(file: str, modules: Iterator[str]) -> Iterator[str]:
    """What ``file`` imports against the rules of the house."""
    own = file.split("/")[0].removesuffix(".py")
    for module in modules:
        first = module.split(".")[0]
        if not first:
            yield f"{file} imports {module}: write the whole name"
        if first in PACKAGES and first not in MAY_IMPORT[own]:
            yield f"{file} imports {module}: the arrow is reversed"
        for vendor, importers in SOLE_IMPORTERS.items():
            if first.startswith(vendor) and not file.startswith(importers):
                yield f"{file} imports {module}: only {', '.join(importers)} may"


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sources()}


def test_the_house_is_found(trees: dict[str, ast.Module]) -> None:
    assert {"index/policy.py", "assistant/answer.py", "eval/__main__.py"} <= set(trees)


def test_imports_point_one_way_and_vendors_have_one_importer(trees: dict[str, ast.Module]) -> None:
    wrong = [line for file, tree in trees.items() for line in wrong_imports(file, imported(tree))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("index/build.py", "from assistant.settings import Settings"),
        ("assistant/answer.py", "def f():\n    import eval.score"),
        ("index/e5.py", "def f():\n    from sentence_transformers import SentenceTransformer"),
        ("assistant/compose.py", "import langchain_openai.chat_models"),
        ("assistant/answer.py", "from . import settings"),
        ("index/search.py", "import importlib\nimportlib.import_module('chromadb')"),
        ("assistant/cli.py", "import gradio as gr"),
        ("app.py", "from index.policy import Policy"),
    ],
)
def test_a_wrong_import_is_noticed(file: str, code: str) -> None:
    assert list(wrong_imports(file, imported(ast.parse(code))))


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("eval/predict.py", "from assistant.answer import answer\nfrom index.policy import Hit"),
        ("assistant/ui/chat.py", "import gradio as gr"),
        ("index/store.py", "import chromadb.config"),
    ],
)
def test_a_right_import_is_let_through(file: str, code: str) -> None:
    assert not list(wrong_imports(file, imported(ast.parse(code))))


def test_files_and_functions_stay_small() -> None:
    large = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > LONGEST_FILE:
            large.append(f"{name_of(path)} has {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    large.append(f"{name_of(path)}: {node.name} has {length} lines")
    assert not large, "\n".join(large)


def test_no_file_is_named_for_nothing_in_particular() -> None:
    assert not [name_of(path) for path in sources() if path.stem in FORBIDDEN_NAMES]


def test_no_error_is_swallowed(trees: dict[str, ast.Module]) -> None:
    silent = [
        f"{file}:{node.lineno}"
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass) for each in node.body)
    ]
    assert not silent


def test_every_prompt_is_used(trees: dict[str, ast.Module]) -> None:
    prompts = [path.stem for path in (CHECKOUT / "prompts").glob("*.*")]
    strings = {node.value for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert not [name for name in prompts if name not in strings]


def test_every_package_is_installed() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {path.parent.relative_to(CHECKOUT) for path in sources() if path.parent != CHECKOUT}
    assert set(project["tool"]["setuptools"]["packages"]) == {str(one).replace("/", ".") for one in folders}


def test_what_is_no_python_is_installed_too() -> None:
    setuptools = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    packages = {name: CHECKOUT / name.replace(".", "/") for name in setuptools["packages"]}
    taken = {
        path
        for name, patterns in setuptools["package-data"].items()
        for pattern in patterns
        for path in packages[name].glob(pattern)
    }
    others = {
        path
        for name in PACKAGES[1:]
        for path in (CHECKOUT / name).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert len(others) > 20
    assert sorted(map(name_of, others - taken)) == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_names_every_file(readme: str) -> None:
    path = CHECKOUT / readme
    if not path.is_file():
        pytest.skip(f"there is no {readme} yet")
    text = path.read_text(encoding="utf-8")
    missing = [
        name_of(each)
        for each in sources()
        if each.name != "__init__.py"
        and each.parent.name != "versions"
        and not re.search(rf"(?<![\w.-]){re.escape(each.name)}", text)
    ]
    assert not missing, f"the tree in {readme} lacks {', '.join(missing)}"
