// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SidePanel } from '@/app/shell/side-panel';
import { Confirm } from '@/shared/ui/confirm';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { Stage } from './model/stage';

function Place() {
  const [isOpen, setIsOpen] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const panel = {
    name: 'members',
    conversation_id: 'den',
    thread_id: undefined,
    at: undefined,
    close: () => setIsOpen(false),
  } as const;
  return (
    <>
      <Menu trigger={<button aria-label="More" type="button" />}>
        <MenuItem onSelect={() => setIsOpen(true)}>{'Members'}</MenuItem>
        <MenuItem onSelect={() => setIsAsking(true)}>{'Leave'}</MenuItem>
      </Menu>
      <Confirm
        action="Leave"
        isOpen={isAsking}
        onConfirm={() => undefined}
        onOpenChange={setIsAsking}
        title="Leave?"
        words="You can come back."
      />
      {isOpen && <SidePanel className="" panel={panel} />}
    </>
  );
}

/** By the keyboard alone. */
async function chooses(what: string): Promise<void> {
  screen.getByRole('button', { name: 'More' }).focus();
  await userEvent.keyboard('{Enter}');
  (await screen.findByRole('menuitem', { name: what })).focus();
  await userEvent.keyboard('{Enter}');
}

const settled = async () => await new Promise((resolve) => setTimeout(resolve, 50));

describe('what was chosen in a menu', () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.hasPointerCapture = () => false;
    globalThis.ResizeObserver = class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    };
  });
  afterEach(cleanup);

  it('has the focus where it is a panel, and gives it back to the button', async () => {
    await new Stage().show(<Place />);
    await chooses('Members');
    const panel = await screen.findByRole('complementary', { name: 'Members' });
    await settled();
    expect(panel.parentElement).toContainElement(document.activeElement as HTMLElement);
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
    expect(screen.getByRole('button', { name: 'More' })).toHaveFocus();
  });

  it('has the focus where it is a question, and gives it back to the button', async () => {
    await new Stage().show(<Place />);
    await chooses('Leave');
    await screen.findByRole('alertdialog', { name: 'Leave?' });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Cancel' })).toHaveFocus());
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'More' })).toHaveFocus());
  });
});
