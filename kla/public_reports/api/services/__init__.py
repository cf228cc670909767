"""What programs of other offices may do, and who lets them."""
