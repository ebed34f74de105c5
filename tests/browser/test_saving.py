"""The button of lesson 00 in a real JupyterLab: work goes out as a zip and comes back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from browser.labserver import LabServer, LessonPage, lesson

NAME = "00_workbench.ipynb"


def run_the_controls(shown: LessonPage) -> None:
    """Run the setup and the cell with the controls, and bring them into sight."""
    cells = [one for one in shown.cells() if one["type"] == "code"]
    [cell] = [one["id"] for one in cells if "save_work()" in one["source"]]
    shown.run_cell(cells[0]["id"])
    shown.run_cell(cell)
    shown.cell(cell).get_by_role("button", name="Download my work").wait_for()


def test_work_goes_out_and_comes_back(browser: Browser, own_lab: LabServer, tmp_path: Path) -> None:
    mine = own_lab.work / "01_on_the_page.ipynb"
    original = mine.read_text(encoding="utf-8")
    (own_lab.work / "notes.txt").write_text("my notes", encoding="utf-8")
    with lesson(browser, own_lab, NAME) as shown:
        run_the_controls(shown)
        # With the keyboard alone: the notebook must not take the key for itself.
        button = shown.page.get_by_role("button", name="Download my work")
        button.focus()
        before = shown.cells()
        with shown.page.expect_download() as waiting:
            shown.page.keyboard.press("Enter")
        assert [one["source"] for one in shown.cells()] == [one["source"] for one in before]
        saved = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(saved)
        held = zipfile.ZipFile(saved)
        assert held.testzip() is None
        assert {NAME, mine.name, "notes.txt", ".course/started.json"} <= set(held.namelist())

        # Another day: the notes are gone, and lesson 01 has work that is not in the zip.
        (own_lab.work / "notes.txt").unlink()
        changed = json.loads(original)
        changed["cells"][0]["source"] = "# Mine"
        mine.write_text(json.dumps(changed), encoding="utf-8")
        shown.page.locator(".owt-restore input").set_input_files(saved)
        said = shown.page.locator(".owt-explorer [role=status]").last
        expect(said).to_contain_text("Brought back: notes.txt.")
        expect(said).to_contain_text(f"{mine.name} (as 01_on_the_page-restored.ipynb)")
        assert (own_lab.work / "notes.txt").read_text(encoding="utf-8") == "my notes"
        assert json.loads(mine.read_text(encoding="utf-8"))["cells"][0]["source"] == "# Mine"
        beside = own_lab.work / "01_on_the_page-restored.ipynb"
        assert beside.read_text(encoding="utf-8") == original

        too_big = tmp_path / "big.zip"
        too_big.write_bytes(bytes(9_000_000))
        shown.page.locator(".owt-restore input").set_input_files(too_big)
        expect(said).to_contain_text('restore_work("big.zip")')
        (tmp_path / "other.zip").write_bytes(b"no zip at all")
        shown.page.locator(".owt-restore input").set_input_files(tmp_path / "other.zip")
        expect(said).to_contain_text("Nothing was brought back: this is not a zip file")
        assert shown.complaints == []
        assert shown.outside == []
        assert shown.violations() == []
