// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { deviceWords } from '@/features/settings/notifications/device-words';
import { mailText } from '@/features/settings/notifications/mail-text';
import { Notifications } from '@/features/settings/notifications/notifications';
import { lastWords, triedWords } from '@/features/settings/notifications/service-words';
import { ownZone } from '@/features/settings/notifications/zones';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { NotifyPreferences } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';
import type { PushState } from '@/shared/push/push';
import { problem, SERVER, Stage } from './model/stage';

afterEach(cleanup);

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const PREFERENCES: NotifyPreferences = {
  notify: 'all',
  show_text: true,
  quiet_hours: null,
  ttl_seconds: 86_400,
};

function device(id: string, more: object = {}) {
  const created_at = '2026-01-02T10:00:00Z';
  const service = 'https://push.example';
  return { id, service, created_at, current: false, user_agent: FIREFOX, last: null, ...more };
}

class Settings extends Stage {
  subscriptions = [device('a')];
  kept = PREFERENCES;

  async opens(answers: Parameters<Stage['show']>[1] = {}): Promise<void> {
    await this.show(<Notifications />, {
      'GET /api/push/subscriptions': () => ({ subscriptions: this.subscriptions }),
      'GET /api/notifications/preferences': () => this.kept,
      'PUT /api/notifications/preferences': (body) => {
        this.kept = body as NotifyPreferences;
        return body;
      },
      ...answers,
    });
  }
}

describe('this device', () => {
  it('is turned on and off by one button', async () => {
    const settings = new Settings();
    await settings.opens();
    const { push } = settings.notifying;
    await userEvent.click(await screen.findByRole('button', { name: 'Turn on' }));
    expect(push.turnOn).toHaveBeenCalledOnce();
    act(() => push.state.set({ name: 'asking' }));
    const button = screen.getByRole('button', { name: 'Turn on' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    await userEvent.click(button);
    expect(push.turnOn).toHaveBeenCalledOnce();
    act(() => push.state.set({ name: 'on', id: 'a' }));
    await userEvent.click(screen.getByRole('button', { name: 'Turn off' }));
    expect(push.turnOff).toHaveBeenCalledOnce();
  });

  it('explains why it is blocked, and looks again', async () => {
    const settings = new Settings();
    settings.notifying.push.state.set({ name: 'blocked' });
    await settings.opens();
    expect(await screen.findByText(/told to show no notifications/)).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Look again' }));
    expect(settings.notifying.push.look).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: 'Turn on' })).toBeNull();
  });

  it('has words and a way on in each of its states', () => {
    const say: Say = (name) => name;
    const of = (state: PushState, agent = FIREFOX) => deviceWords(state, say, agent);
    const does = (state: PushState) => of(state).action?.does ?? null;
    expect(does({ name: 'unasked' })).toBe('on');
    expect(does({ name: 'off' })).toBe('on');
    expect(does({ name: 'on', id: 'a' })).toBe('off');
    expect(does({ name: 'blocked' })).toBe('look');
    expect(does({ name: 'page', isAllowed: false })).toBe('on');
    expect(does({ name: 'page', isAllowed: true })).toBeNull();
    for (const name of ['insecure', 'unsupported', 'uninstalled'] as const) {
      expect(does({ name })).toBeNull();
    }
    expect(of({ name: 'uninstalled' }).steps).toHaveLength(3);
    expect(of({ name: 'on', id: null }).words).toBe('settings.push_on_unsaid');
    expect(of({ name: 'blocked' }).steps).toEqual(['settings.unblock_firefox']);
    const phone = 'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile';
    expect(of({ name: 'blocked' }, phone).steps).toEqual(['settings.unblock_android']);
    const failed = (error: Error) => of({ name: 'failed', error }).words;
    expect(failed(new ProblemError(problem('too_many')))).toBe('settings.push_too_many');
    expect(failed(new UnansweredError())).toBe('error.unanswered');
    expect(failed(new DOMException('no', 'AbortError'))).toBe('settings.push_refused');
  });

  it('has a sound that can be turned off', async () => {
    const settings = new Settings();
    await settings.opens();
    await userEvent.click(await screen.findByRole('radio', { name: 'None' }));
    expect(settings.notifying.chime.choose).toHaveBeenCalledWith(false);
    expect(settings.notifying.chime.play).not.toHaveBeenCalled();
  });
});

