import stat

import pytest

from dashboard.settings import SETTINGS, SettingError, Settings


def read(tmp_path, **env):
    return Settings.from_env({"DATA_DIR": str(tmp_path / "data"), **env})


def test_defaults_work_and_the_data_folder_is_private(tmp_path):
    settings = read(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/data/gatescope.sqlite"
    assert settings.slots >= 1
    assert (settings.queue, settings.lease_seconds, settings.heartbeat_seconds) == (8, 15, 2)
    assert (settings.host, settings.port, settings.secret_key) == ("127.0.0.1", 8050, "")
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


def test_old_postgres_scheme_is_understood(tmp_path):
    assert read(tmp_path, DATABASE_URL="postgres://u:p@h/d").database_url == "postgresql://u:p@h/d"


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
    assert read(tmp_path).nice == 5 and read(tmp_path, GATESCOPE_NICE="19").nice == 19
