"""What is on the glass, as displays report it; what should be; and the difference.

A display is a browser that has an open wall: a device (`report.public_id`) and the page that it shows. `report` is what
it says of itself, `verdict` compares that with what is `expected`, `registry` keeps a row for each display and says in
which state it is, `changes` follows each change to the displays that have to show it.
"""
