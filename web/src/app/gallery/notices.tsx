import { EdgeRow } from '@/features/conversation/timeline/edge-row';
import { UnansweredError } from '@/shared/api/errors';
import { Button } from '@/shared/ui/button';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import { House } from './house';
import { nothing, type Specimen } from './specimen';

const more = { hasNextPage: true, isFetchingNextPage: false, isFetchNextPageError: false };
const error = new UnansweredError('nobody');

export const NOTICES: readonly Specimen[] = [
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
    name: 'OfflineNote',
    states: [
      {
        name: 'offline',
        isWide: true,
        shown: (
          <House isOffline>
            <OfflineNote words={(time) => `Offline since ${time}. This is as it was then.`} />
          </House>
        ),
      },
    ],
  },
  {
    name: 'Skeleton',
    states: [
      { name: 'loading', isWide: true, shown: <Skeleton rows={3} /> },
      {
        name: 'messages',
        isWide: true,
        shown: <EdgeRow edge={{ name: 'more' }} end="before" onRetry={nothing} />,
      },
      {
        name: 'messages that could not be loaded',
        isWide: true,
        shown: <EdgeRow edge={{ name: 'failed', error }} end="before" onRetry={nothing} />,
      },
    ],
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
