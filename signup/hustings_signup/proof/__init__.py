"""What makes the ledger provable: seals, checkpoints, verification, rebuilding, receipts."""