describe('what one is told of', () => {
  it('is saved as soon as it is chosen, with all that was chosen before', async () => {
    const settings = new Settings();
    await settings.opens();
    await userEvent.click(await screen.findByRole('radio', { name: /^Mentions and/ }));
    await userEvent.click(screen.getByRole('radio', { name: /^Only that/ }));
    await userEvent.selectOptions(screen.getByLabelText(/waits for/), '7 days');
    const chosen = { notify: 'mentions', show_text: false, ttl_seconds: 604_800 };
    await waitFor(() => expect(settings.kept).toEqual({ ...PREFERENCES, ...chosen }));
    expect(settings.notifying.preferences.get()).toEqual(settings.kept);
    expect(screen.getByText('Saved.')).toBeInTheDocument();
  });

  it('has quiet hours, by the clock of this place at first', async () => {
    const settings = new Settings();
    await settings.opens();
    await userEvent.click(await screen.findByRole('radio', { name: 'Every day' }));
    const night = { from: '22:00', to: '07:00', time_zone: ownZone() };
    await waitFor(() => expect(settings.kept.quiet_hours).toEqual(night));
    fireEvent.change(screen.getByLabelText('From'), { target: { value: '23:30' } });
    fireEvent.blur(screen.getByLabelText('From'));
    await waitFor(() => expect(settings.kept.quiet_hours?.from).toBe('23:30'));
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '' } });
    fireEvent.blur(screen.getByLabelText('To'));
    expect(screen.getByLabelText('To')).toHaveValue('07:00');
    await userEvent.selectOptions(screen.getByLabelText(/clock of/), 'Asia/Tokyo');
    const moved = { from: '23:30', to: '07:00', time_zone: 'Asia/Tokyo' };
    await waitFor(() => expect(settings.kept.quiet_hours).toEqual(moved));
    await userEvent.click(screen.getByRole('radio', { name: 'Never' }));
    await waitFor(() => expect(settings.kept.quiet_hours).toBeNull());
  });

  it('stays as it was where it is not saved, and says why', async () => {
    await new Settings().show(<Notifications />, {
      'GET /api/push/subscriptions': () => ({ subscriptions: [] }),
      'GET /api/notifications/preferences': () => PREFERENCES,
    });
    await userEvent.click(await screen.findByRole('radio', { name: 'Nothing' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/^Not saved\./);
    expect(screen.getByRole('radio', { name: 'Every message' })).toBeChecked();
  });

  it('is asked for again where it could not be loaded', async () => {
    const answers: Parameters<Stage['show']>[1] = {
      'GET /api/push/subscriptions': () => ({ subscriptions: [] }),
    };
    await new Settings().show(<Notifications />, answers);
    const retry = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.getByText(/^None yet/)).toBeVisible();
    answers['GET /api/notifications/preferences'] = () => PREFERENCES;
    await userEvent.click(retry);
    expect(await screen.findByRole('radio', { name: 'Every message' })).toBeChecked();
  });
});

