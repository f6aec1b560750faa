/**
 * A link to another place of the app: it changes the page where it stands, and is the browser's own where
 * somebody wants it in another tab. The router's brings all that frameworks need of it, a third of the router.
 */
import type { ComponentProps } from 'react';
import { type To, useHref, useLinkClickHandler } from 'react-router';

interface Props extends Omit<ComponentProps<'a'>, 'href'> {
  readonly to: To;
  readonly replace?: boolean;
  /** Kept in the history. */
  readonly state?: unknown;
}

export function Link({ to, replace, state, onClick, ...anchor }: Props) {
  const href = useHref(to);
  const how = replace === undefined ? { state } : { state, replace };
  const go = useLinkClickHandler<HTMLAnchorElement>(to, how);
  return (
    <a
      {...anchor}
      href={href}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented) go(event);
      }}
    />
  );
}
