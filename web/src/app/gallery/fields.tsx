import { Form } from 'radix-ui';
import { useState } from 'react';
import { Select } from '@/features/settings/select';
import type { User } from '@/shared/api/wire';
import { PeopleChooser } from '@/shared/directory/people-chooser';
import { VisibilityChoice } from '@/shared/directory/visibility-choice';
import { ToneChoice } from '@/shared/emoji/tone-choice';
import { CopyLink } from '@/shared/invite/copy-link';
import { Field } from '@/shared/ui/field';
import { PasswordField } from '@/shared/ui/password-field';
import { SearchField } from '@/shared/ui/search-field';
import { BEN } from './house';
import type { Specimen } from './specimen';

export const FIELDS: readonly Specimen[] = [
  {
    name: 'Field',
    states: [
      { name: 'empty', isWide: true, shown: <Field label="Your name" name="empty" /> },
      {
        name: 'with a hint',
        isWide: true,
        shown: <Field defaultValue="garden" hint="Letters and digits" label="Name" name="hint" />,
      },
      {
        name: 'wrong',
        isWide: true,
        shown: (
          <Field defaultValue="a" label="Username" name="wrong" problem="Two characters or more." />
        ),
      },
      {
        name: 'disabled',
        isWide: true,
        shown: <Field defaultValue="anna" disabled label="Username" name="disabled" />,
      },
      {
        name: 'PasswordField',
        isWide: true,
        shown: <PasswordField defaultValue="correct horse" label="Password" name="password" />,
      },
    ].map((it) => ({ ...it, shown: <Form.Root asChild>{<div>{it.shown}</div>}</Form.Root> })),
  },
  {
    name: 'SearchField',
    states: [
      { name: 'empty', isWide: true, shown: <Searched text="" /> },
      { name: 'typed', isWide: true, shown: <Searched text="beans" /> },
    ],
  },
  {
    name: 'Select',
    states: [false, true].map((isDisabled) => ({
      name: isDisabled ? 'disabled' : 'ready',
      isWide: true,
      shown: (
        <Select disabled={isDisabled} label="Time zone">
          <option>{'Europe/Berlin'}</option>
        </Select>
      ),
    })),
  },
  {
    name: 'VisibilityChoice',
    states: [{ name: 'public', isWide: true, shown: <VisibilityChoice defaultValue="public" /> }],
  },
  {
    name: 'ToneChoice',
    states: [{ name: 'in the tone that one chose', isWide: true, shown: <ToneChoice /> }],
  },
  {
    name: 'PeopleChooser',
    states: [
      {
        name: 'one of them chosen',
        isWide: true,
        shown: <Chosen people={[BEN]} />,
      },
    ],
  },
  {
    name: 'CopyLink',
    states: [
      {
        name: 'ready',
        isWide: true,
        shown: <CopyLink label="The link" link="https://snug.example/join/c0de" text="Come in" />,
      },
    ],
  },
];

function Searched({ text }: { readonly text: string }) {
  const [value, setValue] = useState(text);
  return <SearchField label="Search messages" onChange={setValue} value={value} />;
}

function Chosen({ people }: { readonly people: readonly User[] }) {
  const [chosen, setChosen] = useState(people);
  return <PeopleChooser chosen={chosen} label="Who?" onChange={setChosen} />;
}
