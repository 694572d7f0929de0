"""Signing a document of a case: the name typed in full, the password again, and the paper kept as it leaves."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intake.cases import CaseFile
from intake.following import stands_of
from intake.names import is_name_of
from intake.referral import FOR_THE_PATIENT, NoteKind, Referral, ReferralState
from intake.signing import ReferralDraft
from intake.store import CaseChanged, Refused
from pages._case_choices import as_seen
from pages._case_question import asks, keep, question_key
from pages._deeds import attempt, field, unformatted
from pages._gate import Visit
from pages._moments import WallClock
from pages._signing import signed_note
from reports import notes

SIGNED_AS = {
    NoteKind.EMG: "the EMG request",
    NoteKind.BLOODS: "the blood-test request",
    NoteKind.NEUROLOGY: "the letter",
    NoteKind.MRI: "the MRI request",
    NoteKind.SELF_CARE: "the self-care sheet",
}


def signature(me: Visit, case: CaseFile, kind: NoteKind, signed: Sequence[Referral]) -> None:
    """The signature: the name typed in full, and the password again. A second tap finds nothing more to sign."""
    st.html(f'<span class="tb-anchor" id="signature-{kind}"></span>')
    version = len(signed) + 1
    key = f"{version}-{case.reference}-{kind}"
    with st.form(f"sign-{key}", border=False):
        if signed:
            back = signed[-1].state is ReferralState.BOUNCED
            came_back = f"Came back: {stands_of(signed[-1]).why}" if back else ""
            st.text_input(
                "Why a new version?", came_back[:200], key=f"why-{'back-' if back else ''}{key}", max_chars=200
            )
        asked = unformatted(f"Sign: type your name, {me.account.name}")
        st.text_input(asked, key=f"name-{key}", autocomplete="off")
        if not me.clinic.is_sample:
            st.text_input("Your password", type="password", key=f"word-{key}", autocomplete="current-password")
        st.form_submit_button(f"Sign {SIGNED_AS[kind]}", type="primary", on_click=_sign_now, args=(case, kind, version))


def _sign_now(case: CaseFile, kind: NoteKind, version: int) -> None:
    key = f"{version}-{case.reference}-{kind}"
    name, word, why = (
        field(f"name-{key}"),
        str(st.session_state.pop(f"word-{key}", "")),
        field(f"why-{key}") or field(f"why-back-{key}"),
    )

    def deed(me: Visit) -> str:
        if mine := _signed_by(me, case, kind, version):
            return _signed(me, mine)  # a second tap
        _check_signer(me, name, word)
        if version > 1 and not why:
            raise Refused("Write why a new version is needed. It is printed on it.")
        if asks(kind):
            keep(me, case, kind, field(question_key(case, kind)))  # what is signed is what the signer sees
        try:
            return _signed(me, sign(me, case, kind, why))
        except CaseChanged:  # two taps can run side by side: what the first one signed is what both wanted
            if mine := _signed_by(me, case, kind, version):
                return _signed(me, mine)
            raise

    attempt(f"sign-{kind}", deed)


def _signed_by(me: Visit, case: CaseFile, kind: NoteKind, version: int) -> Referral | None:
    """That version, where this very person has signed it already."""
    signed = me.store.cases.read(case.reference).referrals
    return next((r for r in signed if (r.kind, r.version, r.signed_by) == (kind, version, me.account.name)), None)


def _signed(me: Visit, signed: Referral) -> str:
    if signed.kind in FOR_THE_PATIENT:
        return "Signed. Print it for the patient."
    return f"Signed. Chase on {WallClock(me.clinic, me.now).plain_day(signed.chase_on)}."


def _check_signer(me: Visit, name: str, password: str) -> None:
    """The name of the account, and the password of that account (the sample clinic has none to give)."""
    if not is_name_of(me.account.name, name):
        raise Refused(f"Not signed: type your name as it is printed, {me.account.name}.")
    if not me.clinic.is_sample and not me.store.accounts.confirm(me.account.id, password):
        raise Refused("Not signed: that is not your password. Nothing was changed; try again.")


def sign(me: Visit, case: CaseFile, kind: NoteKind, reissue_reason: str = "") -> Referral:
    """Make the final note at this moment, set it, and store both with the signature. Raises Refused."""
    asked, ticked = me.store.documents.question(case.reference, kind), as_seen(me, case, kind)
    place = me.store.cases.signing_place(case.reference, kind, me.now)
    try:
        content, paper = signed_note(case, kind, asked, me.account, me.now, place, reissue_reason, ticked)
    except notes.NotReady as problem:
        raise Refused(str(problem)) from problem
    draft = ReferralDraft(kind, asked, content, place, reissue_reason, ticked)
    return me.store.cases.sign(case.reference, draft, paper, me.account, me.now, case.version)
