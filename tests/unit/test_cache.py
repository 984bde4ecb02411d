import ast
import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import sleep
from typing import ClassVar

import pytest

from flows import cache as cache_module
from flows.cache import (
    Artifact,
    Cache,
    CodeDigests,
    Finished,
    Patch,
    digest,
    files_of,
    files_seen,
    imported_names,
    module_file,
    note_name,
    pointer_name,
)

ROOT = Path(__file__).parents[2]


ROWS_SHA256, MORE_SHA256 = (hashlib.sha256(content).hexdigest() for content in (b"rows", b"more"))


def step() -> None:
    """Stands for a step whose module is a file of the test's."""


def finished(cache: Cache, key: str = "k", failed: tuple[tuple[str, str], ...] = ()) -> Artifact:
    path = cache.path("split_articles", key)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"rows")
    artifact = Artifact(str(path), ROWS_SHA256, 4, 2, failed)
    cache.keep("split_articles", key, artifact)
    return artifact


def test_a_digest_is_that_of_the_parts_as_json_whatever_the_order_of_keys() -> None:
    text = '["a", {"b": 1, "c": "đ"}]'
    assert digest("a", {"c": "đ", "b": 1}) == hashlib.sha256(text.encode()).hexdigest()
    assert digest("a", "b") != digest("ab")
    assert digest(("a",), "b") != digest("a", ("b",))
    assert digest("\udcff") != digest("\udcfe")
    assert digest(Path("/x")) == digest("/x")


