"""The worker: command line, configuration, stores, the worker's tabs, state, publishing."""

__version__ = "0.1.0"
