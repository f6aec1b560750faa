/** The page of all components, a part at a time. */
import type { Screen } from './screen';

export const COMPONENT_SCREENS: readonly Screen[] = ['Tokens', 'Field', 'Avatar', 'Notice'].map(
  (part) => ({
    name: `components-${part.toLowerCase()}`,
    go: async ({ comes }) => {
      const person = await comes('Anna');
      person.faults.expect(/status of 401/);
      await person.opens('/components');
      const heading = person.page.getByRole('heading', { name: part, exact: true }).first();
      await heading.evaluate((it) => it.scrollIntoView());
      return person;
    },
  }),
);
