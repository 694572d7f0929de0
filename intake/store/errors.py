"""What the store refuses, each as a sentence with the remedy."""

from __future__ import annotations

from datetime import datetime


class StoreUnavailable(Exception):  # noqa: N818  # a refusal, named as it is said
    """The database cannot be used now; the message says why and what to do."""


class Refused(Exception):  # noqa: N818  # a refusal, named as it is said
    """The store will not do this; the message is fit for the person who asked."""


class NoClinic(Refused):
    """Nothing can be received before the clinic is set up."""

    def __init__(self) -> None:
        super().__init__("This clinic is not set up yet. Open /set-up on the machine that runs Twitchboard.")


class NoSuchCase(Refused):
    """No case has that reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"There is no case {reference}. Open it from the queue.")
        self.reference = reference


class NoSuchInvitation(Refused):
    """No invitation has that id."""

    def __init__(self) -> None:
        super().__init__("There is no such invitation. Invite the patient again.")


class CaseChanged(Refused):
    """Somebody changed the case after it was read; nothing of theirs is overwritten."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"{by} changed this case since you opened it. Look at the change, then save again.")
        self.by, self.at = by, at


class ExaminationChanged(CaseChanged):
    """Somebody signed an examination while another was being written; both are kept, and whoever writes chooses."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(by, at)
        self.args = (f"{by} signed an examination while you were writing. Theirs and yours stand here: choose.",)


class RequestMoved(CaseChanged):
    """Somebody recorded a step of the request after it was read; what they recorded stands."""

    def __init__(self, by: str, at: datetime, words: str) -> None:
        super().__init__(by, at)
        self.args = (f"{by} recorded meanwhile: {words}. Look at where the request stands, then record what happened.",)


class AlreadyClaimed(Refused):
    """Somebody else has the case."""

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(f"{by} already has this case. Ask them to release it, or choose another.")
        self.by, self.at = by, at


class CaseClosed(Refused):
    """The case is closed; a new intake reopens it, nothing else does."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Case {reference} is closed. Reopen it before you change it.")


class TooLateToUndo(Refused):
    """Only the one who set an urgency may take it back, and only within ten minutes."""

    def __init__(self) -> None:
        super().__init__("An urgency can be undone by whoever set it, within ten minutes. Set another one instead.")


class TooLateToTakeBack(Refused):
    """Only the one who recorded a telephone answer may take it back, and only within ten minutes."""

    def __init__(self) -> None:
        super().__init__(
            "A telephone answer can be taken back by whoever recorded it, within ten minutes. Ask again and record "
            "what you are told, or set another urgency."
        )


class ReasonNeeded(Refused):
    """A decision that must carry a reason came without one."""


class NotReady(Refused):
    """The destination will ask for something that is missing."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"Not signed. Still missing: {', '.join(missing)}.")
        self.missing = missing


class PaperChanged(Refused):
    """A signed document is no longer what was signed: somebody has been at the database."""

    def __init__(self) -> None:
        super().__init__("This document is no longer what was signed. Do not use it; tell whoever runs Twitchboard.")


class RequestsOpen(Refused):
    """A request of this case has no report yet, and nobody has said what becomes of it."""

    def __init__(self, kinds: tuple[str, ...]) -> None:
        super().__init__(
            f"Still without a report: {', '.join(kinds)}. Say whether they keep being chased or are withdrawn, and why."
        )
        self.kinds = kinds


class LinkGone(Refused):
    """A colleague's link cannot be used any more, or never could."""

    def __init__(self) -> None:
        super().__init__("This link cannot be used any more. Ask whoever sent it for a new one.")


class NoSuchColleague(Refused):
    """No account has that id."""

    def __init__(self) -> None:
        super().__init__("There is no such account. Look at the list of people.")


class LastAdministrator(Refused):
    """Nobody would be left to run the clinic's side."""

    def __init__(self) -> None:
        super().__init__("One administrator has to stay. Make somebody else an administrator first.")
