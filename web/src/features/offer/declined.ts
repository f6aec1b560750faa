/** That somebody doesn't want to be offered it on this device. */
import { recall, remember } from '@/shared/storage/memory';

const KEY = 'snug:push-offer';

export function isOfferDeclined(): boolean {
  return recall(KEY) !== null;
}

export function declineOffer(): void {
  remember(KEY, 'declined');
}
