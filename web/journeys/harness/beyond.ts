/**
 * What is wider than the screen, or than what it scrolls in, on whichever side the text ends. It runs
 * in the page, and so needs nothing around it.
 */
export function beyond(): string[] {
  const page = document.documentElement;
  const all = [...page.querySelectorAll('*')];
  const scrollers = all.filter((it) => /auto|scroll/.test(getComputedStyle(it).overflowX));
  return [page, ...scrollers].flatMap((scroller) => {
    if (scroller.scrollWidth <= scroller.clientWidth) return [];
    const start = scroller.getBoundingClientRect().left + scroller.clientLeft;
    const end = start + scroller.clientWidth;
    const isLeftward = getComputedStyle(scroller).direction === 'rtl';
    const wide = [...scroller.querySelectorAll('*')].filter((it) => {
      const { left, right } = it.getBoundingClientRect();
      return isLeftward ? left < start : right > end;
    });
    return wide.map((it) => it.outerHTML.slice(0, 120));
  });
}
