"""A simulated InEvent gateway. Imports nothing else from `signage`, so that both cannot share one misunderstanding."""
