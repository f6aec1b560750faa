/**
 * What is called beside the place: the members of a conversation, what is pinned in it, its files, a
 * thread of it, or what was found.
 */
import { lazyPlace } from '../lazy-place';
import type { OpenPanel } from './use-panel';

const MembersPanel = lazyPlace(
  async () => (await import('@/features/members/members-panel')).MembersPanel,
);
const ThreadPanel = lazyPlace(
  async () => (await import('@/features/conversation/thread-panel')).ThreadPanel,
);
const PinsPanel = lazyPlace(async () => (await import('@/features/pins/pins-panel')).PinsPanel);
const FilesPanel = lazyPlace(
  async () => (await import('@/features/search/files-panel')).FilesPanel,
);
const SearchPanel = lazyPlace(
  async () => (await import('@/features/search/search-panel')).SearchPanel,
);

export function CalledPanel({ panel }: { readonly panel: OpenPanel }) {
  const { name, close, conversation_id = '', thread_id = '', at } = panel;
  switch (name) {
    case 'search':
      return <SearchPanel conversation_id={panel.conversation_id} onClose={close} />;
    case 'members':
      return <MembersPanel conversation_id={conversation_id} onClose={close} />;
    case 'pins':
      return <PinsPanel conversation_id={conversation_id} key={conversation_id} onClose={close} />;
    case 'files':
      return <FilesPanel conversation_id={conversation_id} key={conversation_id} onClose={close} />;
    case 'thread':
      return (
        <ThreadPanel
          at={at}
          conversation_id={conversation_id}
          onClose={close}
          thread_id={thread_id}
        />
      );
  }
}
