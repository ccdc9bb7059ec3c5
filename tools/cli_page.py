"""`docs/cli.md`: every command, from the command line's own help."""

from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from kalends.__main__ import ProgramRoot
from kalends.doors.cli import door

HEAD = """# Every command

Made from the code by `make docs`; [doors/cli.md](doors/cli.md) tells how they are used. Every command takes `--help`,
and `python -m kalends` is the same as `kalends`.
"""


def page(_root: Path) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_sections("kalends", typer.main.get_command(door(ProgramRoot())))])


def _sections(name: str, command: object) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for child, inner in sorted(command.commands.items()):
            yield from _sections(f"{name} {child}", inner)
    elif isinstance(command, TyperCommand):
        arguments = [each for each in command.params if isinstance(each, TyperArgument)]
        options = [each for each in command.params if isinstance(each, TyperOption) and each.name != "help"]
        yield f"## `{' '.join([name, *map(_usage, arguments)])}`\n\n{_sentences(command.help or '')}\n"
        rows = [_row(f"`{_usage(each)}`", each.help) for each in arguments]
        rows += [_row(_names(each), each.help) for each in options]
        if rows:
            yield "| | |\n|---|---|\n" + "".join(rows)


def _sentences(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def _usage(argument: TyperArgument) -> str:
    shown = (argument.metavar or "").replace("...", "…")
    return shown if argument.required else f"[{shown}]"


def _names(option: TyperOption) -> str:
    value = "" if option.is_flag else f" {option.metavar or _value(option)}"
    return ", ".join(f"`{name}{value}`" for name in (*option.opts, *option.secondary_opts))


def _value(option: TyperOption) -> str:
    choices = getattr(option.type, "choices", ())
    return "|".join(choices) or ("N" if option.type.name == "int" else "TEXT")


def _row(name: str, help_text: str | None) -> str:
    cells = (cell.replace("|", "\\|") for cell in (name, help_text or ""))
    return f"| {' | '.join(cells)} |\n"
