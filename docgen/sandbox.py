"""The language of templates: Jinja's loops, conditions and values, and nothing that is code.

A template sees the values it is given, by name, and no attribute of any Python object. Only what
stands in `ALLOWED` and `FILTERS` may be written. Every turn of a loop, filter and piece of text is
charged to a budget, so that no template hangs or eats the memory: the count is of steps, not of
time, and the same template fails or succeeds anywhere.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import wraps
from itertools import islice
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.environment import Environment
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import SandboxedEnvironment
from jinja2.tests import TESTS as JINJA_TESTS

STEPS = 3_000_000
"""Steps of one document; one with 3,000 rows of a table takes a twentieth of it."""

LETTERS = 64_000_000
"""Characters of the XML of one document: a thousand pages have a third of it."""

LONGEST = 100_000
"""Characters of one text, and length of a range."""

AT_ONCE = 1000
"""Pieces of text whose length is summed at once."""

LARGEST = 10**15

ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.With, nodes.Assign,
    nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Const, nodes.List, nodes.Tuple,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test,
    nodes.Filter, nodes.Concat, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv,
    nodes.Mod, nodes.Neg, nodes.Pos, nodes.Call, nodes.Keyword,
)  # fmt: skip
"""What may stand in a template."""

OF_ONE = "abs capitalize e escape int lower replace round string title trim upper".split()
"""Filters of one text or number."""

FILTERS = [
    *OF_ONE,
    *"count d default first join last length list map reject rejectattr reverse select".split(),
    *"selectattr sort unique".split(),
]
TESTS = (
    "defined undefined none number string sequence mapping boolean true false odd even "
    "divisibleby in eq equalto ne lt lessthan le gt greaterthan ge == != < <= > >="
).split()
LOOP = (
    "index index0 revindex revindex0 first last length depth depth0 previtem nextitem cycle changed"
).split()
"""What is known of a loop inside of it."""

CALLABLE = ("range", "loop.cycle", "loop.changed")


class Forbidden(TemplateSyntaxError):
    """Something that may not stand in a template; the text says in Russian what."""


class TooMuch(Exception):
    """A template that would never end, or grow beyond all bounds."""


class Unprintable(Exception):
    """A list or a group of values where one text is needed."""


class Meter:
    """What one rendering has left."""

    def __init__(self) -> None:
        """Begin with the whole budget."""
        self._steps = STEPS

    def charge(self, steps: int) -> None:
        """Take `steps` from the budget; TooMuch when nothing is left."""
        self._steps -= steps
        if self._steps < 0:
            raise TooMuch

    def counted(self, items: Iterable[Any], weight: int = 1) -> Iterator[Any]:
        """Give `items`, each charged with `weight`."""
        for item in items:
            self.charge(weight)
            yield item


class Sandbox(SandboxedEnvironment):
    """The environment of one template."""

    intercepted_binops = frozenset("+ - * / // %".split())

    def __init__(self) -> None:
        """Make the environment: everything printed is escaped, unknown names are errors."""
        super().__init__(autoescape=True, undefined=StrictUndefined, optimized=False, finalize=_one)
        self.meter = Meter()
        self.globals = {"range": _range}
        self.tests = {name: JINJA_TESTS[name] for name in TESTS}
        self.filters = {name: self._metered(name, JINJA_FILTERS[name]) for name in FILTERS}
        self.filters["join"] = self._join
        self.filters["replace"] = self._metered("replace", self._replaced)
        self.filters[COUNTED] = lambda items, weight: self._counted(items, weight)
        self.filters[MEASURED] = self._measured

    def concat(self, pieces: Iterable[str]) -> str:
        """Join what a template gives, as far as it may be long."""
        made, left, rest = [], LETTERS, iter(pieces)
        while some := list(islice(rest, AT_ONCE)):
            left -= sum(map(len, some))
            if left < 0:
                raise TooMuch
            made += some
        return "".join(made)

    def read(self, source: str) -> nodes.Template:
        """Give the syntax tree of a template as it was written; Forbidden for what may not be."""
        tree = super()._parse(source, None, None)
        for node in tree.find_all(nodes.Node):
            _guard(node)
        return tree

    def renew(self) -> None:
        """Begin a document: with a whole budget."""
        self.meter = Meter()

    # --- names --------------------------------------------------------------------------------

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look up a name among values; no attribute of an object is to be seen."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Look up a name or a place among values."""
        if type(obj) is dict and argument in obj:  # nearly always, and the fastest to tell
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in LOOP:
            return getattr(obj, argument)
        if isinstance(obj, Mapping | list | tuple | str):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        return self.undefined(obj=obj, name=argument)

    # --- what may be written ------------------------------------------------------------------

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = self.read(source)
        for loop in tree.find_all(nodes.For):
            weight = 1 + sum(1 for _ in loop.find_all(nodes.Expr))
            loop.iter = _filter(loop.iter, COUNTED, nodes.Const(weight))
        for operand in tree.find_all(nodes.Operand):
            if operand.op in ("in", "notin"):
                operand.expr = _filter(operand.expr, MEASURED)
        for node in list(tree.find_all(nodes.Expr)):
            _replace_children(node)
        for output in tree.find_all((nodes.Output, nodes.If, nodes.For, nodes.Assign, nodes.With)):
            _replace_children(output)
        tree.set_environment(self)
        return tree

    # --- what is done -------------------------------------------------------------------------

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute with numbers within bounds; texts can only be added."""
        self.meter.charge(1)
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self._measured(super().call_binop(context, operator, left, right))
        for side in (left, right):
            if isinstance(side, Undefined):
                str(side)  # its error names it
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise TypeError(operator)
        if abs(made := super().call_binop(context, operator, left, right)) > LARGEST:
            raise TooMuch
        return made

    def _counted(self, items: Any, weight: int) -> Any:
        """Give what a loop goes over so that each turn is charged; its length stays known."""
        if isinstance(items, str | Mapping):
            raise TypeError("no list")
        if not isinstance(items, Sized):
            return self.meter.counted(items, weight)
        self.meter.charge(len(items) * weight)
        return items

    def _measured(self, value: Any) -> Any:
        """Charge what it takes to go through a value; a text may not be too long."""
        if isinstance(value, Undefined):
            return value
        if isinstance(value, str) and len(value) > LONGEST:
            raise TooMuch
        if isinstance(value, Sized):
            self.meter.charge(1 + len(value) // (100 if isinstance(value, str) else 1))
        elif isinstance(value, Iterator):
            return self.meter.counted(value)
        return value

    def _metered(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Charge a filter for what it goes through."""
        place = 1 if hasattr(function, "jinja_pass_arg") else 0  # before it stands the context

        @wraps(function)
        def metered(*args: Any, **kwargs: Any) -> Any:
            self.meter.charge(1)
            value = self._measured(_one(args[place]) if name in OF_ONE else args[place])
            return self._measured(function(*args[:place], value, *args[place + 1 :], **kwargs))

        return metered

    def _join(self, items: Iterable[Any], between: str = "", attribute: Any = None) -> str:
        """Join texts, as far as the whole is not too long."""
        made: list[str] = []
        left = LONGEST
        for item in self.meter.counted(items):
            text = str(_one(item if attribute is None else self.getitem(item, attribute)))
            left -= len(text) + len(between)
            if left < 0:
                raise TooMuch
            made.append(text)
        return str(between).join(made)

    def _replaced(self, text: object, old: str, new: str) -> str:
        """Replace a part of a text, as far as the result is not too long."""
        text = str(text)
        if len(text) + text.count(old) * len(new) > LONGEST:
            raise TooMuch
        return text.replace(old, new)


