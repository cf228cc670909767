"""Settings come from KLA_* and the instance folder, and say what they can't read."""

import pytest

from kla import config


def test_everything_lives_in_the_instance_folder(tmp_path):
    settings = config.load({"KLA_INSTANCE_PATH": str(tmp_path)})
    paths = [settings.shred_path, settings.sessions_path, settings.files_path, settings.temp_path]
    paths += [settings.anchors_path, settings.public_file]
    assert all(path.parent == tmp_path for path in paths)
    assert settings.database_url == f"sqlite:///{tmp_path}/kla.db"


def test_an_instance_without_a_ceremony_has_no_keys(tmp_path):
    assert not config.load({"KLA_INSTANCE_PATH": str(tmp_path)}).has_keys


@pytest.mark.parametrize("name", ["KLA_DEMO", "KLA_IDLE_MINUTES"])
def test_a_value_that_cannot_be_read_is_named(tmp_path, name):
    with pytest.raises(ValueError, match=name):
        config.load({"KLA_INSTANCE_PATH": str(tmp_path), name: "perhaps"})


def test_secrets_do_not_show_in_a_printout(tmp_path):
    (tmp_path / "pepper").write_bytes(b"very secret")
    assert "very secret" not in repr(config.load({"KLA_INSTANCE_PATH": str(tmp_path)}))
