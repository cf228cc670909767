"""Reports from other offices' programs: signed, sealed on arrival, sent twice kept once."""
