"""`python -m orchestration` is the `bantin` command."""

from orchestration.cli import main

if __name__ == "__main__":
    main()
