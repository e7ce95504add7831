"""The edge to browsers: pages, files, event streams and their fan-out, and the HTTP server below them."""
