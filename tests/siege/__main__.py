"""Besiege a server on each database: `python -m tests.siege --help`."""

import sys
import tempfile
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.siege.bombs import throw
from tests.siege.kills import kill
from tests.siege.report import Report
from tests.siege.run import KINDS, Siege
from tests.siege.server import postgres, served

DATABASES = ("sqlite", "postgres")


def main() -> int:
    """Besiege; the exit code."""
    options = _parser().parse_args()
    databases = DATABASES if options.database == "both" else (options.database,)
    reports = [_besiege(database, options, options.requests // len(databases)) for database in databases]
    return 0 if all(report.passed for report in reports) else 1


def _besiege(database: str, options: Namespace, requests: int) -> Report:
    with _place(database) as (place, folder), served(place, folder, households=options.clients) as site:
        siege = Siege(site, database, options.seed, requests, options.seconds, options.kinds or tuple(KINDS))
        report = siege.run() if options.only is None else siege.replay(options.only)
        if options.only is None and options.bombs:
            report = replace(report, others=throw(site))
    if options.only is None and options.kills:
        bound = kill(lambda: _place(database), options.kills, seed=options.seed)
        report = replace(report, others=[*report.others, bound])
    sys.stdout.write(report.text() + "\n")
    sys.stdout.flush()
    return report


@contextmanager
def _place(database: str) -> Iterator[tuple[str | Path, Path]]:
    with tempfile.TemporaryDirectory(prefix="kalends-siege-") as name:
        folder = Path(name)
        if database == "sqlite":
            yield folder / "data", folder
        else:
            with postgres() as url:
                yield url, folder


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tests.siege", description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000, help="how many in all (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=1800, help="the most for each database (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="what all is drawn from (default: %(default)s)")
    parser.add_argument("--only", type=int, metavar="N", help="play the scene of this number alone")
    parser.add_argument("--kinds", nargs="+", choices=tuple(KINDS), help="play scenes of these kinds alone")
    parser.add_argument("--clients", type=int, default=8, help="how many ask at once (default: %(default)s)")
    parser.add_argument("--bombs", action=BooleanOptionalAction, default=True, help="throw bombs, too")
    parser.add_argument("--kills", type=int, default=100, help="how often a server is killed (default: %(default)s)")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    return parser


if __name__ == "__main__":
    sys.exit(main())
