/** Takes the keyboard, and whoever hears the page, to the place. */
export function focusMain(): void {
  const main = document.getElementById('main');
  if (!main) return;
  if (!main.hasAttribute('tabindex')) main.tabIndex = -1;
  main.focus({ preventScroll: true });
}

/** Whether the keyboard is nowhere: what had the focus is gone, or covered by another column. */
export function isFocusLost(): boolean {
  const held = document.activeElement;
  return !held || held === document.body || !held.checkVisibility({ visibilityProperty: true });
}
