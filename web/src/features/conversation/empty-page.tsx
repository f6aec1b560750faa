/** Where a conversation will be, with the way back that a phone has nowhere else. */
import type { ReactNode } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { BackLink } from '@/shared/ui/back-link';
import styles from './conversation.module.css';

export function EmptyPage({ children }: { readonly children: ReactNode }) {
  const say = useSay();
  return (
    <main className={styles['waiting']} id="main">
      <h1 className="only-heard">{say('conversation.one')}</h1>
      <BackLink />
      {children}
    </main>
  );
}
