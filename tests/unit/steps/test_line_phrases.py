import polars as pl
import pytest

from flows.steps.line_phrases import phrase_kinds


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
    ],
)
def test_the_test_in_rust_lets_through_whatever_a_pattern_of_python_finds(text: str, kind: str) -> None:
    lines = pl.DataFrame({"text": [text, "Nước dâng"], "key": ["", ""], "character_count": [len(text), 9]})
    assert phrase_kinds(lines).rows() == [(kind, False), ("", False)]
