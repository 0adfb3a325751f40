"""Lines of a standing tab become the wanted ones; what is typed meanwhile stays with its key."""

from hypothesis import example, given
from hypothesis import strategies as st

from sync.google.row_plan import Line, Plan, Step, plan_lines


class Sheet:
    """A sheet of lines as Google moves them: each line is a list of its key and its typed text."""

    def __init__(self, lines):
        self.lines = list(lines)

    def apply(self, steps):
        for step in steps:
            end = step.at + step.count
            assert step.count > 0
            if step.what == "insert":
                assert 0 <= step.at <= len(self.lines)
                new = [{"key": None, "text": ""} for _ in range(step.count)]
                self.lines = self.lines[: step.at] + new + self.lines[step.at :]
                continue
            assert step.at >= 0 and end <= len(self.lines)
            if step.what == "delete":
                self.lines = self.lines[: step.at] + self.lines[end:]
                assert self.lines, "Google refuses to delete every line of a sheet"
            else:
                assert 0 <= step.to <= len(self.lines) and not step.at <= step.to <= end
                taken = self.lines[step.at : end]
                head = [x for n, x in enumerate(self.lines[: step.to]) if not step.at <= n < end]
                tail = [
                    x for n, x in enumerate(self.lines) if n >= step.to and not step.at <= n < end
                ]
                self.lines = head + taken + tail


def applied(current, wanted, typing=None):
    """Plan, type into lines, apply the steps: the plan, the sheet, the standing lines."""
    plan = plan_lines(current, wanted)
    standing = [
        {"key": line.key, "text": "" if line.blank else f"before {n}", "number": n}
        for n, line in enumerate(current)
    ]
    for number in typing or ():
        if number < len(standing):
            standing[number]["text"] = f"typed {number}"
    sheet = Sheet(standing)
    sheet.apply(plan.steps)
    return plan, sheet.lines, standing


KEYS = st.sampled_from("abcdefgh")
LINES = st.lists(
    st.builds(Line, st.none() | KEYS, st.booleans(), st.booleans()).map(
        lambda line: line if line.key else Line()
    ),
    max_size=14,
)
WANTED = st.lists(st.none() | KEYS, min_size=1, max_size=14).map(
    lambda keys: [k for n, k in enumerate(keys) if k is None or k not in keys[:n]]
)


@given(LINES, WANTED, st.sets(st.integers(0, 13)))
@example([Line("a"), Line("a"), Line("b")], ["b", None, "a"], {0, 1, 2})
@example([Line(), Line("a"), Line("b"), Line()], ["b", "a"], {1, 2})
def test_whatever_is_typed_stays_with_its_key(current, wanted, typing):
    """Wanted lines stand in the wanted order, and a typed text is in a line of the same key.

    A line that is deleted was retired by an earlier write and had nothing to keep as it was read.
    """
    plan, lines, standing = applied(current, wanted, typing)
    count = len(wanted)
    for line, key, source in zip(lines, wanted, plan.sources, strict=False):
        assert line["key"] == (key if source is not None else None)
        assert line.get("number") == source
    assert [line.get("number") for line in lines[count:]] == plan.retired
    assert len(lines) == count + len(plan.retired) == len(plan.sources) + len(plan.retired)
    left = {line.get("number") for line in lines}
    for number, line in enumerate(current):
        if line.key is not None and number not in left:
            assert line.retired and (line.blank or line.key in wanted)
    for line in lines:
        if "number" in line:
            assert line["text"] == standing[line["number"]]["text"]


@given(LINES, WANTED)
def test_planned_again_nothing_is_left_to_do(current, wanted):
    """Once the lines stand as wanted, only lines retired by that write may yet be deleted."""
    plan, _, _ = applied(current, wanted)
    after = [Line(key) for key in wanted]
    after += [current[number]._replace(retired=True) for number in plan.retired]
    again = plan_lines(after, wanted)
    assert {step.what for step in again.steps} <= {"delete"}
    final = after[: len(wanted)] + [after[n] for n in again.retired]
    assert plan_lines(final, wanted).steps == []
    assert again.sources == list(range(len(wanted)))


@given(st.permutations("abcdefgh"))
def test_moves_are_the_fewest(order):
    """Lines on a longest rising subsequence stay, each other one moves at most once."""
    plan, lines, _ = applied([Line(key) for key in order], list("abcdefgh"))
    assert [line["key"] for line in lines] == list("abcdefgh")
    longest = [1] * 8
    for n, key in enumerate(order):
        longest[n] = 1 + max((longest[m] for m in range(n) if order[m] < key), default=0)
    assert sum(step.count for step in plan.steps) == 8 - max(longest)


def test_lines_that_go_on_together_move_in_one_step():
    """A block that somebody sorted down comes back by one move."""
    plan, _, _ = applied([Line(key) for key in "xyzabcdef"], list("abcdefxyz"))
    assert plan.steps == [Step("move", 0, 3, 9)]


def test_copied_line_is_retired():
    """Of two lines with one key the first holds; the next write deletes the other one."""
    plan = plan_lines([Line("a", blank=False), Line("a", blank=False), Line()], ["a", None])
    assert plan == Plan([Step("move", 1, 1, 3)], [0, 2], [1])
    later = plan_lines([Line("a"), Line(), Line("a", retired=True, blank=False)], ["a", None])
    assert later == Plan([Step("delete", 2, 1)], [0, 1], [])


def test_retired_line_comes_back():
    """A line that is wanted again moves up as it is, with what was typed in it."""
    plan, lines, _ = applied([Line(), Line("a"), Line("b", retired=True)], [None, "b", "a"], {2})
    assert plan.steps == [Step("move", 2, 1, 1)] and plan.retired == []
    assert [line["text"] for line in lines] == ["", "typed 2", ""]


def test_retired_line_with_something_in_it_stays():
    """What was typed in a line that is wanted no more is kept until it is empty."""
    kept = plan_lines([Line(), Line("a", retired=True, blank=False)], [None])
    assert kept == Plan([], [0], [1])
    gone = plan_lines([Line(), Line("a", retired=True, blank=True)], [None])
    assert gone == Plan([Step("delete", 1, 1)], [0], [])


def test_new_key_never_takes_a_standing_line():
    """A new key gets a line of its own: something may be typed in any of those that stand."""
    plan = plan_lines([Line(), Line(), Line()], [None, "a", "b"])
    assert plan.sources == [0, None, None]
    assert plan.steps == [Step("insert", 1, 2), Step("delete", 3, 2)]
