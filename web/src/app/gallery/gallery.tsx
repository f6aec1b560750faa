/**
 * Every component in every state, in both themes beside each other, for those who work on the app: at
 * `/components`, loaded when somebody goes there and never before. Its words are theirs, and so English.
 */
import type { ReactNode } from 'react';
import styles from './gallery.module.css';
import { SPECIMENS } from './specimens';
import { Tokens } from './tokens';

const THEMES = ['light', 'dark'] as const;

export function Gallery() {
  return (
    <main className={styles['gallery']} id="main">
      <h1 className={styles['title']}>{'Components'}</h1>
      <p className={styles['lead']}>
        {'Hovering and the focus are seen with the pointer and the Tab key.'}
      </p>
      <div className={styles['themes']}>
        {THEMES.map((theme) => (
          <form
            aria-label={`In the ${theme} theme`}
            className={styles['theme']}
            data-theme={theme}
            key={theme}
          >
            <Group name="Tokens">
              <Tokens />
            </Group>
            {SPECIMENS.map(({ name, states }) => (
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
