/** Where something breaks, the rest of the page stays, and the person is told what to do. */
import { Component, type ReactNode } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { NotLoadedError } from './lazy-place';

interface Props {
  /** Another one is tried anew. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly place: string;
  readonly error: unknown;
}

export class Boundary extends Component<Props, State> {
  override readonly state: State = { place: this.props.place, error: null };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): State | null {
    return place === state.place ? null : { place, error: null };
  }

  override componentDidCatch(error: unknown): void {
    if (error instanceof NotLoadedError) error.forget();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Broken error={error} onRetry={() => this.setState({ error: null })} />;
  }
}

function Broken({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const say = useSay();
  const isNotLoaded = error instanceof NotLoadedError;
  return (
    <main id="main">
      <div role="alert">
        <Notice words={say(isNotLoaded ? 'app.not_loaded' : 'app.broken')}>
          {isNotLoaded && (
            <Button look="quiet" onClick={onRetry}>
              {say('app.retry')}
            </Button>
          )}
          <Button look="quiet" onClick={() => window.location.reload()}>
            {say('app.reload')}
          </Button>
        </Notice>
      </div>
    </main>
  );
}
