/** A password, which can be looked at while it is typed. */
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useSay } from '../i18n/i18n';
import { Field, type FieldProps } from './field';
import { IconButton } from './icon-button';

export function PasswordField(props: Omit<FieldProps, 'type' | 'end'>) {
  const say = useSay();
  const [isShown, setIsShown] = useState(false);
  return (
    <Field
      {...props}
      autoCapitalize="none"
      end={
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={say(isShown ? 'field.hide_password' : 'field.show_password')}
          onClick={() => setIsShown(!isShown)}
        />
      }
      spellCheck={false}
      type={isShown ? 'text' : 'password'}
    />
  );
}
