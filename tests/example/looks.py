"""What axe finds in a page of the example site, wide and narrow, light and dark: it is loaded once."""

from collections.abc import Mapping
from typing import Any, Literal

from playwright.async_api import Page

from tests.browser.test_accessibility import CONTRAST, OPTIONS, violations

Scheme = Literal["light", "dark"]
LOOKS: list[tuple[int, Scheme, Mapping[str, Any]]] = [
    (1440, "light", OPTIONS),
    (1440, "dark", CONTRAST),
    (400, "dark", OPTIONS),
]
"""The fourth, narrow and light, has the colours of the first and the measures of the last."""


async def _light(page: Page, scheme: Scheme) -> None:
    """Nothing fades while it is looked at."""
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


async def in_both_lights(page: Page, name: str) -> list[str]:
    """All rules in light, and in the dark the one to which it matters. It is light again afterwards."""
    await _light(page, "light")
    found = await violations(page, name)
    await _light(page, "dark")
    found += await violations(page, f"{name} in the dark", CONTRAST)
    await _light(page, "light")
    return found


async def in_every_look(page: Page, name: str) -> list[str]:
    """The same in each width too, and whether it scrolls sideways there."""
    found = []
    for width, scheme, options in LOOKS:
        await page.set_viewport_size({"width": width, "height": 900})
        await _light(page, scheme)
        found += await violations(page, f"{name}, {scheme} at {width}", options)
        wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            found.append(f"{name} at {width}: it is {wider} wider than the screen")
    return found
