/** What on the page is smaller than a thumb. It runs in the page, and so needs nothing around it. */
export function tooSmall(): string[] {
  const least_px = 44;
  const reach_px = least_px / 2 - 1;
  const found: string[] = [];
  // What lies under a dialog is not to be pressed, nor is it there for anybody.
  const page = document.querySelector(':modal') ?? document;
  for (const it of page.querySelectorAll('a, button, input, select, textarea')) {
    // A label is pressed as well as what it names.
    const target = it.closest('label') ?? it;
    const { x, y, width, height } = target.getBoundingClientRect();
    const isThere =
      width > 1 &&
      height > 1 &&
      it.checkVisibility({ visibilityProperty: true }) &&
      !it.closest('[inert], [aria-hidden=true]');
    // What lies within a sentence is as large as its line.
    const isInText = getComputedStyle(it).display === 'inline';
    if (!isThere || isInText || (width >= least_px && height >= least_px)) continue;
    const [x0, y0] = [x + width / 2, y + height / 2];
    const isReached = [-reach_px, reach_px].every((by) =>
      [
        [width >= least_px ? x0 : x0 + by, y0],
        [x0, height >= least_px ? y0 : y0 + by],
      ].every(([px = 0, py = 0]) => {
        const hit = document.elementFromPoint(px, py);
        // What floats over it goes when one presses beside that.
        const over = hit?.closest('[data-radix-popper-content-wrapper]');
        const isCovered = over != null && !over.contains(target);
        return isCovered || (hit !== null && (target.contains(hit) || hit.contains(target)));
      }),
    );
    if (!isReached) {
      const name = it.getAttribute('aria-label') ?? it.textContent;
      found.push(`${it.tagName} ${name}: ${Math.round(width)} × ${Math.round(height)}`);
    }
  }
  return found;
}
