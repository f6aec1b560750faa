/** The list below the field of a chooser, in each of its states. */
import type { UseQueryResult } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { User } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { Avatar } from '../ui/avatar';
import { Failed } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import styles from './people-chooser.module.css';

interface Props {
  readonly id: string;
  readonly text: string;
  readonly found: UseQueryResult<readonly User[]>;
  readonly people: readonly User[];
  readonly active: User | undefined;
  readonly chosen: readonly User[];
  readonly present: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly onToggle: (user: User) => void;
}

export function optionId(id: string, user: User): string {
  return `${id}-${user.id}`;
}

export function FoundPeople({ id, text, found, people, isOpen, ...rest }: Props) {
  const say = useSay();
  const count = people.length;
  const words = text === '' ? say('directory.nobody_yet') : say('directory.nobody', { text });
  const isEmpty = found.isSuccess && count === 0;
  return (
    <div className={styles['found']} hidden={!isOpen}>
      <span className="only-heard" role="status">
        {found.isSuccess && text !== '' && count > 0 && say('directory.found', { count })}
      </span>
      {found.isPending && <Skeleton rows={3} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {isEmpty && (
        <p className={styles['nobody']} role="status">
          {words}
        </p>
      )}
      <div
        aria-label={say('directory.people')}
        aria-multiselectable
        className={styles['list']}
        hidden={count === 0}
        id={`${id}-list`}
        role="listbox"
      >
        {people.map((user) => (
          <Option id={optionId(id, user)} key={user.id} user={user} {...rest} />
        ))}
      </div>
    </div>
  );
}

interface OptionProps extends Pick<Props, 'active' | 'chosen' | 'present' | 'onToggle'> {
  readonly id: string;
  readonly user: User;
}

function Option({ id, user, active, chosen, present, onToggle }: OptionProps) {
  const say = useSay();
  const row = useRef<HTMLDivElement>(null);
  const isActive = active?.id === user.id;
  const isChosen = chosen.some((it) => it.id === user.id);
  const isPresent = present.has(user.id);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys work from the field, which has the focus
    <div
      aria-disabled={isPresent}
      aria-selected={isChosen}
      className={styles['option']}
      data-active={isActive}
      id={id}
      onClick={() => {
        if (!isPresent) onToggle(user);
      }}
      onMouseDown={(event) => event.preventDefault()}
      ref={row}
      role="option"
      tabIndex={-1}
    >
      <Avatar user={user} />
      <span className={styles['who']}>
        <bdi className={styles['name']}>{user.display_name}</bdi>
        <span className={styles['username']}>
          {isPresent ? say('directory.present') : `@${user.username}`}
        </span>
      </span>
      {isChosen && <Check aria-hidden size={20} strokeWidth={1.75} />}
    </div>
  );
}
