import { useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { PasswordField } from '@/shared/ui/password-field';
import { SavingForm } from './saving-form';
import { Section } from './section';
import styles from './settings.module.css';
import { WhoseField } from './whose-field';
import { wrongPassword } from './wrong-password';

/** Whoever pressed the button goes on where it was. */
const focus = (field: HTMLInputElement | null): void => field?.focus();

export function DeleteAccount({ username }: { readonly username: string }) {
  const say = useSay();
  const { session } = useServices();
  const [isAsked, setIsAsked] = useState(false);
  const remove = async (typed: FormData): Promise<void> =>
    await session.deleteAccount(String(typed.get('password')));
  return (
    <Section lead={say('settings.delete_lead')} title={say('settings.delete')}>
      {isAsked ? (
        <SavingForm
          action={say('settings.delete_now')}
          done=""
          isSaid={(error) => wrongPassword(error, say) !== undefined}
          look="danger"
          onSave={remove}
        >
          {(error) => (
            <>
              <WhoseField username={username} />
              <PasswordField
                autoComplete="current-password"
                label={say('entry.password')}
                missing={say('field.missing')}
                name="password"
                problem={wrongPassword(error, say)}
                ref={focus}
                required
              />
            </>
          )}
        </SavingForm>
      ) : (
        <div className={styles['actions']}>
          <Button look="danger" onClick={() => setIsAsked(true)}>
            {say('settings.delete')}
          </Button>
        </div>
      )}
    </Section>
  );
}
