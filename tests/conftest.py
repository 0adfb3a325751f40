"""What holds for all tests: how fast a machine is decides nothing."""

from hypothesis import settings

settings.register_profile("vzaimo", deadline=None)
settings.load_profile("vzaimo")
