/**
 * A soft sound of our own: two notes, like a glass that is put down. It can be turned off on this
 * device, and browsers play none before somebody has pressed something on the page.
 */
import { Cell } from '../cell';
import { recall, remember } from '../storage/memory';

const KEY = 'snug:sound';
/** Hertz, seconds after the beginning. */
const NOTES = [
  { pitch: 659.26, at: 0 },
  { pitch: 987.77, at: 0.11 },
] as const;
const VOLUME = 0.09;
const FADE_SECS = 0.7;
/** Several that come together are one sound. */
const REST_MS = 1_500;

/** What a browser makes sounds with. */
export type OpenAudio = () => AudioContext | null;

export class Chime {
  readonly isOn: Cell<boolean>;
  readonly #open: OpenAudio;
  #audio: AudioContext | null = null;
  #played_at = Number.NEGATIVE_INFINITY;

  constructor(open: OpenAudio) {
    this.#open = open;
    this.isOn = new Cell(recall(KEY) !== 'off');
  }

  /** Somebody pressed something: from now on there may be sounds. */
  allow(): void {
    this.#audio ??= this.#open();
    if (this.#audio?.state === 'suspended') void this.#audio.resume().catch(() => undefined);
  }

  /** It may have been chosen in another tab. */
  look(): void {
    this.isOn.set(recall(KEY) !== 'off');
  }

  choose(isOn: boolean): void {
    this.isOn.set(isOn);
    remember(KEY, isOn ? 'on' : 'off');
  }

  /** Of something new. */
  ring(): void {
    const now = performance.now();
    if (!this.isOn.get() || now < this.#played_at + REST_MS) return;
    this.#played_at = now;
    this.play();
  }

  /** To hear what it is like, whether it is on or not. */
  play(): void {
    const audio = this.#audio;
    if (audio?.state !== 'running') return;
    for (const { pitch, at } of NOTES) playNote(audio, pitch, audio.currentTime + at);
  }
}

function playNote(audio: AudioContext, pitch: number, from: number): void {
  const note = new OscillatorNode(audio, { type: 'sine', frequency: pitch });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(VOLUME, from + 0.012);
  volume.gain.exponentialRampToValueAtTime(0.0001, from + FADE_SECS);
  note.connect(volume).connect(audio.destination);
  note.start(from);
  note.stop(from + FADE_SECS);
}

export function browserAudio(): AudioContext | null {
  try {
    return new AudioContext();
  } catch {
    return null;
  }
}
