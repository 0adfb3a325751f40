"""Names, posts, initials, dates and counts: hand-checked tables."""

import datetime as dt

import pytest

from docgen.russian import (
    acting,
    count,
    full_name,
    full_post,
    gender,
    initials_after,
    initials_before,
    long_date,
    month_of,
    name_parts,
    post,
    short_date,
)

NAMES = """
Петрова Анна Ивановна | Петровой Анны Ивановны | female
Дроздов Виктор Алексеевич | Дроздова Виктора Алексеевича | male
ГОНЧАРЕНКО СВЕТЛАНА ПАВЛОВНА | Гончаренко Светланы Павловны | female
Кызыл-оол Аяна Борисовна | Кызыл-оол Аяны Борисовны | female
Седых Николай Степанович | Седых Николая Степановича | male
Ткач Мария Леонидовна | Ткач Марии Леонидовны | female
Тихонова-Рябова Вера Михайловна | Тихоновой-Рябовой Веры Михайловны | female
Кох Александр Давидович | Коха Александра Давидовича | male
Кох Эмма Давидовна | Кох Эммы Давидовны | female
Гейнц Наталья Фёдоровна | Гейнц Натальи Фёдоровны | female
Жук Оксана Валерьевна | Жук Оксаны Валерьевны | female
Жук Олег Валерьевич | Жука Олега Валерьевича | male
Ли Виталий Чанович | Ли Виталия Чановича | male
Зуев Пётр Ильич | Зуева Петра Ильича | male
Черных Людмила Геннадьевна | Черных Людмилы Геннадьевны | female
Салчак Айлана Маратовна | Салчак Айланы Маратовны | female
Шмидт Елена Андреевна | Шмидт Елены Андреевны | female
Воробей Иван Лукич | Воробья Ивана Лукича | male
Коваль Ирина Ильинична | Коваль Ирины Ильиничны | female
Мигуля Антон Игоревич | Мигули Антона Игоревича | male
Дюма Александр Петрович | Дюма Александра Петровича | male
Шевченко Олег Ильич | Шевченко Олега Ильича | male
Толстой Лев Николаевич | Толстого Льва Николаевича | male
Крутых Вера Павловна | Крутых Веры Павловны | female
Белая Надежда Юрьевна | Белой Надежды Юрьевны | female
Мельник Татьяна Юрьевна (Иванова) | Мельник Татьяны Юрьевны | female
  Орлова   Любовь  Петровна | Орловой Любови Петровны | female
Пeтрова Aнна Иванoвна | Петровой Анны Ивановны | female
Анна Ивановна Петрова | Петровой Анны Ивановны | female
Анна Ивановна Абрамович | Абрамович Анны Ивановны | female
Любовь Петровна Орлова | Орловой Любови Петровны | female
петрова анна ивановна | Петровой Анны Ивановны | female
ЛИ ВИТАЛИЙ ЧАНОВИЧ | Ли Виталия Чановича | male
КЫЗЫЛ-ООЛ АЯНА БОРИСОВНА | Кызыл-оол Аяны Борисовны | female
Петрова Анна | Петровой Анны | female
Анна Петрова | Петровой Анны | female
Петрова А.И. | Петровой~А.~И. | female
А. И. Петров | Петрова~А.~И. | male
Черненко Женя Сергеевна | Черненко Жени Сергеевны | female
Щербина Иван Кузьмич | Щербины Ивана Кузьмича | male
"""


def table(text):
    return [tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("name", "genitive", "who"), table(NAMES))
def test_names_in_the_genitive(name, genitive, who):
    """Rare, double, foreign names, any order and case, initials (~ is a no-break space)."""
    assert full_name(name, "genitive") == genitive.replace("~", "\u00a0")
    assert gender(name) == who


@pytest.mark.parametrize(
    "name",
    [
        "Ткач А.И.",
        "Петров Анна Ивановна",
        "Петрова Иван Ильич",
        "Петров Иван Иваныч",
        "Заяц Иван Кузьмич",
        "Соловей Игорь Павлович",
        "Саша Женя Валя",
        "Петрова",
        "Ондар Чодураа Сергеевна",
        "Алиев Вагиф Гасан оглы",
        "Anna Smith Maria",
        "",
        "12 34 56",
    ],
)
def test_an_unsure_name_is_not_guessed(name):
    """What the rules are not made for is left as it is, not bent."""
    assert full_name(name, "genitive") is None


