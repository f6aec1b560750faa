import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A menu lies outside of every landmark, and belongs to the button that opened it. */
const FLOATING = 'data-radix-popper';

/** Whether everybody can use what is on the screen now, as far as a program can tell. */
export async function noViolations(page: Page): Promise<void> {
  await finds(page, new AxeBuilder({ page }).withTags(RULES));
}

/** Whether everybody can read it: what another theme may change of all that. */
export async function enoughContrast(page: Page): Promise<void> {
  await finds(page, new AxeBuilder({ page }).withRules(['color-contrast']));
}

async function finds(page: Page, axe: AxeBuilder): Promise<void> {
  // There are no frames to look into, and without them it takes half the time.
  const { violations } = await axe.setLegacyMode().analyze();
  const found = violations.flatMap(({ id, help, nodes }) => {
    const where = nodes.filter(({ html }) => !(id === 'region' && html.includes(FLOATING)));
    if (where.length === 0) return [];
    return { id, help, where: where.map((node) => `${node.html}\n${node.failureSummary}`) };
  });
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}
