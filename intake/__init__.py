"""The clinic's own words and rules. Knows no screen and no paper."""
