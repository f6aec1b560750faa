/** Pictures of screens that are no more would only confuse. */
import { rmSync } from 'node:fs';
import { test } from '@playwright/test';
import { PICTURES } from './pictures';

test('the pictures of the last time are removed', () => {
  rmSync(PICTURES, { recursive: true, force: true });
});
