"""The InEvent gateway: settings, token, client, its JSON made sessions. Nothing else knows its format."""
