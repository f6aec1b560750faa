/**
 * Somebody's name. Pressing it tells who that is; it is selected and broken into lines like all the
 * text around it, as a button of the browser's would not be.
 */
import type { ComponentProps, KeyboardEvent, MouseEvent } from 'react';
import type { User } from '@/shared/api/wire';
import { callProfile } from '@/shared/called';
import { isDeleted } from '@/shared/people/people';
import styles from './name.module.css';

interface Props extends ComponentProps<'bdi'> {
  /** Whose it is; of nobody, or of an account that is no more, nothing is told. */
  readonly user: User | null | undefined;
  /** For the keys, too. Left out where the message's menu does the same for them. */
  readonly tabIndex?: number;
}

export function Name({ user, tabIndex, className, ...bdi }: Props) {
  if (!user || isDeleted(user)) return <bdi {...bdi} className={className} />;
  const press = (event: MouseEvent): void => {
    if (!isSelecting(event)) callProfile(user.id);
  };
  const keys = tabIndex !== undefined && { onKeyDown: pressByKey, role: 'button', tabIndex };
  const classes = `${className} ${styles['pressed']}`;
  // biome-ignore lint/a11y/noStaticElementInteractions: for the keys it is a button, or the menu does what it does
  // biome-ignore lint/a11y/useKeyWithClickEvents: as above
  return <bdi {...bdi} {...keys} className={classes} onClick={press} />;
}

/** So many presses a click by key counts. */
const PRESSED_BY_KEY = 0;

/** Whoever draws over it wants its text. */
function isSelecting({ detail, currentTarget }: MouseEvent): boolean {
  const selection = getSelection();
  if (detail === PRESSED_BY_KEY || selection?.type !== 'Range') return false;
  return selection.getRangeAt(0).intersectsNode(currentTarget);
}

/** As a press, so that it chooses the message where messages are chosen. */
function pressByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  event.currentTarget.click();
}
