"""Few examples and no deadlines: the machine that runs the tests may be busy."""

from hypothesis import settings

settings.register_profile("model", max_examples=50, deadline=None)
settings.load_profile("model")
