"""The entry point of the command line, which needs the extra ``cli``."""

from __future__ import annotations

import sys

#: What the extra brings, by import name; Pillow is asked for when a file is opened.
EXTRA = ("rich", "typer")


def main() -> None:
    """Run the command line; exit code 0, 1 for a result that differs from its original, 2 for what cannot be done."""
    try:
        from resample.tools import export_commands  # noqa: F401  # adds its commands to the app
        from resample.tools.commands import app
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in EXTRA:
            raise
        print(f"resample: the command line needs {missing}: pip install 'resample-exact[cli]'", file=sys.stderr)
        sys.exit(2)
    app()


if __name__ == "__main__":
    main()
