import { useMemo } from 'react';
import { passwordRules } from '@/shared/account/rules';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import { fieldText } from '@/shared/i18n/field-text';
import { type Say, useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { PasswordField } from '@/shared/ui/password-field';
import { SavingForm } from './saving-form';
import { Section } from './section';
import { WhoseField } from './whose-field';
import { wrongPassword } from './wrong-password';

export function PasswordForm({ username }: { readonly username: string }) {
  const say = useSay();
  const { api } = useServices();
  const limits = useServer().data?.limits;
  const rules = useMemo(() => (limits ? passwordRules(say, limits) : []), [say, limits]);
  const save = async (typed: FormData): Promise<void> => {
    const body = { current: String(typed.get('current')), new: String(typed.get('new')) };
    expect(await api.POST('/api/auth/password', { body }));
  };
  return (
    <Section lead={say('settings.password_lead')} title={say('settings.password')}>
      <SavingForm
        action={say('settings.password_change')}
        done={say('settings.password_changed')}
        isEmptied
        isSaid={(error) => isBeside(error, say)}
        onSave={save}
      >
        {(error) => (
          <>
            <WhoseField username={username} />
            <PasswordField
              autoComplete="current-password"
              label={say('settings.password_current')}
              missing={say('field.missing')}
              name="current"
              problem={wrongPassword(error, say)}
              required
            />
            <PasswordField
              autoComplete="new-password"
              hint={say('entry.password_hint', { least: limits?.password_chars_min ?? 0 })}
              label={say('settings.password_new')}
              missing={say('field.missing')}
              name="new"
              problem={fieldText(error, 'new', say)}
              required
              rules={rules}
            />
          </>
        )}
      </SavingForm>
    </Section>
  );
}

function isBeside(error: Error, say: Say): boolean {
  return (wrongPassword(error, say) ?? fieldText(error, 'new', say)) !== undefined;
}
