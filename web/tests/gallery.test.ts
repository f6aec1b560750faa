// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { SPECIMENS } from '@/app/gallery/specimens';
import { OVER_THE_PAGE, PARTS } from '../journeys/screens/component-screens';

it('every component of the gallery is photographed and looked at for barriers', () => {
  const alone = SPECIMENS.map((it) => it.name).filter((it) => it !== OVER_THE_PAGE);
  expect([...PARTS].sort()).toEqual(['Tokens', ...alone].sort());
});
