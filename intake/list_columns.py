"""Which column of a list is which: the headings that reception systems write, in any capitals and punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One thing that we read: how we call it, and what others do."""

    said: str
    headings: tuple[str, ...]


NAME = "name"
COLUMNS = {
    "given_name": Column("the given name", (
        "given name", "given names", "first name", "first names", "forename", "forenames", "firstname", "givenname",
        "patient first name", "patient forename", "patient given name", "vorname", "prenom",
    )),
    "family_name": Column("the family name", (
        "family name", "last name", "surname", "lastname", "familyname", "patient surname", "patient last name",
        "patient family name", "nachname", "nom",
    )),
    NAME: Column("the name", ("name", "patient", "patient name", "full name", "patients name")),
    "date_of_birth": Column("the date of birth", (
        "date of birth", "dob", "d o b", "birth date", "birthdate", "born", "patient dob", "patient date of birth",
        "dateofbirth", "geburtsdatum", "date de naissance",
    )),
    "booked_date": Column("the appointment date", (
        "appointment date", "appointment", "appt date", "appt", "date of appointment", "appointmentdate", "date",
        "booked", "booked for", "booking date", "clinic date", "visit date", "appointment date time",
        "appointment date and time", "appointment datetime", "appointment start", "start date", "date time",
        "session date", "slot date", "start",
    )),
    "booked_time": Column("the appointment time", (
        "appointment time", "appt time", "time", "time of appointment", "appointmenttime", "start time", "slot time",
        "booking time", "visit time",
    )),
    "number": Column("the patient's number", (
        "number", "patient number", "patients number", "nhs number", "nhs no", "nhs", "chi", "chi number", "chi no",
        "mrn", "medical record number", "hospital number", "health card number", "patient id", "patient no",
        "health and care number", "h c number", "ihi", "individual health identifier",
        "individual healthcare identifier",
    )),
    "telephone": Column("the telephone", (
        "telephone", "mobile", "mobile number", "mobile no", "mobile phone", "mobile telephone", "phone",
        "phone number", "telephone number", "telephone no", "tel", "tel no", "cell", "cell phone", "contact number",
        "mobile tel", "patient mobile",
    )),
    "email": Column("the e-mail address", (
        "email", "e mail", "email address", "e mail address", "mail", "patient email", "patient email address",
    )),
    "title": Column("the title", ("title", "salutation", "patient title")),
    "usual_doctor": Column("the usual doctor", (
        "usual doctor", "usual gp", "gp", "registered gp", "pcp", "own doctor",
    )),
    "language": Column("the language", ("language", "interpreter", "preferred language", "spoken language")),
    "address": Column("the address", ("address", "patient address", "full address", "postal address")),
}  # fmt: skip

REQUIRED = {"given_name", "family_name", "date_of_birth", "booked_date"}


def _plain(heading: str) -> str:
    """Small letters and single spaces; an appointment is an appointment however it is cut short."""
    words = re.sub(r"[^a-zà-ÿ]+", " ", heading.casefold().replace("'", "").replace("’", "")).split()
    return " ".join("appt" if word in ("appointment", "apt", "appmt", "app") else word for word in words)


_BY_HEADING = {_plain(heading): name for name, column in COLUMNS.items() for heading in column.headings}


def column_of(heading: str) -> str | None:
    """Which of our columns a heading means; None for one that we do not read."""
    return _BY_HEADING.get(_plain(heading).removesuffix(" optional"))
