"""What templates are given: one frozen dataclass for each panel kind. A contract: themes may replace any template.

Times of day and ranges are text already, in the screen's language and the event's zone; instants are epoch seconds.
Text from outside comes as `BidiText` and is escaped by the templates' autoescape; within our labels it is HTML already.
"""
