import os
from pathlib import Path

import pytest

from flows.prefect_home import prefect_home


def test_prefect_has_a_private_home_that_is_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    before = dict(os.environ)
    with prefect_home():
        home = Path(os.environ["PREFECT_HOME"])
        assert home.is_dir()
        assert home.name.startswith("presscorpus-prefect-")
        assert os.environ["HOME"] == str(home)
        assert os.environ["PREFECT_PROFILES_PATH"] == str(home / "profiles.toml")
        assert os.environ["PREFECT_API_URL"].startswith("http://127.0.0.1:")
        assert os.environ["DO_NOT_TRACK"] == "1"
        assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        (home / "left behind").mkdir()
    assert not home.exists()
    assert dict(os.environ) == before


def test_a_server_of_the_users_own_keeps_the_users_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://server.example/api")
    before = dict(os.environ)
    with prefect_home():
        assert dict(os.environ) == before | {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    assert dict(os.environ) == before


def test_the_environment_is_as_before_after_an_error_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("HOME", raising=False)
    before = dict(os.environ)

    def stopped() -> None:
        os.environ["MORE"] = "1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), prefect_home():
        stopped()
    assert dict(os.environ) == before


def test_credentials_are_still_found_in_the_users_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("AWS_CONFIG_FILE", raising=False)
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/etc/credentials")
    with prefect_home():
        assert os.environ["AWS_CONFIG_FILE"] == "/home/somebody/.aws/config"
        assert os.environ["AWS_SHARED_CREDENTIALS_FILE"] == "/etc/credentials"
