/** People with a browser of their own, in the words of those who use the app. */
import { expect, type Locator } from '@playwright/test';
import { type Account, usernameOf } from './harness/account';
import type { Faults } from './harness/faults';
import { FileVisitor } from './harness/file-visitor';

const PASSWORD = 'correct horse battery';

export class Person extends FileVisitor {
  readonly name: string;

  constructor(name: string, page: FileVisitor['page'], faults: Faults) {
    super(page, faults);
    this.name = name;
  }

  /** The same browser, another tab. */
  async opensATab(address = '/'): Promise<Person> {
    const tab = new Person(this.name, await this.context.newPage(), this.faults);
    await tab.opens(address);
    return tab;
  }

  // Who one is.

  /** Logged in already when the page opens. */
  async is({ user, password }: Account): Promise<void> {
    const data = { username: user.username, password };
    const answer = await this.context.request.post('/api/auth/login', { data });
    expect(answer.ok(), `${user.username} logs in`).toBe(true);
  }

  /** On the page for it: the first account, or by an invite, or where anybody may. */
  async makesAnAccount(): Promise<void> {
    await this.fills('Your name', this.name);
    await this.fills('Username', usernameOf(this.name));
    await this.fills('Password', PASSWORD);
    await this.presses('Make an account');
  }

  async logsIn(password = PASSWORD): Promise<void> {
    await this.fills('Username', usernameOf(this.name));
    await this.fills('Password', password);
    await this.presses('Log in');
  }

  async logsOut(): Promise<void> {
    await this.page.getByRole('button', { name: /Your account/ }).click();
    await this.chooses('Log out');
    await this.confirms('Log out');
  }

