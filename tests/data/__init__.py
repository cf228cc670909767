"""What tests are fed with."""
