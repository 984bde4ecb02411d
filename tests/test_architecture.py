"""The structure of the project, as far as a machine can check it."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted([*(ROOT / "flows").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")])
VAGUE_NAMES = {"utils", "helpers", "common", "manager", "misc", "base"}
MAX_FUNCTION_LINES = 60
MAX_FILE_LINES = 500


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_module_has_a_vague_name() -> None:
    assert [path for path in names(MODULES) if Path(path).stem in VAGUE_NAMES] == []


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES] == []
    assert text.count("\n") <= MAX_FILE_LINES


def imported_steps(module: str) -> set[str]:
    """Return the step modules that a module of ours imports."""
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) and node.module]
    direct = {str(node.module) for node in nodes if str(node.module).startswith("flows.steps.")}
    return direct | {
        f"flows.steps.{name.name}" for node in nodes if node.module == "flows.steps" for name in node.names
    }


def test_every_step_module_is_in_the_flow() -> None:
    reached = {"flows.steps.normalize_text"}  # used by the readers, which come before the steps
    waiting = imported_steps("flows.build_steps")
    while waiting:
        reached |= waiting
        waiting = {name for module in waiting for name in imported_steps(module)} - reached
    modules = {f"flows.steps.{path.stem}" for path in (ROOT / "flows" / "steps").glob("*.py")}
    assert modules - reached == {"flows.steps.__init__"}


def test_steps_have_no_decorators_and_no_base_classes_of_ours() -> None:
    allowed_bases = {"NamedTuple", "TypedDict", "Exception", "ValueError", "Enum", "StrEnum", "Protocol"}
    allowed_decorators = {"dataclass", "property", "cached_property", "classmethod", "staticmethod"}
    for path in (ROOT / "flows" / "steps").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                assert {base.id for base in node.bases if isinstance(base, ast.Name)} <= allowed_bases, path.name
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                decorators = {ast.unparse(each).split("(")[0].split(".")[-1] for each in node.decorator_list}
                assert decorators <= allowed_decorators, f"{path.name}: {node.name}"


def test_the_seeds_are_as_received(shared: Path, seeds: Path) -> None:
    received = {path.name: path.read_bytes() for path in (shared / "seeds").iterdir()}
    assert {path.name: path.read_bytes() for path in seeds.iterdir()} == received


def test_only_the_command_line_prints() -> None:
    printing = [
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert printing == ["flows/cli.py"]


def test_the_readme_names_every_file_of_the_code() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in MODULES if path.name != "__init__.py" and f"`{path.name}`" not in readme]
    assert missing == []


def test_the_lock_names_no_host_and_has_a_digest_for_every_package() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"https?://|file://|--index-url|--find-links", lock) == []
    packages = re.findall(r"^\S+==\S+.*?(?=^\S|\Z)", lock, flags=re.MULTILINE | re.DOTALL)
    assert len(packages) > 100
    assert [package.split("\n")[0] for package in packages if "--hash=sha256:" not in package] == []


def test_every_pin_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    pins = [line.strip() for line in lines if re.match(r'  "[\w-]+(==|<|>=)[^"]*,?<?[^"]*"', line)]
    uncommented = [pin for pin in pins if "#" not in pin and ("==" in pin or "<" in pin)]
    assert uncommented == []
