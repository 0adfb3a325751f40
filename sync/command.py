"""Commands that speak Russian: headings of the help and complaints about a wrong call."""

from collections.abc import Sequence
from typing import Any

import click


class RussianCommand(click.Command):
    """A command whose help is headed in Russian."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call the command."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), "Вызов: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under a Russian heading."""
        records = [
            record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))
        ]
        if records:
            with formatter.section("Ключи"):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give the option --help with a Russian help text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Показать эту справку."
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name the parts of a call."""
        pieces = super().collect_usage_pieces(ctx)
        return [piece.replace("[OPTIONS]", "[КЛЮЧИ]") for piece in pieces]


class RussianGroup(RussianCommand, click.Group):
    """A group of commands whose help is headed in Russian."""

    command_class = RussianCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands in the order in which they were declared."""
        RussianCommand.format_options(self, ctx, formatter)
        commands = [(name, self.commands[name]) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str(120)) for name, command in commands]
        with formatter.section("Команды"):
            formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order of declaration: the order of a district's life."""
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name the parts of a call."""
        return ["КОМАНДА", "[ЧТО ЕЙ НУЖНО]…"]


def call(group: click.Group, name: str, args: Sequence[str] | None) -> int:
    """Run `group` and give its exit code; 2 with a line in Russian when it was called wrongly."""
    try:
        code = group.main(args, prog_name=name, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 2
    except click.UsageError as error:
        help_of = error.ctx.command_path if error.ctx else name
        click.echo(f"{complaint(error)} Справка: {help_of} --help", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Прервано.", err=True)
        return 1
    return code if isinstance(code, int) else 0


def complaint(error: click.UsageError) -> str:
    """Say in Russian what is wrong with a call."""
    match error:
        case click.NoSuchOption():
            return f"Нет такого ключа: {error.option_name}."
        case click.MissingParameter():
            return f"Не хватает: {_name(error.param)}."
        case click.BadParameter():
            return f"{_name(error.param)}: {error.message}"
        case click.BadOptionUsage():
            return f"Ключу {error.option_name} нужно значение."
    words = error.format_message()
    if words.startswith("No such command"):
        return f"Нет такой команды: {words.split(chr(39))[1]}."
    return "Команда набрана неверно: лишние слова."


def _name(param: Any) -> str:
    if param is None:
        return "Значение"
    return str(param.opts[-1] if isinstance(param, click.Option) else param.metavar)
