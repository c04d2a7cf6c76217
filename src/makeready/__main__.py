"""`python -m makeready`: the same words go in and the same exit code comes out as of `makeready`."""

from makeready.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
