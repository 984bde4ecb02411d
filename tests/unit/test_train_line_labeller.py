import json

from flows.labelled_pages import LabelledPage
from flows.train_line_labeller import group_scores, page_scores, pages_digest, parameters_text

PAGE = LabelledPage("a", "bao.vn", "text", "một hai\nba bốn năm\nsáu", None, None, (0, 1, -1), "article", "tay", "vi")


def test_a_page_is_scored_by_the_words_of_its_known_lines() -> None:
    pages = [PAGE, PAGE._replace(page_id="b"), PAGE._replace(kind="html"), PAGE._replace(labels=(-1, -1, -1))]
    kept = {"text/a": "một hai\nba bốn năm\nsáu", "text/b": ""}
    assert page_scores(pages[:3], kept, "text") == [(pages[0], 2 * 3 / (3 + 5)), (pages[1], 0.0)]
    assert page_scores(pages[3:], kept, "text") == []


def test_scores_are_told_for_groups_of_pages() -> None:
    forum = PAGE._replace(page_type="forum", language="")
    assert group_scores([(PAGE, 1.0), (forum, 0.5), (PAGE, 0.0)]) == {
        "all": 0.5,
        "page_type": {"article": {"pages": 2, "f1": 0.5}, "forum": {"pages": 1, "f1": 0.5}},
        "source": {"tay": {"pages": 3, "f1": 0.5}},
        "language": {"unknown": {"pages": 1, "f1": 0.5}, "vi": {"pages": 2, "f1": 0.5}},
    }


def test_the_digest_is_that_of_all_that_is_learned_from() -> None:
    others = [PAGE._replace(page_type="forum"), PAGE._replace(labels=(1, 1, 1)), PAGE._replace(text="một\nhai\nba")]
    assert len({pages_digest([page]) for page in (PAGE, *others)}) == 4
    assert pages_digest([PAGE]) == pages_digest([PAGE._replace(language="en")])


def test_parameters_are_told_in_lines_that_a_diff_can_be_read_by() -> None:
    values = {"words": {"xem": -1}, "page_kind": {"signals": {"place": {"mean": 1, "most": 2}}}, "networks": []}
    text = parameters_text(values)
    assert json.loads(text) == values
    assert text.split("\n") == [
        "{",
        '"words":{"xem":-1},',
        '"page_kind":{"signals":{',
        '"place":{"mean":1,"most":2}}},',
        '"networks":[]}',
        "",
    ]
