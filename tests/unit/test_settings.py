import stat

import pytest

from dashboard.settings import SETTINGS, SettingError, Settings


def read(tmp_path, **env):
    return Settings.from_env({"DATA_DIR": str(tmp_path / "data"), **env})


def test_defaults_work_and_the_data_folder_is_private(tmp_path):
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/gatescope.sqlite"
    assert settings.slots >= 1
    assert (settings.queue, settings.lease_seconds, settings.heartbeat_seconds) == (200, 15, 2)
    assert (settings.host, settings.port, settings.secret_key) == ("127.0.0.1", 8050, "")
    assert (settings.redis_url, settings.keep_days, settings.logs) == ("", 0, "text")
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


def test_values_come_from_the_environment(tmp_path):
    settings = read(
        tmp_path,
        GATESCOPE_SLOTS=" 3 ",
        PORT="80",
        GATESCOPE_LEASE_SECONDS="0.5",
        GATESCOPE_HEARTBEAT_SECONDS="0.2",
    )
    assert (settings.slots, settings.port, settings.lease_seconds) == (3, 80, 0.5)


def test_empty_means_default(tmp_path):
    assert read(tmp_path, GATESCOPE_QUEUE="", PORT=" ").port == 8050


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_every_postgres_scheme_is_understood(tmp_path, scheme):
    settings = read(tmp_path, DATABASE_URL=f"{scheme}://u:p@h/d")
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"


def test_a_server_for_itself_keeps_a_key_that_nobody_else_can_read(tmp_path):
    key = read(tmp_path).signing_key()
    assert len(key) >= 32 and read(tmp_path).signing_key() == key
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600
    assert read(tmp_path, SECRET_KEY="x" * 16).signing_key() == "x" * 16


@pytest.mark.parametrize(
    "env",
    [
        {"HOST": "0.0.0.0"},
        {"HOST": "127.0.0.1.example.org"},
        {"DATABASE_URL": "postgresql://host/db"},
        {"REDIS_URL": "redis://host"},
    ],
)
def test_a_server_for_others_needs_a_key_of_its_own(tmp_path, env):
    with pytest.raises(SettingError, match=r"^SECRET_KEY must be set .* makes one\.$"):
        read(tmp_path, **env).signing_key()
    assert read(tmp_path, SECRET_KEY="k" * 32, **env).signing_key() == "k" * 32


def test_workers_may_be_many_and_each_uses_its_machine_unless_told(tmp_path, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    settings = read(tmp_path, REDIS_URL="redis://host")
    assert (settings.slots, settings.threads) == (1024, 8)
    assert read(tmp_path, REDIS_URL="redis://host", GATESCOPE_THREADS="1").threads == 1


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("GATESCOPE_SLOTS", "0", "from 1 to"),
        ("GATESCOPE_SLOTS", "two", "whole number"),
        ("GATESCOPE_QUEUE", "-1", "whole number"),
        ("GATESCOPE_QUEUE", "1_0", "whole number"),
        ("PORT", "70000", "from 1 to 65535"),
        ("GATESCOPE_LEASE_SECONDS", "nan", "above 0"),
        ("GATESCOPE_HEARTBEAT_SECONDS", "10", "at most half"),
        ("SECRET_KEY", "short", "at least 16"),
        ("REDIS_URL", "http://:secret@host", "redis://"),
        ("GATESCOPE_LOGS", "xml", "text or json"),
        ("GATESCOPE_MOST_MINUTES", "0", "number of minutes above 0"),
        ("DATABASE_URL", "mysql://root:secret@host/db", "postgresql://"),
        ("DATA_DIR", "/dev/null/data", "folder"),
    ],
)
def test_bad_value_names_the_setting_and_what_would_be_right(tmp_path, name, value, hint):
    with pytest.raises(SettingError) as caught:
        read(tmp_path, **{name: value})
    message = str(caught.value)
    assert name in message
    assert hint in message
    assert message.endswith(".")
    assert "\n" not in message
    assert "secret" not in message


def test_every_setting_is_explained():
    for name, default, text in SETTINGS:
        assert name.isupper()
        assert isinstance(default, str)
        assert text.endswith(".")


def test_trainings_share_the_cores_by_slots(tmp_path, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 8)
    assert (read(tmp_path).slots, read(tmp_path).threads) == (7, 1)
    assert read(tmp_path, GATESCOPE_SLOTS="2").threads == 4
    assert read(tmp_path, GATESCOPE_SLOTS="2", GATESCOPE_THREADS="3").threads == 3
    assert read(tmp_path).warm and not read(tmp_path, GATESCOPE_WARM="0").warm
    assert read(tmp_path).nice == 5 and read(tmp_path, GATESCOPE_NICE="19").nice == 19


def test_a_redis_with_tls_says_what_certificate_it_must_show(tmp_path):
    url = "rediss://:p@host:6379/0"
    assert read(tmp_path, REDIS_URL=url).redis_url == f"{url}?ssl_cert_reqs=required"
    own = read(tmp_path, REDIS_URL=url, GATESCOPE_REDIS_CERTIFICATE="none").redis_url
    assert own == f"{url}?ssl_cert_reqs=none"
    said = f"{url}?ssl_cert_reqs=optional"
    assert read(tmp_path, REDIS_URL=said).redis_url == said
