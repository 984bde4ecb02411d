"""The flow that fits the line labeller's parameters anew; needs the extra `train`.

    python -m flows.train_line_labeller LABELLED_FOLDER flows/steps/line_parameters.json FOLD_FOLDER

LABELLED_FOLDER holds JSON Lines of labelled pages (see `labelled_pages`). For each fold of the sites FOLD_FOLDER
gets the parameters fitted to the other folds, and `kept.jsonl` the text that the labeller keeps with them of every
page of the fold: what a scorer wants, since scores on pages that were learned from prove nothing.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from prefect import flow

from flows.labelled_pages import LabelledPage, document_id, labelled_page, labelled_rows, pages_table
from flows.line_training import (
    EVERY_FOLD,
    Samples,
    page_slices,
    parts,
    samples_of,
    scale_of,
    signals_without,
    word_weights,
)
from flows.made_pages import made_pages
from flows.page_kind_training import fitted_page_kind
from flows.releases import replace_text
from flows.steps.label_lines import label_lines_by
from flows.steps.line_network import read_parameters
from schemas.stages import LINE_EVIDENCE

WHOLE_PAGES = ("text", "html")  # what is scored: pages as they are
LINE_STARTS = (  # of the parameters as text
    *(r'\{"usual"', r'"\w+":\{"mean"', r"\[\[", r"\],\["),
    r'"(?:words|places|page_kind|networks|layers|last|first_bias|above|here|below|page|bias)":',
)
GROUPS = ("page_type", "source", "language")  # of pages, which are scored apart


@flow(name="train_line_labeller")
def train_line_labeller(folder: Path, parameter_file: Path, fold_folder: Path) -> Path:
    """Fit on the labelled pages of the folder, write the parameters and return their path."""
    pages = sorted((page for row in labelled_rows(folder) if (page := labelled_page(row))), key=page_key)
    samples = samples_of([*pages, *made_pages(pages)])
    fold_folder.mkdir(parents=True, exist_ok=True)
    kept: dict[str, str] = {}
    for fold in EVERY_FOLD:
        parameters = fit(samples, fold)
        replace_text(fold_folder / f"fold_{fold}.json", parameters_text(parameters))
        kept |= kept_texts(held_pages(samples, fold), parameters)
    replace_text(fold_folder / "kept.jsonl", kept_rows(kept))
    replace_text(parameter_file, parameters_text({"training": training_facts(pages, kept), **fit(samples, None)}))
    return parameter_file


def page_key(page: LabelledPage) -> tuple[str, str]:
    """Return what pages are sorted by, so that the order of files changes nothing."""
    return page.page_id, page.kind


def training_facts(pages: Sequence[LabelledPage], kept: Mapping[str, str]) -> dict[str, Any]:
    """Return what the parameters were fitted to, and how well pages of unseen sites came out."""
    return {
        "page_count": len(pages),
        "site_count": len({page.site for page in pages}),
        "sha256": pages_digest(pages),
        "f1_on_unseen_sites": {kind: group_scores(page_scores(pages, kept, kind)) for kind in WHOLE_PAGES},
    }


def kept_rows(kept: Mapping[str, str]) -> str:
    """Return the kept texts as JSON Lines with `kind`, `id` and `text`."""
    keys = [(*key.split("/", 1), key) for key in sorted(kept)]
    rows = ({"kind": kind, "id": page_id, "text": kept[key]} for kind, page_id, key in keys)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def fit(samples: Samples, fold: int | None) -> dict[str, Any]:
    """Return the parameters fitted to the pages of all folds but one."""
    from flows.network_training import FitSettings, fitted_weights, whole_numbers  # noqa: PLC0415 - the extra `train`

    settings = FitSettings()
    others = [number for number in EVERY_FOLD if number != fold]
    signals = signals_without(samples, fold)
    chosen = np.flatnonzero(np.isin(samples.folds, others)).tolist()
    slices = page_slices(samples, signals, chosen)
    usual, spread = scale_of(
        np.concatenate([page.signals for page in slices if page.kind in (*WHOLE_PAGES, "stripped")])
    )
    scaled = [page._replace(signals=(page.signals - usual) / spread) for page in slices]
    networks = [
        whole_numbers(fitted_weights(scaled, settings, seed), samples.names, usual, spread, settings)
        for seed in range(settings.networks)
    ]
    words, places = word_weights(samples.words, others), word_weights(samples.places, others)
    page_kind = fitted_page_kind(samples, signals, chosen)
    return {"words": words, "places": places, "page_kind": page_kind, "networks": networks}


def held_pages(samples: Samples, fold: int) -> list[LabelledPage]:
    """Return the pages of one fold as they are, without variants."""
    pages = zip(samples.pages, samples.folds.tolist(), strict=True)
    return [page for page, own in pages if own == fold and page.kind in WHOLE_PAGES]


def kept_texts(pages: Sequence[LabelledPage], parameters: dict[str, Any]) -> dict[str, str]:
    """Return the kept lines of every page by kind and id, with the parameters in place of the packaged ones."""
    read = read_parameters(parameters)
    kept: dict[str, str] = {}
    for part in parts(pages):
        lines = label_lines_by(pages_table(part), LINE_EVIDENCE.empty(), read).filter("is_kept")
        spans: dict[str, list[tuple[int, int]]] = {}
        for number, start, end in lines.select("document_id", "char_start", "char_end").iter_rows():
            spans.setdefault(number, []).append((start, end))
        for number, page in enumerate(part):
            texts = [page.text[start:end] for start, end in spans.get(document_id(number), [])]
            kept[f"{page.kind}/{page.page_id}"] = "\n".join(texts)
    return kept


def page_scores(
    pages: Sequence[LabelledPage], kept: Mapping[str, str], kind: str
) -> list[tuple[LabelledPage, float]]:
    """Return the pages of one kind with F1 of the words in lines kept, against those labelled."""
    values = []
    for page in pages:
        if page.kind != kind or not any(label >= 0 for label in page.labels):
            continue
        lines = [line.strip() for line in page.text.split("\n") if line.strip()]
        taken = set(kept[f"{kind}/{page.page_id}"].split("\n"))
        known = [
            (len(line.split()), label, line in taken)
            for line, label in zip(lines, page.labels, strict=True)
            if label >= 0
        ]
        right = sum(count for count, label, is_taken in known if label and is_taken)
        both = sum(count * (label + is_taken) for count, label, is_taken in known)
        values.append((page, 2.0 * right / max(1, both)))
    return values


def group_scores(scores: Sequence[tuple[LabelledPage, float]]) -> dict[str, Any]:
    """Return the mean of the scores, and number and mean for each group of pages that are alike in one thing."""

    def mean(values: Sequence[float]) -> float:
        return round(sum(values) / max(1, len(values)), 4)

    result: dict[str, Any] = {"all": mean([score for _, score in scores])}
    for name in GROUPS:
        groups: dict[str, list[float]] = {}
        for page, score in scores:
            groups.setdefault(getattr(page, name) or "unknown", []).append(score)
        result[name] = {group: {"pages": len(found), "f1": mean(found)} for group, found in sorted(groups.items())}
    return result


def pages_digest(pages: Sequence[LabelledPage]) -> str:
    """Return a digest of the pages' lines, labels and types."""
    digest = hashlib.sha256()
    for page in pages:
        told = [page.page_id, page.kind, page.text, list(page.labels), page.page_type]
        digest.update(json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def parameters_text(parameters: Mapping[str, Any]) -> str:
    """Return the parameters as JSON, a signal or a row of numbers a line, so that a diff can be read."""
    text = json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))
    return re.sub(rf"({'|'.join(LINE_STARTS)})", r"\n\1", text) + "\n"


if __name__ == "__main__":
    labelled, parameter_file, fold_folder = (Path(argument) for argument in sys.argv[1:])
    train_line_labeller(labelled, parameter_file, fold_folder)
