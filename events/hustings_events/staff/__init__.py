"""What staff see of registrations: each site for itself, organisers their own events only."""
