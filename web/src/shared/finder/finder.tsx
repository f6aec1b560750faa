/**
 * One finds something by typing a part of it: a field and a list over the page. The keys work from the
 * field (the combobox pattern, which is `cmdk`'s). Loaded with whatever opens it, never before.
 */
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
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
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function Finder({ label, text, onText, groups, none, note, isOpen, onClose }: Props) {
  const [caller, setCaller] = useState<Element | null>(null);
  const found = groups.filter((it) => it.items.length > 0);
  return (
    <Dialog.Root onOpenChange={(isOpen) => !isOpen && onClose()} open={isOpen}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['overlay']} />
        <Dialog.Content
          aria-describedby={undefined}
          className={styles['dialog']}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            // Where one has gone elsewhere, the place has the focus already.
            const isFree = document.activeElement === document.body;
            if (isFree && caller instanceof HTMLElement) caller.focus({ preventScroll: true });
          }}
          onOpenAutoFocus={() => setCaller(document.activeElement)}
        >
          <Dialog.Title className="only-heard">{label}</Dialog.Title>
          <Command label={label} loop shouldFilter={false} vimBindings={false}>
            <Command.Input
              autoCapitalize="none"
              className={styles['field']}
              onValueChange={onText}
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
              {found.length === 0 && <p className={styles['none']}>{none}</p>}
            </Command.List>
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
