"""Typefaces: fonts of pinned packages, of a project and of the machine go in; static faces and subsets come out."""

from makeready.fonts.alphabets import ALPHABETS, complete, list_glyphs
from makeready.fonts.built_in import CODE_FAMILY, HAN_FAMILIES, TEXT_FAMILY, list_built_in, list_common, list_faces
from makeready.fonts.choosing import (
    Choice,
    choose_fallbacks,
    choose_known,
    find_han_family,
    find_lead,
    find_missing,
    find_own_family,
    is_drawn,
)
from makeready.fonts.cutting import (
    digest_font,
    find_file,
    find_release,
    identify,
    instance_face,
    list_characters,
    measure_lines,
    read_font,
    subset_face,
)
from makeready.model.face import Face, LineMetrics, Typefaces

__all__ = [
    "ALPHABETS",
    "CODE_FAMILY",
    "HAN_FAMILIES",
    "TEXT_FAMILY",
    "Choice",
    "Face",
    "LineMetrics",
    "Typefaces",
    "choose_fallbacks",
    "choose_known",
    "complete",
    "digest_font",
    "find_file",
    "find_han_family",
    "find_lead",
    "find_missing",
    "find_own_family",
    "find_release",
    "identify",
    "instance_face",
    "is_drawn",
    "list_built_in",
    "list_characters",
    "list_common",
    "list_faces",
    "list_glyphs",
    "measure_lines",
    "read_font",
    "subset_face",
]
