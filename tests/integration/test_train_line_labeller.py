"""The training flow as a whole, on a few invented pages: slow, since each fold's network is compiled anew."""

import json
from pathlib import Path

import pytest

from flows.steps.label_lines import label_lines_by
from flows.steps.line_network import read_parameters

pytestmark = pytest.mark.slow

BODY = "Nước sông đã dâng rất cao trong đêm qua, tràn qua con đê cũ ở phía đông của làng số"


def row(number: int) -> dict[str, object]:
    menu = [f"Mục {place}" for place in range(12)]
    body = [f"{BODY} {number}, và bà con đã kịp đưa đồ đạc lên chỗ cao lần thứ {place}." for place in range(6)]
    labels = [0] * 12 + [1] * 6 + [0] * 12
    return {
        "id": f"p{number}",
        "host": f"bao{number}.vn",
        "flat_text": "\n".join([*menu, *body, *menu]),
        "line_labels": labels,
        "gold_text": "\n".join(body),
    }


@pytest.mark.usefixtures("prefect_server")
def test_parameters_and_the_kept_text_of_unseen_sites_are_written(tmp_path: Path) -> None:
    pytest.importorskip("jax")
    from flows.labelled_pages import labelled_page, pages_table
    from flows.train_line_labeller import train_line_labeller
    from schemas.stages import LINE_EVIDENCE

    labelled, folds = tmp_path / "labelled", tmp_path / "folds"
    labelled.mkdir()
    rows = [row(number) for number in range(40)]
    (labelled / "pages.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    path = train_line_labeller(labelled, tmp_path / "line_parameters.json", folds)
    values = json.loads(path.read_text(encoding="utf-8"))
    assert values["training"]["page_count"] == values["training"]["site_count"] == 40
    assert (
        0.0 <= values["training"]["f1_on_unseen_sites"]["text"]["all"] <= 1.0
    )  # forty pages are too few to learn from
    kept = [json.loads(line) for line in (folds / "kept.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sorted(each["id"] for each in kept) == sorted(str(each["id"]) for each in rows)
    assert sorted(file.name for file in folds.iterdir()) == [*(f"fold_{n}.json" for n in range(5)), "kept.jsonl"]
    page = labelled_page(row(99))
    assert page is not None
    lines = label_lines_by(pages_table([page]), LINE_EVIDENCE.empty(), read_parameters(values))
    assert lines["line_index"].to_list() == list(range(30))
