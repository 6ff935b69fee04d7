"""What a controller owes the authority: the register of processing, the report on a breach."""
