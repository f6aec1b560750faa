// @vitest-environment jsdom
import { Blob as Bytes } from 'node:buffer';
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureField } from '@/shared/picture/picture-field';
import { type Answer, type Call, openScreen } from './model/told-screen';

vi.mock('@/shared/picture/cut-out', () => ({
  // What the server is given is looked at by the journeys; JSON is what this stage reads.
  cutOut: async () => new Bytes(['1'], { type: 'image/jpeg' }),
  drawCrop: () => undefined,
}));

const picture = { width: 300, height: 200, close: vi.fn() };
const onSave = vi.fn(async (_: string | null): Promise<void> => undefined);
let sent: (call: Call) => Answer | Promise<Answer>;

async function open(current: string | null = null) {
  const field = (
    <PictureField current={current} onSave={onSave} shape="round" shown="letters">
      {'Ana'}
    </PictureField>
  );
  return await openScreen({ screen: field, answer: (call) => sent(call) });
}

const input = () => document.querySelector('input[type=file]') as HTMLInputElement;
const chooses = (file: File) => fireEvent.change(input(), { target: { files: [file] } });
const file = (name = 'hills.jpg', type = 'image/jpeg', head = '....') =>
  new File([head], name, { type });
const press = (name: string) => userEvent.click(screen.getByRole('button', { name }));

describe('the field for a picture', () => {
  beforeEach(() => {
    onSave.mockReset();
    picture.close.mockReset();
    sent = () => ({ data: { id: 'f1' } });
    vi.stubGlobal('createImageBitmap', async () => picture);
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
    HTMLCanvasElement.prototype.getContext = () => null;
    HTMLImageElement.prototype.decode = () => Promise.resolve();
    URL.createObjectURL = () => 'blob:made';
    URL.revokeObjectURL = () => undefined;
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('opens what was chosen, sends the part that was taken, and says whose it is', async () => {
    const stage = await open();
    chooses(file());
    await screen.findByRole('dialog', { name: 'Which part is shown?' });
    expect(screen.getByRole('application', { name: 'The part that is shown' })).toHaveFocus();
    await press('Use this part');
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(stage.asked('POST', '/api/files')).toHaveLength(1);
    expect(stage.asked('POST', '/api/files')[0]?.query.get('name')).toBe('picture.jpg');
    expect(onSave).toHaveBeenCalledExactlyOnceWith('f1');
    expect(picture.close).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'Choose a picture' })).toHaveFocus();
  });

  it('zooms by the slider and by keys, and does nothing when it is cancelled', async () => {
    const stage = await open();
    chooses(file());
    const zoom = await screen.findByRole('slider', { name: 'Zoom' });
    expect(zoom).toHaveValue('1');
    fireEvent.keyDown(screen.getByRole('application'), { key: '+' });
    expect(Number((zoom as HTMLInputElement).value)).toBeCloseTo(1.1);
    fireEvent.change(zoom, { target: { value: '2' } });
    fireEvent.keyDown(screen.getByRole('application'), { key: '-' });
    expect(Number((zoom as HTMLInputElement).value)).toBeCloseTo(1.82);
    await press('Cancel');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(stage.asked('POST', '/api/files')).toEqual([]);
    expect(picture.close).toHaveBeenCalledOnce();
  });

  it('shows what is on its way, and takes nothing else meanwhile', async () => {
    let arrives: (answer: Answer) => void = () => undefined;
    sent = async () =>
      await new Promise((resolve) => {
        arrives = resolve;
      });
    await open('old');
    chooses(file());
    await screen.findByRole('dialog');
    await press('Use this part');
    expect(await screen.findByText('Sending the picture …')).toBeVisible();
    expect(document.querySelector('img')).toHaveAttribute('src', 'blob:made');
    expect(screen.getByRole('button', { name: 'Remove' })).toHaveAttribute('aria-disabled', 'true');
    await press('Remove');
    chooses(file());
    expect(screen.queryByText('Opening the picture …')).toBeNull();
    arrives({ data: { id: 'f2' } });
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(onSave.mock.calls).toEqual([['f2']]);
  });

  it('keeps what could not be sent, and sends it when one tries again', async () => {
    sent = () => null;
    await open();
    chooses(file());
    await screen.findByRole('dialog');
    await press('Use this part');
    expect(await screen.findByRole('alert')).toHaveTextContent('the server does not answer');
    expect(onSave).not.toHaveBeenCalled();
    sent = () => ({ data: { id: 'f3' } });
    await press('Try again');
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(onSave).toHaveBeenCalledExactlyOnceWith('f3');
  });

  it.each([
    ['quota_exceeded', /You have no room left/],
    ['storage_full', /The server has no room left/],
    ['too_large', /too large/],
    ['unsupported_type', /cannot show this picture/],
  ])('says in words that the server answered %s', async (code, words) => {
    sent = () => ({ problem: { code: code as 'too_large' } });
    await open();
    chooses(file());
    await screen.findByRole('dialog');
    await press('Use this part');
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
  });

  it.each([
    [
      'of a kind that is no picture',
      file('notes.txt', 'text/plain'),
      '“notes.txt” is not a picture.',
    ],
    ['without a kind', file('thing', ''), '“thing” is not a picture.'],
    ['by its type', file('a.tif', 'image/tiff'), 'cannot open TIFF pictures'],
    ['by its name', file('a.HEIC', ''), 'cannot open HEIC pictures'],
    ['by its bytes', file('a.jpg', 'image/jpeg', '....ftypheic'), 'cannot open HEIC pictures'],
    ['that is damaged', file(), 'This picture cannot be opened'],
  ])('says why it does not take a file %s', async (_, chosen, words) => {
    vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no')));
    // This environment's files have no `text`.
    Blob.prototype.text ??= async function text(this: Blob) {
      return await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(String(reader.result));
        reader.readAsText(this);
      });
    };
    await open();
    chooses(chosen);
    expect(await screen.findByRole('alert')).toHaveTextContent(words);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('does not even open what is far too large', async () => {
    const opened = vi.fn();
    vi.stubGlobal('createImageBitmap', opened);
    const huge = file();
    Object.defineProperty(huge, 'size', { value: 51 * 1024 * 1024 });
    await open();
    chooses(huge);
    expect(await screen.findByRole('alert')).toHaveTextContent('too large for a picture');
    expect(opened).not.toHaveBeenCalled();
  });

  it('takes what is dropped or pasted', async () => {
    await open();
    const field = screen.getByRole('group', { name: 'Picture' });
    const dataTransfer = { files: [file()], types: ['Files'] };
    fireEvent.dragEnter(field, { dataTransfer });
    expect(field).toHaveAttribute('data-over', 'true');
    fireEvent.drop(field, { dataTransfer });
    expect(field).toHaveAttribute('data-over', 'false');
    await screen.findByRole('dialog');
    await press('Cancel');
    fireEvent.paste(field, { clipboardData: { files: [file()] } });
    await screen.findByRole('dialog');
    // A text that is dragged is none of its business.
    await press('Cancel');
    fireEvent.dragEnter(field, { dataTransfer: { files: [], types: ['text/plain'] } });
    expect(field).toHaveAttribute('data-over', 'false');
  });

  it('removes the picture, and keeps the keys where they were', async () => {
    const stage = await open('old');
    await press('Remove');
    expect(await screen.findByText('Removed.')).toBeVisible();
    expect(onSave).toHaveBeenCalledExactlyOnceWith(null);
    expect(stage.asked('POST', '/api/files')).toEqual([]);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Another picture' })).toHaveFocus(),
    );
  });
});
