import { useQueryClient } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { aboutServer, useServer } from '@/shared/api/use-server';
import { fieldText } from '@/shared/i18n/field-text';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Field } from '@/shared/ui/field';
import { SavingForm } from './saving-form';
import { Section } from './section';

/** Its owner's. */
export function PlaceForm() {
  const say = useSay();
  const { api } = useServices();
  const queries = useQueryClient();
  const server = useServer();
  if (!server.data) return null;
  const save = async (typed: FormData): Promise<void> => {
    const body = { name: String(typed.get('name')) };
    const changed = expect(await api.PATCH('/api/server', { body }));
    queries.setQueryData(aboutServer(api).queryKey, changed);
  };
  return (
    <Section lead={say('settings.place_lead')} title={say('settings.place')}>
      <SavingForm
        action={say('settings.save')}
        done={say('settings.saved')}
        isSaid={(error) => fieldText(error, 'name', say) !== undefined}
        onSave={save}
      >
        {(error) => (
          <Field
            autoComplete="off"
            defaultValue={server.data.name}
            label={say('welcome.name')}
            missing={say('field.missing')}
            name="name"
            problem={fieldText(error, 'name', say)}
            required
          />
        )}
      </SavingForm>
    </Section>
  );
}
