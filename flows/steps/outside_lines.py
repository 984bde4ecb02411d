"""What the lines that no main text holds are: menus, teasers of other pages, notices.

Most lines of a page are such, and nothing tells their kind but their own facts and whether the main text stands
above them, so that all lines of many pages are done at once.
"""

from typing import NamedTuple

import polars as pl

WORDS_SCORE = 0.9  # the line's own words tell
MARKUP_SCORE = 0.9
LEFT_OVER_SCORE = 0.5
MENU_WORDS = 4  # of a line without figures that is taken for a part of a menu
WORD_KINDS = ("image_name", "hashtag", "ad", "comment_ui", "nav", "related", "other_boilerplate")


class LineLabel(NamedTuple):
    """What a line is, how sure that is, whether the main text holds it, and why."""

    kind: str
    score: float
    is_kept: bool
    evidence: tuple[str, ...]


def outside_kinds(lines: pl.DataFrame) -> pl.DataFrame:
    """Return for rows of `line_fact_table` what each line is if it is in no main text.

    Returns:
        `kind` and `rule` for a line below no main text, `kind_below` and `rule_below` for one below it, `score`, and
        `tokens`, what else it is told by.
    """
    told = pl.col("phrase_kind").is_in(WORD_KINDS)
    framed = pl.col("chrome_kind") != ""
    teaser = pl.col("is_headline") | pl.col("is_truncated")
    is_menu = (pl.col("token_count") <= MENU_WORDS) & ~pl.col("has_figure")
    left = pl.when(is_menu).then(pl.lit("nav")).otherwise(pl.lit("other_boilerplate"))
    own = pl.when(told).then("phrase_kind").when(framed).then("chrome_kind").when(teaser).then(pl.lit("related"))
    is_dated = ~told & ~framed & ~teaser & ~pl.col("is_sentence") & pl.col("is_date")
    rule = (
        pl.when(told)
        .then(pl.lit("rule=words"))
        .when(framed)
        .then(pl.lit("rule=markup"))
        .otherwise(pl.lit("rule=outside_text"))
    )
    return lines.select(
        kind=own.when("is_sentence").then(pl.lit("other_boilerplate")).otherwise(left),
        kind_below=own.when(pl.col("is_sentence") | pl.col("is_date")).then(pl.lit("related")).otherwise(left),
        rule=rule,
        rule_below=pl.when(is_dated).then(pl.lit("rule=date_outside_text")).otherwise(rule),
        score=pl.when(told).then(WORDS_SCORE).when(framed).then(MARKUP_SCORE).otherwise(LEFT_OVER_SCORE),
        tokens=pl.concat_str(pl.lit("tokens="), "token_count"),
    )


def outside_labels(kinds: pl.DataFrame, side: str) -> list[LineLabel]:
    """Return the rows of `outside_kinds` as labels, alike rows as one and the same; `side` is "" or "_below"."""
    columns = [f"kind{side}", "score", f"rule{side}", "tokens"]
    rows = kinds.select(columns)
    different = rows.unique(maintain_order=False)
    labels = [LineLabel(kind, score, False, (rule, tokens)) for kind, score, rule, tokens in different.iter_rows()]
    numbered = different.with_columns(number=pl.int_range(pl.len()))
    numbers = rows.join(numbered, on=columns, how="left", maintain_order="left")["number"].to_list()
    return [labels[number] for number in numbers]
