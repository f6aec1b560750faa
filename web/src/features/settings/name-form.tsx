/** Oneself as the others see one: picture, name, and where one's clock is. */
import { expect } from '@/shared/api/client';
import type { User } from '@/shared/api/wire';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { PictureField } from '@/shared/picture/picture-field';
import { useMessenger, useServices } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import { Field } from '@/shared/ui/field';
import { SavingForm } from './saving-form';
import { Section } from './section';
import styles from './settings.module.css';
import { ZoneField } from './zone-field';

export function NameForm({ user }: { readonly user: User }) {
  const say = useSay();
  const { api, session } = useServices();
  const { people } = useMessenger();
  const change = async (
    body: Pick<Partial<User>, 'avatar' | 'display_name' | 'time_zone'>,
  ): Promise<void> => {
    const changed = expect(await api.PATCH('/api/users/me', { body }));
    session.learn(changed);
    people.learn([changed]);
  };
  return (
    <Section title={say('settings.profile')}>
      <PictureField
        current={user.avatar ?? null}
        hint={say('picture.hint')}
        onSave={async (avatar) => await change({ avatar })}
        shape="round"
        shown={<Avatar size="large" user={user} />}
      >
        <div className={styles['names']}>
          <bdi className={styles['name']}>{user.display_name}</bdi>
          <bdi className={styles['quiet']}>{`@${user.username}`}</bdi>
        </div>
      </PictureField>
      <SavingForm
        action={say('settings.save')}
        done={say('settings.saved')}
        isSaid={(error) => fieldText(error, 'display_name', say) !== undefined}
        look="main"
        onSave={async (typed) => await change({ display_name: String(typed.get('display_name')) })}
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
      <ZoneField onChange={async (time_zone) => await change({ time_zone })} user={user} />
    </Section>
  );
}
