import pytest

from flows.sources.markup_cost import refuse_costly_markup
from flows.sources.text_pages import PageError


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<div>" * 25_000 + "</p>" * 25_000, id="end tags below open elements"),
        pytest.param("".join(f"<p><b id={number}>" for number in range(2_000)), id="formatting opened anew"),
        pytest.param("<div " + " ".join(f"a{number}" for number in range(10_001)) + ">", id="attributes"),
        pytest.param(
            "<p>" + "<a " + "x " * 10_001 + "><script>" + "y" * 90_000,
            id="attributes before a longer stretch without tags",
        ),
        pytest.param("".join(f"<P><STRONG id={number}>" for number in range(2_000)), id="capitals"),
    ],
)
def test_markup_that_costs_more_than_its_length_is_refused(markup: str) -> None:
    with pytest.raises(PageError, match="too_complex"):
        refuse_costly_markup(markup)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param("<p>một<li>hai<br>" * 20_000, id="unclosed paragraphs"),
        pytest.param("<p><b>a</b> <i>b</i></p>" * 5_000, id="closed formatting"),
        pytest.param("<p>" + "chữ " * 30_000, id="long text"),
        pytest.param("chữ " * 30_000 + "<p>a", id="long text before the first tag"),
    ],
)
def test_long_plain_markup_is_not_refused(markup: str) -> None:
    assert refuse_costly_markup(markup) is None