  async isIn(): Promise<void> {
    await expect(this.#list.getByRole('link', { name: /general/ })).toBeVisible();
  }

  async isAtTheDoor(): Promise<void> {
    await this.seesField('Password');
    await this.seesButton('Log in');
  }

  // The list of conversations.

  async opensConversation(title: string): Promise<void> {
    await this.#row(title).click();
    await this.seesHeading(title);
  }

  /** What the list says of a conversation: its last line, what waits there. */
  async seesInTheList(title: string, what: string | RegExp): Promise<void> {
    await expect(this.#row(title)).toContainText(what);
  }

  async doesNotSeeInTheList(title: string): Promise<void> {
    await expect(this.#row(title)).toHaveCount(0);
  }

  // Talking.

  async says(text: string): Promise<void> {
    await this.begins(text);
    // Under a thumb Enter makes a line.
    if (await this.isOnTouch())
      await this.page.getByRole('button', { name: /^(Send|Save)$/ }).click();
    else await this.#composer.press('Enter');
    await expect(this.#composer).toHaveValue('');
  }

  /** Writes, and does not send. */
  async begins(text: string): Promise<void> {
    await this.#composer.fill(text);
  }

  async isWriting(text: string): Promise<void> {
    await expect(this.#composer).toHaveValue(text);
  }

  /** Said by whomever, in the conversation that is open. */
  async reads(text: string | RegExp): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  async doesNotRead(text: string | RegExp): Promise<void> {
    await expect(this.message(text)).toHaveCount(0);
  }

  /** What belongs to a message: that it is on its way, was edited, was not sent. */
  async readsAt(text: string | RegExp, what: string | RegExp): Promise<void> {
    await expect(this.message(text)).toContainText(what);
  }

  async doesNotReadAt(text: string | RegExp, what: string | RegExp): Promise<void> {
    await expect(this.message(text)).not.toContainText(what);
  }

  /** Every character of it, as it was written. */
  async readsLast(text: string): Promise<void> {
    await expect
      .poll(async () => await this.#messages.last().textContent(), { message: text })
      .toContain(text);
  }

  /** Whoever said it is called so: their name above it is pressed. */
  async asksWhoIs(name: string, text: string | RegExp): Promise<void> {
    await this.message(text).getByText(name, { exact: true }).click();
    await expect(this.page.getByRole('dialog', { name })).toBeVisible();
  }

  /** The texts of all that is in front of them, in order. */
  async readsInOrder(...texts: readonly string[]): Promise<void> {
    const names = await this.#messages.evaluateAll((rows) =>
      rows.flatMap((row) => row.getAttribute('aria-label') ?? []),
    );
    expect(names.map((name) => name.replace(/^[^:]*:\d\d: /, ''))).toEqual(texts);
  }

  /** From the menu of a message. */
  async does(what: 'Reply' | 'Edit' | 'Delete' | 'React', to: string | RegExp): Promise<void> {
    await this.opensTheMenu(to);
    await this.chooses(new RegExp(`^${what}$`));
  }

  async opensTheMenu(of: string | RegExp): Promise<void> {
    if (await this.isOnTouch()) await this.holds(this.message(of));
    else {
      // What is above may still be drawn, and move it away from under the mouse.
      await expect(async () => {
        await this.message(of).hover();
        await this.message(of).getByRole('button', { name: 'More' }).click({ timeout: 500 });
        await expect(this.page.getByRole('menu')).toBeVisible({ timeout: 2_000 });
      }).toPass();
    }
  }

  async replies(to: string | RegExp, text: string): Promise<void> {
    await this.does('Reply', to);
    await this.says(text);
  }

  async edits(before: string, after: string): Promise<void> {
    await this.does('Edit', before);
    await this.isWriting(before);
    await this.says(after);
  }

  async deletes(text: string): Promise<void> {
    await this.does('Delete', text);
  }

  async undoes(): Promise<void> {
    await this.#messages.getByRole('button', { name: 'Undo' }).click();
  }

  /** With one of the palette, by its name: `Heart`. */
  async reacts(to: string, emoji: string): Promise<void> {
    await this.does('React', to);
    await this.presses(emoji);
  }

  async seesReaction(at: string, reaction: RegExp): Promise<void> {
    await expect(this.message(at).getByRole('button', { name: reaction })).toBeVisible();
  }

  // Pictures of people and of conversations.

  /** From the files of this device. */
  async choosesAPicture(name: string, buffer: Buffer, mimeType = 'image/png'): Promise<void> {
    const asked = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: /^(Choose a|Another) picture$/ }).click();
    await (await asked).setFiles({ name, mimeType, buffer });
  }

  /** What the part that was chosen looks like. */
  async picturesThePart(): Promise<string> {
    return await this.#part.evaluate((it: HTMLCanvasElement) => it.toDataURL());
  }

  async hasAnotherPart(than: string): Promise<void> {
    await expect.poll(async () => (await this.picturesThePart()) === than).toBe(false);
  }

  /** Two fingers on it go apart. */
  async pinches(what: string): Promise<void> {
    const box = await this.page.getByLabel(what).boundingBox();
    if (!box) throw new Error(`${what} is not on the screen`);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const hand = await this.context.newCDPSession(this.page);
    for (const by of [20, 40, 60]) {
      const type = by === 20 ? 'touchStart' : 'touchMove';
      const touchPoints = [
        { x: x - by, y, id: 1 },
        { x: x + by, y, id: 2 },
      ];
      await hand.send('Input.dispatchTouchEvent', { type, touchPoints });
    }
    await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  async seesThePictureInTheList(title: string): Promise<void> {
    await seesIn(this.#row(title));
  }

  async doesNotSeeAPictureInTheList(title: string): Promise<void> {
    await expect(this.#row(title).locator('img')).toHaveCount(0);
  }

  async seesThePictureBeside(text: string | RegExp): Promise<void> {
    await seesIn(this.message(text));
  }

  /** So many of those that are on the screen are loaded, or more. */
  async seesPictures(count: number): Promise<void> {
    await expect(async () => {
      expect(await this.page.evaluate(countPictures)).toBeGreaterThanOrEqual(count);
    }).toPass({ timeout: 5_000 });
  }

  /** By its own words, not by those that it answers. What the conversation tells has no name. */
  message(text: string | RegExp): Locator {
    const feed = this.page.getByRole('feed', { name: 'Messages', exact: true });
    const told = this.#messages
      .filter({ hasText: text })
      .and(this.page.locator(':not([aria-label])'));
    return feed.getByRole('article', { name: text }).or(told);
  }

  get #list(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' });
  }

  #row(title: string): Locator {
    return this.#list.getByTitle(title, { exact: true });
  }

  get #messages(): Locator {
    return this.page.getByRole('feed', { name: 'Messages', exact: true }).getByRole('article');
  }

  get #part(): Locator {
    return this.page.getByRole('application', { name: 'The part that is shown' }).locator('canvas');
  }

  get #composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }
}

/** A picture is nothing to those who hear the page, so it is found by where it stands. */
async function seesIn(place: Locator): Promise<void> {
  const picture = place.locator('img').first();
  await expect(picture).toBeVisible();
  await expect(picture).toHaveJSProperty('complete', true);
  await expect(picture).not.toHaveJSProperty('naturalWidth', 0);
}

/** Runs in the page. */
function countPictures(): number {
  const there = [...document.images].filter((it) => it.src.includes('/api/files/'));
  return there.filter((it) => it.complete && it.naturalWidth > 0 && it.checkVisibility()).length;
}
