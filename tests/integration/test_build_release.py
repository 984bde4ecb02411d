"""The whole way, in this process, on one Prefect server: sources in, a verified release out."""

import bz2
import gzip
import hashlib
import json
import os
import shutil
import socket
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from flows import build_steps
from flows.build_release import ReleaseRefusedError
from flows.build_status import build_status
from flows.releases import DataFolderError, data_folder_lock, data_sums, latest_release, open_release, read_sums
from flows.settings import Parameters
from flows.sources import inventory
from flows.steps.cluster_duplicates import cluster_duplicates
from flows.steps.extract_quotes import extract_quotes
from flows.steps.label_lines import label_lines
from flows.steps.split_articles import split_articles
from flows.steps.split_paragraphs import split_paragraphs
from flows.verify_release import verify_release
from schemas.tables import RELEASE_TABLES

Build = Callable[..., object]

STORY = "\n\n".join(
    [
        "Thành phố mở thêm ba tuyến xe buýt điện",
        "Từ tháng tới, người dân ngoại thành có thể đi xe buýt điện vào trung tâm với giá vé không đổi.",
        "Ba tuyến mới nối bến xe phía tây với các trường đại học, mỗi ngày chạy một trăm hai mươi chuyến, "
        "chuyến sớm nhất lúc năm giờ sáng và chuyến cuối lúc mười giờ đêm.",
        'Ông Trần Văn Lâm, giám đốc trung tâm điều hành, cho biết: "Chúng tôi đã chạy thử hai tháng và chưa có '
        'chuyến nào phải hủy vì hết pin giữa đường."',
        "Thành phố dự kiến thay toàn bộ xe chạy dầu trong vòng năm năm, bắt đầu từ các tuyến đông khách nhất.",
    ]
)
MENU = "\n".join(["Trang chủ", "Thời sự", "Thế giới", "Kinh doanh", "Thể thao", "Đăng nhập", "Liên hệ quảng cáo"])


