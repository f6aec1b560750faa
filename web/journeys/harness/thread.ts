/** The thread that is open beside a conversation, as somebody sees it. */
import { expect, type Locator } from '@playwright/test';
import type { Visitor } from './visitor';

export class Thread {
  readonly #panel: Locator;
  readonly #visitor: Visitor;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
    this.#panel = visitor.page.getByRole('complementary', { name: 'Thread' });
  }

  get messages(): Locator {
    return this.#panel.getByRole('article');
  }

  async isOpen(): Promise<void> {
    await expect(this.#field).toBeVisible();
  }

  async closes(): Promise<void> {
    await this.#panel.getByRole('button', { name: 'Close' }).click();
    await expect(this.#panel).toHaveCount(0);
  }

  async begins(text: string): Promise<void> {
    await this.#field.fill(text);
  }

  async hasBegun(text: string): Promise<void> {
    await expect(this.#field).toHaveValue(text);
  }

  async says(text: string): Promise<void> {
    await this.begins(text);
    await this.#field.press('Enter');
    await this.hasBegun('');
  }

  async reads(text: string): Promise<void> {
    await expect(this.messages.filter({ hasText: text }).first()).toBeVisible();
  }

  async hears(what: string): Promise<void> {
    await this.#visitor.hears(what);
  }

  get #field(): Locator {
    return this.#panel.getByRole('textbox', { name: 'Reply in this thread' });
  }
}
