"""The tabs that a pass over the demo district wants, computed once."""

from unittest import mock

import pytest

from sync import passes
from tests.sync.people import copy, go


class _Enough(Exception):
    """The pass need not go on."""


@pytest.fixture(scope="session")
def wanted_tabs(tmp_path_factory, passed):
    """Give the tabs of each worker's book by its name."""
    folder = copy(passed, tmp_path_factory.mktemp("wanted") / "район", state=False)
    stopped = mock.patch.object(passes, "publish", side_effect=_Enough)
    with stopped as publish, pytest.raises(_Enough):
        go(folder)
    return {one.name: one.tabs for one in publish.call_args.args[2] if one.tabs}
