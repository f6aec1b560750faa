/** A browser's subscription to its push service, in the words of our server. */
import type { NewSubscription } from '../api/wire';

export interface Subscribed {
  readonly body: NewSubscription;
  /** The server's key that it was made with, in Base64url; null where the browser doesn't say. */
  readonly key: string | null;
}

export function subscribed(
  subscription: Pick<PushSubscription, 'toJSON'> & Partial<Pick<PushSubscription, 'options'>>,
): Subscribed {
  const { endpoint, keys } = subscription.toJSON();
  const key = subscription.options?.applicationServerKey;
  return {
    body: {
      endpoint: endpoint ?? '',
      keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
    },
    key: key ? base64url(new Uint8Array(key)) : null,
  };
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
