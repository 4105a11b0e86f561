"""Tables come in row by row, and a bad quote costs the row that has it."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.intake.faults import LineError, UnreadableFile
from tasks.intake.files import recognising, tables
from tests.intake.sources import opened, outcomes, records

KIB, MIB = 1 << 10, 1 << 20
GOOD = [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]


def after_good(text: str, **options: str) -> list[tuple[int, object]]:
    """Give what comes of the rows that follow a header and two good rows."""
    found = outcomes(f"a,b\n1,2\n3,4\n{text}".encode(), **options)
    assert found[:2] == GOOD
    return found[2:]


@pytest.mark.parametrize("delimiter", recognising.DELIMITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_delimiter_is_found(delimiter: str, end: str) -> None:
    rows = [["prompt", "answer 1"], ["one, two; three|four\tfive", "x"], ["y", ""], ['"', "z"]]
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)

    source = opened(text.getvalue().encode())

    assert (source.kind, source.delimiter, source.header) == ("table", delimiter, ("prompt", "answer 1"))
    assert [list(source.decode(entry).values()) for entry in source.entries()] == rows[1:]


def test_a_row_has_the_number_of_the_line_on_which_it_begins() -> None:
    content = b'a,b\r\n1,"x\r\n\r\ny"\r\n\r\n2,z\r\n,\r\n3,"""q"""'

    assert outcomes(content) == [
        (2, {"a": "1", "b": "x\r\n\r\ny"}),
        (6, {"a": "2", "b": "z"}),
        (8, {"a": "3", "b": '"q"'}),
    ]


CELL = st.text(st.sampled_from('ab ,;\t|"\n中=+@'), max_size=8)


@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6),
    delimiter=st.sampled_from(recognising.DELIMITERS),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example([("", '"', "\n"), ('",', "", ""), ("", '\n"', "x")], ",", "\n", csv.QUOTE_MINIMAL)
def test_what_a_csv_writer_writes_is_read_back(
    rows: list[tuple[str, str, str]], delimiter: str, end: str, quoting: int
) -> None:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(
        [("first", "second", "third"), *rows]
    )

    found = tables.rows([text.getvalue().encode()], delimiter, 3)

    cells = [tuple(tables.cells(row.data.decode(), delimiter)) for row in found]
    blank = {"", " "} if quoting == csv.QUOTE_MINIMAL else set()
    assert cells[1:] == [row for row in rows if not _is_blank(row, delimiter, blank)]


def _is_blank(row: tuple[str, ...], delimiter: str, blank: set[str]) -> bool:
    """A row of nothing but delimiters and spaces is blank, unless its cells are quoted."""
    return (
        bool(blank)
        and not "".join(row).strip(" \t")
        and not any(c in "".join(row) for c in f'{delimiter}"\n')
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('5,"6\n7,8\n9,10\n', [(4, "unclosed_quote"), (5, {"a": "7", "b": "8"}), (6, {"a": "9", "b": "10"})]),
        ('5,"6\n7,"8"\n', [(4, "unclosed_quote"), (5, {"a": "7", "b": "8"})]),
        ('"5,6\n7,8\n9,"x"\n', [(4, "unclosed_quote"), (5, {"a": "7", "b": "8"}), (6, {"a": "9", "b": "x"})]),
        ('5,"6"x\n7,8\n', [(4, "text_after_quote"), (5, {"a": "7", "b": "8"})]),
        ('5,x"6"\n7,8"\n', [(4, {"a": "5", "b": 'x"6"'}), (5, {"a": "7", "b": '8"'})]),
        (
            '5\n"6\n7",8,9\n10,11\n',
            [(4, "wrong_number_of_cells"), (5, "wrong_number_of_cells"), (7, {"a": "10", "b": "11"})],
        ),
        ("a,b\n5,6\n", [(4, "repeated_header"), (5, {"a": "5", "b": "6"})]),
        ("\ufeffa,b\n\ufeff5,6\n", [(4, "repeated_header"), (5, {"a": "5", "b": "6"})]),
        ('\ufeff"5\n",6\n', [(4, {"a": "5\n", "b": "6"})]),
        ("5,\0\n", [(4, "nul_character")]),
        ("=cmd|' /C calc'!A0,+1-2@x\n", [(4, {"a": "=cmd|' /C calc'!A0", "b": "+1-2@x"})]),
        ("\u202eabc,\u2067x\n", [(4, {"a": "\u202eabc", "b": "\u2067x"})]),
        (" ,\t\n,\n", []),
    ],
)
def test_a_bad_row_is_rejected_alone(text: str, expected: list[tuple[int, object]]) -> None:
    assert after_good(text) == expected


def test_a_row_says_how_many_cells_it_has() -> None:
    source = opened(b"a,b\n1,2\n3,4\n5,6,7\n")

    with pytest.raises(LineError) as caught:
        source.decode(list(source.entries())[2])

    assert caught.value.details == {"found": 3, "expected": 2}


def test_a_quote_that_never_closes_costs_one_line_of_a_long_file() -> None:
    rows = "".join(f"{n},{'x' * 100}\n" for n in range(60_000))

    found = after_good(f'"5,6\n{rows}')

    assert found[0] == (4, "unclosed_quote")
    assert len(found) == 60_001
    assert all(isinstance(outcome, dict) for _n, outcome in found[1:])


def test_long_cells_are_read_and_too_long_rows_are_not() -> None:
    long = ("x" * 40 + "\n") * 5000

    assert after_good(f'5,"{long}"\n') == [(4, {"a": "5", "b": long})]
    assert after_good(f"5,{'x' * 5 * MIB}\n7,8\n") == [(4, "line_too_long"), (5, {"a": "7", "b": "8"})]


@pytest.mark.parametrize("row", ['x",b,"y\n', '"\n', '"x\n', 'x,"\n', '"",\n', '"","\n', '""""\n', '","\n'])
def test_rows_of_stray_quotes_do_not_take_for_ever(row: str) -> None:
    found = after_good(row * 20_000, name="x.csv")

    assert all(number <= 20_003 for number, _outcome in found)