POSTS = """
директор | директора
Директор | директора
и. о. директора | исполняющего обязанности директора
и.о. директора | исполняющего обязанности директора
ИО директора | исполняющего обязанности директора
врио заведующего | временно исполняющего обязанности заведующего
временно исполняющий обязанности директора | временно исполняющего обязанности директора
исполняющая обязанности заведующей | исполняющей обязанности заведующей
заведующий | заведующего
заведующая | заведующей
заведующая филиалом | заведующей филиалом
заведующий детским садом | заведующего детским садом
заместитель директора по УВР | заместителя директора по УВР
первый заместитель главы района | первого заместителя главы района
старший воспитатель | старшего воспитателя
главный специалист | главного специалиста
начальник управления образования | начальника управления образования
руководитель | руководителя
учитель-логопед | учителя-логопеда
педагог-психолог | педагога-психолога
педагог дополнительного образования | педагога дополнительного образования
учитель русского языка и литературы | учителя русского языка и литературы
методист | методиста
председатель | председателя
начальник | начальника
ректор | ректора
ДИРЕКТОР | директора
ЗАМЕСТИТЕЛЬ ДИРЕКТОРА ПО УВР | заместителя директора по УВР
диpектор | директора
и.о.директора | исполняющего обязанности директора
и. о. директор | исполняющего обязанности директора
зам.директора по УВР | заместителя директора по УВР
директор МБОУ «Ойская СШ» | директора МБОУ «Ойская СШ»
"""


@pytest.mark.parametrize(("title", "genitive"), table(POSTS))
def test_posts_in_the_genitive(title, genitive):
    """Only the head group of a post changes."""
    assert post(title, "genitive") == genitive


@pytest.mark.parametrize("title", ["", "по УВР", "????", "директора", "директор, учитель"])
def test_an_unsure_post_is_not_guessed(title):
    """A text with no head in the nominative is left alone."""
    assert post(title, "genitive") is None


CASES = """
dative | директору | старшему воспитателю | заведующей | Петровой Анне Ивановне
accusative | директора | старшего воспитателя | заведующую | Петрову Анну Ивановну
instrumental | директором | старшим воспитателем | заведующей | Петровой Анной Ивановной
prepositional | директоре | старшем воспитателе | заведующей | Петровой Анне Ивановне
"""


@pytest.mark.parametrize(("case", "head", "teacher", "manager", "name"), table(CASES))
def test_other_cases(case, head, teacher, manager, name):
    """An order appoints in the accusative: a man's post is that of a living being."""
    assert post("директор", case) == head
    assert post("старший воспитатель", case) == teacher
    assert post("заведующая", case) == manager
    assert full_name("Петрова Анна Ивановна", case) == name


def test_initials_never_part_from_the_name():
    """«А. И. Петрова» with no-break spaces, also of a name that has only initials."""
    assert initials_before("Петрова Анна Ивановна") == "А.\u00a0И.\u00a0Петрова"
    assert initials_before("Петрова А.И.") == "А.\u00a0И.\u00a0Петрова"
    assert initials_before("А. И. Петрова") == "А.\u00a0И.\u00a0Петрова"
    assert initials_before("Анна Ивановна Петрова") == "А.\u00a0И.\u00a0Петрова"
    assert initials_before("Алиев Вагиф Гасан оглы") == "В.\u00a0Г.\u00a0Алиев"
    assert initials_before("Петрова") == "Петрова"
    assert initials_before("") == ""
    assert initials_after("Петрова Анна Ивановна") == "Петрова\u00a0А.\u00a0И."


def test_name_parts():
    """Capitals, brackets and double spaces go; the surname comes first."""
    assert name_parts("САЛТЫКОВ-ЩЕДРИН МИХАИЛ  (дев.) ЕВГРАФОВИЧ") == (
        "Салтыков-Щедрин",
        "Михаил",
        "Евграфович",
    )


def test_acting():
    """The participle agrees with the person; both ends where the sex is unknown."""
    assert acting("female") == "действующей"
    assert acting("male") == "действующего"
    assert acting(None) == "действующего(ей)"


def test_full_post_opens_the_abbreviation():
    """«И. о.» is opened, the first letter is small, an abbreviation stays."""
    assert full_post("И. о. директора") == "исполняющий обязанности директора"
    assert full_post("Директор") == "директор"
    assert full_post("IT-специалист") == "IT-специалист"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1 педагог"),
        (2, "2 педагога"),
        (5, "5 педагогов"),
        (11, "11 педагогов"),
        (21, "21 педагог"),
        (112, "112 педагогов"),
    ],
)
def test_counts(number, words):
    """The noun takes the form that its number asks for."""
    assert count(number, "педагог", "педагога", "педагогов") == words.replace(" ", "\u00a0")


def test_dates():
    """A date keeps its day with its month, and its year with «г.»."""
    assert long_date(dt.date(2021, 6, 30)) == "30\u00a0июня 2021\u00a0г."
    assert month_of(dt.date(2021, 10, 1)) == "октября 2021\u00a0г."
    assert short_date(dt.date(2021, 6, 5)) == "05.06.2021"
