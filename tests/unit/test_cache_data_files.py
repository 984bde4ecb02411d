from pathlib import Path

import pytest

from flows.cache import CodeDigests, data_files
from flows.steps import line_network
from flows.steps.label_lines import label_lines


def test_a_module_follows_from_the_data_files_that_it_names(tmp_path: Path) -> None:
    module = tmp_path / "step.py"
    for name in ("named.json", "other.json"):
        (tmp_path / name).write_text("{}")
    assert data_files(module, 'FILE = "named.json"') == [tmp_path / "named.json"]


def test_other_parameters_change_the_digest_of_the_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = CodeDigests().of(label_lines)
    (tmp_path / "line_parameters.json").write_text("{}")
    (tmp_path / "line_network.py").write_bytes(Path(line_network.__file__).read_bytes())
    found = data_files(Path(line_network.__file__), Path(line_network.__file__).read_text(encoding="utf-8"))
    assert [path.name for path in found] == ["line_parameters.json"]
    monkeypatch.setattr("flows.cache.data_files", lambda *_: [tmp_path / "line_parameters.json"])
    assert CodeDigests().of(label_lines) != before
    monkeypatch.undo()
    assert CodeDigests().of(label_lines) == before
