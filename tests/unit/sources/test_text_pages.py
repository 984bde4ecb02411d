import pytest

from flows.sources.text_pages import PageError, payload_bytes, refuse_binary


def test_binary_data_is_refused() -> None:
    with pytest.raises(PageError, match="not_text: 100 of 124 bytes are control characters"):
        refuse_binary(bytes(range(1, 32)) * 4)


@pytest.mark.parametrize("data", [b"one zero byte in a text\0", "chào bạn".encode("utf-16"), b""])
def test_text_is_not_refused_for_a_stray_control_character(data: bytes) -> None:
    refuse_binary(data)


def test_a_lone_surrogate_has_no_bytes_of_its_own() -> None:
    assert payload_bytes("a\ud800") == "a\ufffd".encode()
