"""HiGHS as the rules use it: one thread, a fixed seed, not a word to the terminal."""

from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]

ROOM = 1e-6
"""How far two sums may be apart and still be called equal."""


class Quiet(highspy.Highs):
    """A solver that is silent from its first moment: else it greets on the standard output."""

    def enableCallbacks(self) -> None:
        """Enable none, they are what the greeting comes from."""
        self.setOptionValue("output_flag", False)


def solver(**options: Any) -> Quiet:
    """Give an empty solver that gives the same answer in every process.

    Limits on its work are to be counted in nodes, never in seconds.
    """
    made = Quiet()  # type: ignore[no-untyped-call]
    for name, value in {"threads": 1, "random_seed": 0, **options}.items():
        made.setOptionValue(name, value)
    return made


def program(
    gain: Floats, lower: Floats, upper: Floats, matrix: sp.csc_array, most: Floats
) -> highspy.HighsLp:
    """Give the program: maximise gain·x, subject to matrix·x ≤ most and lower ≤ x ≤ upper."""
    made = highspy.HighsLp()
    made.num_row_, made.num_col_ = matrix.shape
    made.sense_ = highspy.ObjSense.kMaximize
    made.col_cost_, made.col_lower_, made.col_upper_ = gain, lower, upper
    made.row_lower_, made.row_upper_ = np.full(len(most), -np.inf), most
    made.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    made.a_matrix_.start_, made.a_matrix_.index_ = matrix.indptr, matrix.indices
    made.a_matrix_.value_ = matrix.data
    return made


def run(model: Quiet) -> tuple[Floats, Floats]:
    """Solve, and give the values of the columns and the dual values of the rows."""
    model.run()
    found = model.getSolution()
    return np.array(found.col_value), np.array(found.row_dual)
