import { expect } from '@/shared/api/client';
import type { User } from '@/shared/api/wire';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { useMessenger, useServices } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import { Field } from '@/shared/ui/field';
import { SavingForm } from './saving-form';
import { Section } from './section';
import styles from './settings.module.css';

export function NameForm({ user }: { readonly user: User }) {
  const say = useSay();
  const { api, session } = useServices();
  const { people } = useMessenger();
  const save = async (typed: FormData): Promise<void> => {
    const body = { display_name: String(typed.get('display_name')) };
    const changed = expect(await api.PATCH('/api/users/me', { body }));
    session.learn(changed);
    people.learn([changed]);
  };
  return (
    <Section title={say('settings.profile')}>
      <div className={styles['who']}>
        <Avatar size="large" user={user} />
        <div className={styles['names']}>
          <bdi className={styles['name']}>{user.display_name}</bdi>
          <bdi className={styles['quiet']}>{`@${user.username}`}</bdi>
        </div>
      </div>
      <SavingForm
        action={say('settings.save')}
        done={say('settings.saved')}
        isSaid={(error) => fieldText(error, 'display_name', say) !== undefined}
        look="main"
        onSave={save}
      >
        {(error) => (
          <Field
            autoComplete="name"
            defaultValue={user.display_name}
            hint={say('settings.name_hint')}
            label={say('entry.name')}
            missing={say('field.missing')}
            name="display_name"
            problem={fieldText(error, 'display_name', say)}
            required
          />
        )}
      </SavingForm>
    </Section>
  );
}
