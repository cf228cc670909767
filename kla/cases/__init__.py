"""Child-protection cases, from the first report to closure; what is known of people is sealed."""
