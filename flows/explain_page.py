"""The fate of a page, line by line: what each line was taken for, how surely, and by which facts."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from flows.releases import Release
from flows.validation import printable

MAX_PAGES = 20  # of a container that is named whole
LINE_WIDTH = 76


class NothingFoundError(LookupError):
    """No page, record or row of the release goes by that name."""


def find_pages(release: Release, name: str) -> pl.DataFrame:
    """Return the documents that a source path, or an id of any table, leads to."""
    documents = release.scan("documents")
    ids = pl.concat(
        [
            documents.filter((pl.col("source_path") == name) | (pl.col("document_id") == name)).select("document_id"),
            release.scan("sightings").filter(pl.col("source_path") == name).select("document_id"),
            *(
                release.scan(table).filter(pl.col(f"{table.removesuffix('s')}_id") == name).select("document_id")
                for table in ("articles", "paragraphs", "quotes")
            ),
        ]
    )
    return documents.join(ids.unique(), on="document_id", how="semi").collect()


def explain(release: Release, name: str) -> list[dict[str, Any]]:
    """Return what became of each page that the name leads to, and of records there that gave no page.

    Raises:
        NothingFoundError: the release knows nothing of that name.
    """
    pages = find_pages(release, name).sort("source_path", "record_offset", nulls_last=False)
    unread = release.scan("rejections").filter(pl.col("document_id").is_null(), pl.col("source_path") == name)
    told = [explain_page(release, page) for page in pages.head(MAX_PAGES).to_dicts()]
    told += unread.head(MAX_PAGES).collect().to_dicts()
    if not told:
        raise NothingFoundError(
            f"release {release.name} has no source path, document, article, paragraph or quote {name!r}; "
            "source paths are listed in manifest.json under inputs"
        )
    return told


def explain_page(release: Release, page: dict[str, Any]) -> dict[str, Any]:
    """Return one page's fate with its lines, articles and quotations."""
    mine = pl.col("document_id") == page["document_id"]
    text = page.pop("text")
    lines = release.scan("lines").filter(mine).collect().to_dicts()
    return page | {
        "lines": [line | {"text": text[line["char_start"] : line["char_end"]]} for line in lines],
        "articles": release.scan("articles").filter(mine).drop("text").collect().to_dicts(),
        "quotes": release.scan("quotes").filter(mine).collect().to_dicts(),
        "duplicates": release.scan("duplicates").filter(mine).collect().to_dicts(),
        "rejections": release.scan("rejections").filter(mine).collect().to_dicts(),
    }


def page_lines(told: dict[str, Any]) -> Iterator[str]:
    """Yield what `explain` found as lines for a person."""
    offset = told["record_offset"]
    where = printable(told["source_path"]) + ("" if offset is None else f" at byte {offset}")
    if "lines" not in told:
        yield f"{where}: rejected by {told['step']}: {told['reason']} ({printable(told['detail'] or '')})"
        return
    reason = f" ({told['status_reason']})" if told["status_reason"] else ""
    yield f"{where}  document {told['document_id']}  {told['status']}{reason}"
    for copy in told["duplicates"]:
        yield f"  {copy['method']} of article {copy['kept_article_id']}, similarity {copy['similarity']:.2f}"
    for article in told["articles"]:
        date = article["published_at"] or "no date"
        title = printable(article["title"] or "no title")
        yield f"  article {article['article_id']}: {title} | {date} | {article['language']}"
    for line in told["lines"]:
        mark = "+" if line["is_kept"] else "-"
        facts = " ".join(line["evidence"])
        yield (
            f"  {mark} {line['line_index']:>4} {line['kind']:<17} {line['kind_score']:.2f}  "
            f"{printable(line['text'], LINE_WIDTH)}  [{facts}]"
        )
    for quote in told["quotes"]:
        speaker = printable(quote["speaker_name"] or "nobody named")
        words = printable(quote["text"], LINE_WIDTH)
        yield f"  {quote['kind']} by {speaker} ({quote['rule']}, {quote['score']:.2f}): {words}"
