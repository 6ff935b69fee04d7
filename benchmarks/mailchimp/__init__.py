"""What a full and an empty sync with Mailchimp cost, against the double in its own process."""
