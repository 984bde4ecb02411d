"""The letters of a line in folded case: the same for other printings of it."""

import re

import numpy as np
import numpy.typing as npt
import polars as pl

LONGEST_KEYED_LINE = 400  # characters; a longer line is its own key
_NO_WORD = re.compile(r"[\W\d_]+")
_SPACE, _LINE_END = ord(" "), ord("\n")
_MANY = 0xFFFFF  # stands for a character that folds to several; itself it is no letter


def line_key(text: str) -> str:
    """Return the line's letters in folded case, one space for all else."""
    return _NO_WORD.sub(" ", text.casefold()).strip()


def first_words(text: str, count: int) -> list[str]:
    """Return the first words of the line's key, so many at most."""
    parts = _NO_WORD.split(text.casefold(), count + 1)  # the last is the rest of the text where there is more
    return [part for part in parts[: count + 1] if part][:count]


def _short_keys(texts: list[str]) -> list[str]:
    """Return what `line_key` returns for each line, all at once: a character folds alike wherever it stands."""
    codes = np.frombuffer("\n".join(texts).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    folded = _folded_cases(np.flatnonzero(np.bincount(codes)).tolist())[codes]
    is_blank = folded == _SPACE
    is_kept = ~is_blank | ~np.concatenate(([False], is_blank[:-1]))[: len(is_blank)]
    letters = folded[is_kept].tobytes().decode("utf-32-le")
    keys = [key.strip(" ") for key in letters.split("\n")][: len(texts)]  # of no lines there is one key too many
    for line in np.unique(
        np.searchsorted(np.flatnonzero(codes == _LINE_END), np.flatnonzero(folded == _MANY))
    ).tolist():
        keys[line] = line_key(texts[line])
    return keys


def _folded_cases(codes: list[int]) -> npt.NDArray[np.uint32]:
    """Return the folded case of characters, to be looked up by their codes; a space for what is no letter."""
    folded = np.full(max(codes, default=0) + 1, _SPACE, dtype=np.uint32)
    for code in codes:
        fold = chr(code).casefold()
        if len(fold) > 1:
            folded[code] = _MANY
        elif code == _LINE_END or not _NO_WORD.match(fold):
            folded[code] = ord(fold)
    return folded


def line_keys(lines: pl.DataFrame) -> pl.Series:
    """Return the key of each row's `text` of `character_count` characters; a long line is its own."""
    is_short = lines["character_count"] <= LONGEST_KEYED_LINE
    keys = pl.Series("key", _short_keys(lines["text"].filter(is_short).to_list()), pl.String)
    return keys if is_short.all() else lines["text"].alias("key").scatter(is_short.arg_true(), keys)
