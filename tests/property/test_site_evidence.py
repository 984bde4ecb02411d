"""What other pages tell of a line never turns a body into boilerplate: other advertisements, copies elsewhere."""

import random

import polars as pl
import pytest

from flows.steps.count_lines import count_lines, find_line_evidence, hash_lines
from flows.steps.label_lines import label_lines
from schemas.stages import PAGES

SUBJECTS = (
    "Chính quyền xã",
    "Bà con ven sông",
    "Đội cứu hộ",
    "Các thầy cô giáo",
    "Ban quản lý chợ",
    "Nhiều gia đình",
)
VERBS = ("cho biết đã chuẩn bị", "đang khẩn trương đưa", "vừa hoàn thành việc chuyển", "mong sớm được nhận")
THINGS = ("lương thực và nước uống", "bàn ghế cùng sách vở", "thuốc men và chăn màn", "thuyền và áo phao")
PLACES = ("đến trường học ở đầu làng", "về khu nhà cao ở phía đông", "lên đồi sau chùa", "tới trạm y tế mới xây")
ENDS = ("trước khi nước dâng cao vào nửa đêm", "để mọi người yên tâm qua mùa mưa", "dù đường sá còn ngập nhiều nơi")
MENU = ["Trang chủ", "Thời sự", "Kinh doanh", "Thể thao", "Liên hệ"]
FOOTER = ["Bản quyền thuộc về Báo Mẫu", "Giấy phép hoạt động số 12"]


def sentence(draw: random.Random) -> str:
    parts = [draw.choice(words) for words in (SUBJECTS, VERBS, THINGS, PLACES, ENDS)]
    return f"{' '.join(parts)} {draw.randint(2, 9)} ngày, theo tin từ ấp số {draw.randint(1, 99)}."


def story(draw: random.Random) -> list[str]:
    return [" ".join(sentence(draw) for _ in range(draw.randint(2, 4))) for _ in range(draw.randint(4, 8))]


def advertisements(draw: random.Random) -> list[str]:
    names = ("máy lọc nước", "xe điện", "khóa học nấu ăn", "bàn ghế gỗ", "vé máy bay")
    return [
        f"Giảm giá {draw.choice(names)} còn {draw.randint(100, 999)} nghìn đồng" for _ in range(draw.randint(1, 4))
    ]


def page_text(draw: random.Random, body: list[str], number: int) -> str:
    middle = len(body) // 2
    lines = [*MENU, f"Làng số {number} qua mùa nước lớn năm nay", *body[:middle], *advertisements(draw)]
    return "\n".join([*lines, *body[middle:], *advertisements(draw), *FOOTER])


def kept(pages: list[dict[str, object]]) -> dict[str, list[str]]:
    """Return the kept lines of every page, with the evidence of all of them."""
    rows = [dict.fromkeys(PAGES.columns) | {"metadata": "{}"} | page for page in pages]
    table = pl.DataFrame(rows, PAGES.to_polars())
    hashes = hash_lines(table).lazy()
    evidence = find_line_evidence(hashes, count_lines(hashes, 0, 1).lazy())
    lines = label_lines(table, evidence).filter("is_kept")
    texts = dict(table.select("document_id", "text").iter_rows())
    found: dict[str, list[str]] = {str(page["document_id"]): [] for page in pages}
    for document_id, start, end in lines.select("document_id", "char_start", "char_end").iter_rows():
        found[document_id].append(texts[document_id][start:end])
    return found


@pytest.mark.parametrize("site", ["bao.vn", None])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_second_crawl_with_other_advertisements_changes_no_body(site: str | None, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    bodies = [story(draw) for _ in range(100)]
    first, second = (
        [
            {
                "document_id": f"{crawl}{number:03}",
                "url": f"https://bao.vn/{number}",
                "site": site,
                "text": page_text(draw, body, number),
            }
            for number, body in enumerate(bodies)
        ]
        for crawl in "ab"
    )
    alone, together = kept(first), kept([*first, *second])
    for number, body in enumerate(bodies):
        for document_id in (f"a{number:03}", f"b{number:03}"):
            assert [line for line in together[document_id] if line in body] == body
        assert [line for line in alone[f"a{number:03}"] if line in body] == body
    assert not any(line in MENU + FOOTER for lines in together.values() for line in lines)


@pytest.mark.parametrize("has_sites", [True, False])
def test_a_story_that_thirty_outlets_carry_keeps_its_body(has_sites: bool) -> None:  # noqa: FBT001
    draw = random.Random(3)  # noqa: S311
    body = story(draw)
    pages = [
        {
            "document_id": f"c{number:03}",
            "url": f"https://bao{number}.vn/tin",
            "site": f"bao{number}.vn" if has_sites else None,
            "text": page_text(draw, [*body, sentence(draw) + " " + sentence(draw)], number),
        }
        for number in range(30)
    ]
    for lines in kept(pages).values():
        assert [line for line in lines if line in body] == body