def test_a_finished_result_is_found_as_it_was_kept(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    artifact = finished(cache, failed=(("d1", "ValueError: “x”"), ("d2", "E")))
    assert cache.find("split_articles", "k") == artifact
    assert sorted(path.name for path in (tmp_path / "split_articles").iterdir()) == ["k.json", "k.parquet"]


def test_results_are_known_by_the_names_of_their_notes(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    assert cache.names("split_articles") == frozenset()
    finished(cache)
    cache.point("split_articles", "family", "k", ())
    assert cache.names("split_articles") == {"k.parquet", note_name("k"), pointer_name("family")}


@pytest.mark.parametrize(("name", "key"), [("split_articles", "other"), ("label_lines", "k")])
def test_another_name_or_key_is_not_found(tmp_path: Path, name: str, key: str) -> None:
    cache = Cache(str(tmp_path))
    finished(cache)
    assert cache.find(name, key) is None


def test_a_result_without_its_note_is_not_finished(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    finished(cache)
    (tmp_path / "split_articles" / "k.json").unlink()
    assert cache.find("split_articles", "k") is None


def test_a_note_without_its_result_finds_nothing(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    finished(cache)
    (tmp_path / "split_articles" / "k.parquet").unlink()
    assert cache.find("split_articles", "k") is None


@pytest.mark.parametrize("content", [b"", b"row", b"rows and more", b"\0\0\0\0", b"rowz"])
def test_a_result_of_other_bytes_is_damaged(tmp_path: Path, content: bytes) -> None:
    cache = Cache(str(tmp_path))
    finished(cache)
    (tmp_path / "split_articles" / "k.parquet").write_bytes(content)
    assert cache.find("split_articles", "k") is None


def seen_as(cache: Cache, seen: Sequence[object]) -> None:
    """Let the note of `finished` say that the files were seen so."""
    path = Path(cache.folder) / "split_articles" / "k.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"seen": seen}), encoding="utf-8")


def test_a_file_that_was_not_written_since_it_was_seen_is_not_read_again(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    artifact = finished(cache)
    Path(artifact.path).write_bytes(b"rowz")
    seen = files_seen(artifact)
    seen_as(cache, seen)
    assert cache.find("split_articles", "k") == artifact
    for other in ([], ["another start of the machine", *seen[1:]], [seen[0]]):
        seen_as(cache, other)
        assert cache.find("split_articles", "k") is None


def test_a_file_whose_times_were_set_back_is_read_again(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    path = Path(finished(cache).path)
    before = path.stat()
    path.write_bytes(b"rowz")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.find("split_articles", "k") is None


def test_copied_files_are_read_again(tmp_path: Path) -> None:
    finished(Cache(str(tmp_path / "old")))
    shutil.copytree(tmp_path / "old", tmp_path / "new")
    copied = Cache(str(tmp_path / "new"))
    assert copied.find("split_articles", "k") is not None
    copied.path("split_articles", "k").write_bytes(b"rowz")
    assert copied.find("split_articles", "k") is None


@pytest.mark.parametrize("note", [b"", b"{", b'{"sha256": "ab', b"[]", b'"x"', b"\x00" * 40, b"\xff\xfe"])
def test_a_damaged_note_finds_nothing_and_can_be_written_anew(tmp_path: Path, note: bytes) -> None:
    cache = Cache(str(tmp_path))
    (tmp_path / "split_articles").mkdir()
    (tmp_path / "split_articles" / "k.json").write_bytes(note)
    assert cache.find("split_articles", "k") is None
    artifact = finished(cache)
    assert cache.find("split_articles", "k") == artifact


def test_a_note_holds_no_path_so_that_the_folder_can_be_moved(tmp_path: Path) -> None:
    finished(Cache(str(tmp_path / "old")))
    (tmp_path / "old").rename(tmp_path / "new")
    found = Cache(str(tmp_path / "new")).find("split_articles", "k")
    assert found is not None
    assert found.path == str(tmp_path / "new" / "split_articles" / "k.parquet")
    assert str(tmp_path) not in (tmp_path / "new" / "split_articles" / "k.json").read_text(encoding="utf-8")


def test_a_result_that_was_handed_over_is_found_where_it_lies_wherever_the_folders_do(tmp_path: Path) -> None:
    cache, path = Cache(str(tmp_path / "data" / ".work")), tmp_path / "data" / "releases" / "r0" / "part"
    artifact = finished(cache)
    assert cache.holds(artifact)
    path.parent.mkdir(parents=True)
    path.hardlink_to(artifact.path)
    cache.hand_over(artifact, path)
    published = replace(artifact, path=str(path))
    assert cache.find("split_articles", "k") == published
    assert json.loads((tmp_path / "data/.work/split_articles/k.json").read_bytes())["seen"] == files_seen(published)
    assert not cache.holds(published)
    assert sorted(cache.names("split_articles")) == ["k.json"]
    (tmp_path / "data").rename(tmp_path / "moved")
    moved, path = Cache(str(tmp_path / "moved" / ".work")), tmp_path / "moved" / "releases" / "r0" / "part"
    assert moved.find("split_articles", "k") == replace(artifact, path=str(path))
    path.write_bytes(b"worn")
    assert moved.find("split_articles", "k") is None


def test_a_folder_may_be_named_by_a_way_around(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    cache = Cache(str(tmp_path / "other" / ".." / ".work"))
    artifact = finished(cache)
    assert cache.find("split_articles", "k") == artifact
    assert cache.holds(artifact)


def test_no_work_is_lost_where_handing_over_ends_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, path = Cache(str(tmp_path)), tmp_path / "part"
    artifact = finished(cache)
    path.hardlink_to(artifact.path)
    monkeypatch.setattr(Cache, "keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cache.hand_over(artifact, path)
    assert not Path(artifact.path).exists()
    assert cache.find("split_articles", "k") == replace(artifact, path=str(path))


def test_threads_that_keep_the_same_result_do_not_disturb_one_another(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    artifact = finished(cache)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cache.keep("split_articles", "k", artifact), range(200)))
    assert sorted(path.name for path in (tmp_path / "split_articles").iterdir()) == ["k.json", "k.parquet"]


def patched(cache: Cache) -> Artifact:
    """A result that stands on the file of an older one."""
    older = finished(cache)
    path = cache.path("split_articles", "p")
    path.write_bytes(b"more")
    patch = Patch(str(path), MORE_SHA256, 4, 1, 1, older.sha256)
    return Artifact(older.path, "ef" * 32, older.size_bytes, 2, (), patch)


def test_a_result_knows_its_files(tmp_path: Path) -> None:
    artifact = patched(Cache(str(tmp_path)))
    assert artifact.patch is not None
    assert files_of(artifact) == [(artifact.path, ROWS_SHA256, 4), (artifact.patch.path, MORE_SHA256, 4)]
    assert files_of(finished(Cache(str(tmp_path)), "w")) == [
        (str(tmp_path / "split_articles" / "w.parquet"), ROWS_SHA256, 4)
    ]


def test_a_result_on_an_older_file_is_found_wherever_the_folder_lies(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "old"))
    artifact = patched(cache)
    cache.keep("split_articles", "new", artifact)
    assert cache.find("split_articles", "new") == artifact
    (tmp_path / "old").rename(tmp_path / "new")
    found = Cache(str(tmp_path / "new")).find("split_articles", "new")
    assert found is not None
    assert found.patch is not None
    assert [found.path, found.patch.path] == [
        str(tmp_path / "new" / "split_articles" / name) for name in ("k.parquet", "p.parquet")
    ]


@pytest.mark.parametrize("name", ["k.parquet", "p.parquet"])
def test_a_result_is_damaged_where_one_of_its_files_is(tmp_path: Path, name: str) -> None:
    cache = Cache(str(tmp_path))
    cache.keep("split_articles", "new", patched(cache))
    (tmp_path / "split_articles" / name).write_bytes(b"")
    assert cache.find("split_articles", "new") is None


def test_the_newest_result_of_a_family_is_the_one_pointed_to_last_with_its_inputs(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    assert cache.newest("split_articles", "f") is None
    one, other = finished(cache, "1"), finished(cache, "2")
    cache.point("split_articles", "f", "1", ((other,), (patched(cache), one)))
    assert cache.newest("split_articles", "f") == Finished("1", one, ((other,), (patched(cache), one)))
    cache.point("split_articles", "f", "2", ())
    assert cache.newest("split_articles", "f") == Finished("2", other, ())
    assert cache.newest("split_articles", "g") is None


@pytest.mark.parametrize("name", ["1.json", "1.parquet", "f.newest"])
def test_a_newest_result_without_its_files_is_none(tmp_path: Path, name: str) -> None:
    cache = Cache(str(tmp_path))
    finished(cache, "1")
    cache.point("split_articles", "f", "1", ())
    assert cache.newest("split_articles", "f") is not None
    (tmp_path / "split_articles" / name).unlink()
    assert cache.newest("split_articles", "f") is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"key": "1"}', b'{"inputs": []}', b"[]", b"\xff"])
def test_a_damaged_pointer_points_to_nothing(tmp_path: Path, content: bytes) -> None:
    cache = Cache(str(tmp_path))
    finished(cache, "1")
    cache.point("split_articles", "f", "1", ())
    (tmp_path / "split_articles" / "f.newest").write_bytes(content)
    assert cache.newest("split_articles", "f") is None


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("flows", "flows/__init__.py"),
        ("flows.cache", "flows/cache.py"),
        ("schemas.tables", "schemas/tables.py"),
        ("schemas.tables.DOCUMENTS", None),
        ("flows.no_such_module", None),
        ("polars", None),
        ("flowsy", None),
    ],
)
def test_only_modules_of_ours_have_a_file(name: str, file: str | None) -> None:
    assert module_file(name) == (ROOT / file if file else None)


def test_a_source_imports_modules_and_names_inside_them() -> None:
    source = (
        "import os, flows.cache as c\nfrom schemas.tables import A, B\nfrom . import near\ndef f():\n    import late"
    )
    assert sorted(imported_names(source)) == [
        "flows.cache",
        "late",
        "os",
        "schemas.tables",
        "schemas.tables.A",
        "schemas.tables.B",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    async def f(self):\n        import late",
        "if a:\n    pass\nelif b:\n    pass\nelse:\n    import late",
        "try:\n    import late\nexcept ValueError:\n    pass",
        "try:\n    pass\nexcept ValueError:\n    import late",
        "try:\n    pass\nexcept ValueError:\n    pass\nelse:\n    import late",
        "try:\n    pass\nfinally:\n    import late",
        "for a in b:\n    pass\nelse:\n    with c:\n        import late",
        "match a:\n    case 1:\n        import late",
    ],
)
def test_an_import_is_found_inside_any_statement(source: str) -> None:
    assert imported_names(source) == ["late"]


class Modules:
    """A step in `own`, which imports `near`, which imports `far` and `own`, and which `apart` knows nothing of."""

    SOURCES: ClassVar[Mapping[str, str]] = {
        "own": "from near import thing\n",
        "near": "import far\nimport own\n",
        "far": "VALUE = 1\n",
        "apart": "VALUE = 1\n",
    }

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.asked: list[str] = []
        for name, source in self.SOURCES.items():
            (folder / f"{name}.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(cache_module, "module_file", self.file)
        monkeypatch.setattr(step, "__module__", "own")

    def file(self, name: str) -> Path | None:
        self.asked.append(name)
        return self.folder / f"{name}.py" if name in self.SOURCES else None


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Modules:
    return Modules(tmp_path, monkeypatch)


@pytest.mark.parametrize(("name", "is_other"), [("own", True), ("near", True), ("far", True), ("apart", False)])
def test_the_digest_of_code_follows_from_every_module_that_it_imports(
    modules: Modules,
    name: str,
    is_other: bool,  # noqa: FBT001
) -> None:
    before = CodeDigests().of(step)
    assert CodeDigests().of(step) == before
    (modules.folder / f"{name}.py").write_text(modules.SOURCES[name] + "\n# changed\n", encoding="utf-8")
    assert (CodeDigests().of(step) != before) is is_other


def test_the_digest_of_code_follows_from_the_libraries_versions(
    modules: Modules, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = CodeDigests().of(step)
    monkeypatch.setattr(cache_module, "version", lambda name: f"{name} of tomorrow")
    assert CodeDigests().of(step) != before
    assert modules.asked


def test_a_parser_that_another_thread_disturbed_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, failures = ast.parse, [SystemError("AST constructor recursion depth mismatch")] * 2

    def disturbed(source: str) -> ast.Module:
        if failures:
            raise failures.pop()
        return parse(source)

    with monkeypatch.context() as patched:
        patched.setattr(ast, "parse", disturbed)
        names = imported_names("import os")
    assert names == ["os"]
    assert failures == []


def test_every_file_is_read_once(modules: Modules) -> None:
    digests = CodeDigests()
    first = digests.of(step)
    (modules.folder / "far.py").write_text("VALUE = 2\n", encoding="utf-8")
    assert digests.of(step) == first
    assert sorted(modules.asked) == ["far", "near", "near.thing", "own"]


def test_no_two_threads_are_in_the_parser_at_once(modules: Modules, monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[str] = []

    def parsed(source: str) -> list[str]:
        inside.append(source)
        sleep(0.01)  # time for the other threads to come
        assert inside == [source]
        inside.remove(source)
        return imported_names(source)

    monkeypatch.setattr(cache_module, "imported_names", parsed)
    digests = CodeDigests()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(digests.of, [step] * 4))
    assert found == [CodeDigests().of(step)] * 4
    assert modules.asked


def test_a_step_with_parameters_bound_has_the_code_of_the_step(modules: Modules) -> None:
    assert CodeDigests().of(partial(partial(step), 1)) == CodeDigests().of(step)
    assert modules.asked


def test_real_steps_read_their_own_source() -> None:
    digests = CodeDigests()
    assert digests.of(module_file) != digests.of(json.dumps)
