"""Start the emulator from the command line: prints its address, then serves."""

from __future__ import annotations

import argparse
import contextlib

from .emulator import Emulator


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--quotas", action="store_true", help="Google's quotas: 60 + 60 a minute")
    parser.add_argument("--now", type=float, help="stop the clock at these seconds since 1970")
    parser.add_argument("--strict", action="store_true", help="refuse unknown tokens")
    parser.add_argument("--locale", default="en_US", help="locale of new spreadsheets")
    options = parser.parse_args()
    emulator = Emulator(
        options.port,
        now=options.now,
        quotas=options.quotas,
        strict=options.strict,
        locale=options.locale,
    )
    print(emulator.url, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        emulator.serve_forever()


if __name__ == "__main__":
    main()