def _one(value: Any) -> Any:
    """Give a value that stands for itself in a text: a list would be printed as code."""
    if isinstance(value, (str, int, float, Undefined)) or hasattr(value, "__html__"):
        return value
    raise Unprintable


COUNTED, MEASURED = " counted", " measured"
"""Filters that no template can name: they stand around what a loop goes over, what is searched."""


def _range(*args: int) -> range:
    made = range(*args)
    if len(made) > LONGEST:
        raise TooMuch
    return made


def _filter(node: Any, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


def _replace_children(node: nodes.Node) -> None:
    """Put a joining of bounded length in the place of «~» among what `node` is made of."""
    for field, value in node.iter_fields():
        if isinstance(value, nodes.Concat):
            setattr(node, field, _joined(value))
        elif isinstance(value, list):
            value[:] = [_joined(one) if isinstance(one, nodes.Concat) else one for one in value]


def _joined(node: nodes.Concat) -> nodes.Filter:
    return _filter(nodes.List(node.nodes, lineno=node.lineno), "join")


def _guard(node: nodes.Node) -> None:
    """Refuse what may not stand in a template."""
    if not isinstance(node, ALLOWED):
        what = NAMES.get(type(node), "то, что стоит в этом теге")
        raise Forbidden(f"запрещено: {what}", node.lineno)
    name = getattr(node, "attr", None) or getattr(node, "name", None)
    if isinstance(node, nodes.Getattr | nodes.Name) and str(name).startswith("_"):
        raise Forbidden(f"запрещено: имя «{name}» с подчёркиванием в начале", node.lineno)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise Forbidden(f"неизвестный фильтр «{node.name}»", node.lineno)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise Forbidden(f"неизвестная проверка «is {node.name}»", node.lineno)
    if isinstance(node, nodes.List | nodes.Tuple) and not all(map(_is_plain, node.items)):
        raise Forbidden("запрещено: список не из готовых значений", node.lineno)
    if isinstance(node, nodes.Call) and _called(node.node) not in CALLABLE:
        raise Forbidden(f"запрещено: вызов «{_called(node.node)}(…)»", node.lineno)


def _is_plain(node: nodes.Expr) -> bool:
    """Tell constants, and the names that a loop gives to parts of its items."""
    return isinstance(node, nodes.Const) or (isinstance(node, nodes.Name) and node.ctx == "store")


def _called(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_called(node.node)}.{node.attr}"
    return "…"


NAMES: Mapping[type[nodes.Node], str] = {
    nodes.Macro: "свои макросы (macro)",
    nodes.CallBlock: "вызов макроса (call)",
    nodes.FilterBlock: "фильтр на целый кусок (filter)",
    nodes.AssignBlock: "запоминание куска текста (set без знака =)",
    nodes.Include: "вставка другого файла (include)",
    nodes.Import: "вставка другого файла (import)",
    nodes.FromImport: "вставка другого файла (import)",
    nodes.Extends: "вставка другого файла (extends)",
    nodes.Block: "блоки (block)",
    nodes.Pow: "возведение в степень (**)",
    nodes.Dict: "словари ({…})",
    nodes.NSRef: "запоминание в пространстве имён",
    nodes.ScopedEvalContextModifier: "выключение защиты знаков (autoescape)",
}


def template_of(environment: Sandbox, source: str) -> Template:
    """Compile `source`; TemplateSyntaxError where it cannot be."""
    return Environment.from_string(environment, source)
