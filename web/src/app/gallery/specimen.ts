/** A component with its states, as it stands on the page of all of them. */
import type { ReactNode } from 'react';

export interface State {
  readonly name: string;
  readonly shown: ReactNode;
  /** Takes the whole line. */
  readonly isWide?: boolean;
}

export interface Specimen {
  readonly name: string;
  readonly states: readonly State[];
}

export const nothing = (): void => undefined;
