"""The press: a project's folder and a request go in; checked artifacts in build/ and a report come out.

The only floor that knows the order of the stages.
"""
