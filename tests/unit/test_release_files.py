import json
import platform
import re
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from tiny_release import ARTICLE, INPUTS, sound_rows

from flows.cache import Artifact
from flows.progress import Stage
from flows.release_files import (
    BuildFacts,
    count_changes,
    croissant_type,
    frictionless_type,
    type_name,
    write_release_files,
)
from flows.releases import Release
from flows.settings import Parameters
from flows.tables import write_table
from flows.validation import CheckResult
from schemas.fields import Field
from schemas.tables import ARTICLES, CHANGES, QUOTES, RELEASE_TABLES, SCHEMA_VERSION

NAMES = [table.name for table in RELEASE_TABLES]
CHECK = CheckResult("lines", "kind", "in_set", "critical", "passed", "6 rows", 0, (), "What the line is.", 6)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> BuildFacts:
    """A second release; `paragraphs` has two parts."""
    folder = tmp_path_factory.mktemp("parts")
    rows = sound_rows()
    rows["changes"].append({"table": "articles", "id": "9" * 32, "change": "removed", "reason": "source_removed"})
    tables: dict[str, list[Artifact]] = {}
    for table in RELEASE_TABLES:
        path = folder / f"{table.name}.parquet"
        written = write_table(pl.DataFrame(rows[table.name], table.to_polars()), table, path)
        part = Artifact(str(path), written.sha256, written.size_bytes, written.row_count)
        tables[table.name] = [part, part] if table.name == "paragraphs" else [part]
    return BuildFacts(
        name="2026-11-21.1",
        parameters=Parameters(languages=("vi",)),
        parent=Release(Path("releases/2026-11-20.0"), {"row_counts": {"articles": 2}}),
        tables=tables,
        checks=[CHECK],
        stages=[Stage("read_sources", total=3, done=3, seconds=1.234, cpu_seconds=0.987, peak_memory_bytes=7)],
        inputs=INPUTS,
        code_sha256="f" * 64,
    )


