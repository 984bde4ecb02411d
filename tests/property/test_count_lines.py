import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.count_lines import count_lines, find_line_evidence, hash_lines

LONG = "Nước sông dâng cao trong đêm khiến nhiều hộ dân ven bờ phải di chuyển đồ đạc lên tầng hai và chờ cứu hộ đến, rồi về."
LINES = st.one_of(st.sampled_from(("Trang chủ", "Tin mới", "", " ", LONG)), st.text(max_size=10))
PAGE = st.tuples(
    st.sampled_from((None, "u1", "u2")), st.sampled_from((None, "bao.example")), st.lists(LINES, max_size=4)
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PAGE, max_size=6), st.integers(1, 4))
def test_neither_the_order_of_pages_nor_the_number_of_parts_matters(
    given_pages: list[tuple[str | None, str | None, list[str]]], part_count: int
) -> None:
    rows = [(f"{number}", url, site, "\n".join(lines)) for number, (url, site, lines) in enumerate(given_pages)]
    pages = pl.DataFrame(rows, dict.fromkeys(("document_id", "url", "site", "text"), pl.String), orient="row")
    before = pages.clone()
    hashes = hash_lines(pages)
    counts = count_lines(hashes.lazy(), 0, 1)
    assert pages.equals(before)
    assert hash_lines(pages.reverse().with_columns(more=pl.lit(1))).equals(hashes)
    turned = hashes.reverse()
    assert count_lines(turned.lazy(), 0, 1).equals(counts)
    parts = [count_lines(turned.lazy(), part, part_count) for part in range(part_count)]
    assert pl.concat(parts).sort("line_hash").equals(counts)
    evidence = find_line_evidence(hashes.lazy(), counts.lazy())
    assert find_line_evidence(turned.lazy(), counts.reverse().lazy()).equals(evidence)
    assert evidence["site_count_bucket"].is_between(1, 3).all()
