"""What the words of a line, and the class names around it, tell of main texts: by how many sites print them there.

"Subscribe", "share" or "bình luận" stand beside articles, not in them; "article-body" around them. The weights are
fitted: whole hundredths of log odds of sites, so that their sums are exact; a word that few sites print has none.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

MOST_WORDS = 24  # of a line, from its beginning
OPENING = 400  # characters; MOST_WORDS words are hardly longer
PHRASE_WORDS = 5  # a line of so few words is a phrase of its own
PIECE = 2  # characters that stand for a word where no spaces part words
UNIT = 100.0  # weights are stored in hundredths
WORD_NAMES = ("words_mean", "words_sum", "words_least", "words_most", "words_known")
NO_SPACES = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_CLASS_WORD = r"[A-Z]?[a-z]+|[A-Z]{2,}"
NEAREST_PLACES = 6  # words of class names, from the innermost element outwards

Column = npt.NDArray[np.float64]


class Distinct(NamedTuple):
    """The different values of a column, and for every line the place of its own among them."""

    values: pl.Series
    of_lines: npt.NDArray[np.int64]


class WordWeights(NamedTuple):
    """Of the weighed words of every row: sum, least and greatest (with 0 beside them), and number."""

    total: Column
    least: Column
    most: Column
    known: Column

    def gather(self, rows: npt.NDArray[np.int64]) -> "WordWeights":
        """Return the weights of some of the rows."""
        return WordWeights(*(column[rows] for column in self))


def distinct(column: pl.Series) -> Distinct:
    """Return the different values of a column, in any order: what follows from a value is found once for each."""
    values = column.unique()
    places = pl.DataFrame({"value": values, "place": pl.int_range(len(values), eager=True)})
    found = column.to_frame("value").join(places, on="value", how="left", maintain_order="left")
    return Distinct(values, found["place"].to_numpy())


def line_words(table: pl.DataFrame) -> pl.DataFrame:
    """Return the words of every line that can have a weight, each once a line: columns `row` and `word`.

    Words, the opening pair ("^đọc thêm") and the whole phrase of a short line ("^đọc thêm$"). A lone word has its
    phrase beside it, so it counts twice: buttons are lone words.
    """
    return key_words(opening_keys(table)).unique(maintain_order=False)


def opening_keys(table: pl.DataFrame) -> pl.Series:
    """Return the key of every line; of a long one, which is its own key, that of its opening."""
    is_long = table["text"].str.len_chars() > OPENING
    openings = table["text"].filter(is_long).str.slice(0, OPENING).str.to_lowercase()
    letters = openings.str.replace_all(r"[\W\d_]+", " ")
    return table["key"].scatter(is_long.arg_true(), letters).str.strip_chars()


def key_words(keys: pl.Series) -> pl.DataFrame:
    """Return the words of every key, one that comes twice in it twice: columns `row` and `word`."""
    lines = pl.DataFrame({"row": pl.int_range(len(keys), eager=True), "key": keys}).filter(pl.col("key") != "")
    has_no_spaces = lines["key"].str.contains(NO_SPACES)
    words = pl.col("key").str.split(" ").list.head(MOST_WORDS)
    spaced = lines.filter(~has_no_spaces).with_columns(word=words)
    return pl.concat([_with_phrases(spaced), _with_phrases(_pieces(lines.filter(has_no_spaces)))])


def _pieces(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines whose writing parts no words, with their overlapping pairs of signs for words."""
    joined = [key.replace(" ", "")[: MOST_WORDS * PIECE] for key in lines["key"].to_list()]
    # Joined and split again: polars takes strings many times faster than lists of strings.
    words = [" ".join(key[i : i + PIECE] for i in range(max(1, len(key) - PIECE + 1))) for key in joined]
    return lines.with_columns(word=pl.Series(words, dtype=pl.String).str.split(" "))


def _with_phrases(lines: pl.DataFrame) -> pl.DataFrame:
    count = pl.col("word").list.len()
    phrase = pl.concat_str(pl.lit("^"), pl.col("word").list.join(" "), pl.lit("$"))
    opening = pl.concat_str(pl.lit("^"), pl.col("word").list.head(2).list.join(" "))
    return pl.concat(
        [
            lines.select("row", "word").explode("word"),
            lines.filter(count <= PHRASE_WORDS).select("row", phrase.alias("word")),
            lines.filter(count > 1).select("row", opening.alias("word")),
        ]
    )


def place_words(table: pl.DataFrame) -> pl.DataFrame:
    """Return the class names and tags around every line as words of their own ("@body", "<li"), each once a line."""
    rows = table.select(pl.int_range(pl.len()).alias("row"), "element", "attribute_words").filter(
        pl.col("element") != ""
    )
    classes, tags = distinct(rows["attribute_words"]), distinct(rows["element"])
    found = [
        rows.select("row", place=places.of_lines).join(words, on="place").select("row", "word")
        for places, words in ((classes, _class_words(classes.values)), (tags, _tag_words(tags.values)))
    ]
    return pl.concat(found).unique(maintain_order=False)


