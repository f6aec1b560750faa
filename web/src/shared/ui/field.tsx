/** A line to type in, with its name above and what is wrong with it below. */
import { Form } from 'radix-ui';
import { type ComponentProps, type ReactNode, useId } from 'react';
import styles from './field.module.css';

/** What may be typed, beyond what an `input` knows itself. */
export interface Rule {
  readonly isBroken: (value: string) => boolean;
  /** Said where it is broken. */
  readonly words: string;
}

export interface FieldProps extends ComponentProps<'input'> {
  readonly name: string;
  readonly label: string;
  /** Said where it is empty, of one that has to be filled in. */
  readonly missing?: string;
  /** What the server said of it. */
  readonly problem?: string | undefined;
  /** Each is tried when the field is left, and before the form is sent. */
  readonly rules?: readonly Rule[];
  /** What may be typed here, said beforehand. */
  readonly hint?: string;
  /** Within the line, behind what is typed. */
  readonly end?: ReactNode;
}

const NO_RULES: readonly Rule[] = [];

export function Field({ name, label, hint, end, ...rest }: FieldProps) {
  const { missing, problem, rules = NO_RULES, ...input } = rest;
  const id = useId();
  const told = (what: string | number): string => `${id}-${what}`;
  // What is wrong is heard before what may be typed; what isn't there is not heard.
  const described = ['missing', ...rules.keys(), 'problem', 'hint'].map(told).join(' ');
  return (
    <Form.Field className={styles['field']} name={name} serverInvalid={problem !== undefined}>
      <Form.Label className={styles['label']}>{label}</Form.Label>
      <div className={styles['line']}>
        <Form.Control aria-describedby={described} asChild>
          <input {...input} className={styles['input']} />
        </Form.Control>
        {end}
      </div>
      {hint !== undefined && (
        <p className={styles['hint']} id={told('hint')}>
          {hint}
        </p>
      )}
      {missing !== undefined && (
        <Form.Message className={styles['message']} id={told('missing')} match="valueMissing">
          {missing}
        </Form.Message>
      )}
      {rules.map(({ isBroken, words }, at) => (
        <Form.Message className={styles['message']} id={told(at)} key={words} match={isBroken}>
          {words}
        </Form.Message>
      ))}
      {problem !== undefined && (
        <Form.Message className={styles['message']} id={told('problem')} role="alert">
          {problem}
        </Form.Message>
      )}
    </Form.Field>
  );
}
