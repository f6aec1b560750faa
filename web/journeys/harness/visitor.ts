/**
 * Somebody in front of a page: what anybody does and sees on any screen. Things are found as a person
 * finds them, by what they are and what they are called.
 */
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import type { Faults } from './faults';
import { enoughContrast, noViolations } from './no-violations';
import { tooSmall } from './too-small';

type Words = string | RegExp;

/** On the screen, in CSS pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** What the server answers where the fault is its own. */
const STUMBLED = {
  type: 'about:blank',
  title: 'Something went wrong.',
  status: 500,
  code: 'internal',
  detail: 'Something went wrong.',
};
const HOLD_MS = 800;
const PATIENCE_MS = 20_000;

export class Visitor {
  readonly page: Page;
  readonly faults: Faults;
  protected readonly context: BrowserContext;

  constructor(page: Page, faults: Faults) {
    this.page = page;
    this.faults = faults;
    this.context = page.context();
  }

  // Where one is.

  /** A path, or a link that somebody gave them. */
  async opens(address = '/'): Promise<void> {
    const { pathname, search } = new URL(address, 'http://snug.example');
    await this.page.goto(`${pathname}${search}`);
  }

  async comesBack(): Promise<void> {
    await this.page.reload();
  }

  async goesBack(): Promise<void> {
    await this.page.goBack();
  }

  // What one does.

  async presses(button: Words): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  async follows(link: Words): Promise<void> {
    await this.page.getByRole('link', { name: link }).first().click();
  }

  async chooses(item: Words): Promise<void> {
    const choice = this.page.getByRole('menuitem', { name: item });
    await choice.or(this.page.getByRole('tab', { name: item })).click();
  }

  async picks(option: Words): Promise<void> {
    const picked = this.page.getByRole('option', { name: option });
    await picked
      .or(this.page.getByRole('radio', { name: option }))
      .first()
      .click();
  }

  async fills(field: Words, text: string): Promise<void> {
    await this.field(field).fill(text);
  }

  /** Answers the question that is asked over everything. */
  async confirms(action: string): Promise<void> {
    await this.page.getByRole('alertdialog').getByRole('button', { name: action }).click();
  }