def _class_words(places: pl.Series) -> pl.DataFrame:
    """Return the words that the class names of each place hold."""
    names = _class_names(places)
    return names.join(_words_of_names(names), on="name").select("place", "word")


def _class_names(places: pl.Series) -> pl.DataFrame:
    """Return the class names of each place, a row for each."""
    numbers = pl.int_range(len(places), eager=True)
    return pl.DataFrame({"place": numbers, "name": places.str.split(" ")}).explode("name")


def _words_of_names(names: pl.DataFrame) -> pl.DataFrame:
    """Return the words of each different class name."""
    words = pl.DataFrame({"name": names["name"].unique()}).with_columns(
        word=pl.col("name").str.extract_all(_CLASS_WORD)
    )
    return (
        words.explode("word")
        .drop_nulls()
        .with_columns(pl.concat_str(pl.lit("@"), pl.col("word").str.to_lowercase()).alias("word"))
    )


def _tag_words(places: pl.Series) -> pl.DataFrame:
    """Return the innermost tags of each place as words."""
    tags = places.str.split("/").list.tail(NEAREST_PLACES)
    words = pl.DataFrame({"place": pl.int_range(len(places), eager=True), "tag": tags}).explode("tag").drop_nulls()
    return words.select("place", pl.concat_str(pl.lit("<"), "tag").alias("word"))


def weighed_words(words: pl.DataFrame, weights: Mapping[str, int], height: int) -> WordWeights:
    """Return what the weights of each row's words come to, each word counted once."""
    return _sums(words.join(_numbered(weights), on="word"), weights, height)


def _numbered(weights: Mapping[str, int]) -> pl.DataFrame:
    """Return the words that have a weight, each with its number."""
    return pl.DataFrame({"word": pl.Series(list(weights), dtype=pl.String)}).with_columns(
        number=pl.int_range(pl.len(), dtype=pl.Int64)
    )


def _sums(found: pl.DataFrame, weights: Mapping[str, int], height: int) -> WordWeights:
    """Return what the weights of each row come to, from `row` and the `number` of a word."""
    result = WordWeights(*np.zeros((4, height)))
    if found.is_empty():
        return result
    # Sorted numbers bring equal ones and those of a row together at a fraction of what grouping takes.
    pairs = np.sort(found["row"].to_numpy() * len(weights) + found["number"].to_numpy())
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    rows = pairs // len(weights)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    each = np.array(list(weights.values()), dtype=np.float64)[pairs - rows * len(weights)]
    of_rows = rows[starts]
    result.total[of_rows] = np.add.reduceat(each, starts)  # whole numbers: exact in any order
    result.least[of_rows] = np.minimum(np.minimum.reduceat(each, starts), 0.0)
    result.most[of_rows] = np.maximum(np.maximum.reduceat(each, starts), 0.0)
    result.known[of_rows] = np.diff(starts, append=len(rows))
    return result


def _class_weights(places: pl.Series, weights: Mapping[str, int]) -> WordWeights:
    """Return what the weights of the words in each place's class names come to, each counted once."""
    names = _class_names(places)
    # Class names are few beside places, so that words are looked up before places are.
    known = _words_of_names(names).join(_numbered(weights), on="word").select("name", "number")
    found = names.join(known, on="name").select(pl.col("place").alias("row"), "number")
    return _sums(found, weights, len(places))


def place_weights(elements: Distinct, classes: Distinct, weights: Mapping[str, int]) -> WordWeights:
    """Return what the weights of the class names and tags around every line come to, each counted once.

    Places are few beside lines, and no tag is a class name: both are summed by themselves, for each place once.
    """
    if (elements.values == "").all():  # pages without markup
        return WordWeights(*np.zeros((4, len(elements.of_lines))))
    tags = _tag_words(elements.values).rename({"place": "row"})
    of_tags = weighed_words(tags, weights, len(elements.values)).gather(elements.of_lines)
    of_classes = _class_weights(classes.values, weights).gather(classes.of_lines)
    has_place = (elements.values != "").to_numpy()[elements.of_lines].astype(np.float64)
    return WordWeights(
        has_place * (of_tags.total + of_classes.total),
        has_place * np.minimum(of_tags.least, of_classes.least),
        has_place * np.maximum(of_tags.most, of_classes.most),
        has_place * (of_tags.known + of_classes.known),
    )


def word_columns(words: pl.DataFrame, weights: Mapping[str, int], height: int) -> dict[str, Column]:
    """Return for each line mean, sum over the root of the count, extremes and number of its words' weights."""
    return weight_columns(weighed_words(words, weights, height))


def weight_columns(weights: WordWeights) -> dict[str, Column]:
    """Return mean, sum over the root of the count, extremes and number of the weights."""
    each = np.maximum(weights.known, 1.0)
    total = weights.total / UNIT
    columns = (total / each, total / np.sqrt(each), weights.least / UNIT, weights.most / UNIT, weights.known)
    return dict(zip(WORD_NAMES, columns, strict=True))
