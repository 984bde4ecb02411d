import pytest

from flows.sources.legacy_vietnamese import TCVN3, VISCII, is_syllable, legacy_vietnamese

TEXT = "Thủ tướng vừa ký quyết định, những ngày nghỉ lễ sẽ kỹ lưỡng hơn ở Huế và Đà Nẵng"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        pytest.param(bytes(TCVN3.index(letter) for letter in TEXT), "tcvn3", TEXT, id="TCVN3"),
        pytest.param(bytes(VISCII.index(letter) for letter in TEXT), "viscii", TEXT, id="VISCII"),
        pytest.param(
            "Thuû töôùng vöøa kyù quyeát ñònh, ÑAÏI HOÄI nghæ leã kyõ".encode("cp1252"),
            "vni",
            "Thủ tướng vừa ký quyết định, ĐẠI HỘI nghỉ lễ kỹ",
            id="VNI",
        ),
        pytest.param(
            "§¹i héi TP Hµ Néi, HéI NGHÞ VIÖT NAM ký quyÕt ®Þnh".encode("cp1252"),
            "tcvn3",
            "Đại hội TP Hà Nội, HỘI NGHỊ VIỆT NAM ký quyết định",
            id="capitals of ABC fonts",
        ),
    ],
)
def test_the_encoding_with_the_most_syllables_is_the_right_one(data: bytes, encoding: str, text: str) -> None:
    found = legacy_vietnamese(data)
    assert found is not None
    assert (found.encoding.name, found.text) == (encoding, text)


@pytest.mark.parametrize(
    "text",
    [
        "L'été à Genève, où il a déjà vécu, très français",
        "für über schön Straße können, Größe und Füße",
        "está más allá del día así que él también",
        "don’t · £5 · it’s × 2 · ©2020 · we’d – they’re",
        "ký",
    ],
)
def test_western_text_and_symbols_prove_nothing(text: str) -> None:
    assert legacy_vietnamese(text.encode("cp1252")) is None


@pytest.mark.parametrize(
    "word", ["nghiêng", "Quyển", "gì", "giết", "khuya", "thuở", "oẹ", "xoong", "Đặng", "ỷ", "yến"]
)
def test_syllables_of_every_build_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["été", "über", "không̀́", "città", "ăn̉ă", "straße"])
def test_what_is_no_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)