describe('the devices that are told', () => {
  it('are listed with this one first, and what their push services said', async () => {
    const settings = new Settings();
    const last = { at: '2026-01-03T10:00:00Z', status: 503 };
    settings.subscriptions = [device('b', { last }), device('a', { current: true })];
    await settings.opens();
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]).toHaveTextContent(/Firefox on Linux.*This device · Since .*Nothing has been/);
    expect(rows[1]).toHaveTextContent(/refused the last one \(503\)/);
  });

  it('are tested, and the answer is said in words', async () => {
    const settings = new Settings();
    await settings.opens({
      'POST /api/push/subscriptions/a/test': () => ({ accepted: true, status: 201, detail: '' }),
    });
    const button = await screen.findByRole('button', { name: 'Send a test to Firefox on Linux' });
    await userEvent.click(button);
    expect(await screen.findByText(/Its push service took it/)).toBeVisible();
  });

  it('are removed, and this one is turned off with it', async () => {
    const settings = new Settings();
    settings.subscriptions = [device('a', { current: true })];
    await settings.opens({
      'DELETE /api/push/subscriptions/a': () => {
        settings.subscriptions = [];
        return null;
      },
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Firefox on Linux' }));
    const question = within(await screen.findByRole('alertdialog'));
    await userEvent.click(question.getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.getByText(/^None yet/)).toBeVisible());
    expect(settings.notifying.push.turnOff).toHaveBeenCalledOnce();
  });

  it('have a word for whatever a push service says', () => {
    const say: Say = (name) => name;
    const tried = (status: number | null) =>
      triedWords({ accepted: status === 201, status, detail: '' }, say);
    const answers = [201, null, 404, 410, 401, 403, 429, 503, 413].map(tried);
    expect(answers.map((it) => it.replace('settings.tried_', ''))).toEqual([
      'taken',
      'silent',
      'gone',
      'gone',
      'forbidden',
      'forbidden',
      'later',
      'later',
      'refused',
    ]);
    const last = (status: number | null) =>
      lastWords({ last: { at: '', status } }, (at) => at, say).replace('settings.told_last_', '');
    expect([201, null, 500].map(last)).toEqual(['taken', 'silent', 'refused']);
    expect(lastWords({ last: null }, (at) => at, say)).toBe('settings.told_never');
  });
});

describe('mails', () => {
  const mails = (answers: Parameters<Stage['show']>[1]): Parameters<Stage['show']>[1] => ({
    'GET /api/server': () => ({ ...SERVER, features: ['mail'] }),
    'GET /api/notifications/email': () => ({ address: null, confirmed: false }),
    ...answers,
  });

  it('are offered only where the server sends any', async () => {
    await new Settings().opens({ 'GET /api/server': () => SERVER });
    await screen.findByRole('radio', { name: 'Every message' });
    expect(screen.queryByText('By mail')).toBeNull();
  });

  it('come to an address once the code that was sent there was typed', async () => {
    const said: unknown[] = [];
    await new Settings().opens(
      mails({
        'PUT /api/notifications/email': (body) => {
          said.push(body);
          return { address: 'ana@example.org', confirmed: false };
        },
        'POST /api/notifications/email/confirm': (body) => {
          said.push(body);
          return null;
        },
        'DELETE /api/notifications/email': () => null,
      }),
    );
    await userEvent.type(await screen.findByLabelText('Your mail address'), 'ana@example.org');
    await userEvent.click(screen.getByRole('button', { name: 'Send me a code' }));
    expect(await screen.findByText('A code is on its way to ana@example.org.')).toBeVisible();
    await userEvent.type(screen.getByLabelText('The code'), '123456');
    await userEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/is sent here/)).toBeVisible();
    expect(said).toEqual([{ address: 'ana@example.org' }, { code: '123456' }]);
    const remove = within(screen.getByRole('region', { name: 'By mail' }));
    await userEvent.click(remove.getByRole('button', { name: 'Remove' }));
    const question = within(await screen.findByRole('alertdialog'));
    await userEvent.click(question.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByLabelText('Your mail address')).toBeVisible();
  });

  it('can go to another address than the one that was typed first', async () => {
    await new Settings().opens(
      mails({
        'GET /api/notifications/email': () => ({ address: 'x@example.org', confirmed: false }),
        'DELETE /api/notifications/email': () => null,
      }),
    );
    await userEvent.click(await screen.findByRole('button', { name: /^Use another address/ }));
    expect(await screen.findByLabelText('Your mail address')).toHaveValue('');
  });

  it('have a word beside the field for whatever is refused', () => {
    const say: Say = (name) => name.replace('settings.mail_', '');
    const of = (code: string, field = 'address', wrong?: string) =>
      mailText(
        new ProblemError(problem(code, wrong ? [{ field, code: wrong, detail: '' }] : [])),
        say,
      );
    expect(of('gone')).toBe('code_ended');
    expect(of('rate_limited')).toBe('later');
    expect(of('unavailable')).toBe('away');
    expect(of('invalid_field', 'address', 'invalid')).toBe('invalid');
    expect(of('invalid_field', 'address', 'refused')).toBe('refused');
    expect(of('invalid_field', 'code', 'invalid')).toBe('code_wrong');
    expect(of('internal')).toBeUndefined();
    expect(mailText(new UnansweredError(), say)).toBeUndefined();
  });
});
