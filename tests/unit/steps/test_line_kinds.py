import polars as pl
import pytest

from flows.steps.line_facts import line_fact_table, line_facts
from flows.steps.line_kinds import page_labels
from flows.steps.line_network import LineScore
from flows.steps.main_text import PageLines
from flows.steps.outside_lines import LineLabel
from schemas.stages import LINE_EVIDENCE, PAGES

TITLE = "Nước sông Mẫu dâng cao trong đêm"
CAPTION = "Nhà ven sông Mẫu ngập sâu. Ảnh: An"
BODY = [
    "Theo chính quyền xã, nước bắt đầu lên từ nửa đêm, và đến sáng thì đã tràn qua con đê cũ ở phía đông của làng.",
    "Người dân cho biết nước rút rất chậm, vì mưa còn rơi ở đầu nguồn và các cống trong vùng đều đã đầy từ hôm qua.",
]


def labels(lines: list[str], scores: list[float]) -> list[tuple[str, bool]]:
    """Return kind and whether it is kept of every line of a page whose lines the networks score so."""
    pages = PAGES.completed(pl.DataFrame({"document_id": ["d"], "text": ["\n".join(lines)]}))
    told = [LineScore(score, ()) for score in scores]
    outside = [LineLabel("related", 0.5, False, ("rule=outside_text",))] * len(lines)
    facts = list(line_facts(line_fact_table(pages, LINE_EVIDENCE.empty())))
    page = PageLines(facts, told, [""] * len(lines), outside, outside, False, 9.0, ())
    return [(label.kind, label.is_kept) for label in page_labels(page).labels]


@pytest.mark.parametrize(("score", "is_kept"), [(0.5, True), (-1.0, True), (-2.0, False)])
@pytest.mark.parametrize("place", [1, 2])
def test_a_caption_is_kept_where_the_networks_do_not_speak_against_it(
    place: int, score: float, *, is_kept: bool
) -> None:
    lines, scores = [TITLE, *BODY], [-1.0, 5.0, 5.0]
    lines.insert(place, CAPTION)
    scores.insert(place, score)
    assert labels(lines, scores)[place] == ("caption", is_kept)


@pytest.mark.parametrize(("score", "again"), [(3.5, ("body", True)), (2.5, ("caption", False))])
def test_a_paragraph_printed_again_is_text_where_the_networks_are_sure(score: float, again: tuple[str, bool]) -> None:
    refrain = "Nước lên, nước lên, người về không kịp."
    lines, scores = [TITLE, BODY[0], refrain, BODY[1], refrain], [-1.0, 5.0, 4.0, 5.0, score]
    assert [labels(lines, scores)[place] for place in (2, 4)] == [("body", True), again]


@pytest.mark.parametrize(("score", "expected"), [(-1.5, ("lead", True)), (-2.5, ("related", False))])
def test_a_summary_parted_from_the_text_is_its_lead_unless_the_networks_speak_against_it(
    score: float, expected: tuple[str, bool]
) -> None:
    lines = [TITLE, "Nước sông Mẫu đã tràn qua con đê cũ trong đêm qua.", "Chia sẻ", *BODY]
    assert labels(lines, [-1.0, score, -6.0, 5.0, 5.0])[1] == expected


def test_a_credited_caption_far_below_the_text_is_one_where_the_networks_keep_it() -> None:
    lines, scores = [TITLE, *BODY, *["Trang chủ"] * 10, CAPTION], [-1.0, 5.0, 5.0, *[-6.0] * 10, 2.0]
    assert labels(lines, scores)[-1] == ("caption", True)
