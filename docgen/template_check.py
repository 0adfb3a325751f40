"""What is wrong with a template, all of it at once, each with its place and what to do."""

import datetime as dt
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError

from docgen.rendering import TemplateError, explained, render
from docgen.sandbox import Sandbox
from docgen.template_names import Variables, unknown_names
from docgen.template_tags import Text, Trouble, tag_troubles, text_of
from docgen.word_package import open_package, parsed

ANY_DAY = dt.date(2022, 3, 1)


def troubles(content: bytes, variables: Variables) -> list[Trouble]:
    """Tell what is wrong with a template whose names are `variables`; nothing: it is sound.

    What no part tells by itself is found by rendering it with the examples.
    """
    try:
        package = open_package(content)
        texts = [text_of(parsed(package.parts[n]), place) for n, place in package.texts.items()]
    except TemplateError as error:
        return [Trouble("", str(error))]
    found = [trouble for text in texts for trouble in _of_text(text, variables)]
    return found or list(_of_whole(content, variables))


def _of_text(text: Text, variables: Variables) -> Iterator[Trouble]:
    of_tags = list(tag_troubles(text))
    yield from of_tags
    if of_tags:
        return
    try:
        tree = Sandbox().read(text.source)
    except TemplateSyntaxError as error:
        what = explained(error, set()).removeprefix("В шаблоне ")
        yield Trouble(text.where(error.lineno), what)
        return
    except RecursionError:
        yield Trouble(text.place, "теги вложены друг в друга слишком глубоко.")
        return
    for line, what in unknown_names(tree, variables):
        yield Trouble(text.where(line), what)


def _of_whole(content: bytes, variables: Variables) -> Iterator[Trouble]:
    try:
        render(content, {name: one.exemplar() for name, one in variables.items()}, ANY_DAY)
    except TemplateError as error:
        yield Trouble("", str(error))
