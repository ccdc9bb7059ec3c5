"""Put one fault after another into a room of the source, and report those that its tests do not notice.

    make mutate ARGS="core/itip"                    every mutant of a room, which is a folder of src/kalends
    make mutate ARGS="core/objects --every 5"       one of five; --offset 1 takes the next ones
    make mutate ARGS="core/itip --only _cancel"     those whose name has this text in it
    make mutate ARGS="core/itip --tests tests/core/itip --tests tests/service/test_feeds.py"

First it measures which tests run which lines. The tests are collected once; each mutant is a fork of that process, in
which the function gets other code, and the tests that run its line are run, the shortest first, until one fails. What
is changed outside of functions needs a new import: such a fork starts before anything is imported. A mutant for which a
test takes far too long is killed too. Tests that start a server or a database server of their own are left out.

`tools/equivalent-mutants.txt` lists the survivors that make no difference to anybody, each with the reason.
"""

import argparse
import functools
import gc
import importlib.machinery
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType

import coverage
import pytest

from tools.mutants import Mutant, mutants_of

SOURCE = Path(__file__).parent.parent / "src" / "kalends"
_EQUIVALENTS = Path(__file__).with_name("equivalent-mutants.txt")
_SERVERS = {"server", "start_server", "start_shared", "postgres_server", "postgres_url"}
_PATIENCE_SECONDS = 10
"""What a mutant is given beyond three times what its tests take."""
_PROFILE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Profile:
    """How many seconds each test takes, and which tests run which lines of which file."""

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def tests_of(self, mutant: Mutant, limit: float) -> list[str]:
        """The tests that run what a mutant changes, the shortest first, as many as fit into the limit in seconds.

        Outside of functions these are all: that a constant or a field is used leaves no trace.
        """
        lines = self.lines.get(str(mutant.path), {})
        run = {test for line in mutant.lines for test in lines.get(str(line), ())}
        tests = run & self.seconds.keys() if mutant.in_function else self.seconds
        total, chosen = 0.0, list[str]()
        for test in sorted(tests, key=lambda each: (self.seconds[each], each)):
            total += self.seconds[test]
            if not chosen or total <= limit:
                chosen.append(test)
        return chosen

    def patience(self, tests: Iterable[str]) -> float:
        """How many seconds a mutant is given for these tests."""
        return _PATIENCE_SECONDS + 3 * sum(self.seconds[test] for test in tests)


def fork(work: Callable[[], bool], seconds: float) -> bool:
    """Whether the work succeeds in time, in a process of its own, which ends with all that it has started."""
    child = os.fork()
    if not child:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.__stdout__.fileno() if sys.__stdout__ else 1)
        os.dup2(nowhere, sys.__stderr__.fileno() if sys.__stderr__ else 2)
        try:
            os._exit(0 if work() else 1)
        finally:
            os._exit(1)
    deadline = time.monotonic() + seconds
    ended, status = 0, 1
    while not ended and time.monotonic() < deadline:
        time.sleep(0.005)
        ended, status = os.waitpid(child, os.WNOHANG)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    if not ended:
        os.waitpid(child, 0)
    return bool(ended) and status == 0


class Session:
    """A pytest plugin that measures the profile, and runs the mutants of functions, in place of the tests."""

    def __init__(
        self, mutants: Sequence[Mutant], folder: Path, limit: float, survive: Callable[[Mutant, Sequence[str]], None]
    ) -> None:
        self._mutants = mutants
        self._folder = folder
        self._limit = limit
        self._survive = survive
        self._failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed |= report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise pytest.UsageError("the tests could not be collected")
        items = {item.nodeid: item for item in session.items if _is_own(item)}
        if not fork(lambda: self._measure(items), _PROFILE_SECONDS):
            raise pytest.UsageError("the tests could not be measured")
        profile = read_profile(self._folder)
        for nodeid in items.keys() - profile.seconds.keys():
            sys.stdout.write(f"left out, as it fails without a mutant: {nodeid}\n")
        functions = _functions()
        for mutant in self._mutants:
            tests = profile.tests_of(mutant, self._limit)
            chosen = [items[each] for each in tests]
            if fork(lambda: _change(mutant, functions) and self._run(chosen), profile.patience(tests)):  # noqa: B023
                self._survive(mutant, tests)
            _clear(self._folder / "tests")
        return True

    def _run(self, items: Sequence[pytest.Item]) -> bool:
        """Whether all of the tests pass; the others are not run after one that fails."""
        for at, item in enumerate(items, 1):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[at] if at < len(items) else None)
            if self._failed:
                return False
        return True

    def _measure(self, items: dict[str, pytest.Item]) -> bool:
        tracer = coverage.Coverage(data_file=None, config_file=False, include=[str(SOURCE / "*")])
        seconds, order = {}, [*items.values(), None]
        tracer.start()
        for at, (nodeid, item) in enumerate(items.items(), 1):
            tracer.switch_context(nodeid)
            started, self._failed = time.perf_counter(), False
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=order[at])
            if not self._failed:
                seconds[nodeid] = time.perf_counter() - started
        tracer.stop()
        data = tracer.get_data()
        files = {each: data.contexts_by_lineno(str(SOURCE / each)) for each in {str(m.path) for m in self._mutants}}
        (self._folder / "profile").write_text(json.dumps([seconds, files]), "utf-8")
        return True


