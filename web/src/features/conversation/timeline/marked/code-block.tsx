/** Code that somebody shows: in its colours where its language is known, to be copied as it is. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { copy } from '@/shared/copy';
import { useSay } from '@/shared/i18n/i18n';
import { Part, usePart } from '@/shared/part';
import { IconButton } from '@/shared/ui/icon-button';
import styles from './marked.module.css';

/** What knows languages: it comes with the first block of code that names one. */
const painter = new Part(async () => {
  const { Painted } = await import('./painted');
  return { Painted };
});

interface Props {
  readonly text: string;
  /** As it was written behind the fence. */
  readonly language: string;
  readonly tabIndex: number;
}

/** So long it is said that something was copied. */
const COPIED_MS = 1_500;

export function CodeBlock({ text, language, tabIndex }: Props) {
  const say = useSay();
  const [isCopied, setIsCopied] = useState(false);
  const name = /^[\w#+.-]{1,20}/u.exec(language)?.[0] ?? '';
  const put = async (): Promise<void> => {
    setIsCopied(await copy(text));
    setTimeout(() => setIsCopied(false), COPIED_MS);
  };
  return (
    <figure className={styles['block']} dir="ltr">
      {language !== '' && <figcaption className={styles['language']}>{language}</figcaption>}
      <pre className={styles['lines']}>
        <code>{name === '' ? text : <InColours language={name} text={text} />}</code>
      </pre>
      <div className={styles['copy']}>
        <IconButton
          icon={isCopied ? Check : Copy}
          label={say(isCopied ? 'app.copied' : 'acts.copy_code')}
          onClick={() => void put()}
          tabIndex={tabIndex}
        />
      </div>
    </figure>
  );
}

function InColours(props: Pick<Props, 'language' | 'text'>) {
  const loaded = usePart(painter);
  return loaded instanceof Object ? <loaded.Painted {...props} /> : props.text;
}
