"""The files of a release beside its tables: manifest, dataset card, and descriptions for other tools.

Everything here is written from `schemas/` and the manifest, so that no fact stands twice.
"""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa

from flows.cache import Artifact
from flows.progress import Stage
from flows.releases import Release, part_name
from flows.settings import Parameters
from flows.stores import place
from flows.tables import scan_table
from flows.validation import CheckResult
from schemas.fields import TEXTS, Field, Table
from schemas.tables import ARTICLES, CHANGES, RELEASE_TABLES, SCHEMA_VERSION

TEMPLATES = Path(__file__).parent / "templates"
TOOLS = ("polars", "pyarrow", "prefect", "great-expectations", "langdetect", "selectolax")
LICENCE_NOTE = "The texts belong to their publishers; `documents` says where each came from."
CROISSANT_TYPES = {"string": "sc:Text", "int64": "sc:Integer", "double": "sc:Float", "bool": "sc:Boolean"}
FRICTIONLESS_TYPES = {"string": "string", "int64": "integer", "double": "number", "bool": "boolean"}
CROISSANT_VERSION = "http://mlcommons.org/croissant/1.1"


@dataclass(frozen=True)
class BuildFacts:
    """What a release is put together from, as its manifest tells it."""

    name: str
    parameters: Parameters
    parent: Release | None
    tables: Mapping[str, Sequence[Artifact]]
    checks: Sequence[CheckResult]
    stages: Sequence[Stage]
    inputs: list[dict[str, object]]
    code_sha256: str


def manifest(facts: BuildFacts) -> dict[str, Any]:
    """Return what a release says of itself: where it comes from, what it holds and how it was checked."""
    return {
        "name": facts.name,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "schema_version": SCHEMA_VERSION,
        "parent": facts.parent.name if facts.parent else None,
        "parent_row_counts": dict(facts.parent.manifest["row_counts"]) if facts.parent else {},
        "row_counts": {table: sum(part.row_count for part in parts) for table, parts in facts.tables.items()},
        "inputs": facts.inputs,
        "parameters": facts.parameters.to_json(),
        "code": {"version": version("presscorpus"), "sha256": facts.code_sha256},
        "tools": {"python": platform.python_version()} | {name: version(name) for name in TOOLS},
        "checks": [asdict(check) for check in facts.checks],
        "stages": [stage_costs(stage) for stage in facts.stages],
    }


def stage_costs(stage: Stage) -> dict[str, Any]:
    """Return what a stage of the build cost."""
    return {
        "name": stage.name,
        "tasks": stage.total,
        "seconds": round(stage.seconds, 2),
        "cpu_seconds": round(stage.cpu_seconds, 2),
        "peak_memory_bytes": stage.peak_memory_bytes,
    }


def write_release_files(stage: Path, facts: BuildFacts) -> None:
    """Write everything but the tables, the report and the checksums into the folder of a release to be."""
    told = manifest(facts)
    files = {
        table: [part_name(table, number) for number in range(len(facts.tables[table]))] for table in facts.tables
    }
    sums = {
        part_name(table, number): part.sha256
        for table, parts in facts.tables.items()
        for number, part in enumerate(parts)
    }
    write_json(stage / "manifest.json", told)
    write_json(stage / "croissant.json", croissant(told, files, sums))
    write_json(stage / "datapackage.json", data_package(told, files))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701  # Markdown and YAML of numbers and names of ours; no text of a page
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("README.md", "CHANGELOG.md", "CITATION.cff"):
        text = environment.get_template(f"{name}.jinja").render(
            manifest=told,
            tables=RELEASE_TABLES,
            type_name=type_name,
            licence_note=LICENCE_NOTE,
            changes=count_changes(facts.tables["changes"]),
            languages=article_languages(facts.tables["articles"]),
        )
        (stage / name).write_text(text, encoding="utf-8")


def count_changes(parts: Sequence[Artifact]) -> dict[tuple[str, str], int]:
    """Return how many ids of each table were added, changed and removed."""
    changes = scan_table([place(part.path) for part in parts], CHANGES)
    return {(row[0], row[1]): row[2] for row in changes.group_by("table", "change").len().collect().rows()}


