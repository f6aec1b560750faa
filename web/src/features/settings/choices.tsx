import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import styles from './settings.module.css';

interface Props<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly {
    readonly value: Value;
    readonly words: string;
    readonly lang?: string;
  }[];
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function Choices<Value extends string>({ label, value, choices, onChoose }: Props<Value>) {
  const id = useId();
  return (
    <div className={styles['choosing']}>
      <span className={styles['label']} id={id}>
        {label}
      </span>
      <RadioGroup.Root
        aria-labelledby={id}
        className={styles['choices']}
        onValueChange={(chosen) => {
          const found = choices.find((it) => it.value === chosen);
          if (found) onChoose(found.value);
        }}
        value={value}
      >
        {choices.map((it) => (
          <RadioGroup.Item
            className={styles['choice']}
            key={it.value}
            lang={it.lang}
            value={it.value}
          >
            {it.words}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
