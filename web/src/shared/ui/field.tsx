/** A line to type in, with its name above and what is wrong with it below. */
import { Form } from 'radix-ui';
import type { ComponentProps } from 'react';
import styles from './field.module.css';

export interface FieldProps extends ComponentProps<'input'> {
  readonly name: string;
  readonly label: string;
  /** Said where it is empty, of one that has to be filled in. */
  readonly missing?: string;
  /** Said where it is too short. */
  readonly short?: string;
  /** What the server said of it. */
  readonly problem?: string | undefined;
}

export function Field({ name, label, missing, short, problem, ...input }: FieldProps) {
  return (
    <Form.Field className={styles['field']} name={name} serverInvalid={problem !== undefined}>
      <Form.Label className={styles['label']}>{label}</Form.Label>
      <Form.Control asChild>
        <input {...input} className={styles['input']} />
      </Form.Control>
      {missing !== undefined && (
        <Form.Message className={styles['message']} match="valueMissing">
          {missing}
        </Form.Message>
      )}
      {short !== undefined && (
        <Form.Message className={styles['message']} match="tooShort">
          {short}
        </Form.Message>
      )}
      {problem !== undefined && (
        <Form.Message className={styles['message']}>{problem}</Form.Message>
      )}
    </Form.Field>
  );
}