  /** Keys, one after the other: `Tab`, `Control+K`. */
  async strikes(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** From stop to stop, until the keys are where one wants them. */
  async tabsTo(role: Parameters<Page['getByRole']>[0], name: Words): Promise<void> {
    const wanted = this.page.getByRole(role, { name });
    await expect(async () => {
      await this.strikes('Tab');
      await expect(wanted).toBeFocused({ timeout: 100 });
    }).toPass();
  }

  async types(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Rests a finger on something. */
  protected async holds(what: Locator): Promise<void> {
    // Until it rests where it is.
    await what.tap({ trial: true });
    const box = await what.boundingBox();
    if (!box) throw new Error(`${what} is not on the screen`);
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    const hand = await this.context.newCDPSession(this.page);
    await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await new Promise((resolve) => setTimeout(resolve, HOLD_MS));
    await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** With one finger, not fast. */
  async swipes(from: Place, to: Place): Promise<void> {
    const hand = await this.context.newCDPSession(this.page);
    await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [from] });
    for (const part of [0.25, 0.5, 0.75, 1]) {
      const x = from.x + (to.x - from.x) * part;
      const y = from.y + (to.y - from.y) * part;
      await hand.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y }] });
    }
    await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  // What one sees.

  async sees(what: Words): Promise<void> {
    await expect(this.page.getByText(what).filter({ visible: true }).first()).toBeVisible();
  }

  async doesNotSee(what: Words): Promise<void> {
    await expect(this.page.getByText(what).filter({ visible: true })).toHaveCount(0);
  }

  async seesHeading(what: Words): Promise<void> {
    const heading = this.page.getByRole('heading', { name: what });
    await expect(heading.filter({ visible: true }).first()).toBeVisible();
  }

  async seesButton(name: Words): Promise<void> {
    await expect(this.page.getByRole('button', { name, exact: true })).toBeVisible();
  }

  async seesField(name: Words): Promise<void> {
    await expect(this.field(name)).toBeVisible();
  }

  /** What was typed is still there. */
  async hasWritten(field: Words, text: string): Promise<void> {
    await expect(this.field(field)).toHaveValue(text);
  }

  /** What went wrong is said in words, and out loud. */
  async isTold(what: Words): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: what }).first()).toBeVisible();
  }

  async isAsked(what: Words): Promise<void> {
    await expect(this.page.getByRole('alertdialog', { name: what })).toBeVisible();
  }

  /** What is said to those who hear the page. */
  async seesStatus(what: Words): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: what }).first()).toBeAttached();
  }

  async seesMenuItem(name: Words): Promise<void> {
    await expect(this.page.getByRole('menuitem', { name })).toBeVisible();
  }

  async seesOption(name: Words): Promise<void> {
    await expect(this.page.getByRole('option', { name })).toBeVisible();
  }

  /** Where the keys go. */
  async isOn(role: Parameters<Page['getByRole']>[0], name: Words): Promise<void> {
    await expect(this.page.getByRole(role, { name })).toBeFocused();
  }

  async findsNoBarriers(): Promise<void> {
    await noViolations(this.page);
  }

  /** In both themes. */
  async findsNoBarriersNorDarkness(): Promise<void> {
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await enoughContrast(this.page);
    await this.page.emulateMedia({ colorScheme: 'light' });
    await noViolations(this.page);
  }

  /** It is said to those who hear the page. */
  async hears(what: Words): Promise<void> {
    await expect(
      this.page.locator('[aria-live="polite"]').filter({ hasText: what }),
    ).toBeAttached();
  }

  async hitsEverything(): Promise<void> {
    expect(await this.page.evaluate(tooSmall), `targets at ${this.page.url()}`).toEqual([]);
  }

  /** Nothing is wider than the screen, nor than what it scrolls in. */
  async scrollsOneWayOnly(): Promise<void> {
    const beyond = await this.page.evaluate(() => {
      const page = document.documentElement;
      const all = [...page.querySelectorAll('*')];
      const scrollers = all.filter((it) => /auto|scroll/.test(getComputedStyle(it).overflowX));
      return [page, ...scrollers].flatMap((scroller) => {
        if (scroller.scrollWidth <= scroller.clientWidth) return [];
        const end = scroller.getBoundingClientRect().left + scroller.clientWidth;
        const inside = [...scroller.querySelectorAll('*')];
        const wide = inside.filter((it) => it.getBoundingClientRect().right > end);
        return wide.map((it) => it.outerHTML.slice(0, 120));
      });
    });
    expect(beyond, 'what is beyond the side of the screen').toEqual([]);
  }

  /** For what takes long. */
  async patiently(sees: () => Promise<void>): Promise<void> {
    await expect(sees).toPass({ timeout: PATIENCE_MS });
  }

  // What becomes of the line to the server.

  async losesTheNetwork(): Promise<void> {
    await this.context.setOffline(true);
  }

  async regainsTheNetwork(): Promise<void> {
    await this.context.setOffline(false);
  }

  /** What is asked from now on reaches nobody. */
  async isCutOff(asked = '**/api/**'): Promise<void> {
    await this.page.route(asked, async (route) => await route.abort('connectionfailed'));
  }

  /** What is asked from now on is heard, and never answered. */
  async getsNoAnswers(asked = '**/api/**'): Promise<void> {
    await this.page.route(asked, () => undefined);
  }

  /** What is asked from now on is answered, and late. */
  async getsLateAnswers(late_ms: number): Promise<void> {
    await this.page.route('**/api/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, late_ms));
      await route.continue().catch(() => undefined);
    });
    await this.page.routeWebSocket('**/socket.io/**', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => void setTimeout(() => server.send(message), late_ms));
    });
  }

  /** The server stumbles over what it is asked from now on, or over what is asked of it in one way. */
  async isFailed(asked = '**/api/**', method?: string): Promise<void> {
    await this.page.route(asked, async (route) => {
      if (method !== undefined && method !== route.request().method())
        return await route.fallback();
      const contentType = 'application/problem+json';
      await route.fulfill({ status: 500, contentType, body: JSON.stringify(STUMBLED) });
    });
  }

  /** From the next page on a line is opened, and nothing ever comes over it. */
  async hearsNothing(): Promise<void> {
    await this.page.routeWebSocket('**/socket.io/**', () => undefined);
  }

  /** From the next page on the server takes none of these. */
  async isRejected(event: string): Promise<void> {
    await this.page.routeWebSocket('**/socket.io/**', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        // Socket.IO's packet of an event that wants an acknowledgement, and that acknowledgement.
        const asked = new RegExp(`^42(\\d+)\\["${event}"`).exec(String(message))?.[1];
        if (asked === undefined) server.send(message);
        else socket.send(`43${asked}[${JSON.stringify({ error: STUMBLED })}]`);
      });
    });
  }

  async isToldOfANewerVersion(): Promise<void> {
    await this.page.route('**/api/server', async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        json: { ...(await response.json()), app: '/assets/new.js' },
      });
    });
  }

  /** From the next page on. */
  async storesNothing(): Promise<void> {
    await this.context.addInitScript(() => {
      for (const storage of ['indexedDB', 'localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, storage, {
          get: () => {
            throw new DOMException('Access is denied.', 'SecurityError');
          },
        });
      }
    });
  }

  /** Of a page that is open: from the next one on what is offered by itself comes. */
  async mayBeOffered(): Promise<void> {
    await this.page.evaluate(() => {
      localStorage.setItem('journey:offers', 'yes');
      localStorage.removeItem('snug:push-offer');
    });
  }

  /** All is as it was before the line got bad. */
  async isServedAgain(): Promise<void> {
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
  }

  /** Whether they have a thumb and no mouse. */
  protected async isOnTouch(): Promise<boolean> {
    return await this.page.evaluate(() => matchMedia('(pointer: coarse)').matches);
  }

  protected field(name: Words): Locator {
    const exact = typeof name === 'string';
    return this.page.getByLabel(name, { exact }).and(this.page.locator('input, textarea, select'));
  }
}
