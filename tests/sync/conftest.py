"""A district after its first pass, made once and copied for each test that needs one."""

import pytest

from tests.sync.people import copy, found, go


@pytest.fixture(scope="session")
def passed(tmp_path_factory):
    """A district of five after its first pass; whoever changes it copies it first."""
    folder = found(tmp_path_factory.mktemp("passed") / "район")
    go(folder)
    return folder


@pytest.fixture
def district(passed, tmp_path):
    """A copy of it for one test."""
    return copy(passed, tmp_path / "район")
