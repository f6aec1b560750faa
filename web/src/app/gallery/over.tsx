/** What opens over the page: it lies above all of it, in the page's own theme, and so waits for a press. */
import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { EmojiPicker } from '@/shared/emoji/emoji-picker';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { IconButton } from '@/shared/ui/icon-button';
import { Menu, MenuItem, MenuNote } from '@/shared/ui/menu';
import { Panel } from '@/shared/ui/panel';
import { SmallDialog } from '@/shared/ui/small-dialog';
import { nothing, type Specimen } from './specimen';

export const OVER: readonly Specimen[] = [
  {
    name: 'Over the page',
    states: [
      {
        name: 'Menu',
        shown: (
          <Menu trigger={<IconButton icon={Ellipsis} label="Open the menu" />}>
            <MenuItem icon={Copy} onSelect={nothing}>
              {'Copy'}
            </MenuItem>
            <MenuItem icon={Pencil} onSelect={nothing}>
              {'Edit'}
            </MenuItem>
            <MenuItem icon={Trash2} look="danger" onSelect={nothing}>
              {'Delete'}
            </MenuItem>
            <MenuNote>{'Read by Ben Okafor'}</MenuNote>
          </Menu>
        ),
      },
      {
        name: 'Confirm',
        shown: (
          <Confirm
            action="Delete"
            onConfirm={nothing}
            title="Delete it?"
            trigger={<Button look="danger">{'Ask the question'}</Button>}
            words="Nobody can bring it back."
          />
        ),
      },
      {
        name: 'SmallDialog',
        shown: (
          <Opened by="Open the dialog">
            {(close) => (
              <SmallDialog onClose={close} title="Scheduled">
                <p>{'What is in it is the place’s own.'}</p>
                <Button onClick={close}>{'Done'}</Button>
              </SmallDialog>
            )}
          </Opened>
        ),
      },
      {
        name: 'Panel',
        isWide: true,
        shown: (
          <Opened by="Open the panel">
            {(close) => (
              <Panel onClose={close} title="Members">
                <p>{'Beside a conversation, or over it on a phone.'}</p>
              </Panel>
            )}
          </Opened>
        ),
      },
      {
        name: 'EmojiPicker',
        isWide: true,
        shown: <Opened by="Open the emoji">{(close) => <EmojiPicker onPick={close} />}</Opened>,
      },
    ],
  },
];

interface OpenedProps {
  readonly by: string;
  readonly children: (close: () => void) => ReactNode;
}

function Opened({ by, children }: OpenedProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        {by}
      </Button>
      {isOpen && children(() => setIsOpen(false))}
    </div>
  );
}
