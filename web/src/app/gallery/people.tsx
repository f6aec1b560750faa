import { UnreadPill } from '@/features/sidebar/unread-pill';
import type { Me } from '@/shared/api/wire';
import { StatusSign } from '@/shared/people/status-sign';
import { Avatar } from '@/shared/ui/avatar';
import { ANNA, CLEO } from './house';
import type { Specimen } from './specimen';

const unread = (unread: number, mentions = 0) => ({ unread, mentions }) as Me;

export const PEOPLE: readonly Specimen[] = [
  {
    name: 'Avatar',
    states: [
      { name: 'tiny', shown: <Avatar size="tiny" user={ANNA} /> },
      { name: 'small', shown: <Avatar size="small" user={ANNA} /> },
      { name: 'medium', shown: <Avatar user={ANNA} /> },
      { name: 'large', shown: <Avatar size="large" user={ANNA} /> },
      { name: 'here now', shown: <Avatar isOnline user={ANNA} /> },
      { name: 'not known yet', shown: <Avatar user={null} /> },
      // Its letters, where the picture can't be loaded.
      { name: 'with a picture', shown: <Avatar size="large" user={CLEO} /> },
      ...['Ben', 'Cleo', 'Dana', 'Emil', 'Finn'].map((name) => ({
        name,
        shown: <Avatar user={{ id: name, display_name: name }} />,
      })),
    ],
  },
  {
    name: 'StatusSign',
    states: [
      { name: 'with an emoji', shown: <StatusSign user={CLEO} /> },
      { name: 'words alone', shown: <StatusSign user={{ ...CLEO, status: { text: 'Away' } }} /> },
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
];
