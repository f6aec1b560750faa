/**
 * Every component in every state, in both themes beside each other, for those who work on the app: at
 * `/components`, loaded when somebody goes there and never before; `?of=Button` shows one alone. Its words
 * are theirs, and so English.
 */
import { type ReactNode, useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { places } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { showAsIf } from './as-if';
import styles from './gallery.module.css';
import { House } from './house';
import { SPECIMENS } from './specimens';
import { Tokens } from './tokens';

const THEMES = ['light', 'dark'] as const;

export function Gallery() {
  useEffect(showAsIf, []);
  const [asked] = useSearchParams();
  const one = asked.get('of');
  const isShown = (name: string): boolean => one === null || one === name;
  return (
    <main className={styles['gallery']} id="main">
      <h1 className={styles['title']}>{'Components'}</h1>
      <p className={styles['lead']}>{'What opens over the page is in the page’s own theme.'}</p>
      {one !== null && <Link to={places.gallery}>{'All components'}</Link>}
      <House>
        <div className={styles['themes']}>
          {THEMES.map((theme) => (
            <form
              aria-label={`In the ${theme} theme`}
              className={styles['theme']}
              data-theme={theme}
              key={theme}
            >
              {isShown('Tokens') && (
                <Group name="Tokens">
                  <Tokens />
                </Group>
              )}
              {SPECIMENS.filter((it) => isShown(it.name)).map(({ name, states }) => (
                <Group key={name} name={name}>
                  {states.map((state) => (
                    <figure className={styles['state']} data-wide={state.isWide} key={state.name}>
                      <div className={styles['shown']}>{state.shown}</div>
                      <figcaption className={styles['name']}>{state.name}</figcaption>
                    </figure>
                  ))}
                </Group>
              ))}
            </form>
          ))}
        </div>
      </House>
    </main>
  );
}

function Group({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className={styles['group']}>
      <h2 className={styles['heading']}>{name}</h2>
      <div className={styles['states']}>{children}</div>
    </section>
  );
}