def table(release: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(release / name / "*.parquet")


def test_seeds_give_their_five_articles(seeds_release: Path, shared: Path) -> None:
    text = (shared / "gold" / "seeds_articles.jsonl").read_text(encoding="utf-8")
    gold = [json.loads(line) for line in text.splitlines()]
    documents = table(seeds_release, "documents").select("document_id", "source_path")
    articles = table(seeds_release, "articles").join(documents, on="document_id").sort("source_path")
    assert articles["source_path"].to_list() == [f"{page['doc']}.txt" for page in gold]
    assert articles["title"].to_list() == [page["title"] for page in gold]
    assert articles["authors"].to_list() == [[page["author"]] if page["author"] else [] for page in gold]


def test_seed_with_a_printed_time_has_it_at_the_vietnamese_clock(seeds_release: Path) -> None:
    dated = table(seeds_release, "articles").filter(pl.col("published_at").is_not_null())
    assert dated["published_at"].dt.strftime("%Y-%m-%d %H:%M %Z").to_list() == ["2024-12-17 05:11 UTC"]
    assert dated["published_utc_offset_minutes"].to_list() == [420]
    assert dated["published_precision"].to_list() == ["minute"]


def test_every_table_is_there_with_its_declared_schema(seeds_release: Path) -> None:
    for declared in RELEASE_TABLES:
        files = sorted((seeds_release / declared.name).glob("part-*.parquet"))
        assert files, declared.name
        assert all(pl.read_parquet_schema(file) == dict(declared.to_polars()) for file in files), declared.name


def test_a_release_verifies(seeds_release: Path) -> None:
    assert verify_release(open_release(seeds_release)) == []


def test_public_steps_take_the_tables_of_a_release(seeds_release: Path) -> None:
    documents, lines, articles, paragraphs = (
        table(seeds_release, name) for name in ("documents", "lines", "articles", "paragraphs")
    )
    assert label_lines(documents)["kind"].to_list() == lines["kind"].to_list()
    found = split_articles(documents, lines).sort("article_id")
    assert found["title"].to_list() == articles["title"].to_list()
    assert split_paragraphs(found, lines, documents).height == paragraphs.height
    assert extract_quotes(paragraphs).height == table(seeds_release, "quotes").height
    copies = articles.with_columns(pl.col("document_id").str.reverse())
    twice = pl.concat([articles, copies])
    assert cluster_duplicates(twice)["method"].to_list() == ["exact_text"] * 5


def test_a_flipped_byte_is_found_and_named(seeds_release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(seeds_release, copy)
    part = copy / "articles" / "part-00000.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    assert verify_release(open_release(copy)) == [
        "articles/part-00000.parquet: its bytes are not those that were published"
    ]


def test_a_changed_row_with_matching_checksums_is_found(seeds_release: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(seeds_release, copy)
    part = copy / "quotes" / "part-00000.parquet"
    quotes = pl.read_parquet(part).with_columns(pl.col("char_start") + 1)
    quotes.write_parquet(part)
    sums = read_sums(copy) | {"quotes/part-00000.parquet": hashlib.sha256(part.read_bytes()).hexdigest()}
    (copy / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    faults = verify_release(open_release(copy))
    assert any(fault.startswith(f"span_violation_count: {quotes.height} ") for fault in faults), faults


def test_a_second_build_publishes_nothing(build: Build, seeds: Path, tmp_path: Path) -> None:
    first = build(tmp_path, seeds)
    second = build(tmp_path, seeds)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.path == first.path
    assert [path.name for path in (tmp_path / "releases").iterdir() if path.is_dir()] == [Path(first.path).name]


def test_a_large_source_is_read_again_only_where_it_changed(
    build: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, data = tmp_path / "in" / "pages.jsonl", tmp_path / "data"
    source.parent.mkdir()
    record = json.dumps({"text": STORY, "note": "x" * inventory.MIN_KNOWN_BYTES}) + "\n"
    source.write_text(record, encoding="utf-8")
    monkeypatch.setattr(inventory, "SETTLED_NS", 0)  # nobody can set the time of a file's last change back
    first = build(data, source)
    with monkeypatch.context() as patch:
        patch.setattr(inventory, "_sha256", lambda stream: pytest.fail(f"{stream} was read"))
        assert not build(data, source).is_new
        assert build_status([str(source)], Parameters(), data).publication == "nothing_new"
    source.write_text(record.replace("xx", "yy"), encoding="utf-8")
    second = build(data, source)
    assert second.is_new
    told = [open_release(Path(each.path)).manifest["inputs"][0]["source_sha256"] for each in (first, second)]
    assert told[0] != told[1] == hashlib.sha256(source.read_bytes()).hexdigest()


def test_deleting_the_cache_changes_nothing(build: Build, seeds: Path, tmp_path: Path) -> None:
    first = build(tmp_path, seeds, is_fresh=True)
    shutil.rmtree(tmp_path / ".work")
    assert not build(tmp_path, seeds, is_fresh=True).is_new
    assert verify_release(open_release(Path(first.path))) == []


@pytest.mark.long
def test_names_order_and_place_of_the_input_change_no_byte(build: Build, seeds: Path, tmp_path: Path) -> None:
    folder = tmp_path / "đổi chỗ"
    folder.mkdir()
    for path in sorted(seeds.iterdir(), reverse=True):
        shutil.copy(path, folder)
    one = build(tmp_path / "one", seeds)
    other = build(tmp_path / "other", *sorted(folder.iterdir(), reverse=True), workers=1, is_fresh=True)
    assert data_sums(Path(one.path)) == data_sums(Path(other.path))


@pytest.mark.long
def test_more_input_adds_and_less_input_removes(build: Build, seeds: Path, tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    for path in seeds.iterdir():
        shutil.copy(path, sources)
    build(tmp_path, sources)
    (sources / "story.txt").write_text(STORY, encoding="utf-8")
    grown = Path(build(tmp_path, sources).path)
    changes = table(grown, "changes").filter(pl.col("table") == "articles")
    assert changes.select("change", "reason").rows() == [("added", "new")]
    (added,) = changes["id"]

    next(path for path in sources.iterdir() if path.name.startswith("000")).unlink()
    shrunk = Path(build(tmp_path, sources).path)
    changes = table(shrunk, "changes").filter(pl.col("table") == "articles")
    assert changes.select("change", "reason").rows() == [("removed", "source_removed")]
    history = table(shrunk, "history").filter(pl.col("article_id") == changes["id"][0])
    assert history["removed_release"].to_list() == [shrunk.name]
    assert added in table(shrunk, "articles")["article_id"]
    assert verify_release(open_release(shrunk)) == []


@pytest.mark.long
def test_added_later_equals_all_at_once(build: Build, seeds: Path, tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    files = sorted(seeds.iterdir())
    for path in files[:2]:
        shutil.copy(path, sources)
    build(tmp_path / "grown", sources)
    for path in files[2:]:
        shutil.copy(path, sources)
    grown = build(tmp_path / "grown", sources)
    fresh = build(tmp_path / "fresh", sources, is_fresh=True)
    assert data_sums(Path(grown.path)) == data_sums(Path(fresh.path))


def test_copies_are_one_article_and_say_of_whom(build: Build, tmp_path: Path) -> None:
    lines = [
        {"id": "1", "url": "https://a.example/xe-buyt", "date": "2024-05-02T08:00:00+07:00", "text": STORY},
        {
            "id": "2",
            "url": "https://b.example/tin/77",
            "date": "2024-05-01T08:00:00+07:00",
            "text": STORY + "\n\nTheo Báo A",
        },
        {"id": "3", "url": "https://a.example/xe-buyt", "text": STORY},
    ]
    source = tmp_path / "crawl.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    release = Path(build(tmp_path, source).path)
    articles = table(release, "articles")
    assert articles.select("site", "duplicate_count", "outlets").rows() == [
        ("b.example", 1, ["a.example", "b.example"])
    ]
    assert table(release, "sightings").height == 3
    assert sorted(table(release, "documents")["status"]) == ["duplicate", "kept"]
    assert table(release, "duplicates")["kept_article_id"].to_list() == articles["article_id"].to_list()


@pytest.mark.long
def test_a_page_seen_again_with_new_text_is_a_newer_version(build: Build, tmp_path: Path) -> None:
    url = "https://a.example/xe-buyt"
    old = {"url": url, "fetched_at": "2024-05-01T00:00:00Z", "text": STORY}
    new = {
        "url": url,
        "fetched_at": "2024-05-03T00:00:00Z",
        "text": STORY + "\n\nTối qua, tuyến thứ tư được công bố.",
    }
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text(json.dumps(old) + "\n", encoding="utf-8")
    second.write_text(json.dumps(new) + "\n", encoding="utf-8")
    before = Path(build(tmp_path, first).path)
    after = Path(build(tmp_path, first, second).path)
    assert table(after, "articles")["article_id"].to_list() == table(before, "articles")["article_id"].to_list()
    assert "tuyến thứ tư" in table(after, "articles")["text"][0]
    assert sorted(table(after, "documents")["status"]) == ["kept", "superseded"]
    assert table(after, "duplicates")["method"].to_list() == ["older_version"]
    assert table(after, "changes").filter(pl.col("table") == "articles")["change"].to_list() == ["changed"]


def test_unwanted_languages_are_rejected_with_their_reason(build: Build, tmp_path: Path) -> None:
    english = "\n\n".join(
        [
            "City opens three electric bus lines",
            *(
                "The new lines run from the western station to the universities, and every bus leaves on the hour, "
                f"the operator said of line number {number}."
                for number in ("one", "two", "three")
            ),
        ]
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "vi.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in" / "en.txt").write_text(english, encoding="utf-8")
    release = Path(build(tmp_path, tmp_path / "in", languages=("vi",)).path)
    assert table(release, "articles")["language"].to_list() == ["vi"]
    assert table(release, "rejections").select("source_path", "step", "reason").rows() == [
        ("en.txt", "identify_language", "unwanted_language")
    ]


def test_bad_input_beside_good_files_is_listed_and_stops_nothing(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(STORY, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "menu.txt").write_text(MENU, encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    records = [json.dumps({"text": STORY.replace("ba tuyến", f"{number} tuyến")}) for number in ("bốn", "sáu")]
    (folder / "broken.jsonl").write_text(f'{records[0]}\n{{"text": "Tin hỏng\n{records[1]}\n', encoding="utf-8")
    packed = gzip.compress("".join(f"{line}\n" for line in records).encode())
    (folder / "cut.jsonl.gz").write_bytes(packed[:-12])
    outcome = build(tmp_path, folder)
    release = Path(outcome.path)
    rejected = table(release, "rejections").select("source_path", "step", "reason").rows()
    assert rejected == [
        ("binary.txt", "read_sources", "not_text"),
        ("broken.jsonl", "read_sources", "invalid_json"),
        ("cut.jsonl.gz", "read_sources", "truncated_gzip"),
        ("empty.txt", "read_sources", "empty_file"),
        ("menu.txt", "label_lines", "no_article"),
        ("picture.png", "read_sources", "unsupported_format"),
    ]
    assert outcome.damaged_count == 5
    assert table(release, "articles").height >= 1
    assert verify_release(open_release(release)) == []


@pytest.mark.long
def test_every_kind_of_file_is_read_and_every_other_entry_listed(build: Build, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    story = [STORY.replace("ba tuyến", f"{number} tuyến") for number in ("bốn", "năm", "sáu", "bảy", "tám")]
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + story[0].encode()
    head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nWARC-Target-URI: https://bao.example/1\r\n"
    record = f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"
    request = record.replace(b"Type: response", b"Type: request")
    (folder / "crawl.warc.gz").write_bytes(gzip.compress(record) + gzip.compress(request))
    pl.DataFrame({"text": [story[1]], "id": ["r1"]}).write_parquet(folder / "rows.parquet")
    with zipfile.ZipFile(folder / "pages.zip", "w") as archive:
        archive.writestr("a/tin.txt", story[2])
    (folder / "array.json").write_text(json.dumps([{"text": story[3]}]), encoding="utf-8")
    (folder / "lines.jsonl.bz2").write_bytes(bz2.compress(json.dumps({"text": story[4]}).encode()))
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(".")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
        outcome = build(tmp_path, folder)
    release = Path(outcome.path)
    assert table(release, "sightings").select("source_path", "record_offset", "source_id", "url").rows() == [
        ("array.json", 1, None, None),
        ("crawl.warc.gz", 0, None, "https://bao.example/1"),
        ("lines.jsonl.bz2", 0, None, None),
        ("pages.zip", 0, "a/tin.txt", None),
        ("rows.parquet", 0, "r1", None),
    ]
    assert table(release, "rejections").select("source_path", "reason").rows() == [
        ("crawl.warc.gz", "not_a_page"),
        ("device.txt", "link_outside_root"),
        ("loop", "not_regular_file"),
        ("pipe.txt", "not_regular_file"),
        ("socket.txt", "not_regular_file"),
    ]
    assert outcome.damaged_count == 4
    assert verify_release(open_release(release)) == []


@pytest.mark.long
def test_nothing_but_navigation_is_refused_as_an_empty_release(build: Build, tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text(MENU, encoding="utf-8")
    with pytest.raises(ReleaseRefusedError, match="article_count"):
        build(tmp_path, tmp_path / "menu.txt")
    assert latest_release(tmp_path) is None
    assert [path.name for path in (tmp_path / "releases").iterdir()] == []


@pytest.mark.long
def test_a_collapse_against_the_parent_is_refused(build: Build, seeds: Path, tmp_path: Path) -> None:
    first = build(tmp_path, seeds)
    with pytest.raises(ReleaseRefusedError, match="article_parent_ratio"):
        build(tmp_path, sorted(seeds.iterdir())[0])
    assert latest_release(tmp_path).path == Path(first.path)


@pytest.mark.long
@pytest.mark.parametrize("source", ["txt", "html", "jsonl"])
def test_a_single_page_of_any_format_publishes(build: Build, tmp_path: Path, source: str) -> None:
    path = tmp_path / f"page.{source}"
    title, *paragraphs = STORY.split("\n\n")
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    content = {
        "txt": STORY,
        "html": f"<html><head><title>{title}</title></head><body><nav><a href=/>Trang chủ</a></nav>"
        f"<article><h1>{title}</h1>{body}</article></body></html>",
        "jsonl": json.dumps({"text": STORY}) + "\n",
    }[source]
    path.write_text(content, encoding="utf-8")
    release = Path(build(tmp_path, path).path)
    (article,) = table(release, "articles").to_dicts()
    assert article["title"] == title
    assert article["text"] == "\n\n".join(paragraphs)
    (quote,) = table(release, "quotes").to_dicts()
    assert quote["speaker_name"] == "Trần Văn Lâm"
    assert quote["text"].startswith("Chúng tôi đã chạy thử")


WEATHER = {
    "en": "Rain is expected over the whole coast this week, the weather office said on Monday morning. Farmers have "
    "been asked to bring in the harvest before Thursday, when the wind will reach its full strength. Schools near the "
    "river will stay closed for two days, and the bridge will be watched around the clock.",
    "de": "In dieser Woche wird an der ganzen Küste Regen erwartet, teilte das Wetteramt am Montagmorgen mit. Die Bauern "
    "wurden gebeten, die Ernte vor Donnerstag einzubringen, wenn der Wind seine volle Stärke erreicht. Die Schulen am "
    "Fluss bleiben zwei Tage geschlossen, und die Brücke wird rund um die Uhr beobachtet.",
    "fr": "De la pluie est attendue cette semaine sur toute la côte, a indiqué lundi matin le bureau météorologique. Les "
    "agriculteurs ont été invités à rentrer la récolte avant jeudi, lorsque le vent atteindra toute sa force. Les écoles "
    "proches de la rivière resteront fermées deux jours, et le pont sera surveillé jour et nuit.",
    "es": "Se espera lluvia en toda la costa durante esta semana, informó el lunes por la mañana la oficina del tiempo. Se "
    "ha pedido a los agricultores que recojan la cosecha antes del jueves, cuando el viento alcanzará toda su fuerza. Las "
    "escuelas cercanas al río permanecerán cerradas dos días y el puente será vigilado día y noche.",
    "it": "Questa settimana è prevista pioggia su tutta la costa, ha comunicato lunedì mattina l'ufficio meteorologico. Agli "
    "agricoltori è stato chiesto di raccogliere i frutti prima di giovedì, quando il vento raggiungerà la sua piena forza. "
    "Le scuole vicino al fiume resteranno chiuse due giorni e il ponte sarà sorvegliato giorno e notte.",
    "pl": "W tym tygodniu na całym wybrzeżu spodziewany jest deszcz, podało w poniedziałek rano biuro pogody. Rolników "
    "poproszono, aby zebrali plony przed czwartkiem, kiedy wiatr osiągnie pełną siłę. Szkoły położone blisko rzeki "
    "pozostaną zamknięte przez dwa dni, a most będzie obserwowany przez całą dobę.",
    "ru": "На этой неделе на всём побережье ожидается дождь, сообщило в понедельник утром бюро погоды. Крестьян попросили "
    "собрать урожай до четверга, когда ветер достигнет полной силы. Школы возле реки будут закрыты в течение двух дней, "
    "а за мостом будут наблюдать круглые сутки, чтобы никто не пострадал.",
    "nl": "Deze week wordt langs de hele kust regen verwacht, meldde het weerbureau maandagochtend. De boeren is gevraagd "
    "de oogst binnen te halen voor donderdag, wanneer de wind zijn volle kracht bereikt. De scholen bij de rivier blijven "
    "twee dagen gesloten, en de brug wordt dag en nacht in de gaten gehouden.",
    "tr": "Meteoroloji dairesi pazartesi sabahı bu hafta bütün kıyı boyunca yağmur beklendiğini bildirdi. Çiftçilerden, "
    "rüzgârın en güçlü hâline ulaşacağı perşembe gününden önce ürünlerini toplamaları istendi. Nehrin yakınındaki okullar "
    "iki gün boyunca kapalı kalacak, köprü gece gündüz izlenecek ve gerekirse bütün ağır araçlara kapatılacak.",
}


@pytest.mark.long
def test_pages_in_ten_languages_publish(build: Build, tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    (sources / "vi.txt").write_text(STORY, encoding="utf-8")
    for language, text in WEATHER.items():
        first, second, third = text.split(". ")
        (sources / f"{language}.txt").write_text(f"{first}.\n\n{second}.\n\n{third}\n", encoding="utf-8")
    release = Path(build(tmp_path, sources).path)
    assert sorted(table(release, "articles")["language"]) == sorted(["vi", *WEATHER])


def test_a_step_that_gives_wrong_spans_is_refused_with_the_rows(
    build: Build, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shifted_quotes(paragraphs: pl.DataFrame) -> pl.DataFrame:
        return extract_quotes(paragraphs).with_columns(pl.col("char_start") - 1)

    monkeypatch.setattr(build_steps, "EXTRACT_QUOTES", replace(build_steps.EXTRACT_QUOTES, function=shifted_quotes))
    with pytest.raises(ReleaseRefusedError, match=r"span_violation_count.*failed: 42 .*quote [0-9a-f]{32}"):
        build(tmp_path, seeds)
    assert latest_release(tmp_path) is None


@pytest.mark.long
def test_a_page_that_a_step_fails_on_is_rejected_alone(
    build: Build, seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile_quotes(paragraphs: pl.DataFrame) -> pl.DataFrame:
        if paragraphs["text"].str.contains("Eric Schmidt").any():
            raise KeyError("Eric Schmidt")
        return extract_quotes(paragraphs)

    monkeypatch.setattr(
        build_steps,
        "EXTRACT_QUOTES",
        replace(build_steps.EXTRACT_QUOTES, function=fragile_quotes, label="extract_quotes"),
    )
    outcome = build(tmp_path, seeds)
    release = Path(outcome.path)
    assert outcome.damaged_count == 1
    assert table(release, "articles").height == 4
    assert table(release, "rejections").select("source_path", "step", "reason", "detail").rows() == [
        ("001_31292ebad1c7a73f.txt", "extract_quotes", "step_failed", "KeyError: 'Eric Schmidt'")
    ]
    assert verify_release(open_release(release)) == []


def test_two_builds_on_one_data_folder_do_not_run_at_once(tmp_path: Path) -> None:
    (tmp_path / ".work").mkdir()
    with (
        FileLock(tmp_path / ".work" / "lock"),
        pytest.raises(DataFolderError, match="another build is running"),
        data_folder_lock(tmp_path),
    ):
        pass


def test_leftovers_of_a_killed_build_are_removed(build: Build, seeds: Path, tmp_path: Path) -> None:
    leftover = tmp_path / "releases" / ".2026-01-01.0"
    leftover.mkdir(parents=True)
    (leftover / "half.parquet").write_bytes(b"PAR1")
    build(tmp_path, seeds)
    assert not leftover.exists()


@pytest.mark.long
def test_a_release_that_was_not_pointed_to_becomes_the_newest(build: Build, seeds: Path, tmp_path: Path) -> None:
    first = build(tmp_path, seeds)
    (tmp_path / "releases" / "latest.json").unlink()
    second = build(tmp_path, seeds)
    assert (second.is_new, second.path) == (False, first.path)
