"""Makes agenda, layout and appearance current, and tells every open page what of them changed for it.

`state` is one consistent value of all that is shown. `renderer` turns it into pages, each once, and keeps the last good
form of what fails. `publisher` swaps the state and sends the difference, which `changes` tells, to the streams.
"""
