"""HSDS 3 objects to records and back, without a database: see docs for our profile."""

from wemi_piemonte.directory.hsds.refusal import Refused
from wemi_piemonte.directory.hsds.services import parse, render

__all__ = ["Refused", "parse", "render"]
