"""No template reads a file, runs code, hangs or eats the memory."""

import resource
import time

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError

from docgen.rendering import TemplateError, render
from docgen.sandbox import FILTERS, LONGEST, Forbidden, Sandbox, TooMuch, Unprintable, template_of
from docgen.template_check import ANY_DAY
from tests.docgen.templates import template

VALUES = {
    "rows": ["а", "б"],
    "name": "Ойская СШ",
    "number": 7,
    "group": {"items": "поле", "name": "имя"},
    "many": [{"n": n} for n in range(3000)],
}


def made(source):
    """Render a source with the values."""
    sandbox = Sandbox()
    return template_of(sandbox, source).render(VALUES)


ATTACKS = [
    # reading and running
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends '/etc/passwd' %}",
    "{% block a %}{% endblock %}",
    "{{ ''.__class__.__mro__ }}",
    "{{ name['__class__'] }}",
    "{{ (name|first)['__class__'] }}",
    "{{ rows|map(attribute='__class__')|list|join }}",
    "{{ rows|selectattr('__class__')|list|length }}{{ rows[0]|map('attr', '__class__')|join }}",
    "{{ name|attr('__class__') }}",
    "{{ lipsum.__globals__ }}",
    "{{ cycler }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ rows.append }}",
    "{{ rows.append(1) }}",
    "{{ group.clear() }}",
    "{{ range.__init__ }}",
    "{{ range }}",
    "{{ name.format(1) }}",
    "{% for a in rows %}{{ loop._iterable }}{% endfor %}",
    "{% for a in rows %}{{ loop.__class__ }}{% endfor %}",
    "{{ ().__class__ }}",
    "{{ name|safe }}",
    "{% autoescape false %}{{ name }}{% endautoescape %}",
    "{{ debug() }}",
    "{{ caller() }}",
    # never ending
    "{% for a in range(10**9) %}{% endfor %}",
    "{% for a in range(999999999) %}{% endfor %}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in range(90000) %}{{ a in range(90000)|list }}{% endfor %}",
    "{% for a in range(90000) %}{{ many|sort(attribute='n')|length }}{% endfor %}",
    "{% for a in range(90000) %}{{ many|selectattr('n', 'odd')|list|length }}{% endfor %}",
    "{% for a in many|map(attribute='n') recursive %}{{ loop(many) }}{% endfor %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% call f() %}{% endcall %}",
    # eating the memory
    "{{ 'x' * 10 ** 9 }}",
    "{{ 'x' * 999999999 }}",
    "{{ rows * 999999999 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ '%999999999d'|format(1) }}",
    "{{ name|center(999999999) }}",
    "{{ name|indent(999999999) }}",
    "{{ rows|batch(999999999, 'x')|list }}",
    "{{ rows|slice(999999999)|list }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% set x = 9 %}" + "{% set x = x * x %}" * 60,
    "{% set x = name %}" + "{% set x = x ~ x %}" * 60,
    "{% set x = name %}" + "{% set x = x + x %}" * 60,
    "{% set x = name %}" + "{% set x = [x, x]|join %}" * 60,
    "{% set x = rows %}" + "{% set x = [x, x] %}" * 60 + "{{ x == x }}",
    "{% set x = rows %}" + "{% set x = x + x %}" * 60,
    "{% set x %}{{ name }}{% endset %}",
    "{{ range(90000)|join('xxxxxxxxxx') }}",
    "{{ name|replace('', 'x' ~ name) }}" * 3 + "{{ range(30000)|join('а')|replace('', 'xxxxxx') }}",
    "{{ range(99999)|join|upper|string ~ range(99999)|join }}",
    "{% for a in range(90000) %}" + "текст {{ a }} " * 500 + "{% endfor %}",
    "{% filter upper %}{{ name }}{% endfilter %}",
    "{{ {'a': rows} }}",
    "{{ namespace(a=1) }}",
]


@pytest.mark.parametrize("source", ATTACKS, ids=range(len(ATTACKS)))
def test_attacks_are_stopped_at_once(source):
    """Each attack is an error after some seconds of work at most, and 200 MB at most."""
    begun, before = time.process_time(), peak()
    with pytest.raises(
        (TemplateSyntaxError, UndefinedError, TooMuch, Unprintable, TypeError, RecursionError)
    ):
        made(source)
    assert time.process_time() - begun < 5
    assert peak() - before < 200


def peak():
    """Give the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ group.items }} {{ group['name'] }}", "поле имя"),
        ("{{ rows|join(', ') }}", "а, б"),
        ("{{ rows|first ~ number ~ rows|last }}", "а7б"),
        ("{{ name|replace('СШ', 'школа')|upper }}", "ОЙСКАЯ ШКОЛА"),
        ("{% for row in rows %}{{ loop.index }}{{ loop.cycle('-', '+') }}{% endfor %}", "1-2+"),
        ("{% for n in range(3) %}{{ n }}{% else %}-{% endfor %}", "012"),
        ("{% for n in rows if n != 'а' %}{{ loop.length }}{% endfor %}", "1"),
        ("{{ 'да' if 'а' in rows else 'нет' }}", "да"),
        ("{% with x = number + 1 %}{{ x }}{% endwith %}", "8"),
        ("{{ many|selectattr('n', 'lt', 3)|map(attribute='n')|join('-') }}", "0-1-2"),
        ("{{ many|length }} {{ number // 2 }} {{ number % 2 }} {{ -number }}", "3000 3 1 -7"),
        ("{{ '<' }}", "&lt;"),
        ("{{ name[:5] }}", "Ойска"),
    ],
)
def test_what_a_template_needs_works(source, text):
    """Loops, conditions, fields, sums and the filters of texts and lists."""
    assert made(source) == text


def test_every_turn_is_paid_for_anew():
    """The budget is that of one document, not of all that a template is ever used for."""
    sandbox = Sandbox()
    ready = template_of(sandbox, "{% for a in range(90000) %}{% endfor %}")
    for _ in range(60):
        sandbox.renew()
        ready.render()
    with pytest.raises(TooMuch):
        for _ in range(60):
            ready.render()


@pytest.mark.parametrize("name", FILTERS)
def test_no_filter_gives_more_than_the_longest(name):
    """Every filter that is known refuses a text that is too long."""
    sandbox = Sandbox()
    ready = template_of(sandbox, f"{{{{ text|{name}|length }}}}")
    with pytest.raises((TooMuch, TypeError, Unprintable, UndefinedError, ValueError)):
        ready.render(text="x" * (LONGEST + 1))


def test_an_endless_template_costs_its_document():
    """The message of a template that would not end says where to look."""
    endless = template(
        "{% for a in range(90000) %}{% for b in range(90000) %}", "{% endfor %}{% endfor %}"
    )
    with pytest.raises(TemplateError, match="не кончился бы"):
        render(endless, {}, ANY_DAY)


def test_thousands_of_unclosed_tags_are_no_trap():
    """Tags that open and never close, in their thousands, are refused at once."""
    begun = time.process_time()
    with pytest.raises(TemplateError, match="не закрыт"):
        render(template("{{r " * 100_000), {}, ANY_DAY)
    assert time.process_time() - begun < 5


def test_what_is_forbidden_is_named():
    """The error says what it was, in Russian."""
    with pytest.raises(Forbidden, match="макросы"):
        made("{% macro f() %}{% endmacro %}")
