import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalends.errors import Fault, Kind
from kalends.settings import Settings, load, table


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def flaws_met(options, environment):
    """The flaws of settings, none where they are sound; anything but a Fault comes through."""
    try:
        load(options, environment)
    except Fault as fault:
        return fault.flaws
    return ()


def flaws_of(options, environment=None, config=None):
    with pytest.raises(Fault) as caught:
        load(options, environment or {}, config)
    assert caught.value.kind is Kind.INVALID
    return {flaw.field: flaw.message for flaw in caught.value.flaws}


def test_the_defaults(tmp_path):
    settings = load({"data": str(tmp_path)}, {"HOME": "/", "PATH": ""})
    assert settings == Settings(data=str(tmp_path))
    assert (settings.host, settings.port, settings.rate_limit) == ("127.0.0.1", 8080, 0)


def test_the_later_source_counts(folder):
    (folder / "kalends.toml").write_text('host = "::1"\nport = 1\nworkers = 2\ncors_origins = ["https://a.example"]\n')
    environment = {"KALENDS_DATA": str(folder), "KALENDS_PORT": "2", "KALENDS_METRICS_PUBLIC": "true"}
    settings = load({"workers": 4}, environment)
    assert (settings.host, settings.port, settings.workers) == ("::1", 2, 4)
    assert settings.cors_origins == ["https://a.example"]
    assert settings.metrics_public is True


def test_a_variable_can_hold_a_list(folder):
    environment = {"KALENDS_DATA": str(folder), "KALENDS_TRUSTED_PROXIES": "10.0.0.0/8, ::1"}
    assert load({}, environment).trusted_proxies == ["10.0.0.0/8", "::1"]


@pytest.mark.parametrize("way", ["option", "variable"])
def test_a_named_file_counts_instead_of_the_one_in_the_folder(folder, tmp_path, way):
    (folder / "kalends.toml").write_text("port = 1\n")
    other = tmp_path / "other.toml"
    other.write_text(f'port = 9\ndata = "{folder}"\n')
    environment = {"KALENDS_CONFIG": str(other)} if way == "variable" else {}
    settings = load({}, environment, other if way == "option" else None)
    assert (settings.port, settings.place) == (9, folder)


def test_every_wrong_key_is_named_with_its_source(folder):
    (folder / "kalends.toml").write_text('prot = 1\nworkers = "4"\nhost = 5\n[section]\nx = 1\n')
    flaws = flaws_of({"port": 70000}, {"KALENDS_DATA": str(folder), "KALENDS_RATE_LIMT": "5"})
    assert set(flaws) == {"prot", "host", "section", "port", "rate_limt"}
    assert "did you mean port?" in flaws["prot"]
    assert "did you mean rate_limit?" in flaws["rate_limt"]
    assert "kalends.toml" in flaws["host"]
    assert "the environment" in flaws["rate_limt"]
    assert "the command line" in flaws["port"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "calendar.example.org"),
        ("public_url", "https://a.example/?x"),
        ("public_url", "https://a.example/\x1b[2J"),
        ("cors_origins", "a.example"),
        ("cors_origins", "https://a.example/path"),
        ("trusted_proxies", "proxy.example"),
        ("log_format", "xml"),
        ("workers", "0"),
        ("body_limit", "1 MB"),
        ("stall_seconds", "-1"),
        ("metrics_public", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tmp_path, name, value):
    assert set(flaws_of({"data": str(tmp_path)}, {f"KALENDS_{name.upper()}": value})) == {name}


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(Fault, match=r"nowhere\.toml cannot be read: No such file"):
        load({}, {}, tmp_path / "nowhere.toml")
    (tmp_path / "broken.toml").write_text("port = \n")
    with pytest.raises(Fault, match=r"broken\.toml cannot be read: .*line 1"):
        load({}, {}, tmp_path / "broken.toml")
    (tmp_path / "latin.toml").write_bytes(b'host = "\xff"')
    with pytest.raises(Fault, match=r"latin\.toml cannot be read"):
        load({}, {}, tmp_path / "latin.toml")


def test_the_file_in_the_folder_cannot_move_the_folder(folder):
    (folder / "kalends.toml").write_text('data = "/elsewhere"\n')
    with pytest.raises(Fault, match="cannot say where"):
        load({"data": str(folder)}, {})


@given(st.dictionaries(st.sampled_from(["PORT", "HOST", "CORS_ORIGINS", "LOG_LEVEL", "ODD"]), st.text()))
def test_no_variable_is_unforeseen(variables):
    environment = {f"KALENDS_{name}": text for name, text in variables.items()}
    flaws = flaws_met({"data": "/nowhere"}, environment)
    assert {flaw.field for flaw in flaws} <= {name.lower() for name in variables}
    assert ("odd" in {flaw.field for flaw in flaws}) is ("ODD" in variables)


def test_the_table_has_a_row_for_every_setting():
    rows = table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(Settings.__struct_fields__)
    assert "| `port` | `KALENDS_PORT` | `8080` | The port to listen on; 0 takes a free one. |" in rows
