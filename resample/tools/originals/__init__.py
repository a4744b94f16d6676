"""The originals themselves, each called in a process of its own, because some of their switches are process-wide.

A module here is named like the original, and offers

* ``TITLE`` and ``MODULE``: what a person calls it, and its import name;
* ``environment(spec)``: variables that must be set before it is imported;
* ``build(spec)``: what to say behind the version, such as `` with IPP off``;
* ``version()``: what is installed, as it says itself;
* ``call(spec, image, size)``: the resize of one HWC array, by the original.

The original is imported by `version` and `call` alone, so that the module can be asked for the rest anywhere.  Run with
``python -m``, the module answers the jobs of a folder; see `resample.tools.originals.worker`.
"""
