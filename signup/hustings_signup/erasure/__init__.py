"""What an erasure does besides deleting rows: the journal, and files that were taken out."""
