import polars as pl
import pytest

from flows.steps.count_lines import LONG_LINE_LENGTH, count_lines, find_line_evidence, hash_lines, line_hash
from flows.steps.label_lines import label_lines
from schemas.stages import LINE_COUNTS, LINE_EVIDENCE, LINE_HASHES, PAGES

LONG = "Nước sông dâng cao trong đêm khiến nhiều hộ dân ven bờ phải di chuyển đồ đạc lên tầng hai và chờ lực lượng cứu hộ đến.."
LONGER = LONG + " Đến sáng nay nước đã rút."


def pages(*rows: tuple[str, str | None, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        {"document_id": pl.String, "url": pl.String, "site": pl.String, "text": pl.String},
        orient="row",
    )


def counts(*rows: tuple[str, str | None, str | None, str]) -> list[tuple[int, int]]:
    return count_lines(hash_lines(pages(*rows)).lazy(), 0, 1).rows()


def menu_pages(count: int) -> list[tuple[str, str | None, str | None, str]]:
    return [(f"{number:02x}", f"https://bao.example/{number}", "bao.example", "Trang chủ") for number in range(count)]


def test_the_hash_is_the_same_on_every_machine() -> None:
    assert line_hash("bao.example", "Trang chủ") == 11571889909361646531
    assert line_hash("", "\ud800") == 7963890226876791357


def test_every_non_blank_line_is_hashed_with_its_site_and_without_blanks_around_it() -> None:
    found = hash_lines(pages(("b", None, None, "Ảnh"), ("a", "u", "bao.example", " Trang chủ \n\n\u3000\nTin mới")))
    a, b = line_hash("", "u"), line_hash("", "b")
    assert found.rows() == [
        ("a", 0, line_hash("bao.example", "Trang chủ"), a, a),
        ("a", 3, line_hash("bao.example", "Tin mới"), a, a),
        ("b", 0, line_hash("", "Ảnh"), b, b),
    ]
    assert found.schema == LINE_HASHES.to_polars()


def test_a_page_with_long_lines_is_known_by_the_least_of_their_hashes_whatever_its_site() -> None:
    assert len(LONG) == LONG_LINE_LENGTH - 1
    exact = LONG + "!"
    found = hash_lines(pages(("a", "u", "bao.example", f"{exact}\n{LONGER}\n{LONG}"), ("b", "u", None, LONG)))
    expected = min(line_hash("", exact), line_hash("", LONGER))
    assert found["copy_id"].to_list() == [expected] * 3 + [line_hash("", "u")]


@pytest.mark.parametrize(("count", "bucket"), [(2, 1), (4, 1), (5, 2), (19, 2), (20, 3), (30, 3)])
def test_a_line_of_several_pages_is_counted_in_its_bucket(count: int, bucket: int) -> None:
    assert counts(*menu_pages(count)) == [(line_hash("bao.example", "Trang chủ"), bucket)]


def test_a_line_of_one_page_is_left_out_however_often_it_stands_there() -> None:
    assert counts(("a", None, None, "Chia sẻ\nChia sẻ")) == []


def test_the_same_line_on_two_sites_is_two_lines() -> None:
    assert counts(("a", "u1", "bao.example", "Tin mới"), ("b", "u2", "tin.example", "Tin mới")) == []


def test_pages_of_one_address_count_once() -> None:
    assert counts(("a", "u", "bao.example", "Tin mới"), ("b", "u", "bao.example", "Tin mới")) == []


def test_two_versions_of_an_address_count_once_whatever_their_bodies() -> None:
    versions = (("a", "u", None, f"Tin mới\n{LONGER}"), ("b", "u", None, f"Tin mới\n{LONGER} Thêm."))
    assert counts(*versions) == []


def test_pages_with_the_same_long_lines_count_once() -> None:
    assert counts(("a", "u1", None, f"Tin mới\n{LONGER}"), ("b", "u2", None, f"Tin mới\n{LONGER}")) == []


def test_parts_hold_each_line_once() -> None:
    texts = "Trang chủ\nTin mới\nThể thao\nLiên hệ"
    hashes = hash_lines(pages(("a", "u1", None, texts), ("b", "u2", None, texts))).lazy()
    parts = [count_lines(hashes, part, 3) for part in range(3)]
    assert pl.concat(parts).sort("line_hash").equals(count_lines(hashes, 0, 1))
    assert all((part["line_hash"] % 3 == number).all() for number, part in enumerate(parts))
    assert sum(part.height for part in parts) == 4


def test_evidence_is_the_shared_lines_of_the_shard() -> None:
    hashes = hash_lines(pages(("b", "u2", None, "Riêng\nTin mới"), ("a", "u1", None, "Tin mới")))
    line_counts = pl.DataFrame([(line_hash("", "Tin mới"), 2)], LINE_COUNTS.to_polars(), orient="row")
    found = find_line_evidence(hashes.lazy(), line_counts.lazy())
    assert found.rows() == [("a", 0, 2), ("b", 1, 2)]
    assert found.schema == LINE_EVIDENCE.to_polars()


def test_no_pages_give_no_rows() -> None:
    hashes = hash_lines(pages())
    assert hashes.equals(LINE_HASHES.empty())
    line_counts = count_lines(hashes.lazy(), 0, 1)
    assert line_counts.equals(LINE_COUNTS.empty())
    assert find_line_evidence(hashes.lazy(), line_counts.lazy()).equals(LINE_EVIDENCE.empty())


NAMES = ("Lê An", "Trần Bình", "Hồ Cúc", "Vũ Duy", "Phan Em", "Bùi Giang", "Đỗ Hạnh")
VERBS = ("cho biết", "khẳng định", "nói thêm", "giải thích", "đề nghị")
MATTERS = (
    "con đường qua làng được sửa trước mùa mưa",
    "trường học mới sẽ mở cửa vào tháng chín",
    "nước sông dâng cao hơn mọi năm",
    "người dân chuyển lúa lên chỗ cao",
    "chợ huyện họp lại sau nhiều ngày nghỉ",
    "đội cứu hộ đưa thuyền tới từng nhà",
    "bệnh viện nhận thêm giường cho trẻ nhỏ",
)
DISCLAIMER = (
    "Bài viết chỉ mang tính tham khảo, không thay thế lời khuyên của chuyên gia; bạn đọc nên tự cân nhắc trước khi "
    "quyết định mua bán."
)


def made_sentence(number: int) -> str:
    name, verb = NAMES[number % 7], VERBS[number // 7 % 5]
    return f"Ông {name} {verb} {MATTERS[number // 35 % 7]}, còn {MATTERS[number // 245 % 7]} ở xã số {number}."


def disclaimed_pages(count: int) -> pl.DataFrame:
    """Make sixty pages of a site with bodies of their own, the first ones with the disclaimer behind the body."""
    rows = []
    for page in range(60):
        body = [" ".join(made_sentence(page * 97 + line * 13 + part) for part in range(3)) for line in range(6)]
        lines = [f"Chuyện ở xã số {page} sau mưa lớn", "17/12/2024 12:11", *body, *[DISCLAIMER] * (page < count)]
        rows.append((f"{page:02x}", f"https://bao.example/{page}", "bao.example", "\n".join(lines)))
    return (
        pages(*rows).match_to_schema(PAGES.to_polars(), missing_columns="insert").with_columns(metadata=pl.lit("{}"))
    )


@pytest.mark.parametrize(("count", "is_kept"), [(1, True), (40, False)])
def test_a_disclaimer_behind_many_bodies_of_a_site_belongs_to_none(count: int, is_kept: bool) -> None:  # noqa: FBT001
    given = disclaimed_pages(count)
    hashes = hash_lines(given).lazy()
    evidence = find_line_evidence(hashes, count_lines(hashes, 0, 1).lazy())
    lines = label_lines(given, evidence).filter(
        (pl.col("line_index") == 8) & (pl.col("document_id") < f"{count:02x}")
    )
    assert lines["is_kept"].to_list() == [is_kept] * count
