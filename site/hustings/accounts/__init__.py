"""How staff log in: one door, a second factor, limits, and no way round them."""
