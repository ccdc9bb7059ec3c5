"""Run the benchmarks: `python -m benchmarks [name…]`, each a module of this folder with a function `run()`.

A machine's own speed says little, so each benchmark runs its peers beside us, in turns, and prints the ratio.
"""

import importlib
import sys

BENCHMARKS = ("text", "generate", "recur", "calendars", "calls", "waits")


def main(names: list[str]) -> int:
    """Run the benchmarks of those names, or all; the exit code is 2 for a name that is none."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    for name in names or BENCHMARKS:
        importlib.import_module(f"benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
