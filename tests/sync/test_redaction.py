"""What is hidden from the log, and what is not."""

import pytest

from sync.redaction import HIDDEN, redacted, told_traceback

PEM = (
    "-----BEGIN PRIVATE"
    + " KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQE=\n-----END PRIVATE"
    + " KEY-----"
)
JWT = "eyJ" + "hbGciOiJSUzI1NiJ9.eyJpc3MiOiJ3b3JrZXIifQ.c2lnbmF0dXJl"
TOKENS = (
    "ya29." + "a0AfH6SMBx-Y_z",
    "1//" + "0gLongRefreshToken-x_y",
    "GOCSPX" + "-abcdEFGH1234",
    "AIza" + "SyA1234567890abcdefghijklmnop",
    "4/0" + "AX4XfWh1234567890abcdefg",
    JWT,
    PEM,
    PEM.replace("\n", "\\n"),
    "MII" + "Evq" * 30 + "==",
    "0123456789abcdef" * 3,
)
PEOPLE = (
    "kurator@shkola-ermak1.example.ru",
    "петрова@школа.рф",
    "+7 913 123-45-67",
    "8 (39138) 2-00-10",
    "89131234567",
    "(39138) 2-13-55",
    "2-13-55",
    "21-4-17",
    "Лаврентьева Ольга Романовна",
    "Ольгой Романовной",
    "Лаврентьева О. Р.",
    "О. Р. Лаврентьева",
)


@pytest.mark.parametrize("secret", [*TOKENS, *PEOPLE])
def test_secrets_and_people_are_hidden(secret):
    """Keys, tokens, mailboxes, telephones and names go, the words around them stay."""
    for text in (f"read {secret} failed", secret, f"({secret})", f'{{"x": "{secret}"}}'):
        shown = redacted(text)
        assert HIDDEN in shown
        assert secret not in shown
        assert shown.startswith(text.split(secret, maxsplit=1)[0])
    assert "failed" in redacted(f"read {secret} failed")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-123", "abc.def-123"),
        ("POST /token client_secret=s3cr3t-value&x=1", "s3cr3t-value"),
        ('{"private_key_id": "abc123def"}', "abc123def"),
        ("{'refresh_token': 'r3fresh-me'}", "r3fresh-me"),
    ],
)
def test_values_of_secret_fields_are_hidden(text, secret):
    """A value that stands behind the name of a secret goes, whatever it looks like."""
    assert secret not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        "Организации/МБОУ «Ермаковская СШ № 1».xlsx",
        "МБОУ «Ойская СШ» им. В.",
        "Прошлый проход был за 05.03.2022, это позже, чем 01.03.2022",
        "2022-03-01T10:20:30.123456+0700",
        "12:30:05 02.03.2022",
        "staffing.categories_sum",
        '  File "sync/passes.py", line 120, in _attempt',
        "    made = sorted(rows, key=_day_of)",
        "4 из 2000, 1022440753158",
    ],
)
def test_what_is_needed_stays(text):
    """Names of organisations, dates, places in the code and plain numbers are not touched."""
    assert redacted(text) == text


def test_depths_are_reached():
    """Texts in lists and mappings are redacted, other values left as they are."""
    value = {"books": [("x@y.ru", 5)], "done": True, "none": None, "share": 0.5}
    assert redacted(value) == {"books": [[HIDDEN, 5]], "done": True, "none": None, "share": 0.5}


def test_a_traceback_tells_the_code_and_not_the_values():
    """Of messages only English words and names out of the code stay, through all causes."""
    name = "Петрова " + "Зоя"
    try:
        try:
            {}[name]
        except KeyError as error:
            raise ValueError(
                f"could not convert {name} in 'total' for {name!r} «{name}»"
            ) from error
    except ValueError as error:
        told = told_traceback(error)
    assert "Петрова" not in told.replace('"Петрова "', "")
    assert "Зоя" not in told.replace('"Зоя"', "")
    assert "ValueError: could not convert" in told
    assert "'total'" in told
    assert told.index("KeyError") < told.index("ValueError: could")
    assert "line" in told


def test_a_message_that_cannot_be_told():
    """An error whose own text fails is told by its kind; a file by what the system says."""

    class Mute(Exception):
        def __str__(self):
            raise RuntimeError

    assert "Mute: " in told_traceback(Mute())
    told = told_traceback(PermissionError(13, "Permission denied", "Люди/Петрова.xlsx"))
    assert "[errno 13] Permission denied" in told
    assert "Петрова" not in told
