"""From one screen's entry in the layout to HTML that carries its own future.

1. `playlist`: the entry (a `Screen` of the layout) becomes playlist items, each a view in one language, with its share
   of time and of the display.
2. `day_context`: each item is seen in a `DayContext`, which is one day of the event in that language, as this screen
   points; `marks` tells what changed of a session lately.
3. `views` chooses the file of the item's view (`room`, `overview`, `directory`, `agenda`, `images`, `message`,
   `webpage`), which makes a `RenderedView`: named blocks, each the context of a panel (`panels`). `intervals` cuts a
   room's future where something about it changes, `rooms` puts rooms side by side, `parts` has what all views share.
   `overlays` adds what staff lay over views.
4. `templates`: a template turns each context into a `Panel`, which is HTML with a revision that does not depend on the
   time of day.
5. `screen`: together they are a `RenderedScreen`, which pages are made of and streams compare.
6. `visibility`: when a page is served, what of its HTML is not on screen at that instant is hidden.

`language` has all text that is not the agenda's: labels, times of day, dates.
"""
