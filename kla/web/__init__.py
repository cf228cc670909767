"""What every page shares: guard, transaction, headers, errors, forms, navigation."""
