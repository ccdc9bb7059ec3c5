"""The pages of the house: documentation that needs no other host, and the description of all doors."""

import re
import tomllib
from hashlib import sha256
from importlib.resources import files

import jsonschema_rs
import pytest
import schemathesis

SWAGGER = files("kalends.edge") / "swagger"
MANIFEST = tomllib.loads((SWAGGER / "VENDORED.toml").read_text())


@pytest.mark.parametrize("name", MANIFEST["sha256"])
def test_vendored_files_are_unchanged(name):
    assert sha256((SWAGGER / name).read_bytes()).hexdigest() == MANIFEST["sha256"][name]


def test_every_file_is_ours_or_vendored():
    found = {path.name for path in SWAGGER.iterdir()}
    assert found == {*MANIFEST["sha256"], "VENDORED.toml", "index.html", "init.js"}
    assert MANIFEST["licence"] == "Apache-2.0"


def test_the_documentation_asks_no_other_host(server):
    page = server.ask("GET", "/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert not re.search(r"""(src|href)=["'](https?:)?//""", page.text)
    assert not re.search(r"<script>|\son\w+=", page.text)
    loaded = re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text)
    assert len(loaded) == 3
    for path in loaded:
        answer = server.ask("GET", f"/{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(("text/css", "text/javascript"))
    script = server.ask("GET", "/docs/init.js").text
    assert "validatorUrl: null" in script
    assert "//" not in script


def test_a_browser_that_has_a_file_is_told_so(server):
    first = server.ask("GET", "/docs/swagger-ui.css")
    again = server.ask("GET", "/docs/swagger-ui.css", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


@pytest.fixture(scope="module")
def description(server):
    return server.ask("GET", "/openapi.json").json()


def operations(description):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_every_route_is_described_once_where_its_document_names_it(description):
    paths = description["paths"]
    assert paths["/generate/ical/file"]["post"]["x-also-at"] == "/apyhub/generate/ical/file"
    tree = paths["/api/2.0/calendar/{calendarId}/view"]["put"]
    assert tree["x-also-at"] == "/onlyoffice/api/2.0/calendar/{calendarId}/view"
    assert "x-also-at" not in paths["/skycore/v2"]["post"]
    both = {each["x-also-at"] for item in paths.values() for each in item.values() if "x-also-at" in each}
    assert both
    assert not both & set(paths)
    named = [each["operationId"] for item in paths.values() for each in item.values()]
    assert len(named) == len(set(named))


def test_every_operation_is_complete(description):
    ids = [operation["operationId"] for _, _, operation in operations(description)]
    assert len(set(ids)) == len(ids)
    for path, _, operation in operations(description):
        assert operation["summary"], path
        assert operation["responses"], path
        assert re.findall(r"{(\w+)}", path) == [
            parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"
        ]


def test_every_schema_is_one_of_json_schema(description):
    for schema in description["components"]["schemas"].values():
        jsonschema_rs.meta.validate({**schema, "$schema": "https://json-schema.org/draft/2020-12/schema"})


def test_every_reference_leads_somewhere(description):
    text = str(description)
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in description["components"]["schemas"]


def test_schemathesis_can_load_it(description):
    schema = schemathesis.openapi.from_dict(description)
    assert len(list(schema.get_all_operations())) == len(list(operations(description)))
