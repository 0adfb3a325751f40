"""Districts in the emulator, made once and shared by the tests that only look."""

import pytest

from tests.emulator import Emulator


@pytest.fixture
def google():
    """An emulator of one's own, none of whose answers may be a failure of itself."""
    with Emulator() as emulator:
        yield emulator
        assert not emulator.failures
