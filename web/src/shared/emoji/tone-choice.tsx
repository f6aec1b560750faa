/** The tone of skin that hands and people are shown in. */
import { RadioGroup } from 'radix-ui';
import { type TextName, useSay } from '../i18n/i18n';
import { useCell } from '../use-cell';
import styles from './emoji.module.css';
import { chooseTone, tone } from './habits';

const TONES: readonly (readonly [string, TextName])[] = [
  ['✋', 'emoji.tone_none'],
  ['✋🏻', 'emoji.tone_light'],
  ['✋🏼', 'emoji.tone_medium_light'],
  ['✋🏽', 'emoji.tone_medium'],
  ['✋🏾', 'emoji.tone_medium_dark'],
  ['✋🏿', 'emoji.tone_dark'],
];

export function ToneChoice() {
  const say = useSay();
  const chosen = useCell(tone);
  return (
    <RadioGroup.Root
      aria-label={say('emoji.tone')}
      className={styles['tones']}
      onValueChange={(value) => chooseTone(Number(value))}
      orientation="horizontal"
      value={String(chosen)}
    >
      {TONES.map(([hand, name], at) => (
        <RadioGroup.Item
          aria-label={say(name)}
          className={styles['tone']}
          key={name}
          title={say(name)}
          value={String(at)}
        >
          {hand}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
