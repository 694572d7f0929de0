"""Everything that leaves: notes, PDFs, charts, frames. Values in, values out; knows no screen and no database."""
