"""What each seed gives, row by row; a difference is reviewed like code.

`pytest tests/golden --update-golden` writes the files anew.
"""

import json
from pathlib import Path

import polars as pl
import pytest

GOLDEN = Path(__file__).parent
COLUMNS = {
    "articles": [
        "title",
        "lead",
        "authors",
        "published_at",
        "published_utc_offset_minutes",
        "source_credit",
        "site",
        "language",
        "char_count",
        "word_count",
        "paragraph_count",
        "quote_count",
        "tags",
    ],
    "lines": ["line_index", "kind", "is_kept", "char_start", "char_end"],
    "paragraphs": ["paragraph_index", "kind", "char_start", "char_end", "language", "occurrence_count"],
    "quotes": [
        "quote_index",
        "kind",
        "char_start",
        "char_end",
        "text",
        "speaker",
        "speaker_name",
        "speaker_role",
        "cue",
        "rule",
    ],
    "speakers": ["speaker_name", "speaker_role", "quote_count", "word_count"],
}


def seed_rows(release: Path, seed: str) -> list[str]:
    """Return the seed's rows of every table as JSON, one a line, in the order of the release."""
    documents = pl.read_parquet(release / "documents" / "*.parquet").filter(pl.col("source_path") == seed)
    articles = pl.read_parquet(release / "articles" / "*.parquet")
    mine = articles.join(documents, on="document_id", how="semi")
    rows = []
    for table, columns in COLUMNS.items():
        frame = pl.read_parquet(release / table / "*.parquet")
        key, owners = ("document_id", documents) if "document_id" in frame.columns else ("article_id", mine)
        mine_only = frame.join(owners, on=key, how="semi", maintain_order="left").select(columns)
        rows += [json.dumps({"table": table} | row, ensure_ascii=False, default=str) for row in mine_only.to_dicts()]
    return rows


@pytest.mark.parametrize("number", range(5))
def test_a_seed_gives_its_rows(seeds: Path, seeds_release: Path, number: int, request: pytest.FixtureRequest) -> None:
    seed = sorted(path.name for path in seeds.iterdir())[number]
    golden = GOLDEN / f"{seed}.jsonl"
    rows = seed_rows(seeds_release, seed)
    if request.config.getoption("--update-golden"):
        golden.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert rows == golden.read_text(encoding="utf-8").splitlines()
