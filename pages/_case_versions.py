"""The signed versions of a document: the one that stands, and those that were withdrawn when it was issued again.

What was signed is never written on afterwards: that a version was withdrawn is said here, beside its link.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from intake.cases import CaseFile
from intake.referral import Referral
from pages._look import escape
from pages._moments import WallClock
from reports import notes, plain


def versions(case: CaseFile, signed: Sequence[Referral], clock: WallClock) -> None:
    """The version that stands, as PDF, text and FHIR bundle; the older ones below it, newest first."""
    *older, newest = signed
    st.html(_stands(newest, clock))
    with st.container(horizontal=True):
        st.link_button("Open the PDF", _address(case, newest, "pdf"), type="primary", key=f"final-{newest.kind}")
        st.link_button("FHIR bundle", _address(case, newest, "json"), key=f"fhir-{newest.kind}")
    st.html(f'<p class="tb-quiet">{_with_record(case, newest)}, for another system to read</p>')
    copy_to_record(notes.from_json(newest.content))
    if older:
        pairs = zip(reversed(older), reversed(signed), strict=False)
        st.html("".join(_withdrawn(case, referral, by, clock) for referral, by in pairs))


def copy_to_record(note: notes.Note) -> None:
    """The document as text to paste into a record."""
    with st.expander("Copy to record"):
        st.code(plain.as_text(note), language=None, wrap_lines=True, height=240)


def _with_record(case: CaseFile, referral: Referral) -> str:
    """The PDF that carries its record: not the first choice, for whoever gets it gets every answer."""
    address = _address(case, referral, "pdf").removesuffix(".pdf") + ".record.pdf"
    return f'<a href="{address}" target="_blank">PDF with the record inside</a>'


def _address(case: CaseFile, referral: Referral, form: str) -> str:
    return f"/notes/{case.reference}/{referral.kind}/{referral.version}.{form}"


def _stands(referral: Referral, clock: WallClock) -> str:
    version = f"Version {referral.version} s" if referral.version > 1 else "S"
    when = clock.exactly(referral.signed_at)
    why = f'<p class="tb-quiet" dir="auto">{_because(referral)}</p>' if referral.reissue_reason else ""
    return f'<p class="tb-ready">{version}igned {when}, {escape(referral.signed_by)}.</p>{why}'


def _because(referral: Referral) -> str:
    return f"Issued again because: {escape(referral.reissue_reason)}"


def _withdrawn(case: CaseFile, referral: Referral, by: Referral, clock: WallClock) -> str:
    """One version that no longer holds, and the one that replaced it."""
    when, replaced = clock.exactly(referral.signed_at), clock.exactly(by.signed_at)
    link = f'<a href="{_address(case, referral, "pdf")}" target="_blank">Version {referral.version}, withdrawn</a>'
    return (
        f'<p class="tb-withdrawn">{link} <span class="tb-quiet">signed {when}, {escape(referral.signed_by)}; '
        f"superseded by version {by.version} on {replaced}.</span></p>"
    )
