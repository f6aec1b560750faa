/**
 * Somebody in front of a page: what anybody does and sees on any screen. Things are found as a person
 * finds them, by what they are and what they are called.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { beyond } from './beyond';
import { Connected } from './connected';
import { enoughContrast, noViolations } from './no-violations';
import { tooSmall } from './too-small';

type Words = string | RegExp;

/** On the screen, in CSS pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
}

const HOLD_MS = 800;
const PATIENCE_MS = 20_000;

export class Visitor extends Connected {
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

  /** The same page, on a screen of this width. */
  async isInFrontOf(width: number, by: 'touch' | 'mouse'): Promise<void> {
    await this.page.setViewportSize({ width, height: 900 });
    const hand = await this.context.newCDPSession(this.page);
    await hand.send('Emulation.setTouchEmulationEnabled', { enabled: by === 'touch' });
  }

  async hitsEverything(): Promise<void> {
    expect(await this.page.evaluate(tooSmall), `targets at ${this.page.url()}`).toEqual([]);
  }

  /** Nothing is wider than the screen, nor than what it scrolls in. */
  async scrollsOneWayOnly(): Promise<void> {
    expect(await this.page.evaluate(beyond), 'what is beyond the sides of the screen').toEqual([]);
  }

  /** For what takes long. */
  async patiently(sees: () => Promise<void>): Promise<void> {
    await expect(sees).toPass({ timeout: PATIENCE_MS });
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
