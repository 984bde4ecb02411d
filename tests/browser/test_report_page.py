import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "unit" / "report"))

from sample_release import (
    CHECK,
    REFUSAL,
    WARNING,
    hostile_manifest,
    hostile_rows,
    sample_manifest,
    sample_rows,
    write_release,
)

from flows.report.page import write_report

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OPEN_DETAILS = "document.querySelectorAll('details').forEach((each) => { each.open = true })"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Contrast of text against the nearest background, by the formula of WCAG 2.
CONTRASTS = """() => {
  const parse = (value) => (value.match(/[0-9.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest("svg")) continue;
    const pair = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))].sort();
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}"""
# Words of tables that stand on more than one line. Names may go on behind "_", and what is longer than a name anywhere.
BROKEN_WORDS = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th, td")) {
    if (!cell.checkVisibility({ visibilityProperty: true })) continue;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".hidden")) continue;
      for (const word of node.textContent.matchAll(/[^\\s_.-]+_?/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1 && word[0].length <= 20) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"no Chromium at {CHROMIUM}")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("releases")
    long_rows = sample_rows()
    long_rows["articles"][0] |= {"title": "W" * 400, "site": f"{'w' * 250}.example"}
    large = sample_manifest(CHECK)
    large["inputs"][0]["source_path"] = "p" * 250
    return {
        "passed": write_report(write_release(folder / "passed", sample_rows(), sample_manifest(CHECK))),
        "warned": write_report(write_release(folder / "warned", sample_rows(), sample_manifest(CHECK, WARNING))),
        "refused": write_report(write_release(folder / "refused", sample_rows(), sample_manifest(WARNING, REFUSAL))),
        "hostile": write_report(write_release(folder / "hostile", hostile_rows(), hostile_manifest())),
        "long": write_report(write_release(folder / "long", long_rows, large)),
        "empty": write_report(write_release(folder / "empty", {}, None)),
    }


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["passed", "warned", "refused", "hostile", "long", "empty"])
def test_the_page_fits_its_window_and_asks_for_nothing(
    browser: Any, pages: dict[str, Path], name: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    seen: list[str] = []
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (seen.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: seen.append(request.url))
    page.goto(pages[name].as_uri())
    page.evaluate(OPEN_DETAILS)
    assert page.evaluate(OVERFLOW) == 0
    assert seen == [pages[name].as_uri()]
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["passed", "warned", "refused"])
def test_no_word_of_a_table_is_broken(browser: Any, pages: dict[str, Path], name: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pages[name].as_uri())
    page.evaluate(OPEN_DETAILS)
    assert page.evaluate(BROKEN_WORDS) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["passed", "warned", "refused", "empty"])
def test_text_stands_out_from_its_background(browser: Any, pages: dict[str, Path], name: str, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(pages[name].as_uri())
    page.evaluate(OPEN_DETAILS)
    assert page.evaluate(CONTRASTS) == []
    page.close()


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("passed", "Passed every check"),
        ("warned", "Passed with 1 warning"),
        ("refused", "Refused: do not use"),
        ("empty", "Not checked: no verdict yet"),
    ],
)
def test_the_verdict_is_seen_without_scrolling_on_a_phone(
    browser: Any, pages: dict[str, Path], name: str, headline: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 700})
    page.goto(pages[name].as_uri())
    heading = page.get_by_role("heading", name=headline)
    assert heading.is_visible()
    assert heading.bounding_box()["y"] < 300
    page.close()


def test_a_hostile_title_is_text_and_runs_nothing(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(pages["hostile"].as_uri())
    assert page.locator("script, img, iframe, object, embed, form, [onerror]").count() == 0
    assert page.locator("a:not([href^='#'])").count() == 0
    assert "<script>alert(1)</script>{{ 7*7 }}" in page.inner_text("h1")
    page.close()


def test_each_section_can_be_reached_from_the_navigation(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(pages["passed"].as_uri())
    for link in page.locator("nav a").all():
        link.click()
        target = page.locator(link.get_attribute("href"))
        assert target.locator("h2").is_visible()
    page.close()
