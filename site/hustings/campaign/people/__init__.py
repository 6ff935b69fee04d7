"""The people of the demonstration: made up, then put through the services of real people."""
