"""From one screen's entry in the layout to HTML that carries its own future.

A screen's entry becomes playlist items (`playlist`), each seen in a `DayContext` (`day`); its view (`views`, one file a
kind) makes panel contexts (`panels`), which templates turn into HTML with a revision (`templates`); together they are a
`RenderedScreen` (`screen`). `moment` says what of that HTML is on screen at one instant.
"""
