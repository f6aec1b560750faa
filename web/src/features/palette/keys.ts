/** What is written on the keys of this device. */

const isApple = /Mac|iPhone|iPad/u.test(navigator.platform);

export const CTRL = isApple ? '⌘' : 'Ctrl';
export const ALT = isApple ? '⌥' : 'Alt';
