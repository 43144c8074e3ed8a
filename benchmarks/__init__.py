"""Measures publishkit beside pandoc's own command, in one run: ``python -m benchmarks``."""
