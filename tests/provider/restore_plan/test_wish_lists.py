"""Wish lists are read row by row, whoever wrote them, and what cannot be read has a number and a reason."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_provider.restore_plan import (
    Malformed,
    Row,
    WishListError,
    WishListFormat,
    open_wish_list,
    plan_restore,
    read_wish_list,
    write_json,
)

USER = {"id": "1", "type": "User"}
# What every format can carry: CSV has no characters that end a file, and blanks around a text are nobody's.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n"), min_size=1).map(str.strip)
WISHES = st.lists(
    st.fixed_dictionaries(
        {"id": st.uuids().map(str), "type": st.sampled_from(["User", "Group", "Role", "unknown"])},
        optional={
            "displayName": TEXTS.filter(bool),
            "isBuiltIn": st.booleans(),
            "groupType": st.sampled_from(["SecurityGroup", "DistributionGroup"]),
        },
    ),
    max_size=20,
)


def rows(content: bytes | str, form: WishListFormat = "csv") -> list[Row]:
    encoded = content.encode() if isinstance(content, str) else content
    return [*read_wish_list(io.BufferedReader(io.BytesIO(encoded)), form).rows]


def as_csv(wishes: Sequence[Mapping[str, object]], delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ["type", "id", "mail", "displayName", "isBuiltIn", "groupType"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(wishes)
    return file.getvalue().encode()


def planned(content: bytes, form: WishListFormat) -> object:
    file = io.StringIO()
    with plan_restore(rows(content, form)) as plan:
        write_json(plan, file)
    written = json.loads(file.getvalue())
    # The numbers of lines differ from format to format, the order does not.
    return [written["sessions"], written["notes"], [(each["id"], each["why"]) for each in written["refused"]]]


@given(WISHES, st.sampled_from(",;\t"))
def test_a_list_means_the_same_in_every_format(wishes: list[dict[str, object]], delimiter: str) -> None:
    array = planned(json.dumps(wishes).encode(), "json")
    assert planned("".join(f"{json.dumps(wish)}\n" for wish in wishes).encode(), "json") == array
    assert planned(as_csv(wishes, delimiter), "csv") == array


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_of_encodings_are_understood(encoding: str) -> None:
    wish = {"id": "1", "type": "User", "displayName": "Zoë"}
    assert rows("id,type,displayName\r\n1,User,Zoë\r\n".encode(encoding)) == [(2, wish)]
    assert rows(f"{json.dumps(wish, ensure_ascii=False)}\n".encode(encoding), "json") == [(1, wish)]
    if encoding != "utf-16":
        assert rows(f" [{json.dumps(wish)}]".encode(encoding), "json") == [(1, wish)]


def test_columns_go_by_their_names_in_any_case_and_order() -> None:
    assert rows("Type;mail;ID;IsBuiltIn\nRole;a@b;1;TRUE\n") == [(2, {"type": "Role", "id": "1", "isBuiltIn": "TRUE"})]


@pytest.mark.parametrize(("line", "delimiter"), [("#TYPE System.Object", ","), ("sep=;", ";")])
def test_powershell_and_excel_write_a_line_above_the_header(line: str, delimiter: str) -> None:
    assert rows(f'{line}\n"id"{delimiter}"type"\n"1"{delimiter}"User"\n') == [(3, USER)]


def test_lines_are_numbered_as_an_editor_does() -> None:
    text = 'id,type,displayName\n1,User,"two\nlines"\n\n2,User\n3,User,x\n'
    numbers = [(place, isinstance(wish, Malformed)) for place, wish in rows(text)]
    assert numbers == [(2, False), (5, True), (6, False)]
    assert [place for place, _ in rows('{"id": "1"}\n\n[]\n{"id": "2"}', "json")] == [1, 3, 4]
    assert [place for place, _ in rows('[{"id": "1"}, 7]', "json")] == [1, 2]


@pytest.mark.parametrize(
    ("content", "form", "words"),
    [
        ("id,type\n1,User,more\n", "csv", "3 fields"),
        ('id,type\n"1"x,User\n', "csv", "no CSV"),
        ('{"id": "1", "type"}\n', "json", "no JSON"),
        (f"{'[' * 100_000}\n", "json", "no JSON"),
        ("7\n", "json", "no object"),
        ("[[1]]", "json", "no object"),
    ],
)
def test_a_row_that_is_no_item_is_reported_and_the_rest_is_read(content: str, form: WishListFormat, words: str) -> None:
    # A line that opens brackets only begins like an array.
    content = content if form == "csv" or not content.startswith("[[[") else f"{json.dumps(USER)}\n{content}"
    found = [wish for _, wish in rows(content, form) if isinstance(wish, Malformed)]
    assert len(found) == 1
    assert words in found[0].why


@pytest.mark.parametrize(
    ("content", "form", "words"),
    [
        (b"id,name\n1,x\n", "csv", "among them id and type"),
        (b"", "csv", "among them id and type"),
        (b"id,type,ID\n", "csv", "names a column twice"),
        (b"id,type\n\xff,User\n", "csv", "save it as UTF-8"),
        (b'[{"id": "1"},\n{"id" "2"}]', "json", "after item 1"),
        (b'[{"id": "1"}', "json", "after item 1"),
        (b"{" + b" " * 2_000_000, "json", "longer than"),
    ],
)
def test_a_list_that_cannot_be_read_on_is_refused(content: bytes, form: WishListFormat, words: str) -> None:
    with pytest.raises(WishListError, match=words):
        plan_restore(rows(content, form))


def test_an_empty_list_is_an_empty_plan() -> None:
    for content in ("[]", "", "\n"):
        assert rows(content, "json") == []
    with plan_restore(rows("id,type\n")) as plan:
        assert (plan.wishes, [*plan.sessions()], [*plan.refused()]) == (0, [], [])


def test_files_go_by_their_endings(tmp_path: Path) -> None:
    for name, content in (
        ("a.CSV", "id,type\n1,User\n"),
        ("b.json", json.dumps([USER])),
        ("c.jsonl", json.dumps(USER)),
    ):
        path = tmp_path / name
        path.write_text(content)
        with open_wish_list(path) as wishes:
            assert [wish for _, wish in wishes.rows] == [USER]
    other = tmp_path / "list.txt"
    other.write_text("id,type\n1,User\n")
    with pytest.raises(WishListError, match="say which format"), open_wish_list(other):
        pass
    with open_wish_list(other, "csv") as wishes:
        assert [wish for _, wish in wishes.rows] == [USER]
    with pytest.raises(WishListError, match="cannot be opened"), open_wish_list(tmp_path / "none.csv"):
        pass
