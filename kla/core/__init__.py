"""The ground that every area stands on: clock, database base, errors. Knows no Flask."""
