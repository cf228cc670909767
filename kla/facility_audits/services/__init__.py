"""What can be done with facilities and their audits."""
