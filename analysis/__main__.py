"""`python -m analysis`: the command line where no script is installed."""

from analysis.cli import main

if __name__ == "__main__":
    main()
