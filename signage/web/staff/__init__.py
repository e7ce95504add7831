"""The staff page's HTTP: its API, made from tuples of `Call`; its pages; who is asking.

An owner of a part writes a module with a frozen dataclass that has a method `calls()`, and `app.create` joins it.
"""
