/** What one can do with somebody else: write to them, or hear nothing more of them. */
import { useState } from 'react';
import type { User } from '@/shared/api/wire';
import { useMakeConversation } from '@/shared/directory/use-make-conversation';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { BlockQuestion } from '@/shared/people/block-question';
import { useBlock, useBlocked } from '@/shared/people/use-block';
import { Button } from '@/shared/ui/button';
import styles from './person.module.css';

interface Props {
  readonly user: User;
  readonly onClose: () => void;
}

export function OthersActions({ user, onClose }: Props) {
  const isBlocked = useBlocked().has(user.id);
  return (
    <>
      {!(user.disabled || isBlocked) && <WriteTo onClose={onClose} user={user} />}
      <Block isBlocked={isBlocked} user={user} />
    </>
  );
}

function WriteTo({ user, onClose }: Props) {
  const say = useSay();
  const { mutate, error, isPending } = useMakeConversation();
  return (
    <>
      <Button
        aria-disabled={isPending}
        onClick={() => mutate({ kind: 'direct', member_ids: [user.id] }, onClose)}
      >
        {say('members.message')}
      </Button>
      <Problem error={error} />
    </>
  );
}

interface BlockProps extends Pick<Props, 'user'> {
  readonly isBlocked: boolean;
}

/** One button, which keeps the focus while it becomes the other. */
function Block({ user, isBlocked }: BlockProps) {
  const say = useSay();
  const { mutate, error, isPending } = useBlock(user.id);
  const [isAsking, setIsAsking] = useState(false);
  const press = (): void => {
    if (isPending) return;
    if (isBlocked) mutate(false);
    else setIsAsking(true);
  };
  return (
    <>
      <Button aria-disabled={isPending} look="quiet" onClick={press}>
        {say(isBlocked ? 'members.unblock' : 'members.block')}
      </Button>
      <BlockQuestion
        isOpen={isAsking}
        onConfirm={() => mutate(true)}
        onOpenChange={setIsAsking}
        user={user}
      />
      <Problem error={error} />
    </>
  );
}

function Problem({ error }: { readonly error: Error | null }) {
  const say = useSay();
  return (
    error && (
      <p className={styles['problem']} role="alert">
        {problemText(error, say)}
      </p>
    )
  );
}
