"""The chore that keeps every room's Chinese complete."""

import gettext
import os
from pathlib import Path

import pytest
import translations

from app.shared.translations import compile_stale


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house: the rooms shared and works, one template each."""
    for room in ("shared", "works"):
        (tmp_path / "app" / room).mkdir(parents=True)
        (tmp_path / "app" / room / "__init__.py").touch()
    (tmp_path / "app" / "works" / "rules.py").write_text(
        'KIND = "road", say("Road")\n'
        'said = say("Row %(row)s: no length", row=1)\n'
        'ngettext("%(num)s road", "%(num)s roads", 3)\n'
    )
    (tmp_path / "templates" / "works").mkdir(parents=True)
    (tmp_path / "templates" / "works" / "list.html").write_text("<h1>{{ _('Roads') }}</h1>")
    (tmp_path / "templates" / "base.html").write_text("<title>{{ _('Zhulu') }}</title>")
    (tmp_path / "templates" / "errors").mkdir()
    (tmp_path / "templates" / "errors" / "404.html").write_text("{{ _('Not found') }}")
    return tmp_path


def found(room: str, house: Path) -> set[object]:
    return {message.id for message in translations.messages(translations.extract(room, house))}


def put_into_chinese(house: Path, room: str, words: dict[str, str]) -> None:
    """Fill the catalogue of the room as a translator would, in the file."""
    path = translations.catalogue_path(room, house)
    text = path.read_text()
    for english, chinese in words.items():
        for end in ('msgstr ""', 'msgstr[0] ""'):
            before = f'msgid "{english}"\n'
            tail = text.partition(before)[2]
            position = tail.find(end)
            if position >= 0 and "\n\n" not in tail[:position]:
                filled = end[:-1] + chinese + '"'
                text = text.partition(before)[0] + before + tail.replace(end, filled, 1)
    path.write_text(text)


def test_a_room_owns_its_python_and_its_templates(house: Path) -> None:
    assert found("works", house) == {
        "Road",
        "Row %(row)s: no length",
        ("%(num)s road", "%(num)s roads"),
        "Roads",
    }


def test_what_no_room_owns_belongs_to_shared(house: Path) -> None:
    assert found("shared", house) == {"Zhulu", "Not found"}


def test_a_message_without_chinese_is_a_problem(house: Path) -> None:
    assert translations.update("shared", house) == 2
    assert translations.problems_of("shared", house) == [
        "shared: no Chinese for 'Zhulu'",
        "shared: no Chinese for 'Not found'",
    ]


def test_a_message_that_was_never_taken_in_is_a_problem(house: Path) -> None:
    assert "shared: not in the catalogue: 'Zhulu'" in translations.problems_of("shared", house)


def test_a_placeholder_lost_in_chinese_is_a_problem(house: Path) -> None:
    translations.update("works", house)
    words = {"Road": "道路", "Roads": "道路", "%(num)s road": "%(num)s 条道路"}
    put_into_chinese(house, "works", {**words, "Row %(row)s: no length": "第 %(line)s 行没有长度"})
    assert translations.problems_of("works", house) == [
        "works: placeholders differ (line, row): 'Row %(row)s: no length'"
    ]


def test_a_complete_catalogue_has_no_problems_and_compiles(house: Path) -> None:
    translations.update("shared", house)
    put_into_chinese(house, "shared", {"Zhulu": "筑路", "Not found": "未找到"})
    assert translations.problems_of("shared", house) == []
    assert compile_stale(house / "app") == 1
    compiled = translations.catalogue_path("shared", house).with_suffix(".mo")
    with compiled.open("rb") as source:
        assert gettext.GNUTranslations(source).gettext("Not found") == "未找到"


def test_a_fuzzy_message_is_a_problem(house: Path) -> None:
    translations.update("shared", house)
    put_into_chinese(house, "shared", {"Zhulu": "筑路", "Not found": "未找到"})
    path = translations.catalogue_path("shared", house)
    path.write_text(path.read_text().replace('msgid "Zhulu"', '#, fuzzy\nmsgid "Zhulu"'))
    assert translations.problems_of("shared", house) == ["shared: marked fuzzy: 'Zhulu'"]


def test_updating_again_keeps_the_chinese_and_changes_nothing(house: Path) -> None:
    translations.update("shared", house)
    put_into_chinese(house, "shared", {"Zhulu": "筑路"})
    once = translations.update("shared", house)
    path = translations.catalogue_path("shared", house)
    text = path.read_text()
    assert (once, translations.update("shared", house), path.read_text()) == (1, 1, text)
    assert "Creation-Date" not in text


def test_two_rooms_that_translate_one_message_differently_are_named(house: Path) -> None:
    (house / "templates" / "works" / "list.html").write_text("{{ _('Zhulu') }}")
    for room, chinese in (("shared", "筑路"), ("works", "逐鹿")):
        translations.update(room, house)
        put_into_chinese(house, room, {"Zhulu": chinese})
    assert translations.disagreements(house) == [
        "works and shared differ on 'Zhulu': '逐鹿', '筑路'"
    ]


def test_only_a_catalogue_newer_than_its_compiled_form_is_compiled(house: Path) -> None:
    translations.update("shared", house)
    assert compile_stale(house / "app") == 1
    assert compile_stale(house / "app") == 0
    path = translations.catalogue_path("shared", house)
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert compile_stale(house / "app") == 1


def test_a_folder_that_cannot_be_written_to_is_left_alone(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError

    translations.update("shared", house)
    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert compile_stale(house / "app") == 0
