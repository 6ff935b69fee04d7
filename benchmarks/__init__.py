"""Speed, measured as ratios within one interleaved run. Never part of the tests."""
