"""The one table of names that recipes are made of: field -> name -> definition in one sentence.

Names are neutral: they say what is computed, not whose it is.  A room of an original adds a name here when no name says
what it does; two originals that share a name share the arithmetic.
"""

from __future__ import annotations

NAMES: dict[str, dict[str, str]] = {
    "coordinate": {
        "box_centre": "start + (i + 0.5) * scale in double, start and length of the box being single precision.",
        "box_centre_by_sum": "As box_centre, each the one before plus the scale; the sample is the whole part.",
        "box_centre_by_product": "scale * (i + 0.5) + start; the sample is the whole part.",
        "cells": "Output i is the cell of samples from i * factor on.",
    },
    "filter": {
        "nearest": "The one sample that the position lies in.",
        "mean": "All samples of a cell count the same.",
        "box": "1 for -0.5 < x <= 0.5.",
        "triangle": "1 - abs(x) below 1.",
        "hamming": "sinc under a Hamming window below 1, its constants in single precision.",
        "cubic_half": "Keys' cubic convolution with a = -0.5, below 2.",
        "lanczos3": "sinc(x) sinc(x / 3) below 3.",
        "magic_sharp_2013": "Costella's Magic Kernel Sharp of 2013, below 2.5.",
        "magic_sharp_2021": "Costella's Magic Kernel Sharp of 2021, below 4.5.",
    },
    "support": {
        "one": "One sample.",
        "cell": "The cell.",
        "widened": "The reach of the filter, times the scale when shrinking.",
    },
    "edge": {
        "cut": "Taps outside the source are left out.",
        "filled": "Outputs whose sample lies outside the source are filled.",
        "smaller_cells": "Samples left over at the far edges make smaller cells.",
    },
    "normalise": {
        "none": "Weights are used as they are.",
        "divided": "Weights are divided by their sum, taken left to right, unless it is 0.",
    },
    "precision": {
        "f64": "Double precision, every operation rounded.",
        "integer": "Whole numbers.",
    },
    "quantise": {
        "none": "Weights stay floats.",
        "fixed22_away": "Weights become integers in units of 2**-22, half away from zero; not normalised again.",
    },
    "order": {
        "any": "The order cannot matter.",
        "together": "Both axes at once.",
        "horizontal_first": "Along rows, then along columns; a pass that would change nothing is left out.",
        "vertical_first_if_taller": "As horizontal_first, but columns first if the height shrinks over twice as much.",
        "twice_if_tall": "As horizontal_first, but over 100 times as high as wide: first the height, then the width.",
    },
    "sum": {
        "none": "No sum.",
        "integer": "Integers; the order cannot matter.",
        "f64_forward": "Double precision from zero, tap by tap, products rounded; taps of weight 0 count.",
        "f64_quads": "Double precision over 2x2 blocks summed in the sample's type; smaller cells tap by tap.",
    },
    "finish": {
        "none": "The sample as it is.",
        "shift22_clip_u8": "Add 2**21, shift right by 22, clip to 0..255.",
        "away_x86_i32": "Round half away from zero; what does not fit 32 bits becomes the lowest integer.",
        "to_f32": "Round to single precision.",
        "away_clip_u16": "Round half away from zero, clip to 0..65535.",
        "away_bytes_apart_u16": "Round half away from zero, clip the two bytes apart.",
        "cut_reciprocal24_u8": "Add half the samples, multiply by 2**24 / samples cut to whole, shift right by 24.",
        "reciprocal_away_x86_i32": "Multiply by 1 / samples, then as away_x86_i32.",
        "reciprocal_to_f32": "Multiply by 1 / samples, then round to single precision.",
    },
    "around": {
        "premultiplied": "Colours are multiplied by alpha before, with rounding, and divided by it after, without.",
        "upper_bit_flipped": "Signed bands have their upper bit flipped before and after.",
        "bytes_swapped": "The bytes of 16-bit samples are exchanged before and after.",
        "reduced_first_on_request": "With a reducing gap the picture is first reduced by whole factors.",
    },
}
