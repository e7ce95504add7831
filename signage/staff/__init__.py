"""What staff say and do on their page: the parts that need no HTTP.

`posted` is a notice as walls show it, whoever wrote it; `notices` are those of the page.
"""
