/** The list of conversations, which on a phone is a place of its own. */
export const LIST_ID = 'list';

/**
 * Takes the keyboard, and whoever hears the page, to the place. Where that is the list, to the one
 * in it that one came from.
 */
export function focusMain(came_from = ''): void {
  const main = document.getElementById('main');
  // There it is only heard.
  if (!main || main.offsetHeight === 1) focusList(came_from);
  else focus(main);
}

/** Whether the keyboard is nowhere: what had the focus is gone, or covered by another column. */
export function isFocusLost(): boolean {
  const held = document.activeElement;
  return !held || held === document.body || !held.checkVisibility({ visibilityProperty: true });
}

function focusList(came_from: string): void {
  const list = document.getElementById(LIST_ID);
  const row = list?.querySelector<HTMLElement>(`a[href="${CSS.escape(came_from)}"]`);
  if (row) row.focus({ preventScroll: true });
  else if (list) focus(list);
}

function focus(element: HTMLElement): void {
  if (!element.hasAttribute('tabindex')) element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
