/** Somebody who sends files, and looks at those of others. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CDPSession, expect, type Locator } from '@playwright/test';
import { Visitor } from './visitor';

const LATE_MS = 1_500;

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export class FileVisitor extends Visitor {
  #line: CDPSession | null = null;

  async attaches(...files: readonly Chosen[]): Promise<void> {
    await this.presses('Add files or a poll');
    const asked = this.page.waitForEvent('filechooser');
    await this.chooses('Files');
    await (await asked).setFiles([...files]);
  }

  async choosesByKeyboard(...files: readonly Chosen[]): Promise<void> {
    await this.tabsTo('button', 'Add files or a poll');
    await this.strikes('Enter');
    await this.seesMenuItem('Files');
    await this.strikes('Home');
    await this.isOn('menuitem', 'Files');
    const asked = this.page.waitForEvent('filechooser');
    await this.strikes('Enter');
    await (await asked).setFiles([...files]);
  }

  /** From another window onto the conversation. */
  async drops(...files: readonly Chosen[]): Promise<void> {
    await this.#gives('drop', files);
  }

  async holdsFilesOver(): Promise<void> {
    await this.#gives('hold', [
      { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') },
    ]);
  }

  async pastes(...files: readonly Chosen[]): Promise<void> {
    await this.#gives('paste', files);
  }

  /** Beside what is being written. */
  async seesAttached(name: string): Promise<void> {
    await expect(this.#attached.filter({ hasText: name })).toBeVisible();
  }

  async isPartOfTheWay(name: string): Promise<void> {
    const progress = this.page.getByRole('progressbar', { name: `Progress of ${name}` });
    await expect(async () => {
      expect(Number(await progress.getAttribute('value'))).toBeGreaterThan(0);
    }).toPass();
  }

  /** Stored, and drawn. */
  async seesPicture(name: string): Promise<void> {
    const picture = this.page.locator('button[data-file]').getByRole('img', { name });
    await expect(picture).toBeVisible();
    await expect(picture).toHaveJSProperty('complete', true);
    await expect(picture).not.toHaveJSProperty('naturalWidth', 0);
  }

  async seesFile(name: string): Promise<void> {
    await expect(this.#download(name)).toBeVisible();
  }

  async downloads(name: string): Promise<Buffer> {
    const begun = this.page.waitForEvent('download');
    await this.#download(name).click();
    return readFileSync(await (await begun).path());
  }

  /** So many bytes a second go up and come down, from now on. */
  async isOnALineOf(rate: number): Promise<void> {
    // One for all: of several the slowest counts.
    this.#line ??= await this.context.newCDPSession(this.page);
    await this.#line.send('Network.enable');
    await this.#line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: rate,
      uploadThroughput: rate,
    });
  }

  async getsPicturesLate(): Promise<void> {
    await this.page.route('**/api/files/**', async (route) => {
      await sleep(LATE_MS);
      await route.continue();
    });
  }

  async watchesForShifts(): Promise<void> {
    await this.page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const it of list.getEntries()) shifts.push((it as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift' });
    });
  }

  async sawNothingMove(): Promise<void> {
    const shifts = await this.page.evaluate(
      () => (window as unknown as { shifts: number[] }).shifts,
    );
    expect(shifts).toEqual([]);
  }

  async #gives(how: Gift['how'], files: readonly Chosen[]): Promise<void> {
    await this.seesField('Message');
    const given = files.map(({ name, mimeType, buffer }) => {
      return { name, mimeType, base64: buffer.toString('base64') };
    });
    await this.page.evaluate(give, { how, given });
  }

  get #attached(): Locator {
    return this.page.getByRole('list', { name: 'Files of your message' }).getByRole('listitem');
  }

  #download(name: string): Locator {
    const named = this.page.locator(`[download="${name}"]`);
    return this.page.getByRole('link', { name: 'Download' }).and(named);
  }
}

interface Gift {
  readonly how: 'drop' | 'hold' | 'paste';
  readonly given: readonly { name: string; mimeType: string; base64: string }[];
}

/** Runs in the page. */
function give({ how, given }: Gift): void {
  const data = new DataTransfer();
  for (const { name, mimeType, base64 } of given) {
    const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
    data.items.add(new File([bytes], name, { type: mimeType }));
  }
  const common = { bubbles: true, cancelable: true };
  const place = document.querySelector(how === 'paste' ? '#composer' : '#main');
  if (how === 'paste') {
    place?.dispatchEvent(new ClipboardEvent('paste', { ...common, clipboardData: data }));
    return;
  }
  const steps = how === 'hold' ? ['dragenter', 'dragover'] : ['dragenter', 'dragover', 'drop'];
  for (const name of steps) {
    place?.dispatchEvent(new DragEvent(name, { ...common, dataTransfer: data }));
  }
}
