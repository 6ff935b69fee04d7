"""What staff see of people: lists, records, exports, mails; each site for itself."""
