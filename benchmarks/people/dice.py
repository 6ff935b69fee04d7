"""SQL that rolls dice: the same person gets the same number on both engines, every time."""

#: Odd multipliers, one per attribute; any others would do.
FACTORS = {
    "given": 2654435761,
    "family": 2246822519,
    "host": 3266489917,
    "place": 668265263,
    "locale": 374761393,
    "jitter": 2870177450 | 1,
    "news": 1103515245,
    "state": 1664525,
    "beyond": 2891336453,
    "volunteer": 747796405,
    "act": 1540483477,
    "second": 3432918353,
    "ref": 461845907,
    "tag": 1779033703,
    "which": 3144134277,
}
WORD = 2**32


def roll(name: str, sides: int, n: str = "n") -> str:
    """SQL for a whole number from 0 to sides - 1 that depends on the person's number only."""
    first = f"(({n} * {FACTORS[name]}) % {WORD})"
    mixed = f"(({first} / 65536) * 40503 + ({first} % 65536) * 60493 + {n} * 48271)"
    return f"((({mixed}) % {WORD}) / 256 % {sides})"


def below(name: str, share: float, n: str = "n") -> str:
    """SQL that is true for that share of people."""
    return f"({roll(name, 100_000, n)} < {round(share * 100_000)})"
