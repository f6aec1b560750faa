/** What opens over the page. Loaded by `floating.ts` alone. */
import { AlertDialog, DropdownMenu, Popover } from 'radix-ui';

export const parts = { AlertDialog, DropdownMenu, Popover };
