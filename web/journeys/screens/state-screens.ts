/** Places while they load, where that failed, and without a connection. */
import type { Screen } from './screen';
import { states } from './states';

const SAID = 'Which drawer?';

export const STATE_SCREENS: readonly Screen[] = [
  ...states({
    name: 'saved',
    address: '/saved',
    asks: '**/api/bookmarks*',
    makes: async ({ anna, general }) => await anna.saves(general, await anna.says(general, SAID)),
    shows: async (person) => await person.sees(SAID),
  }),
  ...states({
    name: 'pins',
    address: ({ supper }) => `/c/${supper.id}?panel=pins`,
    asks: '**/api/**/pins',
    makes: async ({ cleo, supper }) => await cleo.pins(supper, await cleo.says(supper, SAID)),
    shows: async (person) => await person.sees('Pinned by Cleo Marchetti'),
  }),
  ...states({
    name: 'scheduled',
    address: '/scheduled',
    asks: '**/api/scheduled',
    makes: async ({ anna, general }) => await anna.schedules(general, SAID, 24),
    shows: async (person) => await person.sees(SAID),
  }),
  ...states({
    name: 'search',
    address: ({ general }) => `/c/${general.id}?search=the`,
    asks: '**/api/search*',
    shows: async (person) => await person.sees(/ messages$/),
  }),
  ...states({
    name: 'members',
    address: ({ garden }) => `/c/${garden.id}?panel=members`,
    asks: '**/api/**/members*',
    shows: async (person) => await person.seesButton('What to do with Cleo Marchetti'),
  }),
  ...states({
    name: 'start',
    address: '/new',
    asks: '**/api/users?query=*',
    shows: async (person) => await person.seesOption(/Cleo Marchetti/),
  }),
  ...states({
    name: 'channels',
    address: '/channels',
    asks: '**/api/channels*',
    shows: async (person) => await person.sees('What grows, and who waters it'),
  }),
  ...states({
    name: 'settings-devices',
    address: '/settings/sessions',
    asks: '**/api/sessions',
    shows: async (person) => await person.sees('This device'),
  }),
  ...states({
    name: 'settings-invites',
    address: '/settings/invites',
    asks: '**/api/invites',
    shows: async (person) => await person.sees('There are no open invites.'),
  }),
];