def test_names_of_columns_are_made_distinct() -> None:
    header = opened(b'id,,"first\nname",id, id ,id_2\n1,2,3,4,5,6\n').header

    assert header == ("id", "column_2", "first name", "id_2", "id_3", "id_2_2")


def test_a_thousand_columns_are_read_and_five_thousand_refused() -> None:
    def wide(n: int) -> bytes:
        return b"\n".join(b",".join(b"%d" % cell for cell in range(n)) for _row in range(2)).replace(
            b"0,", b"x,", 1
        )

    assert len(opened(wide(1000)).header or ()) == 1000
    with pytest.raises(UnreadableFile) as caught:
        opened(wide(5000))
    assert (caught.value.reason, caught.value.details["found"]) == ("too_many_columns", 5000)


def test_the_ending_of_a_name_tells_where_the_content_does_not() -> None:
    one_column = b'prompt\nhello\n"a, b"\n'

    assert records(one_column, name="Prompts.CSV") == [{"prompt": "hello"}, {"prompt": "a, b"}]
    assert records(b"prompt\na, b\n", name="x.tsv.gz") == [{"prompt": "a, b"}]
    assert opened(one_column).kind == "jsonl"
    assert opened(b'{"a": 1}\n', name="x.csv").kind == "jsonl"
    assert opened(b"[]", name="x.csv").kind == "json"
    assert opened(b"a\tb\n1\t2\n", name="x.csv").delimiter == "\t"


def test_rows_that_are_mostly_broken_are_a_table_by_name_only() -> None:
    content = b"a,b\n1\n2\n3\n4,5\n"

    assert outcomes(content, name="x.csv")[-1] == (5, {"a": "4", "b": "5"})
    assert opened(content).kind == "jsonl"


def test_a_table_without_a_cell_is_empty() -> None:
    with pytest.raises(UnreadableFile) as caught:
        opened(b",,\n\n,,\n", name="x.csv")

    assert caught.value.reason == "empty_file"


def test_a_header_that_cannot_be_read_fails_the_file() -> None:
    with pytest.raises(UnreadableFile) as caught:
        opened(b'a,"b\n1,2\n', name="x.csv")

    assert caught.value.reason == "bad_header"


@pytest.mark.parametrize(
    "content",
    [
        b"Dear reader,\n\nthis is a letter.\nIt has commas, here, and there.\n",
        b"not json\n",
        b"- a\n- b\n",
        b"x, y\n",
    ],
)
def test_other_text_is_no_table(content: bytes) -> None:
    assert opened(content).kind == "jsonl"


def test_lines_of_objects_are_no_table_after_a_first_line_of_another_kind() -> None:
    content = b'# exported, 2024\n{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n'

    assert outcomes(content) == [(1, "not_json"), (2, {"a": 1, "b": 2}), (3, {"a": 3, "b": 4})]


def test_one_word_a_line_is_a_list_of_verdicts() -> None:
    content = 'A\nTIE\n"甲"\n\nA\nB \r\nA\n'.encode()

    assert opened(content).kind == "words"
    assert outcomes(content)[2:] == [
        (3, {"verdict": "甲", "line": 3}),
        (5, {"verdict": "A", "line": 5}),
        (6, {"verdict": "B", "line": 6}),
        (7, {"verdict": "A", "line": 7}),
    ]


def test_a_verdict_that_is_none_is_rejected_alone() -> None:
    words = b"A\nB\nTIE\n" * 200_000

    found = outcomes(words + b"A or B\n\xff\n" + b"x" * 5 * MIB + b"\nA\n", after=600_000)

    assert found == [
        (600_001, "not_a_word"),
        (600_002, "wrong_encoding"),
        (600_003, "line_too_long"),
        (600_004, {"verdict": "A", "line": 600_004}),
    ]


@pytest.mark.parametrize(
    "content",
    [b"A\nB\n", b"hello\nworld\nagain\nand\n", b"1\n2\n1\n2\n", b"two words\n" * 9, b"A" * 65 + b"\nB\nB\n"],
)
def test_other_lines_are_no_verdicts(content: bytes) -> None:
    assert opened(content).kind == "jsonl"