def read_profile(folder: Path) -> Profile:
    """The profile that was measured."""
    return Profile(*json.loads((folder / "profile").read_text("utf-8")))


def _is_own(item: pytest.Item) -> bool:
    """Whether a test runs the code in this process alone."""
    return "postgres" not in item.nodeid and not _SERVERS.intersection(getattr(item, "fixturenames", ()))


def _clear(folder: Path) -> None:
    for each in folder.glob("*"):
        shutil.rmtree(each, ignore_errors=True)


def _functions() -> dict[str, list[FunctionType]]:
    """Every function that there is, by the file of its code. What functions remember is forgotten."""
    functions: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper):
            each.cache_clear()
        elif isinstance(each, FunctionType):
            functions.setdefault(each.__code__.co_filename, []).append(each)
    return functions


def _change(mutant: Mutant, functions: dict[str, list[FunctionType]]) -> bool:
    """Give the functions of a module the code of the mutant."""
    path = str(SOURCE / mutant.path)
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compile(mutant.apply(), path, "exec"))}
    for function in functions[path]:
        code = codes.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if code and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _import_changed(mutant: Mutant, folder: Path, tests: Sequence[str]) -> bool:
    """Whether the tests pass where the module of the mutant is imported as the mutant."""
    path, loader = str(SOURCE / mutant.path), importlib.machinery.SourceFileLoader
    code, get_code = compile(mutant.apply(), path, "exec"), loader.get_code
    loader.get_code = lambda self, name: code if self.path == path else get_code(self, name)  # type: ignore
    return pytest.main([*_options(folder), "-x", *tests]) == pytest.ExitCode.OK


def _options(folder: Path) -> list[str]:
    return ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={folder / 'tests'}"]


def equivalents() -> dict[str, str]:
    """The mutants that are listed as equivalent, with their reasons: the indented lines below each."""
    reasons: dict[str, str] = {}
    name = ""
    for line in _EQUIVALENTS.read_text("utf-8").splitlines():
        if line.startswith(" "):
            reasons[name] = f"{reasons[name]} {line.strip()}".lstrip()
        elif line and not line.startswith("#"):
            name = line
            reasons[name] = ""
    return reasons


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("room", help="a folder of src/kalends")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only one of N mutants")
    parser.add_argument("--offset", type=int, default=0, metavar="N", help="the first of them")
    parser.add_argument("--only", default="", metavar="TEXT", help="only mutants with this in their name")
    parser.add_argument("--tests", action="append", metavar="PATH", help="the tests; those of the room where absent")
    parser.add_argument("--seconds", type=float, default=60, help="the most that the tests of one mutant may take")
    return parser.parse_args()


def main() -> int:
    """Run the mutants; 1 where one survives."""
    arguments = _arguments()
    paths = [each.relative_to(SOURCE) for each in sorted((SOURCE / arguments.room).rglob("*.py"))]
    everything = [mutant for path in paths for mutant in mutants_of(SOURCE, path)]
    known = equivalents()
    chosen = [each for each in everything if arguments.only in each.name][arguments.offset :: arguments.every]
    mutants = [each for each in chosen if each.name not in known]
    survivors = _survivors(mutants, arguments.tests or [f"tests/{arguments.room}"], arguments.seconds)
    sys.stdout.write(f"{len(chosen)} mutants, {len(mutants) - survivors} killed, {survivors} survive, ")
    sys.stdout.write(f"{len(chosen) - len(mutants)} are equivalent\n")
    unknown = [name for name in known.keys() - {each.name for each in everything} if name.startswith(arguments.room)]
    sys.stdout.writelines(f"listed as equivalent, but no mutant: {name}\n" for name in unknown)
    return 1 if survivors or unknown else 0


def _survivors(mutants: Sequence[Mutant], tests: Sequence[str], limit: float) -> int:
    """Run the mutants, reporting those that survive; how many these are."""
    os.environ["CI"] = "1"  # so that the tests are the same each time
    with tempfile.TemporaryDirectory(prefix="kalends-mutate-") as name:
        folder = Path(name)

        def survive(mutant: Mutant, tests: Sequence[str]) -> None:
            word = "survives" if tests else "no test runs it"
            sys.stdout.write(f"{word}: src/kalends/{mutant.path}:{mutant.lines.start}\n    {mutant.name}\n")
            sys.stdout.flush()
            with (folder / "survivors").open("a") as file:
                file.write("1")

        session = Session([each for each in mutants if each.in_function], folder, limit=limit, survive=survive)
        if not _run_session(session, [*_options(folder), *tests]):
            raise SystemExit("the tests could not be run")
        profile = read_profile(folder)
        for mutant in (each for each in mutants if not each.in_function):
            chosen = profile.tests_of(mutant, limit)
            if fork(lambda: _import_changed(mutant, folder, chosen), profile.patience(chosen)):  # noqa: B023
                survive(mutant, chosen)
        counter = folder / "survivors"
        return len(counter.read_text()) if counter.exists() else 0


def _run_session(session: Session, options: list[str]) -> bool:
    """Run a session in a process of its own, so that nothing is imported in this one."""
    child = os.fork()
    if not child:
        os._exit(int(pytest.main(options, plugins=[session])))
    return os.waitpid(child, 0)[1] == 0


if __name__ == "__main__":
    sys.exit(main())
