/** What one person knows of themselves: which revision changed which conversation. */
export class Own {
  rev = 0;
  readonly #changes = new Map<string, number>();

  change(conversation_id: string): void {
    this.rev += 1;
    this.#changes.set(conversation_id, this.rev);
  }

  /** The conversations that were changed after a revision; all where none is known. */
  changedAfter(rev = -1): string[] {
    return [...this.#changes].filter(([, it]) => it > rev).map(([id]) => id);
  }
}
