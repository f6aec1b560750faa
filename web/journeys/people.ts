/**
 * People with a browser of their own, in the words of those who use the app. What is on the screen
 * is found as a person finds it: by what it is and what it is called.
 */
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { type Account, usernameOf } from './harness/account';
import type { Faults } from './harness/faults';
import { noViolations } from './harness/no-violations';

const PASSWORD = 'correct horse battery';

export class Person {
  readonly name: string;
  readonly page: Page;
  readonly faults: Faults;
  readonly #context: BrowserContext;

  constructor(name: string, page: Page, faults: Faults) {
    this.name = name;
    this.page = page;
    this.faults = faults;
    this.#context = page.context();
  }

  // Where one is.

  /** A path, or a link that somebody gave them. */
  async opens(address = '/'): Promise<void> {
    const { pathname, search } = new URL(address, 'http://snug.example');
    await this.page.goto(`${pathname}${search}`);
  }

  /** The same browser, another tab. */
  async opensATab(): Promise<Person> {
    const tab = new Person(this.name, await this.#context.newPage(), this.faults);
    await tab.opens();
    return tab;
  }

  async comesBack(): Promise<void> {
    await this.page.reload();
  }

  // Who one is.

  /** Logged in already when the page opens. */
  async is({ user, password }: Account): Promise<void> {
    const data = { username: user.username, password };
    const answer = await this.#context.request.post('/api/auth/login', { data });
    expect(answer.ok(), `${user.username} logs in`).toBe(true);
  }

  /** On the page for it: the first account, or by an invite, or where anybody may. */
  async makesAnAccount(): Promise<void> {
    await this.fills('Username', usernameOf(this.name));
    await this.fills('Password', PASSWORD);
    await this.presses('Make an account');
  }

  async isIn(): Promise<void> {
    await expect(this.#list.getByRole('link', { name: /general/ })).toBeVisible();
  }

  async logsOut(): Promise<void> {
    await this.presses('Log out');
  }

  async isAtTheDoor(): Promise<void> {
    await this.seesField('Password');
    await expect(this.page.getByRole('button', { name: 'Log in' })).toBeVisible();
  }

  async logsIn(password = PASSWORD): Promise<void> {
    await this.fills('Username', usernameOf(this.name));
    await this.fills('Password', password);
    await this.presses('Log in');
  }

  // Talking.

  /** From the list of all that one is in. */
  async opensConversation(title: string): Promise<void> {
    await this.#list.getByRole('link', { name: title }).click();
    await this.seesHeading(title);
  }

  async says(text: string): Promise<void> {
    await this.#composer.fill(text);
    await this.#composer.press('Enter');
    await expect(this.#composer).toHaveValue('');
  }

  /** Said by whomever, in the conversation that is open. */
  async reads(text: string | RegExp): Promise<void> {
    await expect(this.#messages.filter({ hasText: text })).toBeVisible();
  }

  /** All that is in front of them, in order. */
  async messages(): Promise<string[]> {
    return await this.#messages.allInnerTexts();
  }

  get #list(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' });
  }

  get #messages(): Locator {
    return this.page.getByRole('main').getByRole('listitem');
  }

  get #composer(): Locator {
    return this.page.getByRole('textbox', { name: 'Message' });
  }

  // What one does and sees.

  async presses(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  async fills(field: string, text: string): Promise<void> {
    await this.#field(field).fill(text);
  }

  async sees(what: string | RegExp): Promise<void> {
    await expect(this.page.getByText(what).first()).toBeVisible();
  }

  async seesHeading(what: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { name: what })).toBeVisible();
  }

  async seesButton(name: string): Promise<void> {
    await expect(this.page.getByRole('button', { name, exact: true })).toBeVisible();
  }

  async doesNotSee(what: string | RegExp): Promise<void> {
    await expect(this.page.getByText(what)).toHaveCount(0);
  }

  /** What went wrong is said in words, and out loud. */
  async isTold(what: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('alert').filter({ hasText: what })).toBeVisible();
  }

  async seesField(name: string): Promise<void> {
    await expect(this.#field(name)).toBeVisible();
  }

  /** What was typed is still there. */
  async hasWritten(field: string, text: string): Promise<void> {
    await expect(this.#field(field)).toHaveValue(text);
  }

  #field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  // What becomes of the line to the server.

  async losesTheNetwork(): Promise<void> {
    await this.#context.setOffline(true);
  }

  async regainsTheNetwork(): Promise<void> {
    await this.#context.setOffline(false);
  }

  /** What is asked from now on reaches nobody. */
  async isCutOff(): Promise<void> {
    await this.page.route('**/api/**', async (route) => await route.abort('connectionfailed'));
  }

  /** What is asked from now on is heard, and never answered. */
  async getsNoAnswers(): Promise<void> {
    await this.page.route('**/api/**', () => undefined);
  }

  async findsNoBarriers(): Promise<void> {
    await noViolations(this.page);
  }
}
