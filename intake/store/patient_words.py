"""The words by which a patient is found, kept beside the name: whoever changes a name keeps them too."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select

from intake.names import words_of
from intake.store.tables import patient_words
from intake.store.work import Work

_AFTER_ALL = "\U0010ffff"


def keep_words(work: Work, patient_id: str, *names: str) -> None:
    """Replace the words by which this patient is found."""
    work.execute(delete(patient_words).where(patient_words.c.patient_id == patient_id))
    rows = [{"patient_id": patient_id, "word": word} for word in sorted(words_of(*names))]
    if rows:
        work.connection.execute(insert(patient_words), rows)


def whose_words_begin(beginning: str) -> Select[tuple[str]]:
    """The patients who have a word that begins like this, by a range of the index."""
    return select(patient_words.c.patient_id).where(_begins(beginning))


def _begins(beginning: str) -> ColumnElement[bool]:
    return and_(patient_words.c.word >= beginning, patient_words.c.word < beginning + _AFTER_ALL)
