"""Loading: the engine's name goes in; WeasyPrint, with no font of the system and without what we never use, comes out.

Of another release than the one whose insides we use, nothing comes out but a MissingToolError that names both.

Every module that uses WeasyPrint imports it from here first, because Fontconfig reads its settings only once.
"""

from __future__ import annotations

import contextlib
import ctypes.util
import hashlib
import importlib
import mimetypes
import os
import sys
import warnings
from collections.abc import Iterator, Mapping
from importlib.resources import as_file, files
from types import ModuleType
from typing import Any

import cffi
import tinycss2

from makeready.findings import MissingToolError
from makeready.pdf import engine_declarations
from makeready.pdf.late_sheets import open_late
from makeready.releases import find_release
from makeready.style import late_selectors  # noqa: F401 - before the engine reads one

# The releases whose insides we use and replace parts of, as pyproject.toml has them.
PINNED = {"weasyprint": "70.0", "pydyf": "0.13.0"}
# Fontconfig reads this once, when WeasyPrint is imported: no font of the system can reach a page.
_FONTS_CONF = contextlib.ExitStack()
os.environ["FONTCONFIG_FILE"] = str(_FONTS_CONF.enter_context(as_file(files("makeready.pdf") / "fonts.conf")))

# What the engine imports to unpack fonts, to subset them without HarfBuzz and to cut variable ones, which we do, and to
# read HTML: it is given trees. 0.13 s.
_SPARED = {
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "tinyhtml5": ("parse",),
    "fontTools.subset": ("Options", "Subsetter"),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}


@contextlib.contextmanager
def _spare_modules() -> Iterator[None]:
    """Put stand-ins in the place of modules; what is called in them loads the true ones."""
    absent = [name for name in _SPARED if name not in sys.modules]
    for name in absent:
        stand_in = ModuleType(name)
        for what in _SPARED[name]:
            setattr(stand_in, what, _Spared(name, what))
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


class _Spared:
    """Stands for what a module has, until it is called or looked into: then the engine gets all that the module has."""

    def __init__(self, module: str, name: str) -> None:
        self._module = module
        self._name = name

    def __call__(self, *words: Any, **named: Any) -> Any:
        return self._load()(*words, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(), name)

    def _load(self) -> Any:
        for engine in [module for name, module in sys.modules.items() if name.split(".")[0] == "weasyprint"]:
            for name, value in list(vars(engine).items()):
                # An error that is caught by its name is looked up when what raises it was called.
                if isinstance(value, _Spared) and value._module == self._module:
                    setattr(engine, name, value._find())
        return self._find()

    def _find(self) -> Any:
        module = importlib.import_module(self._module)
        with contextlib.suppress(AttributeError):
            return getattr(module, self._name)
        return importlib.import_module(f"{self._module}.{self._name}")


@contextlib.contextmanager
def _leave_types_unread() -> Iterator[None]:
    """Keep the engine from reading this machine's lists of media types: what it makes at the start has Python's own."""
    is_read = mimetypes.inited
    mimetypes.inited = True
    try:
        yield
    finally:
        mimetypes.inited = is_read


@contextlib.contextmanager
def _read_sheets_late() -> Iterator[None]:
    """Keep the engine from reading its own style sheets while it loads: see pdf/late_sheets.py."""
    if "weasyprint" in sys.modules:
        yield  # somebody has loaded it, with its sheets
        return
    parse = tinycss2.parse_stylesheet
    tinycss2.parse_stylesheet = lambda *_, **__: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse
    own = sys.modules.get("weasyprint.html")
    if own is None:
        return  # another module of this name lies on the path, which is told soon
    open_late(own.UA_STYLESHEET, own.UA, own.UA_COUNTER_STYLE)
    open_late(own.UA_FORM_STYLESHEET, own.UA_FORM, own.UA_COUNTER_STYLE)
    open_late(own.PH_STYLESHEET, own.PH, {})


def _find_nothing(name: str) -> str | None:
    return None


@contextlib.contextmanager
def _name_libraries_directly() -> Iterator[None]:
    """Keep the engine, on Linux, from asking a compiler and the linker's cache where Pango is.

    It tries the names of several systems in turn; those of Linux need no search (0.15 s in other processes).
    """
    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = find


@contextlib.contextmanager
def read_declarations_quickly() -> Iterator[None]:
    """Keep the engine from parsing its header of C at each start (a sixth of the time that it takes to load)."""
    parse = cffi.FFI
    cffi.FFI = _Declarations
    try:
        yield
    finally:
        cffi.FFI = parse


class _Declarations:
    """What the engine takes for a `cffi.FFI`: it has the functions of the one that knows the declarations."""

    _PARSED = cffi.FFI

    def cdef(self, header: str) -> None:
        """Know what a header declares: read it as it was written down, or parse it where it is another one."""
        is_known = hashlib.sha256(header.encode()).hexdigest() == engine_declarations.DIGEST
        known = engine_declarations.ffi if is_known else self._PARSED()
        if not is_known:
            known.cdef(header)
        for name in dir(known):
            if not name.startswith("_"):
                setattr(self, name, getattr(known, name))


def _describe_missing(name: str, found: str) -> MissingToolError:
    wanted = PINNED[name]
    known = f"{name} {found} is installed" if found else f"{name} is not installed"
    return MissingToolError(
        f"{known}, and this makeready lays pages out with {name} {wanted}",
        f"install that release: pip install {name}=={wanted}, or makeready anew in an environment of its own",
    )


def require_releases(found: Mapping[str, str]) -> None:
    """Raise MissingToolError where `found`, releases by name, are others than the ones that we know the insides of."""
    for name, wanted in PINNED.items():
        if found.get(name) != wanted:
            raise _describe_missing(name, found.get(name, ""))


def _load() -> None:
    """Import the engine and what writes its PDFs; MissingToolError where they, or Pango, are not as they have to be."""
    try:
        with (
            warnings.catch_warnings(), _spare_modules(), _leave_types_unread(), _name_libraries_directly(),
            read_declarations_quickly(), _read_sheets_late(),
        ):  # fmt: skip
            # "No fonts configured in FontConfig" is what we asked for.
            warnings.simplefilter("ignore")
            loaded = {name: importlib.import_module(name) for name in PINNED}
    except (ImportError, AttributeError, TypeError):
        # One release does not go with another.
        require_releases({name: find_release(name) for name in PINNED})
        raise
    except OSError as error:
        told = str(error).strip().partition("\n")[0]
        message = f"the page engine cannot be loaded: {told}"
        raise MissingToolError(message, "install Pango, which lines are set with") from error
    # What lies on the path counts, not what is installed beside it.
    require_releases({name: str(module.__version__) for name, module in loaded.items()})


_load()

import weasyprint  # noqa: E402 - what was loaded above

__all__ = ["PINNED", "require_releases", "weasyprint"]
