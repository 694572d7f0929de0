"""The words by which a patient is found, kept beside the name: whoever changes a name keeps them too."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, Select, and_, delete, exists, insert, select

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


def has_word(patient_id: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    """Whether that patient has a word that begins like this: asked of each patient who is looked at anyway."""
    return exists().where(patient_words.c.patient_id == patient_id, _begins(beginning))


def whose_words_begin(beginnings: Sequence[str], most: int) -> Select[tuple[str]]:
    """The first so many patients of all who have a word for each of these beginnings, by a range of the index."""
    longest, *others = sorted(beginnings, key=len, reverse=True)
    found = select(patient_words.c.patient_id).where(_begins(longest))
    mine = patient_words.alias()
    for other in others:
        found = found.where(exists().where(mine.c.patient_id == patient_words.c.patient_id, _begins(other, mine)))
    return found.order_by(patient_words.c.word).limit(most)


def _begins(beginning: str, words: FromClause = patient_words) -> ColumnElement[bool]:
    return and_(words.c.word >= beginning, words.c.word < beginning + _AFTER_ALL)
