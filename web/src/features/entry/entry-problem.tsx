/** Why it did not work, where that is not said beside a field. */
import { type RefObject, useEffect } from 'react';
import { ProblemError } from '@/shared/api/errors';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import styles from './entry.module.css';
import { isAboutFields } from './entry-field-text';

const CLOSED = 'registration_closed';

interface Props {
  readonly isInvited?: boolean;
  readonly error: Error | null;
  readonly form: RefObject<HTMLFormElement | null>;
}

export function EntryProblem({ isInvited = false, error, form }: Props) {
  const say = useSay();
  const isWrong = error instanceof ProblemError && error.problem.code === 'invalid_credentials';
  useEffect(() => {
    // Which of the two is wrong nobody says; it is mostly this one.
    if (isWrong) form.current?.querySelector<HTMLInputElement>('[name=password]')?.select();
  }, [isWrong, form]);
  if (!error || (error instanceof ProblemError && isAboutFields(error))) return null;
  // Whoever came by a link is not told that they need one: it never was an invite.
  const isNoInvite = isInvited && error instanceof ProblemError && error.problem.code === CLOSED;
  return (
    <p className={styles['error']} role="alert">
      {isNoInvite ? say('error.gone') : problemText(error, say)}
    </p>
  );
}
