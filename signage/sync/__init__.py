"""Keeps the agenda as the gateway has it: full pull, window and delta, past the feed gate and into the store."""
