"""Measure the walls of any agenda: what overlaps, leaves its place or is cut, how large, how full, how many pages.

`venue` reads an agenda and plans which screens to look at when, `walk` drives their pages by their own clock,
`texts.js`, `audit.js` and `measure.js` look at a page, `judge` says what is wrong with what they saw, `report` and
`sheets` print it.
"""
