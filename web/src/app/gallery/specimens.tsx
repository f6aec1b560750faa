/** What there is to look at: each component with its states, and nothing that is done by pressing it. */
import { Copy, Ellipsis, Pencil, Search, Trash2 } from 'lucide-react';
import { Form } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { UnreadPill } from '@/features/sidebar/unread-pill';
import { UnansweredError } from '@/shared/api/errors';
import type { Me } from '@/shared/api/wire';
import { VisibilityChoice } from '@/shared/directory/visibility-choice';
import { FileCard } from '@/shared/files/file-card';
import { Avatar } from '@/shared/ui/avatar';
import { BackLink } from '@/shared/ui/back-link';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { Field } from '@/shared/ui/field';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { Failed, Notice } from '@/shared/ui/notice';
import { PasswordField } from '@/shared/ui/password-field';
import { SearchField } from '@/shared/ui/search-field';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';

interface State {
  readonly name: string;
  readonly shown: ReactNode;
  /** Takes the whole line. */
  readonly isWide?: boolean;
}

interface Specimen {
  readonly name: string;
  readonly states: readonly State[];
}

const nothing = (): void => undefined;
const ANNA = { id: 'anna', display_name: 'Anna Berg' };
const unread = (unread: number, mentions = 0) => ({ unread, mentions }) as Me;
const more = { hasNextPage: true, isFetchingNextPage: false, isFetchNextPageError: false };
const error = new UnansweredError('nobody');

const BUTTONS: readonly Specimen[] = [
  {
    name: 'Button',
    states: (['main', 'quiet', 'danger'] as const).flatMap((look) => [
      { name: look, shown: <Button look={look}>{'Say hello'}</Button> },
      {
        name: `${look}, disabled`,
        shown: (
          <Button disabled look={look}>
            {'Say hello'}
          </Button>
        ),
      },
    ]),
  },
  {
    name: 'IconButton',
    states: [
      { name: 'ready', shown: <IconButton icon={Search} label="Search" /> },
      { name: 'disabled', shown: <IconButton disabled icon={Search} label="Search" /> },
      { name: 'BackLink, on a phone', shown: <BackLink to="/components" /> },
    ],
  },
  {
    name: 'Menu',
    states: [
      {
        name: 'opens when pressed',
        shown: (
          <Menu trigger={<IconButton icon={Ellipsis} label="More" />}>
            <MenuItem icon={Copy} onSelect={nothing}>
              {'Copy'}
            </MenuItem>
            <MenuItem icon={Pencil} onSelect={nothing}>
              {'Edit'}
            </MenuItem>
            <MenuItem icon={Trash2} look="danger" onSelect={nothing}>
              {'Delete'}
            </MenuItem>
          </Menu>
        ),
      },
      {
        name: 'Confirm, asked when pressed',
        shown: (
          <Confirm
            action="Delete"
            onConfirm={nothing}
            title="Delete it?"
            trigger={<Button look="danger">{'Delete …'}</Button>}
            words="Nobody can bring it back."
          />
        ),
      },
    ],
  },
];

const FIELDS: readonly Specimen[] = [
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
    name: 'VisibilityChoice',
    states: [{ name: 'public', isWide: true, shown: <VisibilityChoice defaultValue="public" /> }],
  },
];

const PEOPLE: readonly Specimen[] = [
  {
    name: 'Avatar',
    states: [
      { name: 'small', shown: <Avatar size="small" user={ANNA} /> },
      { name: 'medium', shown: <Avatar user={ANNA} /> },
      { name: 'large', shown: <Avatar size="large" user={ANNA} /> },
      { name: 'here now', shown: <Avatar isOnline user={ANNA} /> },
      { name: 'not known yet', shown: <Avatar user={null} /> },
      ...['Ben', 'Cleo', 'Dana', 'Emil', 'Finn'].map((name) => ({
        name,
        shown: <Avatar user={{ id: name, display_name: name }} />,
      })),
    ],
  },
  {
    name: 'UnreadPill',
    states: [
      { name: 'some', shown: <UnreadPill isDirect={false} isMuted={false} me={unread(3)} /> },
      { name: 'for me', shown: <UnreadPill isDirect isMuted={false} me={unread(3)} /> },
      { name: 'muted', shown: <UnreadPill isDirect={false} isMuted me={unread(3)} /> },
      { name: 'many', shown: <UnreadPill isDirect={false} isMuted={false} me={unread(250, 1)} /> },
    ],
  },
  {
    name: 'FileCard',
    states: (['picture', 'video', 'audio', 'other'] as const).map((kind) => ({
      name: kind,
      isWide: true,
      shown: <FileCard kind={kind} name="What the boiler sounds like.pdf" size={248_192} />,
    })),
  },
];

const STATES: readonly Specimen[] = [
  {
    name: 'Notice',
    states: [
      {
        name: 'empty',
        isWide: true,
        shown: (
          <Notice words="There are no open invites.">
            <Button look="quiet">{'Invite somebody'}</Button>
          </Notice>
        ),
      },
      { name: 'failed', isWide: true, shown: <Failed error={error} onRetry={nothing} /> },
    ],
  },
  {
    name: 'Skeleton',
    states: [{ name: 'loading', isWide: true, shown: <Skeleton rows={3} /> }],
  },
  {
    name: 'ShowMore',
    states: [
      { name: 'more', shown: <ShowMore more={{ ...more, error: null, fetchNextPage: nothing }} /> },
      {
        name: 'loading',
        shown: (
          <ShowMore
            more={{ ...more, isFetchingNextPage: true, error: null, fetchNextPage: nothing }}
          />
        ),
      },
      {
        name: 'failed',
        shown: (
          <ShowMore more={{ ...more, isFetchNextPageError: true, error, fetchNextPage: nothing }} />
        ),
      },
    ],
  },
];

export const SPECIMENS: readonly Specimen[] = [...BUTTONS, ...FIELDS, ...PEOPLE, ...STATES];

function Searched({ text }: { readonly text: string }) {
  const [value, setValue] = useState(text);
  return <SearchField label="Search messages" onChange={setValue} value={value} />;
}
