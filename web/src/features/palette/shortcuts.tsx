/** All keys that do something, over the page. Loaded when it is called. */
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { useKeyName } from '@/shared/keys';
import { IconButton } from '@/shared/ui/icon-button';
import { useCaller } from '@/shared/ui/use-caller';
import styles from './palette.module.css';

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

interface Line {
  readonly does: TextName;
  readonly keys: readonly string[];
}

const GROUPS: readonly { readonly name: TextName; readonly lines: readonly Line[] }[] = [
  {
    name: 'keys.everywhere',
    lines: [
      { does: 'keys.palette', keys: ['Ctrl', 'K'] },
      { does: 'keys.search', keys: ['Ctrl', 'Shift', 'F'] },
      { does: 'keys.next', keys: ['Alt', '↑', '↓'] },
      { does: 'keys.next_unread', keys: ['Alt', 'Shift', '↑', '↓'] },
      { does: 'keys.sheet', keys: ['Ctrl', '/'] },
    ],
  },
  {
    name: 'keys.writing',
    lines: [
      { does: 'keys.send', keys: ['Enter'] },
      { does: 'keys.line', keys: ['Shift', 'Enter'] },
      { does: 'keys.edit_last', keys: ['↑'] },
      { does: 'keys.mention', keys: ['@', '#', ':'] },
      { does: 'keys.to_messages', keys: ['Shift', 'Tab'] },
      { does: 'keys.cancel', keys: ['Esc'] },
    ],
  },
  {
    name: 'keys.message',
    lines: [
      { does: 'keys.step', keys: ['↑', '↓'] },
      { does: 'keys.ends', keys: ['Home', 'End'] },
      { does: 'keys.reply', keys: ['R'] },
      { does: 'keys.thread', keys: ['T'] },
      { does: 'keys.react', keys: ['+'] },
      { does: 'keys.edit', keys: ['E'] },
      { does: 'keys.pin', keys: ['P'] },
      { does: 'keys.save', keys: ['S'] },
      { does: 'keys.forward', keys: ['F'] },
      { does: 'keys.choose', keys: ['X'] },
      { does: 'keys.delete', keys: ['Del'] },
      { does: 'keys.menu', keys: ['Enter'] },
      { does: 'keys.to_composer', keys: ['Esc'] },
    ],
  },
];

const KEY_WORDS = {
  Del: 'keys.key_delete',
  End: 'keys.key_end',
  Enter: 'keys.key_enter',
  Esc: 'keys.key_escape',
  Home: 'keys.key_home',
} as const;

export function Shortcuts({ isOpen, onClose }: Props) {
  const say = useSay();
  const nameOf = useKeyName(KEY_WORDS);
  const caller = useCaller();
  return (
    <Dialog.Root onOpenChange={(isOpen) => !isOpen && onClose()} open={isOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['overlay']} />
        <Dialog.Content aria-describedby={undefined} className={styles['dialog']} {...caller}>
          <div className={styles['head']}>
            <Dialog.Title className={styles['title']}>{say('keys.title')}</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton icon={X} label={say('place.close')} />
            </Dialog.Close>
          </div>
          <div className={styles['groups']}>
            {GROUPS.map(({ name, lines }) => (
              <section key={name}>
                <h3 className={styles['group']}>{say(name)}</h3>
                <dl className={styles['keys']}>
                  {lines.map(({ does, keys }) => (
                    <div className={styles['line']} key={does}>
                      <dt>{say(does)}</dt>
                      <dd>
                        {keys.map((it) => (
                          <kbd key={it}>{nameOf(it)}</kbd>
                        ))}
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
