"""A list of coming appointments: read as it comes, never guessed, every fault said by line with its remedy."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.appointment_list import MOST_ROWS, AppointmentList, UnreadableList, read_list
from intake.list_columns import COLUMNS, column_of
from intake.list_values import UnreadableValue, read_day, read_time
from intake.people import Clinic

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
CLINIC = Clinic("Test", "0113 496 0000", "GB-ENG", "Europe/London", "999")
HEADINGS = "Given name,Family name,Date of birth,Appointment date,Time,Mobile,E-mail,NHS number\n"
ANN = "Ann,Newcome,09/03/1984,14/12/2026,10:20,07700 900123,ann@example.org,999 000 1006\n"


def read(text: str | bytes, clinic: Clinic = CLINIC) -> AppointmentList:
    return read_list(text if isinstance(text, bytes) else text.encode(), clinic, NOW)


def troubles(row: str) -> dict[str, str]:
    return {trouble.column: trouble.said for trouble in read(HEADINGS + row).troubles}


def test_a_line_becomes_a_patient_and_a_moment_on_the_clinics_wall():
    (line,) = read(HEADINGS + ANN.replace("14/12", "14/07").replace("2026", "2027")).lines
    assert (line.number, line.patient.given_name, line.patient.family_name) == (2, "Ann", "Newcome")
    assert line.patient.date_of_birth == date(1984, 3, 9)
    assert line.booked_for == datetime(2027, 7, 14, 9, 20, tzinfo=UTC)
    assert (line.patient.email, line.patient.telephone) == ("ann@example.org", "07700 900123")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_is_read_however_the_spreadsheet_saved_it(encoding: str, delimiter: str):
    text = (HEADINGS + ANN.replace("Newcome", "Müller-Ångström")).replace(",", delimiter).replace("\n", "\r\n")
    (line,) = read(text.encode(encoding)).lines
    assert line.patient.family_name == "Müller-Ångström"


def test_a_name_that_windows_1252_has_not_comes_whole_in_utf_8():
    (line,) = read((HEADINGS + ANN.replace("Newcome", "Nguyễn Thị Hồng")).encode()).lines
    assert line.patient.family_name == "Nguyễn Thị Hồng"


@pytest.mark.parametrize(
    "headings",
    [
        "FORENAME,SURNAME,D.O.B.,Appt Date,Appt. Time",
        "First Name,Last Name,DOB,Date of appointment,Start time",
        "given_name,family_name,date_of_birth,appointment_date,appointment_time",
    ],
)
def test_headings_are_known_by_the_names_that_reception_systems_give_them(headings: str):
    assert len(read(f"{headings}\nAnn,Newcome,09/03/1984,14/12/2026,10:20\n").lines) == 1


def test_one_column_for_the_name_and_one_for_date_and_time_will_do():
    (line,) = read('Patient;DOB;Appointment\n"ELLISON, Mark (Mr)";9-Mar-1984;14/12/2026 10:20\n').lines
    assert (line.patient.family_name, line.patient.given_name) == ("ELLISON", "Mark")
    assert line.booked_for == datetime(2026, 12, 14, 10, 20, tzinfo=UTC)


def test_titles_above_the_headings_blank_lines_and_quoted_line_breaks_do_not_disturb():
    text = f'Clinic list 14 December\n\n{HEADINGS}\n{ANN}"Bob","New\ncome",01/02/1990,15/12/2026,09:00,,,\n'
    assert [line.number for line in read(text).lines] == [5, 6]


def test_a_separator_that_the_file_names_itself_is_believed():
    assert len(read("sep=|\n" + (HEADINGS + ANN).replace(",", "|")).lines) == 1


@pytest.mark.parametrize(
    ("country", "said", "meant"),
    [
        ("GB-ENG", "03/04/2027", date(2027, 4, 3)),
        ("US", "03/04/2027", date(2027, 3, 4)),
        ("CA", "2027-03-04", date(2027, 3, 4)),
        ("US", "2027-03-04", date(2027, 3, 4)),
        ("GB-ENG", "2027-03-04T00:00:00", date(2027, 3, 4)),
        ("US", "4-Mar-2027", date(2027, 3, 4)),
        ("GB-ENG", "March 4, 2027", date(2027, 3, 4)),
    ],
)
def test_a_date_is_read_in_the_order_of_the_clinics_country(country: str, said: str, meant: date):
    clinic = replace(CLINIC, country=country, time_zone="UTC")
    row = f'"{said}"'.join(("Ann,Newcome,1984-03-09,", ",10:20,,,\n"))
    (line,) = read(HEADINGS + row, clinic).lines
    assert line.booked_for.date() == meant


@pytest.mark.parametrize(
    ("row", "column", "remedy"),
    [
        (ANN.replace("09/03/1984", "31/02/1984"), "the date of birth", "Dates here are read as day, month, year"),
        (ANN.replace("14/12/2026", "12/14/2026"), "the appointment date", "like 14/12/2026"),
        (ANN.replace("09/03/1984", "09/03/84"), "the date of birth", "four digits"),
        (ANN.replace("09/03/1984", "30749"), "the date of birth", "Format the column as a date"),
        (ANN.replace("09/03/1984", "09/03/2030"), "the date of birth", "not a date of birth"),
        (ANN.replace("14/12/2026", "20/11/2026"), "the appointment date", "is past"),
        (ANN.replace("10:20", "25:00"), "the appointment date", "not a time"),
        (ANN.replace("10:20", ""), "the appointment date", "time is missing"),
        (ANN.replace("07700 900123", "4.47E+11"), "the telephone", "Format the column as text"),
        (ANN.replace("ann@example.org", "ann@"), "the e-mail address", "or leave it out"),
        (ANN.replace("999 000 1006", "999 000 1007"), "the patient's number", "Check it against a letter"),
        (ANN.replace("Ann,", ",", 1), "the family name", "both the given name and the family name"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_column_and_the_remedy(row: str, column: str, remedy: str):
    assert remedy in troubles(row)[column]


def test_everything_that_is_wrong_with_a_line_is_said_at_once():
    row = ANN.replace("09/03/1984", "x").replace("ann@example.org", "x").replace("10:20", "x")
    assert set(troubles(row)) == {"the date of birth", "the e-mail address", "the appointment date"}


def test_a_line_that_is_there_twice_is_taken_once_and_said():
    text = HEADINGS + ANN + ANN.replace("Newcome", "NEWCOME ").replace("09/03/1984", "9 March 1984")
    found = read(text)
    assert len(found.lines) == 1
    assert found.twice == ((3, 2),)


def test_the_same_person_at_another_appointment_is_another_line():
    assert len(read(HEADINGS + ANN + ANN.replace("14/12", "15/12")).lines) == 2


def test_columns_that_are_not_read_are_named():
    assert read("Colour," + HEADINGS + "red," + ANN).ignored == ("Colour",)


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (HEADINGS.encode(), "nothing below them"),
        (b"PK\x03\x04 workbook", "Save as, CSV"),
        (b"\x00\x01\x02\x03", "not a text file"),
        (b"Name,Colour\nAnn,red\n", "no column for the date of birth or the appointment date"),
        (b"DOB,Date of birth,Name,Date\nx,x,x,x\n", "Two headings mean the date of birth"),
        ((HEADINGS + ANN * (MOST_ROWS + 1)).encode(), "at most 1000 at a time"),
        (b"x" * 4_000_001, "larger than 4 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole_with_the_remedy(raw: bytes, remedy: str):
    with pytest.raises(UnreadableList, match=remedy):
        read(raw)


def test_a_thousand_lines_are_read():
    text = HEADINGS + "".join(ANN.replace("Ann", f"Ann{n}") for n in range(MOST_ROWS))
    assert len(read(text).lines) == MOST_ROWS


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [("10:20", 10, 20), ("9.05", 9, 5), ("1020", 10, 20), ("10:20:00", 10, 20), ("2:05 PM", 14, 5), ("12 am", 0, 0),
     ("12:30 p.m.", 12, 30), ("9h15", 9, 15)],
)  # fmt: skip
def test_a_time_is_read_in_the_ways_people_write_it(said: str, hour: int, minute: int):
    assert (read_time(said).hour, read_time(said).minute) == (hour, minute)


@pytest.mark.parametrize("said", ["10", "24:00", "13:00 pm", "half past nine", "10:60"])
def test_a_time_that_could_be_anything_is_refused(said: str):
    with pytest.raises(UnreadableValue, match="Write it like 10:20"):
        read_time(said)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_every_day_is_read_back_in_every_order(day: date, order: str):
    parts = {"d": f"{day.day}", "m": f"{day.month:02}", "y": f"{day.year}"}
    for between in "/.-":
        assert read_day(between.join(parts[part] for part in order), order) == day


@given(st.binary(max_size=400))
def test_no_file_makes_it_stumble(raw: bytes):
    with contextlib.suppress(UnreadableList):
        read(raw)


@given(st.lists(st.text(max_size=12), min_size=8, max_size=8))
def test_no_cell_makes_it_stumble(cells: list[str]):
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    with contextlib.suppress(UnreadableList):
        found = read(HEADINGS + quoted + "\n")
        assert not (found.lines and found.troubles)


def test_no_heading_stands_for_two_things():
    every = [heading for column in COLUMNS.values() for heading in column.headings]
    assert all(column_of(heading) == name for name, column in COLUMNS.items() for heading in column.headings)
    assert len(every) == len(set(every))


def test_the_last_day_to_invite_for_is_two_years_ahead():
    far = (NOW + timedelta(days=800)).strftime("%d/%m/%Y")
    assert "more than two years" in troubles(ANN.replace("14/12/2026", far))["the appointment date"]
