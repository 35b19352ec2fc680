"""Every broken form gives its message, and nothing of it is taken in."""

from __future__ import annotations

import pytest
from broken_forms import BROKEN_FORMS, BrokenForm
from desks import DAY, Desk
from offices import Office, rows_of

from analysis.tables import InputProblems


def test_there_are_enough_of_them() -> None:
    assert len(BROKEN_FORMS) >= 40


@pytest.mark.parametrize("broken", BROKEN_FORMS.values(), ids=BROKEN_FORMS.keys())
def test_a_broken_form_gives_its_message(office: Office, broken: BrokenForm) -> None:
    problems = office.problems(*broken.make(Desk(office)), **broken.options)
    said = [str(problem) for problem in problems]
    assert any(all(fragment in message for fragment in broken.fragments) for message in said), "\n".join(said)
    assert all("Cần:" in message and "Cách sửa:" in message for message in said)


def test_all_problems_of_all_files_come_at_once_and_nothing_is_taken_in(office: Office) -> None:
    desk = Desk(office)
    good = desk.filled("electricity_support")
    bad = desk.with_cells("credit", C11="nhiều", E12=-1, B13="không rõ")
    problems = office.problems(good, *bad, *desk.text("trong.csv", b""))
    assert sorted(p.cell for p in problems) == ["", "B13", "C11", "E12"]
    assert not (office.folder / "electricity_support.csv").exists()


def test_tables_that_are_there_stay_when_an_import_fails(office: Office) -> None:
    desk = Desk(office)
    office.take_in(desk.filled("credit"))
    kept = (office.folder / "credit.csv").read_bytes()
    office.problems(*desk.with_cells("credit", C11="nhiều"))
    assert (office.folder / "credit.csv").read_bytes() == kept


def test_a_disk_that_is_full_leaves_what_was_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(office)
    office.take_in(desk.filled("credit"))
    before = office.state()

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("analysis.forms.storing._switch", fail)
    with pytest.raises(OSError, match="no space"):
        office.take_in(desk.filled("credit"))
    assert office.state() == before


def test_a_folder_moved_aside_when_the_machine_stopped_is_put_back(office: Office) -> None:
    desk = Desk(office)
    form = desk.filled("credit")
    office.take_in(form)
    office.folder.rename(office.folder.with_name(".2024-before-import"))
    done = office.take_in(form)
    assert done.replaced == ["credit"]
    assert not office.folder.with_name(".2024-before-import").exists()


def test_a_register_with_thousands_of_faults_tells_twenty_of_a_kind(office: Office) -> None:
    desk = Desk(office)
    paths = desk.filled("livelihood_projects")
    with desk.opened("livelihood_projects", paths) as sheet:
        for row in range(11, 11 + len(rows_of("livelihood_projects"))):
            sheet.cell(row, 7).value = "nhiều"
    with pytest.raises(InputProblems) as caught:
        office.take_in(paths, as_of=DAY)
    assert str(caught.value).count('"nhiều"') == 20
    assert "… và 10 lỗi nữa cùng loại" in str(caught.value)
