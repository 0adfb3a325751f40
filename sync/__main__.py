"""`python -m sync` is `vzaimo`."""

from sync.cli import main

if __name__ == "__main__":
    main()
