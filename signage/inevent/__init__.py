"""The InEvent gateway: settings, token, client, its JSON made sessions. Nothing else knows its format.

`client` asks, with a token that `token` brings, and within what `rate_limit` knows of the quota; `answer` is what comes
back, or the error that it is. `wire` reads its records, whose spellings are many (`text`, `times`), and a large answer
in pieces (`large_json`, `json_split`). What the client hands on is a `pull`.
"""
