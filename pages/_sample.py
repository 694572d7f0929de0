"""The sample clinic laid out: the people of the golden day, and on paper what had been signed by then.

`python -m pages._sample` lays it out fresh, for the command line, which knows no paper.
"""

from __future__ import annotations

from datetime import datetime

from intake import sample
from intake.people import Account
from intake.store import Store
from pages._clinics import forget_sample, sample_path, start_sample
from pages._clock import now
from pages._signing import signed_note


def lay_out(store: Store, moment: datetime) -> Account:
    """Lay the sample clinic out as it would stand at that moment, unless it is there; its first clinician."""
    return sample.seed(store, moment, signed_note)


if __name__ == "__main__":
    forget_sample()
    sample.remove(sample_path())
    lay_out(start_sample(), now())
