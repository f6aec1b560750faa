import { Pencil, Search } from 'lucide-react';
import { Choices } from '@/features/settings/choices';
import { BackLink } from '@/shared/ui/back-link';
import { Button } from '@/shared/ui/button';
import { IconButton } from '@/shared/ui/icon-button';
import { nothing, type Specimen, type State } from './specimen';

const AS = ['hover', 'active', 'focus'] as const;
const TONES = [
  { value: 'light', words: 'Light' },
  { value: 'dark', words: 'Dark' },
] as const;

function buttonStates(look: 'main' | 'quiet' | 'danger'): readonly State[] {
  return [
    { name: look, shown: <Button look={look}>{'Say hello'}</Button> },
    ...AS.map((as) => ({
      name: as,
      shown: (
        <Button data-as={as} look={look}>
          {'Say hello'}
        </Button>
      ),
    })),
    {
      name: 'disabled',
      shown: (
        <Button disabled look={look}>
          {'Say hello'}
        </Button>
      ),
    },
  ];
}

export const BUTTONS: readonly Specimen[] = [
  { name: 'Button', states: (['main', 'quiet', 'danger'] as const).flatMap(buttonStates) },
  {
    name: 'IconButton',
    states: [
      { name: 'ready', shown: <IconButton icon={Search} label="Search" /> },
      ...AS.map((as) => ({
        name: as,
        shown: <IconButton data-as={as} icon={Search} label="Search" />,
      })),
      { name: 'pressed', shown: <IconButton aria-pressed icon={Pencil} label="Edit" /> },
      { name: 'disabled', shown: <IconButton disabled icon={Search} label="Search" /> },
      { name: 'BackLink, on a phone', shown: <BackLink to="/components" /> },
    ],
  },
  {
    name: 'Choices',
    states: [
      {
        name: 'one of a few',
        isWide: true,
        shown: <Choices choices={TONES} label="Theme" onChoose={nothing} value="dark" />,
      },
    ],
  },
];
