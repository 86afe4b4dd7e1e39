"""The made-up organisation: exports in the providers' own shapes, with a truth that the product must find.

Never imports sources: a generator that shares their shapes proves nothing.
"""

from etl.demo.generate import STAGES, generate
from etl.demo.options import DemoOptions
from etl.demo.truth import Truth

__all__ = ["STAGES", "DemoOptions", "Truth", "generate"]
