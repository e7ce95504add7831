"""Keeps the agenda as the gateway has it: full pull, window and delta, past the feed gate and into the store.

`schedule` says when, `coordinator` does one at a time, `questions` asks and takes the answer over: `reconcile` merges
it into what is known, `gate` holds it where it is a bulk change (`bulk`), `agenda_state` has the outcome. `archive`
saves that, `status` tells staff. `due` says when everything is to be asked for, `backoff` when nothing is. Where
several nodes share a store, `shared` is the coordinator, and `handover` and `feed_state` are what they tell each other.
"""
