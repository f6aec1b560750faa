/** That somebody doesn't want to be offered it on this device. */
const KEY = 'snug:push-offer';

export function isOfferDeclined(): boolean {
  try {
    return localStorage.getItem(KEY) === 'declined';
  } catch {
    // Storage is blocked, and so are pushes.
    return true;
  }
}

export function declineOffer(): void {
  try {
    localStorage.setItem(KEY, 'declined');
  } catch {
    // It lasts as long as the page.
  }
}
