import numpy as np
import polars as pl
import pytest

from flows.steps.line_facts import LineFacts, line_fact_table, line_facts
from flows.steps.line_network import LineScore
from flows.steps.line_signals import page_bounds
from flows.steps.main_text import (
    LINES_ABOVE,
    LINES_BELOW,
    MainRun,
    PageLines,
    lines_near_text,
    lines_with_kind,
    main_positions,
    main_run,
    pages_with_kind,
)
from flows.steps.outside_lines import LineLabel
from schemas.stages import LINE_EVIDENCE, PAGES

LONG = "Theo chính quyền xã, nước bắt đầu lên từ nửa đêm, và đến sáng thì đã tràn qua con đê cũ ở phía đông của làng."
SHORT = "Không ai bị thương."
HEADLINE = "Giá gạo tăng nhẹ tại nhiều chợ"


def facts(lines: list[str], buckets: dict[int, int] | None = None) -> list[LineFacts]:
    columns = {"document_id": ["d"], "text": ["\n".join(lines)], "line_facts": [None]}
    pages = pl.DataFrame(columns, {name: PAGES.to_polars()[name] for name in columns})
    rows = [("d", line, bucket) for line, bucket in (buckets or {}).items()]
    evidence = pl.DataFrame(rows, LINE_EVIDENCE.to_polars(), orient="row")
    return list(line_facts(line_fact_table(pages, evidence)))


def page(lines: list[str], scores: list[float], buckets: dict[int, int] | None = None, own: float = 5.0) -> PageLines:
    told = [LineScore(score, ()) for score in scores]
    label = [LineLabel("nav", 0.5, False, ("rule=outside_text",))] * len(lines)
    return PageLines(facts(lines, buckets), told, [""] * len(lines), label, label, False, own, ())


def test_a_line_needs_less_on_a_page_that_looks_less_like_an_article() -> None:
    bounds = page_bounds(np.array([3, 3, 5, 6, 7]))
    lines = np.array([0.5, -0.25, 0.75, 0.0, 0.125])
    found = lines_with_kind(lines, np.array([-1.5, -2.0, 3.0, -9.0]), bounds)
    assert found.tolist() == [1.0, 0.25, 0.75, 1.0, -0.125]
    assert lines.tolist() == [0.5, -0.25, 0.75, 0.0, 0.125]


def test_a_page_that_looks_like_no_other_kind_has_a_main_text_the_less_surely() -> None:
    found = pages_with_kind(np.array([1.0, 1.0, 1.0]), np.array([3.0, -2.125, -9.0]))
    assert found.tolist() == [1.0, 0.875, 0.75]


def test_no_lines_have_no_scores() -> None:
    assert lines_with_kind(np.zeros(0), np.zeros(0), page_bounds(np.zeros(0, np.int64))).tolist() == []


def test_lines_that_score_above_zero_are_the_main_text() -> None:
    assert main_positions(page([HEADLINE, LONG, LONG, HEADLINE], [-2.0, 1.0, 0.1, 0.0])) == [1, 2]


@pytest.mark.parametrize(
    ("lines", "own", "expected"),
    [
        ([HEADLINE, LONG], 0.1, [1]),
        ([HEADLINE, LONG], -0.1, []),
        ([HEADLINE, LONG, LONG], -0.1, [1, 2]),  # paragraphs that stand together speak for a main text
        ([HEADLINE, LONG, LONG], -3.5, []),
        ([HEADLINE, LONG, HEADLINE, LONG, HEADLINE], 4.9, []),  # summaries between headlines against it
        ([HEADLINE, LONG, HEADLINE, LONG, HEADLINE], 5.1, [1, 3]),
        ([HEADLINE, " ".join([LONG] * 4), HEADLINE], -0.1, [1]),  # one long paragraph needs no other
        # Links between the paragraphs leave stretches that are longer than summaries.
        ([HEADLINE, *[LONG] * 3, HEADLINE, LONG, HEADLINE, *[LONG] * 3], -0.1, [1, 2, 3, 5, 7, 8, 9]),
        ([HEADLINE, *[LONG] * 2, HEADLINE, LONG, HEADLINE, *[LONG] * 2], -0.1, []),
    ],
)
def test_how_sentences_stand_tells_whether_an_unsure_page_has_a_main_text(
    lines: list[str], own: float, expected: list[int]
) -> None:
    scores = [-2.0 if line == HEADLINE else 3.0 for line in lines]
    assert main_positions(page(lines, scores, own=own)) == expected


@pytest.mark.parametrize(("count", "expected"), [(4, []), (8, [1, *range(3, 11)])])
def test_a_few_summaries_among_many_lines_of_text_speak_not_against_it(count: int, expected: list[int]) -> None:
    lines = [HEADLINE, LONG, HEADLINE, *["Gạo thơm mới về, giá theo mùa vụ"] * count]
    scores = [-2.0, 3.0, -2.0, *[3.0] * count]
    assert main_positions(page(lines, scores, own=0.6)) == expected


@pytest.mark.parametrize(("bucket", "expected"), [(3, [0, 1, 3, 4]), (2, [])])
def test_what_the_whole_site_carries_parts_no_paragraphs(bucket: int, expected: list[int]) -> None:
    lines, scores = [LONG, LONG, HEADLINE, LONG, LONG], [3.0, 3.0, -2.0, 3.0, 3.0]
    assert main_positions(page(lines, scores, {2: bucket}, own=-0.1)) == expected


