"""A page that prints two stories in full, one under the other, through the whole build."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.releases import open_release
from flows.verify_release import verify_release

pytestmark = pytest.mark.long

Build = Callable[..., object]

STORIES = [
    (
        "Thành phố mở thêm ba tuyến xe buýt điện",
        "17/12/2024 12:11",
        "Ba tuyến mới nối bến xe phía tây với các trường đại học, mỗi ngày chạy một trăm hai mươi chuyến, "
        "chuyến sớm nhất lúc năm giờ sáng và chuyến cuối lúc mười giờ đêm.",
        'Ông Trần Văn Lâm, giám đốc trung tâm điều hành, cho biết: "Chúng tôi đã chạy thử hai tháng và chưa có '
        'chuyến nào phải hủy vì hết pin giữa đường."',
    ),
    (
        "Làng Mẫu trồng lại rừng ngập mặn ven sông",
        "18/12/2024 08:00",
        "Sau ba mùa nước lớn, người dân làng Mẫu đã trồng lại hơn hai mươi héc ta rừng ngập mặn dọc theo bờ sông, "
        "với cây giống do các trường trong vùng ươm từ mùa xuân.",
        'Bà Lê Thị Hà, trưởng thôn, nói: "Cây đã bén rễ gần hết, và mùa tới chúng tôi sẽ trồng tiếp phần bờ còn lại '
        'cho đến tận cửa sông."',
    ),
]


def page(kind: str) -> str:
    if kind == "txt":
        return "\n\n".join(["Trang chủ", *(line for story in STORIES for line in story), "Liên hệ"])
    posts = "".join(
        f"<article><header><h2><a href='/{number}'>{title}</a></h2><time>{date}</time></header>"
        + "".join(f"<p>{text}</p>" for text in texts)
        + "</article>"
        for number, (title, date, *texts) in enumerate(STORIES)
    )
    return f"<html><body><nav><a href='/'>Trang chủ</a></nav><main>{posts}</main></body></html>"


@pytest.mark.parametrize("kind", ["txt", "html"])
def test_both_stories_are_published_with_their_own_rows(build: Build, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"page.{kind}"
    path.write_text(page(kind), encoding="utf-8")
    release = Path(build(tmp_path / "data", path).path)
    assert verify_release(open_release(release)) == []
    tables = {
        name: pl.read_parquet(release / name / "*.parquet") for name in ("articles", "paragraphs", "quotes", "lines")
    }
    articles = tables["articles"].sort("article_index")
    ids = articles["article_id"].to_list()
    assert articles.select("article_index", "title", "text", "paragraph_count", "quote_count").rows() == [
        (index, title, "\n\n".join(texts), 2, 1) for index, (title, _, *texts) in enumerate(STORIES)
    ]
    assert articles["published_at"].dt.to_string("%Y-%m-%d %H:%M").to_list() == [
        "2024-12-17 05:11",
        "2024-12-18 01:00",
    ]
    speakers = dict(tables["quotes"].select("article_id", "speaker_name").rows())
    assert [speakers[article] for article in ids] == ["Trần Văn Lâm", "Lê Thị Hà"]
    owners = tables["lines"].filter("is_kept").sort("line_index")["article_id"].to_list()
    assert owners == [ids[0]] * 3 + [ids[1]] * 3
    assert set(tables["paragraphs"]["article_id"]) == set(ids)
