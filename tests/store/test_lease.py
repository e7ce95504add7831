"""The lease under chance: whatever nodes do in whatever order, nothing is written by an older token than the newest."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from signage.errors import Fenced
from signage.store.shared import Shared
from tests.redis import RedisServer

from .samples import snapshot

LONG = timedelta(minutes=10)
NODE = st.integers(0, 1)
STEPS = st.one_of(
    st.tuples(st.just("claim"), NODE),
    st.tuples(st.just("begin"), NODE),  # to pull, with the token of that moment; a paused node ends it much later
    st.tuples(st.just("end"), NODE),
    st.tuples(st.just("release"), NODE),
    st.tuples(st.just("run out"), st.none()),
    st.tuples(st.just("empty"), st.none()),
)


class Play:
    """Two nodes on a store, each with the token it was given last, and the pull that it has begun: token, version."""

    def __init__(self, server: RedisServer, nodes: list[Shared]) -> None:
        self.server, self.nodes = server, nodes
        self.tokens, self.pulls = [0, 0], [(0, 0), (0, 0)]
        self.granted, self.version = [0], 0
        self.in_force = 0
        self.saved: list[tuple[int, int]] = []  # number, version

    def step(self, what: str, node: int | None) -> None:
        """Have a node do something, or the server suffer it."""
        if node is None:
            self.server.say(*(("DEL", "signage:{evt}:lease") if what == "run out" else ("FLUSHALL",)))
            self.in_force = 0
        elif what == "claim":
            self.claim(node)
        elif what == "begin":
            self.version += 1
            self.pulls[node] = self.tokens[node], self.version
        elif what == "end":
            self.end(node)
        else:
            self.nodes[node].release()
            self.in_force = 0 if self.in_force == self.tokens[node] else self.in_force

    def claim(self, node: int) -> None:
        token = self.nodes[node].claim(LONG, least=self.tokens[node])
        if token is None:
            assert self.in_force not in (0, self.tokens[node])
            return
        if token != self.in_force:
            assert token > max(self.granted), "tokens rise, though the store was emptied"
            self.granted.append(token)
        self.tokens[node] = self.in_force = token

    def end(self, node: int) -> None:
        token, version = self.pulls[node]
        self.nodes[node].fence = token
        try:
            number = self.nodes[node].save(snapshot(version))
        except Fenced:
            assert token == 0 or token != self.in_force
        else:
            assert token == self.in_force == max(self.granted)
            self.saved.append((number, token))


@settings(max_examples=150)
@given(steps=st.lists(STEPS, max_size=30))
def test_nothing_is_written_by_a_token_that_is_not_the_newest(one_redis: RedisServer, steps: list) -> None:
    one_redis.say("FLUSHALL")
    with closing(one_redis.store(node="one")) as one, closing(one_redis.store(node="two")) as two:
        play = Play(one_redis, [one, two])
        for what, node in steps:
            play.step(what, node)
        assert play.saved == sorted(play.saved), "a later number never comes of an older lease"