@pytest.fixture(scope="module")
def stage(facts: BuildFacts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stage")
    write_release_files(folder, facts)
    return folder


def told(stage: Path, name: str) -> Any:
    return json.loads((stage / name).read_text(encoding="utf-8"))


def test_these_files_stand_beside_the_tables(stage: Path) -> None:
    assert sorted(path.name for path in stage.iterdir()) == [
        "CHANGELOG.md",
        "CITATION.cff",
        "README.md",
        "croissant.json",
        "datapackage.json",
        "manifest.json",
    ]


def test_the_manifest_tells_where_a_release_comes_from_and_how_it_was_checked(stage: Path) -> None:
    manifest = told(stage, "manifest.json")
    assert datetime.fromisoformat(manifest.pop("created_at")).utcoffset() is not None
    tools = manifest.pop("tools")
    assert tools["python"] == platform.python_version()
    assert tools["polars"] == version("polars")
    assert manifest.pop("parameters")["languages"] == ["vi"]
    assert manifest == {
        "name": "2026-11-21.1",
        "schema_version": SCHEMA_VERSION,
        "parent": "2026-11-20.0",
        "parent_row_counts": {"articles": 2},
        "row_counts": {name: len(rows) for name, rows in sound_rows().items()} | {"changes": 7, "paragraphs": 2},
        "inputs": INPUTS,
        "code": {"version": version("presscorpus"), "sha256": "f" * 64},
        "checks": [
            {
                "table": "lines",
                "column": "kind",
                "expectation": "in_set",
                "severity": "critical",
                "status": "passed",
                "observed": "6 rows",
                "unexpected_count": 0,
                "examples": [],
                "meaning": "What the line is.",
                "row_count": 6,
            }
        ],
        "stages": [
            {"name": "read_sources", "tasks": 3, "seconds": 1.23, "cpu_seconds": 0.99, "peak_memory_bytes": 7}
        ],
    }


def test_the_first_release_has_no_parent(facts: BuildFacts, tmp_path: Path) -> None:
    write_release_files(tmp_path, BuildFacts(**(vars(facts) | {"parent": None})))
    manifest = told(tmp_path, "manifest.json")
    assert (manifest["parent"], manifest["parent_row_counts"]) == (None, {})
    assert "Compared with nothing: this is the first release." in (tmp_path / "CHANGELOG.md").read_text()
    assert "(there is none before this one)" in (tmp_path / "README.md").read_text()


def test_croissant_names_every_part_with_its_digest(stage: Path, facts: BuildFacts) -> None:
    content = told(stage, "croissant.json")
    assert content["@type"] == "sc:Dataset"
    assert content["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    assert content["datePublished"] == told(stage, "manifest.json")["created_at"][:10]
    assert [file["@id"] for file in content["distribution"]] == [
        f"{name}/part-{number:05d}.parquet" for name in NAMES for number in range(len(facts.tables[name]))
    ]
    assert content["distribution"][0] == {
        "@type": "cr:FileObject",
        "@id": "articles/part-00000.parquet",
        "name": "articles/part-00000.parquet",
        "contentUrl": "articles/part-00000.parquet",
        "encodingFormat": "application/x-parquet",
        "sha256": facts.tables["articles"][0].sha256,
    }


def test_croissant_has_a_record_set_for_every_part_of_every_table(stage: Path) -> None:
    content = told(stage, "croissant.json")
    files = {file["@id"] for file in content["distribution"]}
    expected = [name for table in NAMES for name in ([table, f"{table}-1"] if table == "paragraphs" else [table])]
    assert [records["@id"] for records in content["recordSet"]] == expected
    for records in content["recordSet"]:
        table = next(table for table in RELEASE_TABLES if table.name == records["@id"].removesuffix("-1"))
        assert records["description"] == f"One row per {table.row}."
        assert [field["name"] for field in records["field"]] == table.columns
        for field in records["field"]:
            assert field["@id"] == f"{records['@id']}/{field['name']}"
            assert field["source"]["fileObject"]["@id"] in files
            assert field["source"]["extract"] == {"column": field["name"]}
            assert field["description"] == table.field(field["name"]).meaning


def test_croissant_tells_lists_as_arrays(stage: Path) -> None:
    (articles, *_) = told(stage, "croissant.json")["recordSet"]
    authors = next(field for field in articles["field"] if field["name"] == "authors")
    assert authors == {
        "@type": "cr:Field",
        "@id": "articles/authors",
        "name": "authors",
        "description": "Names in the byline, in their order.",
        "dataType": "sc:Text",
        "isArray": True,
        "arrayShape": "-1",
        "source": {"fileObject": {"@id": "articles/part-00000.parquet"}, "extract": {"column": "authors"}},
    }
    assert [field["name"] for field in articles["field"] if "isArray" in field] == ["authors", "outlets", "tags"]


def test_the_data_package_has_a_resource_for_every_table_with_its_keys(stage: Path) -> None:
    content = told(stage, "datapackage.json")
    resources = {resource["name"]: resource for resource in content["resources"]}
    assert list(resources) == NAMES
    assert resources["paragraphs"]["path"] == ["paragraphs/part-00000.parquet", "paragraphs/part-00001.parquet"]
    schema = resources["quotes"]["schema"]
    assert schema["primaryKey"] == ["quote_id"]
    assert schema["foreignKeys"][0] == {
        "fields": ["article_id"],
        "reference": {"resource": "articles", "fields": ["article_id"]},
    }
    assert schema["fields"][0] == {
        "name": "quote_id",
        "type": "string",
        "description": QUOTES.field("quote_id").meaning,
        "constraints": {"required": True},
    }
    for table in RELEASE_TABLES:
        fields = resources[table.name]["schema"]["fields"]
        assert [field["name"] for field in fields] == table.columns
        assert [field["constraints"]["required"] for field in fields] == [field.is_required for field in table.fields]
        assert len(resources[table.name]["schema"]["foreignKeys"]) == len(table.references)


@pytest.mark.parametrize(
    ("field", "card", "croissant", "frictionless"),
    [
        (ARTICLES.field("title"), "text", "sc:Text", "string"),
        (ARTICLES.field("authors"), "list of text", "sc:Text", "array"),
        (ARTICLES.field("published_at"), "time (UTC)", "sc:DateTime", "datetime"),
        (ARTICLES.field("char_count"), "integer", "sc:Integer", "integer"),
        (ARTICLES.field("language_score"), "number", "sc:Float", "number"),
        (ARTICLES.field("is_unaccented"), "boolean", "sc:Boolean", "boolean"),
    ],
)
def test_every_type_has_its_name_in_every_description(
    field: Field, card: str, croissant: str, frictionless: str
) -> None:
    assert (type_name(field), croissant_type(field), frictionless_type(field)) == (card, croissant, frictionless)


def test_every_column_of_a_release_can_be_described() -> None:
    for table in RELEASE_TABLES:
        for field in table.fields:
            assert type_name(field)
            assert croissant_type(field)
            assert frictionless_type(field)


def test_the_card_has_one_configuration_per_table_and_articles_first(stage: Path) -> None:
    head, body = (stage / "README.md").read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
    configs = yaml.safe_load(head)["configs"]
    assert configs[0] == {
        "config_name": "articles",
        "default": True,
        "data_files": [{"split": "train", "path": "articles/*.parquet"}],
    }
    assert [config["config_name"] for config in configs] == NAMES
    assert not any("default" in config for config in configs[1:])
    assert "# presscorpus 2026-11-21.1" in body
    assert "| `articles` | article kept | 1 | article_id |" in body


def test_the_card_describes_every_column(stage: Path) -> None:
    text = (stage / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### `(\w+)`: .*?\n(.*?)(?=^### |\Z)", text, re.DOTALL | re.MULTILINE))
    assert list(sections) == NAMES
    for table in RELEASE_TABLES:
        assert re.findall(r"^\| `(\w+)` \|", sections[table.name], re.MULTILINE) == table.columns
    assert "| `char_start` | integer, code points |  | Start of the span in the document's text. |" in text
    assert "| `published_precision` | text | yes | How exact published_at is. One of minute, day. |" in text


def test_the_changelog_counts_what_differs_from_the_parent(stage: Path) -> None:
    text = (stage / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "# Changes of release 2026-11-21.1\n\nSchema 1.2.0. Compared with 2026-11-20.0." in text
    assert [line for line in text.splitlines() if line.startswith("| `")] == [
        "| `documents` | 3 | 0 | 0 |",
        "| `articles` | 1 | 0 | 1 |",
        "| `paragraphs` | 1 | 0 | 0 |",
        "| `quotes` | 1 | 0 | 0 |",
    ]


def test_the_citation_names_the_release_and_its_date(stage: Path) -> None:
    content = yaml.safe_load((stage / "CITATION.cff").read_text(encoding="utf-8"))
    assert (content["version"], content["type"]) == ("2026-11-21.1", "dataset")
    assert str(content["date-released"]) == told(stage, "manifest.json")["created_at"][:10]


def test_changes_are_counted_over_all_parts(tmp_path: Path) -> None:
    parts = []
    for number, change in enumerate(("added", "removed", "added")):
        row = {"table": "articles", "id": ARTICLE, "change": change, "reason": "new"}
        path = tmp_path / f"{number}.parquet"
        written = write_table(pl.DataFrame([row], CHANGES.to_polars()), CHANGES, path)
        parts.append(Artifact(str(path), written.sha256, written.size_bytes, written.row_count))
    assert count_changes(parts) == {("articles", "added"): 2, ("articles", "removed"): 1}
    assert count_changes([]) == {}
