/**
 * A place's styles are asked for once: what Vite makes of `import()` takes those that failed for
 * loaded, and the place would come without them.
 */
const failed = new Set<HTMLLinkElement>();

document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failed.add(target);
  },
  true,
);

export async function loadStylesAgain(): Promise<void> {
  await Promise.all([...failed].map(loadAgain));
}

async function loadAgain(link: HTMLLinkElement): Promise<void> {
  failed.delete(link);
  const again = link.cloneNode() as HTMLLinkElement;
  const loaded = new Promise((resolve, reject) => {
    again.addEventListener('load', resolve);
    again.addEventListener('error', () => reject(new Error(again.href)));
  });
  link.replaceWith(again);
  await loaded;
}
