/** The logo in the browser's tab, with a count on it: in colours for light and for dark browsers. */

const SIZE = 64;
const LOGO = '/icon-192.png';
/** More than these are not counted out: there is no room. */
const MOST = 9;
const COUNT = { size: 42, gap: 4, font: 34 } as const;
const COLOURS = {
  light: { fill: '#8a5410', ink: '#ffffff' },
  dark: { fill: '#f0a03c', ink: '#2a2018' },
} as const;

export class Favicon {
  readonly #link: HTMLLinkElement | null;
  readonly #plain: { readonly href: string; readonly type: string };
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  #logo: Promise<HTMLImageElement> | null = null;
  #count = 0;

  constructor() {
    this.#link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
    this.#plain = { href: this.#link?.href ?? '', type: this.#link?.type ?? '' };
    this.#dark.addEventListener('change', () => void this.#draw());
  }

  readonly show = (count: number): void => {
    this.#count = count;
    void this.#draw();
  };

  async #draw(): Promise<void> {
    const link = this.#link;
    if (!link) return;
    const count = this.#count;
    // As it is without a count, where it can't be drawn.
    const drawn = count > 0 ? await this.#picture(count).catch(() => null) : null;
    if (count !== this.#count) return;
    Object.assign(link, drawn === null ? this.#plain : { href: drawn, type: 'image/png' });
  }

  async #picture(count: number): Promise<string> {
    this.#logo ??= load(LOGO);
    const logo = await this.#logo.catch((error) => {
      this.#logo = null;
      throw error;
    });
    const canvas = document.createElement('canvas');
    canvas.width = SIZE;
    canvas.height = SIZE;
    const pen = canvas.getContext('2d');
    if (!pen) throw new Error('no canvas');
    pen.drawImage(logo, 0, 0, SIZE, SIZE);
    drawCount(pen, count > MOST ? `${MOST}+` : String(count), this.#dark.matches);
    return canvas.toDataURL('image/png');
  }
}

function drawCount(pen: CanvasRenderingContext2D, words: string, isDark: boolean): void {
  const { fill, ink } = isDark ? COLOURS.dark : COLOURS.light;
  const radius = COUNT.size / 2;
  const [x, y] = [SIZE - radius, SIZE - radius];
  // A gap around it, so that it stands on any ground.
  pen.globalCompositeOperation = 'destination-out';
  circle(pen, x, y, radius + COUNT.gap);
  pen.globalCompositeOperation = 'source-over';
  pen.fillStyle = fill;
  circle(pen, x, y, radius);
  pen.fillStyle = ink;
  pen.font = `700 ${COUNT.font}px ui-sans-serif, system-ui, sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(words, x, y + 2, COUNT.size - 6);
}

function circle(pen: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

async function load(address: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  return picture;
}
