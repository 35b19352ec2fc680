"""Every broken form gives its message, and nothing of it is imported."""

from __future__ import annotations

import pytest
from broken_forms import BROKEN_FORMS, BrokenForm
from form_project import FormProject, rows_of
from returned_forms import DAY, ReturnedForms

from analysis.tables import InputProblems


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN_FORMS) >= 40


@pytest.mark.parametrize("broken", BROKEN_FORMS.values(), ids=BROKEN_FORMS.keys())
def test_a_broken_form_gives_its_message(form_project: FormProject, broken: BrokenForm) -> None:
    problems = form_project.problems(*broken.make(ReturnedForms(form_project)), **broken.options)
    said = [str(problem) for problem in problems]
    assert any(all(fragment in message for fragment in broken.fragments) for message in said), "\n".join(said)
    assert all("Cần:" in message and "Cách sửa:" in message for message in said)


def test_all_problems_of_all_files_come_at_once_and_nothing_is_imported(form_project: FormProject) -> None:
    returned = ReturnedForms(form_project)
    good = returned.filled("electricity_support")
    bad = returned.with_cells("credit", C11="nhiều", E12=-1, B13="không rõ")
    problems = form_project.problems(good, *bad, *returned.text("trong.csv", b""))
    assert sorted(p.cell for p in problems) == ["", "B13", "C11", "E12"]
    assert not (form_project.folder / "electricity_support.csv").exists()


def test_tables_that_are_there_stay_when_an_import_fails(form_project: FormProject) -> None:
    returned = ReturnedForms(form_project)
    form_project.import_files(returned.filled("credit"))
    kept = (form_project.folder / "credit.csv").read_bytes()
    form_project.problems(*returned.with_cells("credit", C11="nhiều"))
    assert (form_project.folder / "credit.csv").read_bytes() == kept


def test_a_disk_that_is_full_leaves_what_was_there(form_project: FormProject, monkeypatch: pytest.MonkeyPatch) -> None:
    returned = ReturnedForms(form_project)
    form_project.import_files(returned.filled("credit"))
    before = form_project.state()

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("analysis.forms.storing._switch", fail)
    with pytest.raises(OSError, match="no space"):
        form_project.import_files(returned.filled("credit"))
    assert form_project.state() == before


def test_a_folder_moved_aside_when_the_machine_stopped_is_put_back(form_project: FormProject) -> None:
    returned = ReturnedForms(form_project)
    form = returned.filled("credit")
    form_project.import_files(form)
    form_project.folder.rename(form_project.folder.with_name(".2024-before-import"))
    done = form_project.import_files(form)
    assert done.replaced == ["credit"]
    assert not form_project.folder.with_name(".2024-before-import").exists()


def test_a_register_with_thousands_of_faults_tells_twenty_of_a_kind(form_project: FormProject) -> None:
    returned = ReturnedForms(form_project)
    paths = returned.filled("livelihood_projects")
    with returned.opened("livelihood_projects", paths) as sheet:
        for row in range(11, 11 + len(rows_of("livelihood_projects"))):
            sheet.cell(row, 7).value = "nhiều"
    with pytest.raises(InputProblems) as caught:
        form_project.import_files(paths, as_of=DAY)
    assert str(caught.value).count('"nhiều"') == 20
    assert "… và 10 lỗi nữa cùng loại" in str(caught.value)
