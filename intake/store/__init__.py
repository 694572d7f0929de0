"""Where everything is kept. SQLAlchemy lives here and nowhere else."""

from intake.store.accounts import HalfIn
from intake.store.database import Database
from intake.store.desk import WorkDraft
from intake.store.documents import Asked, Question
from intake.store.drafts import Draft
from intake.store.errors import (
    AlreadyClaimed,
    CaseChanged,
    CaseClosed,
    ExaminationChanged,
    LastAdministrator,
    LinkGone,
    NoClinic,
    NoSuchCase,
    NoSuchColleague,
    NoSuchInvitation,
    NotReady,
    PaperChanged,
    ReasonNeeded,
    Refused,
    RequestsOpen,
    StoreUnavailable,
    TooLateToTakeBack,
    TooLateToUndo,
)
from intake.store.sessions import Session
from intake.store.store import Store, open_store

__all__ = [
    "AlreadyClaimed",
    "Asked",
    "CaseChanged",
    "CaseClosed",
    "Database",
    "Draft",
    "ExaminationChanged",
    "HalfIn",
    "LastAdministrator",
    "LinkGone",
    "NoClinic",
    "NoSuchCase",
    "NoSuchColleague",
    "NoSuchInvitation",
    "NotReady",
    "PaperChanged",
    "Question",
    "ReasonNeeded",
    "Refused",
    "RequestsOpen",
    "Session",
    "Store",
    "StoreUnavailable",
    "TooLateToTakeBack",
    "TooLateToUndo",
    "WorkDraft",
    "open_store",
]
