import pytest

from flows.steps.trailing_signature import NOBODY, Signature, trailing_signature


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("Trần Mẫu", Signature(("Trần Mẫu",))),
        ("TRẦN MẪU", Signature(("TRẦN MẪU",))),
        ("Trần Mẫu -", Signature(("Trần Mẫu",))),
        ("Trần Mẫu Trần Mẫu", Signature(("Trần Mẫu",))),
        ("Mẫu Mẫu", Signature(("Mẫu Mẫu",))),
        ("Trần Mẫu - LÊ HÀ", Signature(("Trần Mẫu", "LÊ HÀ"))),
        ("Trần Mẫu, Lê Hà và Đỗ Tơ", Signature(("Trần Mẫu", "Lê Hà", "Đỗ Tơ"))),
        ("Đăng Mẫu (Tổng hợp)", Signature(("Đăng Mẫu",))),
        ("Tổng Hợp Hải Mẫu", Signature(("Hải Mẫu",))),
        ("Trần Mẫu (lược dịch)", Signature(("Trần Mẫu",))),
        ("Trần Mẫu (từ New York)", Signature(("Trần Mẫu",))),
        ("Bài và ảnh: Trần Mẫu", Signature(("Trần Mẫu",))),
        ("CTV Trần Mẫu/Báo Mẫu", Signature(("Trần Mẫu",), "Báo Mẫu")),
        ("Trần Mẫu - Ảnh: Reuters", Signature(("Trần Mẫu",))),
        ("Ảnh: Google Maps. Trần Mẫu", Signature(("Trần Mẫu",))),
        ("Trần Mẫu/VOV-Trung tâm Tin", Signature(("Trần Mẫu",), "VOV-Trung tâm Tin")),
        ("Trần Mẫu/VOV Trần Mẫu/VOV", Signature(("Trần Mẫu",), "VOV")),
        ("Trần Mẫu (TTXVN)", Signature(("Trần Mẫu",), "TTXVN")),
        ("Trần Mẫu (Samplealert)", Signature(("Trần Mẫu",), "Samplealert")),
        ("Trần Mẫu (Nguồn: RT)", Signature(("Trần Mẫu",), "RT")),
        ("Trần Mẫu (theo samplesport)", Signature(("Trần Mẫu",), "samplesport")),
        ("Trần Mẫu (Tổng hợp theo báo Mẫu, Sample)", Signature(("Trần Mẫu",), "Báo Mẫu, Sample")),
        ("Hà Mẫu (Theo BBC)", Signature(("Hà Mẫu",), "BBC")),
        ("Lê Mẫu (Theo BBC News, 2/2017)", Signature(("Lê Mẫu",), "BBC News")),
        ("Hà Mẫu Theo Reuters", Signature(("Hà Mẫu",), "Reuters")),
        ("Hà Mẫu / Theo thể thao mẫu", Signature(("Hà Mẫu",), "thể thao mẫu")),
        ("Hà Mẫu/Báo Mẫu Theo CNBC", Signature(("Hà Mẫu",), "CNBC")),
        ("Hà MẫuTheo Reuters", Signature(("Hà Mẫu",), "Reuters")),
        ("Hà Mẫu/VOV-Trung tâm TinTheo Reuters", Signature(("Hà Mẫu",), "Reuters")),
        ("Hà MẫuTổng hợp", Signature(("Hà Mẫu",))),
        ("Hà MẫuTheo ReutersẢnh: Reuters", Signature(("Hà Mẫu",), "Reuters")),
        ("N.M Theo Dân Mẫu", Signature((), "Dân Mẫu")),
        ("Theo Dân Mẫu", Signature((), "Dân Mẫu")),
        ("theo Dân Mẫu", Signature((), "Dân Mẫu")),
        ("(Theo VnExpress)", Signature((), "VnExpress")),
        ("(Theo VnExpress).", Signature((), "VnExpress")),
        ("Theo Hà Mẫu (Khám Mẫu)", Signature((), "Khám Mẫu")),
        ("Nguồn: Sample Alert Hà Mẫu, Theo Dân Mẫu", Signature((), "Dân Mẫu")),
        ("Nguồn: Dân Mẫu", Signature((), "Dân Mẫu")),
        ("TTXVN/Tin Mẫu", Signature((), "TTXVN/Tin Mẫu")),
        ("PV/Báo Mẫu", Signature((), "Báo Mẫu")),
        ("VnExpress", Signature((), "VnExpress")),
        ("Sample Times", Signature((), "Sample Times")),
        ("(sampletimes)", Signature((), "sampletimes")),
    ],
)
def test_what_follows_the_last_sentence_is_a_signature(ending: str, expected: Signature) -> None:
    assert trailing_signature(f"Ngắn gọn là mưa đã tạnh ở xã. {ending}") == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mưa đã tạnh.",
        "",
        "Mưa đã tạnh. còn chữ thường",
        "Mưa đã tạnh. PV",
        "Mưa đã tạnh. N.M",
        "Mưa đã tạnh. Ảnh: Google Maps",
        "Mưa đã tạnh. Mái đình cổ. (Nguồn: Getty Images)",
        "Một khối (NATO)",
        "Ông nhắc tới Trần Mẫu",
        "Mưa đã tạnh. Xem thêm: Một ngày nắng",
        "Mưa đã tạnh. Luật sư Trần Mẫu, giám đốc sở",
        "Trời mưa theo từng cơn, theo Hà Mẫu thì sẽ còn mưa nữa ở các xã vùng cao của tỉnh",
        "Mưa đã tạnh. Ảnh Sample Mail",
        "Mưa đã tạnh. Trần Mẫu, Lê Hà, Đỗ Tơ, Hồ Sen",
    ],
)
def test_other_endings_are_no_signature(text: str) -> None:
    assert trailing_signature(text) == NOBODY


def test_a_signature_below_what_is_no_sentence_is_read_by_its_capital_word() -> None:
    assert trailing_signature("Đội Mẫu - Đội Khác 2-1 Theo Dân Mẫu") == Signature((), "Dân Mẫu")
