/** The picture of a group or a channel, or a sign of what it is; and, for whoever may, changing it. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { expect } from '@/shared/api/client';
import type { Conversation } from '@/shared/api/wire';
import { PictureField } from '@/shared/picture/picture-field';
import { useServices } from '@/shared/services';
import { Photo } from '@/shared/ui/photo';
import styles from './about-picture.module.css';

interface Props {
  readonly conversation: Conversation;
  readonly mayEdit: boolean;
  /** Where there is no picture. */
  readonly icon: LucideIcon;
  /** What it is called. */
  readonly children: ReactNode;
}

export function AboutPicture({ conversation, mayEdit, icon: Icon, children }: Props) {
  const { api } = useServices();
  const { id } = conversation;
  const current = conversation.picture ?? null;
  const shown = (
    <span aria-hidden className={styles['picture']}>
      <Icon size={28} strokeWidth={1.5} />
      {current !== null && <Photo id={current} />}
    </span>
  );
  if (mayEdit) {
    return (
      <PictureField
        current={current}
        onSave={async (picture) =>
          expect(
            await api.PATCH('/api/conversations/{id}', {
              params: { path: { id } },
              body: { picture },
            }),
          )
        }
        shape="square"
        shown={shown}
      >
        {children}
      </PictureField>
    );
  }
  if (current === null) return children;
  return (
    <div className={styles['beside']}>
      {shown}
      <div className={styles['names']}>{children}</div>
    </div>
  );
}
