"""`docs/settings.md`: every setting, from its own doc line."""

from pathlib import Path

from kalends.settings import FILE_NAME, table

HEAD = f"""# Settings

Made from the code by `make docs`.

What counts, the later over the earlier: the default, a TOML file, a variable of the environment, an option of
`kalends serve`. The file is `{FILE_NAME}` in the data folder, or the one that `--config` or `KALENDS_CONFIG` names.
In a variable, the items of a list are separated by commas. A setting that is not known, or has a value that it cannot
have, stops the start, and every such fault is told at once.

"""


def page(_root: Path) -> str:
    """The whole page."""
    return HEAD + table()
