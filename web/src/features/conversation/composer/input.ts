/** Whether an input method is at work. */

/** Safari ends a composition before the key that ended it, and leaves it its old number. */
const COMPOSING_KEY_CODE = 229;

export function isComposing(event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean {
  return event.isComposing || event.keyCode === COMPOSING_KEY_CODE;
}
