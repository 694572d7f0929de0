"""A signed document opens the same for ever, whatever becomes of the typesetter."""

import pytest

from intake.store import PaperChanged
from tests.store.conftest import run_sql
from tests.store.signing import sign_emg


def test_a_signed_document_is_kept_as_it_left(store, amara, received):
    assert store.documents.paper(sign_emg(store, received, amara)) == b"paper"


def test_a_document_that_somebody_changed_in_the_database_is_refused(store, amara, received, ready_url, kind):
    signed = sign_emg(store, received, amara)
    unguarded = {
        "sqlite": ("DROP TRIGGER referral_papers_refuses_update",),
        "postgresql": ("ALTER TABLE referral_papers DISABLE TRIGGER USER",),
    }[kind]
    forged = {"sqlite": "X'66616b65'", "postgresql": "'\\x66616b65'::bytea"}[kind]
    run_sql(ready_url, *unguarded, f"UPDATE referral_papers SET pdf = {forged}")
    with pytest.raises(PaperChanged, match="is no longer what was signed"):
        store.documents.paper(signed)
