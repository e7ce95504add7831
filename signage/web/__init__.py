"""The edge to browsers: pages, files and event streams, and the HTTP server below them.

An endpoint is a method `async (Request) -> ASGIApp` of an object that holds what it needs; `app` names the routes. What
it returns is an `Answer` (`answer`: ready bytes with ready headers), one of Starlette's responses, or an `EventStream`.
Pages and streams that are known already never get as far as a route: `app.ShortPath` answers them by one look-up.

An event stream passes these files, which are one mechanism:

1. `stream.EventStream` answers the request: it sends the head and returns, leaving in the request's scope what is to
   happen on the connection from then on, which is `hub.Hub.serve_stream`.
2. `protocol.detached_responses` runs that once all layers of the application have returned, so that none of their
   frames and wrappers stay in memory for as long as a display is on. `protocol.Protocol` gives each request the
   function that cuts its connection.
3. `hub.Hub` keeps the stream, an `open_stream.Stream`, in the set of its topic, sends it ticks and what is published,
   and ends it. What is published is an `encoding.Piece`: bytes that were written and compressed once, for all streams
   together.
"""
