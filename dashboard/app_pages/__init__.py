"""The pages, found by scanning this folder: each module has `PAGE` and `show(view)`, and `ahead(view)` if its figures cost something."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.view import View

SECTIONS = ("", "Govern", "Respond", "Trust", "Analyse")


@dataclass(frozen=True)
class Page:
    """Where a page stands in the navigation; `section` is one of SECTIONS."""

    title: str
    section: str
    position: int
    icon: str


@dataclass(frozen=True)
class Found:
    """A page with its name in the URL and the function that draws it. `ahead` makes its figures of a choice that nobody has made yet."""

    name: str
    page: Page
    show: "Callable[[View], None]"
    ahead: "Callable[[View], None]"


@cache
def pages() -> tuple[Found, ...]:
    """All pages in the order of the navigation, looked for once.

    Raises:
        ImportError: a module of this folder has no `PAGE` or no `show`; the message names it.
    """
    found = []
    for module_info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        page, show = getattr(module, "PAGE", None), getattr(module, "show", None)
        if not isinstance(page, Page) or page.section not in SECTIONS or not callable(show):
            raise ImportError(f"{module.__file__}: a page needs PAGE = Page(…) of a known section, and show(view)")
        found.append(Found(module_info.name, page, show, getattr(module, "ahead", _nothing)))
    return tuple(sorted(found, key=lambda one: (SECTIONS.index(one.page.section), one.page.position)))


def _nothing(_: "View") -> None:
    """For a page whose figures cost nothing."""
