"""Everything that leaves: notes, PDFs, charts, frames. Given values, returns values; knows no screen and no database."""
