import type { Say } from '@/shared/i18n/i18n';
import { deviceOf } from './device';

/** What a device is called, by what its browser says of itself. */
export function deviceText(user_agent: string | null | undefined, say: Say): string {
  const { browser, system } = deviceOf(user_agent ?? '');
  if (browser && system) return say('settings.device', { browser, system });
  return browser ?? system ?? say('settings.device_unknown');
}
