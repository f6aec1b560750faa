/** Being mailed of what one has not read, where no device is told: an address, and the code that proves it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { useServer } from '@/shared/api/use-server';
import type { EmailAddress } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { useServices } from '@/shared/services';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { Field } from '@/shared/ui/field';
import { Failed } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { useKeptFocus } from '@/shared/ui/use-focus';
import { SavingForm } from '../saving-form';
import { Section } from '../section';
import settings from '../settings.module.css';
import { mailText } from './mail-text';

const KEY = ['email'] as const;

/** Nothing where the server sends no mails. */
export function ByMail() {
  const say = useSay();
  const { api } = useServices();
  const isOffered = useServer().data?.features.includes('mail') ?? false;
  const held = useQuery({
    queryKey: KEY,
    queryFn: async () => expect(await api.GET('/api/notifications/email')),
    enabled: isOffered,
  });
  if (!isOffered) return null;
  return (
    <Section lead={say('settings.mail_lead')} title={say('settings.mail')}>
      {held.isPending && <Skeleton rows={1} />}
      {held.isLoadingError && <Failed error={held.error} onRetry={() => void held.refetch()} />}
      {held.data && <Address held={held.data} />}
    </Section>
  );
}

function Address({ held: { address, confirmed } }: { readonly held: EmailAddress }) {
  const say = useSay();
  const steps = useKeptFocus<HTMLDivElement>();
  return (
    <>
      {/* There before it says something, so that it is heard. */}
      <p className={settings['quiet']} role="status">
        {address !== null &&
          say(confirmed ? 'settings.mail_on' : 'settings.mail_sent', { address })}
      </p>
      <div ref={steps}>
        {address === null && <NewAddress />}
        {address !== null && !confirmed && <Unconfirmed address={address} />}
        {address !== null && confirmed && <Mailed address={address} />}
      </div>
    </>
  );
}

function NewAddress() {
  const say = useSay();
  const { api } = useServices();
  const learn = useLearn();
  const save = async (typed: FormData): Promise<void> => {
    const body = { address: String(typed.get('address')) };
    learn(expect(await api.PUT('/api/notifications/email', { body })));
  };
  return (
    <SavingForm
      action={say('settings.mail_send')}
      done=""
      isSaid={(error) => mailText(error, say) !== undefined}
      onSave={save}
    >
      {(error) => (
        <Field
          autoComplete="email"
          label={say('settings.mail_address')}
          missing={say('field.missing')}
          name="address"
          problem={mailText(error, say)}
          required
          type="email"
        />
      )}
    </SavingForm>
  );
}

function Unconfirmed({ address }: { readonly address: string }) {
  const say = useSay();
  const { api } = useServices();
  const learn = useLearn();
  const forget = useForget();
  const save = async (typed: FormData): Promise<void> => {
    const body = { code: String(typed.get('code')) };
    expect(await api.POST('/api/notifications/email/confirm', { body }));
    learn({ address, confirmed: true });
  };
  return (
    <div className={settings['form']}>
      <SavingForm
        action={say('settings.mail_confirm')}
        done=""
        isSaid={(error) => mailText(error, say) !== undefined}
        look="main"
        onSave={save}
      >
        {(error) => (
          <Field
            autoComplete="one-time-code"
            hint={say('settings.mail_code_hint')}
            inputMode="numeric"
            label={say('settings.mail_code')}
            missing={say('field.missing')}
            name="code"
            problem={mailText(error, say)}
            required
          />
        )}
      </SavingForm>
      <div className={settings['actions']}>
        <Button
          aria-disabled={forget.isPending}
          look="quiet"
          onClick={() => !forget.isPending && forget.mutate()}
        >
          {say('settings.mail_again')}
        </Button>
      </div>
      <Refusal error={forget.error} />
    </div>
  );
}

function Mailed({ address }: { readonly address: string }) {
  const say = useSay();
  const forget = useForget();
  return (
    <div className={settings['row']}>
      <div className={settings['names']}>
        <bdi className={settings['name']}>{address}</bdi>
      </div>
      <Confirm
        action={say('settings.mail_remove')}
        onConfirm={() => forget.mutate()}
        title={say('settings.mail_remove_title')}
        trigger={<Button look="quiet">{say('settings.mail_remove')}</Button>}
        words={say('settings.mail_remove_words')}
      />
      <Refusal error={forget.error} />
    </div>
  );
}

function Refusal({ error }: { readonly error: Error | null }) {
  const say = useSay();
  if (!error) return null;
  return (
    <p className={`${settings['error']} ${settings['wide']}`} role="alert">
      {problemText(error, say)}
    </p>
  );
}

function useLearn(): (known: EmailAddress) => void {
  const queries = useQueryClient();
  return (known) => queries.setQueryData(KEY, known);
}

function useForget() {
  const { api } = useServices();
  const learn = useLearn();
  return useMutation({
    mutationFn: async () => expect(await api.DELETE('/api/notifications/email')),
    onSuccess: () => learn({ address: null, confirmed: false }),
  });
}
