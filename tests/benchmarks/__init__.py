"""Benchmarks: time and memory against size, beside the obvious alternative, in one run."""
