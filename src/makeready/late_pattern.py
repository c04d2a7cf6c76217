"""Late patterns: a regular expression goes in; what can be asked of it comes out, compiled when it is asked first.

A command loads some two hundred of them and asks forty. Compiled at once, all take as long as a small build reads its
manuscript.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as late_pattern
else:
    import re

    class late_pattern:
        """The pattern that `re.compile` makes of the same, with all that it has."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self._given = pattern, flags

        def __getattr__(self, name: str) -> Any:
            compiled = re.compile(*self._given)
            for one in dir(compiled):
                if not one.startswith("_"):
                    self.__dict__[one] = getattr(compiled, one)
            return getattr(compiled, name)

        def __reduce__(self) -> Any:
            return late_pattern, self._given


__all__ = ["late_pattern"]
