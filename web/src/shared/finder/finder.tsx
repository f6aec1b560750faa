/**
 * One finds something by typing a part of it: a field and a list over the page, open as long as it is
 * there. The keys work from the field (the combobox pattern, which is `cmdk`'s). Loaded with whatever
 * opens it, never before.
 */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useCaller } from '../ui/use-caller';
import styles from './finder.module.css';

export interface Findable {
  /** Tells it from all others that are shown. */
  readonly id: string;
  readonly words: string;
  /** In quiet ink behind it. */
  readonly detail?: string | undefined;
  /** Its keys, as they are written on them. */
  readonly keys?: readonly string[];
  readonly picture: ReactNode;
  readonly choose: () => void;
}

interface FindableGroup {
  readonly name: string;
  readonly items: readonly Findable[];
}

interface Props {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly FindableGroup[];
  /** Said where nothing is found. */
  readonly none: string;
  /** What is going on, or in the way. */
  readonly note?: ReactNode;
  readonly onClose: () => void;
}

export function Finder({ label, text, onText, groups, none, note, onClose }: Props) {
  const caller = useCaller();
  const found = groups.filter((it) => it.items.length > 0);
  const first = found[0]?.items[0]?.id ?? '';
  // Until the keys or the mouse have gone elsewhere it is the first, also of what is found later.
  const [chosen, setChosen] = useState('');
  const isThere = found.some(({ items }) => items.some((it) => it.id === chosen));
  return (
    <Dialog.Root onOpenChange={(isOpen) => !isOpen && onClose()} open>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['overlay']} />
        <Dialog.Content aria-describedby={undefined} className={styles['dialog']} {...caller}>
          <Dialog.Title className="only-heard">{label}</Dialog.Title>
          <Command
            label={label}
            loop
            onValueChange={(id) => setChosen(id === first ? '' : id)}
            shouldFilter={false}
            value={isThere ? chosen : first}
            vimBindings={false}
          >
            <Command.Input
              autoCapitalize="none"
              className={styles['field']}
              onValueChange={(text) => {
                setChosen('');
                onText(text);
              }}
              placeholder={label}
              value={text}
            />
            {note}
            <Command.List className={styles['list']} label={label}>
              {found.map(({ name, items }) => (
                <Command.Group className={styles['group']} heading={name} key={name}>
                  {items.map((it) => (
                    <Item item={it} key={it.id} />
                  ))}
                </Command.Group>
              ))}
            </Command.List>
            {/* A list of choices holds nothing else. */}
            {found.length === 0 && <p className={styles['none']}>{none}</p>}
            <p className="only-heard" role="status">
              {found.length === 0 && none}
            </p>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Item({ item }: { readonly item: Findable }) {
  return (
    <Command.Item className={styles['item']} onSelect={item.choose} value={item.id}>
      {item.picture}
      <bdi className={styles['words']}>{item.words}</bdi>{' '}
      {item.detail !== undefined && <bdi className={styles['detail']}>{item.detail}</bdi>}
      {item.keys && (
        <span aria-hidden className={styles['keys']}>
          {item.keys.map((it) => (
            <kbd key={it}>{it}</kbd>
          ))}
        </span>
      )}
    </Command.Item>
  );
}
