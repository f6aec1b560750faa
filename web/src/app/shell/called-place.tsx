/** Where the palette, the sheet of keys and what is about a person are shown, and the keys that call them wherever the focus is. */
import { useEffect } from 'react';
import { type Called, called } from '@/shared/called';
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

/** What is open over the page comes first; a `?` that is being written is one. */
const TAKEN_UP = '[role=menu], [role=alertdialog], [role=dialog]';
const WRITING = 'input, textarea, select, [contenteditable]';

function calledBy(event: KeyboardEvent): Called {
  const { target } = event;
  const isIn = (places: string): boolean =>
    target instanceof Element && target.closest(places) !== null;
  if (isIn(TAKEN_UP) || event.altKey || event.isComposing) return null;
  const isCtrl = event.ctrlKey || event.metaKey;
  if (isCtrl && !event.shiftKey && event.key.toLowerCase() === 'k') return 'palette';
  return !isCtrl && event.key === '?' && !isIn(WRITING) ? 'shortcuts' : null;
}
