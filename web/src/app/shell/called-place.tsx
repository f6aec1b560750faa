/** Where the palette, the sheet of keys and what is about a person are shown, and the keys that call them wherever the focus is. */
import { useEffect } from 'react';
import { type Called, called } from '@/shared/called';
import { letterOf } from '@/shared/letter-of';
import { Part } from '@/shared/part';
import { useCell } from '@/shared/use-cell';

export const palette = new Part(
  async () => (await import('@/features/palette/palette-parts')).parts,
);

export const person = new Part(async () => (await import('@/features/person/person-parts')).parts);

export function CalledPlace() {
  const wanted = useCell(called);
  const loaded = useCell(palette.loaded);
  const about = useCell(person.loaded);
  const isPerson = wanted === 'status' || typeof wanted === 'object';
  useEffect(() => {
    if (wanted !== null) void (isPerson ? person : palette).load();
  }, [wanted, isPerson]);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // It may be the first of two keys: what is typed after them is for what they call.
      if (event.key === 'Control' || event.key === 'Meta') void palette.load();
      const name = calledBy(event);
      if (name === null) return;
      event.preventDefault();
      called.set(name);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
  const close = (): void => called.set(null);
  return (
    <>
      {loaded instanceof Object && (
        <>
          <loaded.Palette isOpen={wanted === 'palette'} onClose={close} />
          <loaded.Shortcuts isOpen={wanted === 'shortcuts'} onClose={close} />
        </>
      )}
      {about instanceof Object && (
        <>
          <about.StatusDialog isOpen={wanted === 'status'} onClose={close} />
          <about.ProfileCard
            onClose={close}
            user_id={wanted instanceof Object ? wanted.user_id : null}
          />
        </>
      )}
    </>
  );
}

/** What is open over the page comes first. */
const TAKEN_UP = '[role=menu], [role=alertdialog], [role=dialog]';

function calledBy(event: KeyboardEvent): Called {
  const { target } = event;
  if (target instanceof Element && target.closest(TAKEN_UP)) return null;
  if (event.altKey || event.isComposing || !(event.ctrlKey || event.metaKey)) return null;
  if (isSlash(event)) return 'shortcuts';
  return !event.shiftKey && letterOf(event) === 'k' ? 'palette' : null;
}

/**
 * Where it is written on a key, by Shift or without; and the key in its place, for scripts that have
 * none. But on many keyboards that is `-`, by which the browser makes the page smaller.
 */
function isSlash({ key, code }: KeyboardEvent): boolean {
  return key === '/' || (code === 'Slash' && key !== '-' && key !== '_');
}
