/** One of several in a menu: what is chosen has a mark, and choosing closes it. */
import { Check } from 'lucide-react';
import { useFloating } from './floating';
import styles from './menu.module.css';
import choiceStyles from './menu-choices.module.css';

interface Props<Value extends string> {
  /** What is chosen of. */
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly words: string }[];
  readonly onChoose: (value: Value) => void;
}

export function MenuChoices<Value extends string>({
  label,
  value,
  choices,
  onChoose,
}: Props<Value>) {
  const { DropdownMenu } = useFloating();
  return (
    <>
      <DropdownMenu.Separator className={choiceStyles['line']} />
      <DropdownMenu.RadioGroup aria-label={label} value={value}>
        <DropdownMenu.Label className={choiceStyles['label']}>{label}</DropdownMenu.Label>
        {choices.map((choice) => (
          <DropdownMenu.RadioItem
            className={styles['item']}
            key={choice.value}
            onSelect={() => onChoose(choice.value)}
            value={choice.value}
          >
            <span className={choiceStyles['mark']}>
              <DropdownMenu.ItemIndicator>
                <Check aria-hidden size={16} strokeWidth={1.75} />
              </DropdownMenu.ItemIndicator>
            </span>
            {choice.words}
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
      <DropdownMenu.Separator className={choiceStyles['line']} />
    </>
  );
}
