"""What the queue keeps a copy of, beside the case, and the triggers that keep it: whoever writes, the copy follows.

The queue counts and charts every open case by its booking and by the patient's age. Looked up one by one in
`appointments` and `patients`, with a million closed cases in there too, that would be the slowest thing on the page.
"""

from __future__ import annotations

_SQLITE = (
    "CREATE TRIGGER cases_copies_new AFTER INSERT ON cases BEGIN UPDATE cases SET "
    "booked_for = (SELECT booked_for FROM appointments WHERE id = NEW.appointment_id), "
    "born_on = (SELECT date_of_birth FROM patients WHERE id = NEW.patient_id) "
    "WHERE reference = NEW.reference; END",
    "CREATE TRIGGER cases_copies_booking AFTER UPDATE OF appointment_id ON cases BEGIN UPDATE cases SET "
    "booked_for = (SELECT booked_for FROM appointments WHERE id = NEW.appointment_id) "
    "WHERE reference = NEW.reference; END",
    "CREATE TRIGGER appointments_copied AFTER UPDATE OF booked_for ON appointments BEGIN UPDATE cases SET "
    "booked_for = NEW.booked_for WHERE patient_id = NEW.patient_id AND appointment_id = NEW.id; END",
    "CREATE TRIGGER patients_copied AFTER UPDATE OF date_of_birth ON patients BEGIN UPDATE cases SET "
    "born_on = NEW.date_of_birth WHERE patient_id = NEW.id; END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION copy_to_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "NEW.booked_for := (SELECT booked_for FROM appointments WHERE id = NEW.appointment_id); "
    "NEW.born_on := (SELECT date_of_birth FROM patients WHERE id = NEW.patient_id); RETURN NEW; END $$",
    "CREATE TRIGGER cases_copies BEFORE INSERT OR UPDATE OF appointment_id ON cases "
    "FOR EACH ROW EXECUTE FUNCTION copy_to_case()",
    "CREATE OR REPLACE FUNCTION copy_booking() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE cases SET "
    "booked_for = NEW.booked_for WHERE patient_id = NEW.patient_id AND appointment_id = NEW.id; RETURN NEW; END $$",
    "CREATE TRIGGER appointments_copied AFTER UPDATE OF booked_for ON appointments "
    "FOR EACH ROW EXECUTE FUNCTION copy_booking()",
    "CREATE OR REPLACE FUNCTION copy_birth() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE cases SET "
    "born_on = NEW.date_of_birth WHERE patient_id = NEW.id; RETURN NEW; END $$",
    "CREATE TRIGGER patients_copied AFTER UPDATE OF date_of_birth ON patients "
    "FOR EACH ROW EXECUTE FUNCTION copy_birth()",
)
FILL = (
    "UPDATE cases SET booked_for = (SELECT booked_for FROM appointments WHERE id = cases.appointment_id), "
    "born_on = (SELECT date_of_birth FROM patients WHERE id = cases.patient_id)"
)
"""Makes the copies of what is there already."""


def copying(dialect: str) -> tuple[str, ...]:
    """SQL of the triggers that keep the copies."""
    return _POSTGRESQL if dialect == "postgresql" else _SQLITE