def test_markup_makes_an_unsure_page_likelier() -> None:
    plain = page([HEADLINE, LONG], [-2.0, 3.0], own=-0.5)
    assert main_positions(plain) == []
    assert main_positions(plain._replace(has_markup=True)) == [1]


@pytest.mark.parametrize(("has_markup", "expected"), [(False, [1, 3, 5]), (True, [])])
def test_with_markup_longer_paragraphs_between_headlines_are_summaries_too(
    expected: list[int], *, has_markup: bool
) -> None:
    lines = [HEADLINE, *[" ".join([LONG] * 3), HEADLINE] * 3]
    unsure = page(lines, [-2.0 if line == HEADLINE else 3.0 for line in lines], own=0.6)
    assert main_positions(unsure._replace(has_markup=has_markup)) == expected


@pytest.mark.parametrize(("has_markup", "count", "expected"), [(True, 2, 0), (True, 4, 4), (False, 2, 2)])
def test_few_paragraphs_speak_for_a_main_text_only_without_markup(
    count: int, expected: int, *, has_markup: bool
) -> None:
    unsure = page([HEADLINE, *[LONG] * count], [-2.0, *[3.0] * count], own=-1.0)
    assert main_positions(unsure._replace(has_markup=has_markup)) == list(range(1, expected + 1))


@pytest.mark.parametrize(("score", "expected"), [(2.4, False), (2.6, True)])
def test_below_a_heading_of_comments_lines_must_read_more_like_text(
    score: float,
    expected: bool,  # noqa: FBT001
) -> None:
    lines = [LONG, LONG, "Bình luận", HEADLINE, SHORT]
    assert (4 in main_positions(page(lines, [5.0, 5.0, -5.0, -5.0, score]))) == expected


def test_the_same_words_above_the_text_are_a_menu() -> None:
    lines = [SHORT, "Bình luận", LONG, HEADLINE, SHORT]
    assert 4 in main_positions(page(lines, [5.0, -5.0, 5.0, -5.0, 1.0], own=6.0))


def test_a_few_words_are_no_main_text() -> None:
    assert main_positions(page([HEADLINE, "Sách này có bán ở mọi nhà sách."], [-2.0, 3.0])) == []


@pytest.mark.parametrize(("bucket", "expected"), [(0, [0, 1, 2]), (1, [0, 1, 2]), (2, [0, 2]), (3, [0, 2])])
def test_a_line_that_many_pages_of_the_site_carry_is_less_likely_text(bucket: int, expected: list[int]) -> None:
    assert main_positions(page([LONG, LONG, LONG], [1.0, 0.9, 1.0], {1: bucket})) == expected


@pytest.mark.parametrize(
    ("line", "score", "expected"), [(SHORT, -1.0, [0, 1, 2]), (SHORT, -2.0, [0, 2]), (HEADLINE, -1.0, [0, 2])]
)
def test_a_short_sentence_right_between_two_lines_of_text_is_text(
    line: str, score: float, expected: list[int]
) -> None:
    assert main_positions(page([LONG, line, LONG], [1.0, score, 1.0])) == expected


def test_the_run_goes_from_sentence_to_sentence() -> None:
    lines = [HEADLINE, LONG, HEADLINE, LONG, HEADLINE]
    assert main_run(facts(lines), [0, 1, 2, 3, 4]) == MainRun(1, 3)


def test_the_run_is_where_most_of_the_text_stands() -> None:
    lines = [LONG, *[HEADLINE] * 50, LONG, LONG]
    assert main_run(facts(lines), [0, 51, 52]) == MainRun(51, 52)


def test_a_text_without_sentences_runs_over_its_lines() -> None:
    assert main_run(facts([HEADLINE, "Mục", HEADLINE]), [0, 2]) == MainRun(0, 2)


def test_part_of_a_page_is_a_page_of_its_own() -> None:
    whole = page([HEADLINE, LONG, SHORT], [0.0, 1.0, 2.0])
    part = whole.part(1, 3)
    assert [line.text for line in part.lines] == [LONG, SHORT]
    assert [score.score for score in part.scores] == [1.0, 2.0]
    assert part.page_score == 5.0


def test_lines_near_text_stand_around_the_lines_that_can_be_it() -> None:
    count = 300
    scores, pages = np.full(2 * count, -1.0), np.repeat([0, 1], count)
    scores[[100, 120]] = 0.1
    near = lines_near_text(scores, np.zeros(2 * count, dtype=np.int64), page_bounds(pages))
    assert np.flatnonzero(near).tolist() == list(range(100 - LINES_ABOVE, 121 + LINES_BELOW))


def test_lines_near_text_stay_on_their_page_and_need_one_that_can_be_text_by_its_site_too() -> None:
    scores, pages = np.array([-1.0, 1.0, 1.0, -1.0, 0.4]), np.array([0, 0, 2, 2, 3])
    near = lines_near_text(scores, np.array([0, 0, 0, 3, 1]), page_bounds(pages))
    assert near.tolist() == [True, True, True, True, False]
    assert lines_near_text(scores - 9, np.zeros(5, dtype=np.int64), page_bounds(pages)).tolist() == [False] * 5
