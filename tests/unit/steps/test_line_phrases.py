import polars as pl
import pytest

from flows.steps.line_phrases import phrase_kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("More from the Sample Desk", ("related", True)),
        ("Recommended by our editors", ("related", True)),
        ("Mehr aus Musterstadt", ("related", True)),
        ("Tin khác về bão Mẫu", ("related", True)),
        ("Komentarze (2) - Rzeka Wzór", ("comment_ui", True)),
        ("More in hope than in fear, he went home.", ("", False)),
        ("More about the river that rose overnight and the old dyke that it broke", ("", False)),
    ],
)
def test_headings_that_go_on_with_a_subject_open_a_section(text: str, found: tuple[str, bool]) -> None:
    lines = pl.DataFrame({"text": [text], "key": ["x"], "character_count": [len(text)]})
    assert phrase_kinds(lines).rows() == [found]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("COMMENTS: 3", "comment_ui"),
        ("QUELLE: Beispiel", "source_credit"),
        ("BİLD: Muster", "caption"),
        ("»\x1fx", "related"),
        ("ảnh: mẫu.TİFF", "caption"),
        ("mẫu.TİFF", "image_name"),
        ("Đăng nhập rồi thảo luận", "comment_ui"),
        ("Nước dâng/ ảnh  :  An", "caption"),
        ("Nước dâng (ảnh An) ”", "caption"),
        ("Nước dâng - Ảnh: T.AN", "caption"),
        ("Nước dâng ở xã Mẫu - Ảnh chụp màn hình", "caption"),
        ("Nước dâng – Nguồn: MẪU", "caption"),
    ],
)
def test_the_test_in_rust_lets_through_whatever_a_pattern_of_python_finds(text: str, kind: str) -> None:
    lines = pl.DataFrame({"text": [text, "Nước dâng"], "key": ["", ""], "character_count": [len(text), 9]})
    assert phrase_kinds(lines).rows() == [(kind, False), ("", False)]


@pytest.mark.parametrize(
    "text",
    ["Ông An nói. Ảnh: của em. Sau đó ông về nhà.", "Ông An tìm ảnh chụp màn hình", "Nước dâng từ đầu nguồn: Mẫu"],
)
def test_a_word_for_pictures_inside_a_sentence_tells_no_caption(text: str) -> None:
    lines = pl.DataFrame({"text": [text], "key": [""], "character_count": [len(text)]})
    assert phrase_kinds(lines).rows() == [("", False)]
