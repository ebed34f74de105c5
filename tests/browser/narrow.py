"""What is broken on a narrow page: a screen of 1280 by 1024 at 200 % has 640 by 512 CSS pixels.

WCAG 2.2, 1.4.4 and 1.4.10: rows of controls wrap, no word is cut off, nothing scrolls two ways. A
table or a chart that cannot be narrower scrolls sideways in a box of its own, and keys reach it.
"""

from __future__ import annotations

from playwright.sync_api import Locator, ViewportSize

SCREEN: ViewportSize = {"width": 640, "height": 512}
# What is wrong on the page as it is now, in words.
BROKEN = """part => {
  const found = [];
  const told = one => `${one.tagName} ${one.className.baseVal ?? one.className}: ` +
    one.textContent.trim().slice(0, 60);
  const boxes = '.owt-chart, .widget-html-content';
  for (const explorer of part.querySelectorAll('.owt-explorer')) {
    if (!explorer.getClientRects().length) continue;
    const home = explorer.closest('.jp-OutputArea-output') || explorer.parentElement;
    const right = Math.min(home.getBoundingClientRect().right, innerWidth) + 1;
    if (home.scrollWidth > home.clientWidth + 1) found.push(`the output scrolls: ${told(home)}`);
    for (const one of explorer.querySelectorAll('*')) {
      if (!one.getClientRects().length) continue;
      const place = one.getBoundingClientRect(), style = getComputedStyle(one);
      if (one instanceof SVGElement) {
        const drawing = one.closest('svg').getBoundingClientRect();
        if (one.tagName === 'text' && one.textContent.trim() && place.width > 0
            && (place.right > drawing.right + 2 || place.left < drawing.left - 2))
          found.push(`cut off in its drawing: ${told(one)}`);
        continue;
      }
      const wide = one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 2;
      const high = one.scrollHeight > one.clientHeight + 1 && one.clientHeight > 2;
      const goes = way => ['auto', 'scroll'].includes(way);
      if (wide && high && goes(style.overflowX) && goes(style.overflowY))
        found.push(`scrolls two ways: ${told(one)}`);
      if (wide && ['hidden', 'clip'].includes(style.overflowX) && one.textContent.trim()
          && !one.closest('.js-plotly-plot'))
        found.push(`cut off: ${told(one)}`);
      if (wide && one.matches(boxes) && one.tabIndex !== 0)
        found.push(`keys do not reach: ${told(one)}`);
      if (!one.parentElement.closest(boxes) && place.width > 1 && place.right > right)
        found.push(`sticks out by ${Math.round(place.right - right)}: ${told(one)}`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return found;
}"""


def broken(part: Locator) -> list[str]:
    """What is wrong in a part of the page once it has come to rest."""
    part.page.wait_for_timeout(400)  # a chart is drawn anew after its box has changed
    found: list[str] = part.evaluate(BROKEN)
    return found


# The charts of plain cells: their words stay on them. (A wide table scrolls in JupyterLab's box.)
PLAIN = """part => {
  const found = [];
  for (const home of part.querySelectorAll('.jp-OutputArea-output')) {
    if (!home.getClientRects().length || home.closest('.owt-explorer')) continue;
    for (const one of home.querySelectorAll('svg text')) {
      const place = one.getBoundingClientRect();
      const drawing = one.closest('svg').getBoundingClientRect();
      if (one.textContent.trim() && place.width > 0
          && (place.right > drawing.right + 2 || place.left < drawing.left - 2))
        found.push(`cut off in its drawing: ${one.textContent}`);
    }
  }
  return found;
}"""
