import { useMemo } from 'react';
import { nameRules, passwordRules, usernameRules } from '@/shared/account/rules';
import type { Server } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { Field } from '@/shared/ui/field';
import { PasswordField } from '@/shared/ui/password-field';
import type { Way } from './admission';
import { entryFieldText } from './entry-field-text';

interface Props {
  readonly way: Way;
  readonly limits: Server['limits'];
  readonly username: string;
  readonly error: Error | null;
}

export function EntryFields(props: Props) {
  return props.way === 'login' ? <LoginFields {...props} /> : <NewFields {...props} />;
}

function LoginFields({ username }: Props) {
  const say = useSay();
  return (
    <>
      <Field
        autoCapitalize="none"
        autoComplete="username"
        autoCorrect="off"
        defaultValue={username}
        enterKeyHint="next"
        label={say('entry.username')}
        missing={say('field.missing')}
        name="username"
        required
        spellCheck={false}
      />
      <PasswordField
        autoComplete="current-password"
        enterKeyHint="go"
        label={say('entry.password')}
        missing={say('field.missing')}
        name="password"
        required
      />
    </>
  );
}

function NewFields({ username, limits, error }: Props) {
  const say = useSay();
  const names = useMemo(() => nameRules(say, limits), [say, limits]);
  const usernames = useMemo(() => usernameRules(say, limits), [say, limits]);
  const passwords = useMemo(() => passwordRules(say, limits), [say, limits]);
  return (
    <>
      <Field
        autoComplete="name"
        enterKeyHint="next"
        hint={say('entry.name_hint')}
        label={say('entry.name')}
        name="display_name"
        problem={entryFieldText(error, 'display_name', say)}
        rules={names}
      />
      <Field
        autoCapitalize="none"
        autoComplete="username"
        autoCorrect="off"
        defaultValue={username}
        enterKeyHint="next"
        hint={say('entry.username_hint', {
          least: limits.username_chars_min,
          most: limits.username_chars,
        })}
        label={say('entry.username')}
        missing={say('field.missing')}
        name="username"
        problem={entryFieldText(error, 'username', say)}
        required
        rules={usernames}
        spellCheck={false}
      />
      <PasswordField
        autoComplete="new-password"
        enterKeyHint="go"
        hint={say('entry.password_hint', { least: limits.password_chars_min })}
        label={say('entry.password')}
        missing={say('field.missing')}
        name="password"
        problem={entryFieldText(error, 'password', say)}
        required
        rules={passwords}
      />
    </>
  );
}
