"""The golden day: written by hand, read by every test that asks whether the clinic's day comes out right."""
