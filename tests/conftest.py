"""For every test: time limits of single examples are off, because the machine may be busy."""

from hypothesis import settings

settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")
