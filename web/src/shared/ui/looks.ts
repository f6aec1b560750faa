/**
 * How this device shows it all: chosen here, shown from the first moment and in every tab. Each is an
 * attribute of the root, `data-theme` say, which is missing where it is as it is by itself.
 */
import { Cell } from '../cell';
import { recall, remember } from '../storage/memory';

class Look<Value extends string> {
  readonly #cell: Cell<Value>;
  readonly #name: string;
  readonly #own: Value;
  readonly #values: readonly Value[];
  readonly #shown: (chosen: Value) => void;

  /** `own`: as it is by itself. */
  constructor(
    name: string,
    own: Value,
    others: readonly Value[],
    shown: (chosen: Value) => void = () => undefined,
  ) {
    this.#cell = new Cell(own);
    this.#name = name;
    this.#own = own;
    this.#values = [own, ...others];
    this.#shown = shown;
  }

  /** The one that is shown. */
  readonly get = (): Value => this.#cell.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#cell.subscribe(listener);

  /** Shows what was chosen here before. */
  start(): void {
    this.#show(this.#stored());
    // Chosen in another tab.
    window.addEventListener('storage', (event) => {
      if (event.key === this.#key) this.#show(this.#stored());
    });
  }

  choose(chosen: Value): void {
    this.#show(chosen);
    remember(this.#key, chosen);
  }

  get #key(): string {
    return `snug:${this.#name}`;
  }

  #stored(): Value {
    const found = recall(this.#key);
    return this.#values.find((it) => it === found) ?? this.#own;
  }

  #show(chosen: Value): void {
    this.#cell.set(chosen);
    const { dataset } = document.documentElement;
    if (chosen === this.#own) delete dataset[this.#name];
    else dataset[this.#name] = chosen;
    this.#shown(chosen);
  }
}

type Theme = 'system' | 'light' | 'dark';

export const theme = new Look<Theme>('theme', 'system', ['light', 'dark'], (chosen) => {
  // What the browser draws around the page: of the two in `index.html`, the one that holds.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name=theme-color]')) {
    const own = meta.dataset['theme'];
    if (chosen === 'system') meta.media = `(prefers-color-scheme: ${own})`;
    else meta.media = own === chosen ? 'all' : 'not all';
  }
});

/** How close things stand. */
export const density = new Look<'cosy' | 'compact'>('density', 'cosy', ['compact']);

/** Of the text, and of all that is measured by it. */
export const size = new Look<'small' | 'normal' | 'large' | 'largest'>('size', 'normal', [
  'small',
  'large',
  'largest',
]);

export function startLooks(): void {
  for (const look of [theme, density, size]) look.start();
}
