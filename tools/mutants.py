"""The mutants of a module: its syntax tree with one small fault each, such as a reviewer would look for.

Annotations, decorators, docstrings, assertions and prose (texts with a space in them) are left as they are.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_OPERATORS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.FloorDiv,),
    ast.FloorDiv: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
}
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
_EMPTY = {"tuple": "()", "list": "[]", "dict": "{}", "Mapping": "{}", "str": "''", "int": "0"}
_SKIPPED = {"annotation", "returns", "decorator_list", "ctx", "format_spec"}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change in a syntax tree: the field of a node, or one item of it, becomes another node.

    `place` is the qualified name of what the change is in, `lines` are those of its statement. `in_function`: it takes
    effect where that function gets other code; else the module has to be imported anew.
    """

    path: Path
    tree: ast.Module
    place: str
    in_function: bool
    lines: range
    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST
    change: str
    number: int = 1

    @property
    def name(self) -> str:
        """What it is known by, also when lines move: path, place and change, numbered where these are the same."""
        again = f" ({self.number})" if self.number > 1 else ""
        return f"{self.path} {self.place or '-'}: {self.change}{again}"

    def apply(self) -> ast.Module:
        """Make the change. The tree belongs to all mutants of the module, so this needs a process of its own."""
        if self.index is None:
            setattr(self.parent, self.field, self.node)
        else:
            getattr(self.parent, self.field)[self.index] = self.node
        return ast.fix_missing_locations(self.tree)


@dataclass(frozen=True, slots=True)
class _Scope:
    place: str = ""
    function: ast.FunctionDef | None = None
    lines: range = range(0)

    def at(self, node: ast.AST) -> "_Scope":
        """The scope of a statement, or of what is in the same one; of a block, the lines before its body."""
        if not isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            return self
        body = getattr(node, "body", [])
        start = node.pattern if isinstance(node, ast.match_case) else node
        last = body[0].lineno - 1 if body else start.end_lineno or 0
        return replace(self, lines=range(start.lineno, max(start.lineno, last) + 1))

    def inside(self, node: ast.AST, field: str) -> "_Scope":
        """The scope in a field of a definition: defaults belong to what is around it."""
        if field != "body" or not isinstance(node, ast.FunctionDef | ast.ClassDef):
            return self
        function = node if isinstance(node, ast.FunctionDef) else self.function
        return replace(self, place=f"{self.place}.{node.name}".lstrip("."), function=function)


def mutants_of(root: Path, path: Path) -> Iterator[Mutant]:
    """Every mutant of the module at `path` below `root`, in the order of its source."""
    tree = ast.parse((root / path).read_text("utf-8"))
    numbers: Counter[str] = Counter()
    for scope, parent, field, index, node in _walk(tree, _Scope()):
        old = getattr(parent, field) if index is None else getattr(parent, field)[index]
        change = f"{_text(parent, old)} => {_text(parent, node)}"
        mutant = Mutant(path, tree, scope.place, bool(scope.function), scope.lines, parent, field, index, node, change)
        numbers[mutant.name] += 1
        yield replace(mutant, number=numbers[mutant.name])


def _walk(parent: ast.AST, scope: _Scope) -> Iterator[tuple[_Scope, ast.AST, str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(parent):
        if field in _SKIPPED:
            continue
        items = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, child in items:
            if not isinstance(child, ast.AST) or _is_left(parent, child):
                continue
            inner = scope.inside(parent, field).at(child)
            for node in (*_changes(child, inner), *_conditions(parent, field, child)):
                yield inner, parent, field, index, node
            yield from _walk(child, inner)


def _is_left(parent: ast.AST, child: ast.AST) -> bool:
    """Whether nothing is changed here: what only readers and the type checker see, and the texts in an f-string."""
    if isinstance(child, ast.Constant):
        return isinstance(parent, ast.JoinedStr | ast.Expr)
    if isinstance(child, ast.keyword):
        return child.arg == "strict"  # of zip, an assertion too
    if isinstance(child, ast.Assign):
        return ast.unparse(child.targets[0]) == "__all__"
    return isinstance(child, ast.Assert | ast.Import | ast.ImportFrom)


def _conditions(parent: ast.AST, field: str, child: ast.AST) -> Iterator[ast.AST]:
    """What decides about a branch, a loop or an item, forced; a loop is not forced to go on for ever."""
    if isinstance(child, ast.Constant):
        return
    if field in ("test", "ifs"):
        if not isinstance(parent, ast.While):
            yield ast.Constant(value=True)
        yield ast.Constant(value=False)
    elif isinstance(parent, ast.match_case) and field == "guard":
        yield from (ast.Constant(value=value) for value in (True, False))


def _changes(node: ast.AST, scope: _Scope) -> Iterator[ast.AST]:
    """What a node may become."""
    match node:
        case ast.Compare(left, operators, right):
            for at, operator in enumerate(operators):
                for other in _OPERATORS[type(operator)]:
                    yield ast.Compare(left, [*operators[:at], other(), *operators[at + 1 :]], right)  # type: ignore[list-item]
        case ast.BoolOp(operator, values):
            yield from (ast.BoolOp(other(), values) for other in _OPERATORS[type(operator)])  # type: ignore[arg-type]
            for at in range(len(values)):
                rest = [*values[:at], *values[at + 1 :]]
                yield ast.BoolOp(operator, rest) if len(rest) > 1 else rest[0]
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.BinOp(left, operator, right):
            yield from (ast.BinOp(left, other(), right) for other in _OPERATORS.get(type(operator), ()))  # type: ignore[arg-type]
        case ast.Constant(value):
            yield from (ast.Constant(other) for other in _others(value))
        case ast.Name(str(name), ast.Load()) if name in _NAMES:
            yield ast.Name(_NAMES[name], ast.Load())
        case ast.Return(value) if value is not None:
            yield from (ast.Return(other) for other in _empty(value, scope.function))
        case ast.Raise() | ast.Continue() | ast.Break() | ast.Delete() | ast.AugAssign():
            yield ast.Pass()
        case ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield ast.Pass()
        case ast.Assign(targets) if all(isinstance(each, ast.Attribute | ast.Subscript) for each in targets):
            yield ast.Pass()


def _others(value: object) -> tuple[bool | int | str, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, str) and not any(each.isspace() for each in value):
        return ("" if value else "mutant",)
    return ()


def _empty(value: ast.expr, function: ast.FunctionDef | None) -> Iterator[ast.expr]:
    """What a function may return instead, by its annotation."""
    annotation = ast.unparse(function.returns) if function and function.returns else ""
    if annotation == "bool":
        texts = ["True", "False"]
    else:
        texts = ["None" if annotation.endswith("| None") else _EMPTY.get(annotation.partition("[")[0], "None")]
    yield from (ast.parse(text, mode="eval").body for text in texts if text != ast.unparse(value))


def _text(parent: ast.AST, node: ast.AST) -> str:
    """The source of a node, on one line."""
    text = "nothing" if isinstance(node, ast.Pass) else ast.unparse(node)
    if isinstance(parent, ast.keyword):
        text = f"{parent.arg}={text}"
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
