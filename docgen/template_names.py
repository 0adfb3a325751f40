"""The names that a template may use, and those in it that nobody knows.

Every name is looked up before anything is rendered, with the loops around it taken into account:
`one.titel` in `{% for one in rows %}` is looked for among the fields of `rows`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jinja2 import nodes

from docgen.rendering import nearest
from docgen.sandbox import LOOP


@dataclass(frozen=True, slots=True)
class Variable:
    """What a name stands for: what it means, an example of a plain value.

    `fields` are those of a group, or of each item where `listed`; a list without fields is one
    of plain values, of which `example` is one.
    """

    meaning: str
    example: Any = None
    fields: Mapping[str, "Variable"] = field(default_factory=dict)
    listed: bool = False

    @property
    def item(self) -> "Variable":
        """An item of a list."""
        return Variable(self.meaning, self.example, self.fields)

    def exemplar(self) -> Any:
        """Give a value like those that documents have."""
        if self.listed:
            return [self.item.exemplar()] * (2 if self.fields else TEXTS)
        if self.fields:
            return {name: one.exemplar() for name, one in self.fields.items()}
        return self.example


TEXTS = 7
"""Texts of a list of examples: templates know some by place, as the criteria of the project."""

Variables = Mapping[str, Variable]


class Unknown(NamedTuple):
    """A name that nobody knows: the line it stands in, and what to say of it."""

    line: int
    what: str


ANY = Variable("")
"""What is known of the result of a computation: nothing."""

LOOP_VARIABLE = Variable("", fields=dict.fromkeys(LOOP, ANY))
OF_ITEM = ("first", "last")
OF_LIST = ("list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique")


def unknown_names(tree: nodes.Template, variables: Variables) -> list[Unknown]:
    """Give the names of a template that are not among `variables`."""
    return list(_of_body(tree.body, {**variables, "range": ANY}))


def _of_body(body: Sequence[nodes.Node], scope: dict[str, Variable]) -> Iterator[Unknown]:
    for node in body:
        match node:
            case nodes.For():
                yield from _of_loop(node, scope)
            case nodes.If():
                yield from _of_expression(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    yield from _of_body(part, scope)
            case nodes.Assign():
                yield from _of_expression(node.node, scope)
                _name(node.target, _meaning(node.node, scope), scope)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    yield from _of_expression(value, scope)
                    _name(target, _meaning(value, scope), inner)
                yield from _of_body(node.body, inner)
            case nodes.Output():
                for one in node.nodes:
                    yield from _of_expression(one, scope)


def _of_loop(node: nodes.For, scope: dict[str, Variable]) -> Iterator[Unknown]:
    yield from _of_expression(node.iter, scope)
    over = _meaning(node.iter, scope)
    if over is not ANY and not over.listed:
        yield Unknown(node.lineno, f"{_shown(node.iter)} – не список, перебирать нечего.")
        over = ANY
    inner = {**scope, "loop": LOOP_VARIABLE}
    _name(node.target, ANY if over is ANY else over.item, inner)
    if node.test is not None:
        yield from _of_expression(node.test, inner)
    yield from _of_body(node.body, inner)
    yield from _of_body(node.else_, scope)


def _name(target: nodes.Node, meaning: Variable, scope: dict[str, Variable]) -> None:
    if isinstance(target, nodes.Name):
        scope[target.name] = meaning
    else:
        scope.update({name.name: ANY for name in target.find_all(nodes.Name)})


def _of_expression(node: nodes.Node, scope: Mapping[str, Variable]) -> Iterator[Unknown]:
    match node:
        case nodes.Name() if node.name not in scope:
            yield Unknown(
                node.lineno, f"неизвестное имя «{node.name}».{nearest(node.name, set(scope))}"
            )
        case nodes.Test(name="defined" | "undefined"):
            return
        case nodes.Getattr():
            yield from _of_field(node, node.node, node.attr, scope)
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            yield from _of_field(node, node.node, name, scope)
        case _:
            for child in node.iter_child_nodes():
                yield from _of_expression(child, scope)


def _of_field(
    node: nodes.Expr, base: nodes.Expr, name: str, scope: Mapping[str, Variable]
) -> Iterator[Unknown]:
    troubles = list(_of_expression(base, scope))
    yield from troubles
    over = _meaning(base, scope)
    if troubles or over is ANY:
        return
    shown = _shown(base)
    if over.listed:
        what = f"{shown} – список: его поля видны внутри цикла {{% for one in {shown} %}}."
        yield Unknown(node.lineno, what)
    elif not over.fields:
        yield Unknown(node.lineno, f"у «{shown}» нет полей: напишите «{shown}» без «.{name}».")
    elif name not in over.fields:
        near = nearest(name, set(over.fields)) or nearest(name, set(scope))
        yield Unknown(node.lineno, f"неизвестное имя «{name}» после «{shown}.».{near}")


def _meaning(node: nodes.Node, scope: Mapping[str, Variable]) -> Variable:
    """Tell what an expression stands for, as far as that is known."""
    match node:
        case nodes.Name():
            return scope.get(node.name, ANY)
        case nodes.Getattr():
            return _meaning(node.node, scope).fields.get(node.attr, ANY)
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            return _meaning(node.node, scope).fields.get(name, ANY)
        case nodes.Getitem(arg=nodes.Const(value=int())):
            return _first(_meaning(node.node, scope))
        case nodes.Getitem(arg=nodes.Slice()):
            return _meaning(node.node, scope)
        case nodes.Filter(name=name, node=nodes.Node() as of) if name in OF_LIST:
            return _meaning(of, scope)
        case nodes.Filter(name=name, node=nodes.Node() as of) if name in OF_ITEM:
            return _first(_meaning(of, scope))
    return ANY


def _first(over: Variable) -> Variable:
    return over.item if over.listed else ANY


def _shown(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_shown(node.node)}.{node.attr}"
        case nodes.Filter(node=nodes.Node() as of):
            return _shown(of)
    return "…"
