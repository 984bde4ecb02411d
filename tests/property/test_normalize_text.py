import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from flows.steps.normalize_text import normalize_text

RARE = "\u200c\u200d\u094d\u0915\u0628\u0301\u0323\u0344\u0f73\u0f71\u2764\ufe0f\U0001f469\r\n\x0b\x85\u200b\ud800\u1100\u1161\u0958"
texts = st.one_of(
    st.text(st.characters(codec=None)),
    st.text(RARE, max_size=80),
    st.text("\u0301\u0344\u200d\u0628\u0f73", min_size=30),
)


@given(texts)
@example("\u0628" + "\u0301" * 31 + "\u200d\u0628")
@example("\u0f73" * 31 + "\u0301" * 31)
def test_normalizing_twice_equals_once(text: str) -> None:
    once = normalize_text(text)
    assert normalize_text(once.text) == (once.text, 0)


@given(texts)
def test_the_result_is_nfc_and_can_be_written(text: str) -> None:
    normalized = normalize_text(text).text
    assert unicodedata.is_normalized("NFC", normalized)
    assert normalized.encode().decode() == normalized
    assert normalized.isprintable() or not set(normalized) & set("\r\x00\x0b\u2028\u200b")


@given(texts)
def test_the_count_of_removed_characters_is_never_more_than_the_text(text: str) -> None:
    assert 0 <= normalize_text(text).removed_character_count <= 2 * len(text)
