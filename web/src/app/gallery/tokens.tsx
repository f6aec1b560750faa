/** Colours, sizes of text and radii, by their names in `tokens.css`. */
import styles from './gallery.module.css';

const COLOURS = [
  'surface',
  'surface-hover',
  'surface-pill',
  'surface-raised',
  'ink',
  'ink-quiet',
  'line',
  'line-strong',
  'accent',
  'accent-hover',
  'accent-ink',
  'danger',
  'success',
  'attention',
  'veil',
  'stage',
] as const;

const SIZES = ['tiny', 'small', 'quiet', 'body', 'title', 'display'] as const;

export function Tokens() {
  return (
    <>
      <ul className={styles['colours']}>
        {COLOURS.map((it) => (
          <li key={it}>
            <span className={styles['swatch']} data-colour={it} />
            <code>{it}</code>
          </li>
        ))}
      </ul>
      <div className={styles['sizes']}>
        {SIZES.map((it) => (
          <p data-size={it} key={it}>
            {`${it}: a small, warm room`}
          </p>
        ))}
      </div>
    </>
  );
}
