"""What all tests share: random tests take no account of how fast the machine happens to be."""

from hypothesis import settings

settings.register_profile("signage", deadline=None, max_examples=100)
settings.register_profile("quick", deadline=None, max_examples=20)  # make quick
settings.load_profile("signage")
