/** A line to type in, with its name above and what is wrong with it below. */
import { Form } from 'radix-ui';
import type { ComponentProps } from 'react';
import styles from './field.module.css';

interface Props extends ComponentProps<'input'> {
  readonly name: string;
  readonly label: string;
  /** Said where it is empty. */
  readonly missing: string;
  /** Said where it is too short. */
  readonly short?: string;
}

export function Field({ name, label, missing, short, ...input }: Props) {
  return (
    <Form.Field className={styles['field']} name={name}>
      <Form.Label className={styles['label']}>{label}</Form.Label>
      <Form.Control asChild>
        <input {...input} className={styles['input']} />
      </Form.Control>
      <Form.Message className={styles['message']} match="valueMissing">
        {missing}
      </Form.Message>
      {short !== undefined && (
        <Form.Message className={styles['message']} match="tooShort">
          {short}
        </Form.Message>
      )}
    </Form.Field>
  );
}