def article_languages(parts: Sequence[Artifact]) -> list[str]:
    """Return the languages of the articles, the most frequent first."""
    languages = scan_table([place(part.path) for part in parts], ARTICLES).group_by("language").len()
    counted = languages.sort(["len", "language"], descending=[True, False]).collect()
    return [language for language in counted["language"] if language != "und"]


def write_json(path: Path, content: object) -> None:
    """Write a JSON file that a person can read."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")


def type_name(field: Field) -> str:
    """Return a column's type as a reader of the data knows it."""
    if field.type == TEXTS:
        return "list of text"
    if pa.types.is_timestamp(field.type):
        return "time (UTC)"
    return {"string": "text", "int64": "integer", "double": "number", "bool": "boolean"}[str(field.type)]


def croissant(told: Mapping[str, Any], files: Mapping[str, list[str]], sums: Mapping[str, str]) -> dict[str, Any]:
    """Return the release in the Croissant format, one record set per table, every file with its digest."""
    return {
        "@context": json.loads((TEMPLATES / "croissant_context.json").read_text(encoding="utf-8")),
        "@type": "sc:Dataset",
        "conformsTo": CROISSANT_VERSION,
        "name": "presscorpus",
        "description": "Cleaned news articles with paragraphs, speaker-attributed quotations and their sources.",
        "license": LICENCE_NOTE,
        "url": f"urn:presscorpus:release:{told['name']}",  # a release has no address of its own
        "version": told["schema_version"],
        "datePublished": told["created_at"][:10],
        "citeAs": f"presscorpus release {told['name']}",
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": name,
                "name": name,
                "contentUrl": name,
                "encodingFormat": "application/x-parquet",
                "sha256": sums[name],
            }
            for names in files.values()
            for name in names
        ],
        "recordSet": [
            croissant_records(table, name, number)
            for table in RELEASE_TABLES
            for number, name in enumerate(files[table.name])
        ],
    }


def croissant_records(table: Table, file: str, number: int) -> dict[str, Any]:
    """Return one file of a table as a Croissant record set; its number is in its id, since ids name one file."""
    name = f"{table.name}-{number}" if number else table.name
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"One row per {table.row}.",
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field.name}",
                "name": field.name,
                "description": field.meaning,
                "dataType": croissant_type(field),
                **({"isArray": True, "arrayShape": "-1"} if field.type == TEXTS else {}),
                "source": {"fileObject": {"@id": file}, "extract": {"column": field.name}},
            }
            for field in table.fields
        ],
    }


def croissant_type(field: Field) -> str:
    """Return the Croissant data type of a column's values."""
    if field.type == TEXTS:
        return "sc:Text"
    return "sc:DateTime" if pa.types.is_timestamp(field.type) else CROISSANT_TYPES[str(field.type)]


def data_package(told: Mapping[str, Any], files: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the release as a Frictionless data package."""
    return {
        "name": "presscorpus",
        "version": told["name"],
        "created": told["created_at"],
        "description": LICENCE_NOTE,
        "resources": [
            {
                "name": table.name,
                "path": files[table.name],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "description": f"One row per {table.row}.",
                "schema": {
                    "fields": [
                        {
                            "name": field.name,
                            "type": frictionless_type(field),
                            "description": field.meaning,
                            "constraints": {"required": field.is_required},
                        }
                        for field in table.fields
                    ],
                    "primaryKey": list(table.unique_key),
                    "foreignKeys": [
                        {
                            "fields": list(reference.columns),
                            "reference": {
                                "resource": reference.table,
                                "fields": list(reference.target_columns),
                            },
                        }
                        for reference in table.references
                    ],
                },
            }
            for table in RELEASE_TABLES
        ],
    }


def frictionless_type(field: Field) -> str:
    """Return the Frictionless type of a column."""
    if field.type == TEXTS:
        return "array"
    return "datetime" if pa.types.is_timestamp(field.type) else FRICTIONLESS_TYPES[str(field.type)]
