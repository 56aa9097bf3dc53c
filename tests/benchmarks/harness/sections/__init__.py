"""One file a section of the table. Each has `measure(ledger, runs)`."""
