"""Kept lines of the labelled pages, each labelled by parameters that saw no page of its site: prints, asserts nothing.

Fits the labeller anew for each fold of the sites, which takes half an hour.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from flows.labelled_pages import labelled_rows

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def kept(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """The kept text of every labelled page, by kind and id."""
    pytest.importorskip("jax")
    from flows.train_line_labeller import train_line_labeller

    folder = tmp_path_factory.mktemp("labelled")
    for name in ("extraction_text_dev.jsonl.xz", "extraction_html_dev.jsonl.xz"):
        (folder / name).symlink_to(shared / "gold" / name)
    folds = tmp_path_factory.mktemp("folds")
    train_line_labeller(folder, folds / "line_parameters.json", folds)
    rows = [json.loads(line) for line in (folds / "kept.jsonl").read_text(encoding="utf-8").splitlines()]
    return {(row["kind"], row["id"]): row["text"] for row in rows}


@pytest.mark.parametrize("kind", ["text", "html"])
def test_scores_on_pages_of_unseen_sites(
    kind: str, shared: Path, kept: dict[tuple[str, str], str], scorer: Callable[[str], ModuleType]
) -> None:
    score = scorer("score_extraction")
    groups: dict[str, list[float]] = defaultdict(list)
    found, missed, wrong = 0, 0, 0
    for row in labelled_rows(shared / "gold"):
        if (row.get("flat_text") is None) != (kind == "html") or (row.get("html") is None) != (kind == "text"):
            continue
        text = kept.get((kind, row["id"]), "")
        if not row.get("gold_text"):
            tp, fp, fn, _ = score.segments(row, text)
            found, wrong, missed = found + tp, wrong + fp, missed + fn
            continue
        value = score.prf(row["gold_text"], text)[2]
        for group in ("all", *(f"{key}={row.get(key)}" for key in ("page_type", "source", "lang"))):
            groups[group].append(value)
    for group, values in sorted(groups.items()):
        print(f"{kind} {group:30} {len(values):5} {sum(values) / len(values):.4f}")
    if found:
        print(f"{kind} snippets F1 {2 * found / (2 * found + wrong + missed):.4f}")
