// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { deviceOf } from '@/features/settings/device';
import { ExportData } from '@/features/settings/export-data';
import { inviteWish } from '@/features/settings/invite-wish';
import { Leaving } from '@/features/settings/leaving';
import { Sessions } from '@/features/settings/sessions';
import { ZoneField } from '@/features/settings/zone-field';
import { nameRules, passwordRules, usernameRules } from '@/shared/account/rules';
import { UnansweredError } from '@/shared/api/errors';
import type { User } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';
import { inviteLink, isOnlyHere } from '@/shared/invite/invite-link';
import type { Rule } from '@/shared/ui/field';
import { SERVER, Stage } from './model/stage';

afterEach(cleanup);

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

describe('the list of devices', () => {
  it('says which is this one, and ends another', async () => {
    let sessions = [
      {
        id: 'b',
        user_agent: SAFARI,
        address: '10.0.0.7',
        current: false,
        last_seen_at: '2026-01-02T10:00:00Z',
      },
      { id: 'a', user_agent: FIREFOX, current: true, last_seen_at: '2026-01-02T10:00:00Z' },
    ];
    const stage = new Stage();
    await stage.show(<Sessions />, {
      'GET /api/sessions': () => ({ sessions }),
      'DELETE /api/sessions/b': () => {
        sessions = sessions.filter((it) => it.id !== 'b');
        return null;
      },
    });
    const rows = await screen.findAllByRole('listitem');
    expect(rows[0]).toHaveTextContent('Firefox on LinuxThis device');
    expect(rows[1]).toHaveTextContent('Safari on iPhone');
    expect(rows[1]).toHaveTextContent('10.0.0.7');
    await userEvent.click(screen.getByRole('button', { name: 'End Safari on iPhone' }));
    await userEvent.click(await screen.findByRole('button', { name: 'End' }));
    await waitFor(() => expect(screen.getAllByRole('listitem')).toHaveLength(1));
  });
});

describe('the list of devices without a connection', () => {
  async function show(answers: object): Promise<Stage> {
    const stage = new Stage();
    await stage.show(<Sessions />, answers as never);
    return stage;
  }

  it('says as of when it is, where it is there', async () => {
    const session = { id: 'a', user_agent: FIREFOX, current: true, last_seen_at: '2026-01-02' };
    const stage = await show({ 'GET /api/sessions': () => ({ sessions: [session] }) });
    await screen.findByText('Firefox on Linux');
    act(() => stage.online.set({ name: 'offline', since: Date.now() }));
    expect(screen.getByText(/This is how it was then/)).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('says one thing where it is not', async () => {
    const stage = await show({});
    act(() => stage.online.set({ name: 'offline', since: Date.now() }));
    expect(await screen.findByRole('alert')).toBeVisible();
    expect(screen.queryByText(/This is how it was then/)).toBeNull();
  });
});

describe('one’s own data', () => {
  it('says why it could not be had, and is asked for again', async () => {
    const stage = new Stage();
    let asked = 0;
    await stage.show(<ExportData username="ana" />, {
      'GET /api/users/me/export': () => {
        asked += 1;
        throw new TypeError('nobody answers');
      },
    });
    const button = screen.getByRole('button', { name: 'Download' });
    await userEvent.click(button);
    expect(await screen.findByRole('alert')).toBeVisible();
    await userEvent.click(button);
    await waitFor(() => expect(asked).toBe(2));
  });
});

describe('where one’s clock is', () => {
  const ana = { id: 'ana', username: 'ana', display_name: 'Ana' } as User;

  it('is chosen among all zones, and is as it was where that is not saved', async () => {
    const saved: (string | null)[] = [];
    const save = (zone: string | null): Promise<void> => {
      saved.push(zone);
      return zone === null ? Promise.resolve() : Promise.reject(new UnansweredError('zone'));
    };
    await new Stage().show(<ZoneField onChange={save} user={ana} />);
    const field = screen.getByLabelText('Your time zone');
    expect(field).toHaveValue('');
    await userEvent.selectOptions(field, 'Europe/Zurich');
    expect(await screen.findByRole('alert')).toHaveTextContent(/^Not saved/);
    expect(field).toHaveValue('');
    expect(saved).toEqual(['Europe/Zurich']);
  });
});

describe('leaving', () => {
  async function logsOut(stage: Stage) {
    await stage.show(<Leaving />);
    await userEvent.click(screen.getByRole('button', { name: 'Log out' }));
    const question = within(await screen.findByRole('alertdialog'));
    await userEvent.click(question.getByRole('button', { name: 'Log out' }));
    return question;
  }

  it('offers to forget where nobody answers', async () => {
    const stage = new Stage();
    stage.session.logout.mockRejectedValue(new UnansweredError('logout'));
    const question = await logsOut(stage);
    expect(await question.findByText(/does not answer/)).toBeVisible();
    await userEvent.click(question.getByRole('button', { name: 'Forget on this device' }));
    expect(stage.session.forget).toHaveBeenCalled();
  });

  it('is seen to be going on, and offers to forget before it is certain that nobody answers', async () => {
    const stage = new Stage();
    stage.session.logout.mockReturnValue(new Promise(() => undefined));
    const question = await logsOut(stage);
    const going = await question.findByRole('button', { name: 'Logging out …' });
    expect(going).toHaveAttribute('aria-busy', 'true');
    await userEvent.click(going);
    expect(stage.session.logout).toHaveBeenCalledOnce();
    expect(await question.findByText(/does not answer/, {}, { timeout: 4_000 })).toBeVisible();
    await userEvent.click(question.getByRole('button', { name: 'Forget on this device' }));
    expect(stage.session.forget).toHaveBeenCalled();
    // A late answer is not to log out whoever comes next.
    expect(stage.session.logout).toHaveBeenCalledWith(
      expect.objectContaining({ aborted: true }) as AbortSignal,
    );
  });

  it('is given up with the question', async () => {
    const stage = new Stage();
    stage.session.logout.mockReturnValue(new Promise(() => undefined));
    const question = await logsOut(stage);
    await userEvent.click(question.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(stage.session.logout).toHaveBeenCalledWith(
      expect.objectContaining({ aborted: true }) as AbortSignal,
    );
  });
});

describe('what a device calls itself', () => {
  it('is read as people call it', () => {
    const edge =
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0';
    const android =
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36';
    expect(deviceOf(FIREFOX)).toEqual({ browser: 'Firefox', system: 'Linux' });
    expect(deviceOf(SAFARI)).toEqual({ browser: 'Safari', system: 'iPhone' });
    expect(deviceOf(edge)).toEqual({ browser: 'Edge', system: 'Windows' });
    expect(deviceOf(android)).toEqual({ browser: 'Chrome', system: 'Android' });
    expect(deviceOf('curl/8.5.0')).toEqual({ browser: 'curl', system: null });
    expect(deviceOf('')).toEqual({ browser: null, system: null });
  });
});

describe('an invite', () => {
  const invite = { code: 'c0de', url: 'https://snug.example/join/c0de' };

  it('leads where its maker came in, unless that is this machine', () => {
    expect(inviteLink(invite, 'http://10.0.0.5:8080')).toBe('http://10.0.0.5:8080/join/c0de');
    expect(inviteLink(invite, 'http://localhost:8080')).toBe(invite.url);
    expect(isOnlyHere('http://127.0.0.1:8080/join/x')).toBe(true);
    expect(isOnlyHere('http://[::1]:8080/join/x')).toBe(true);
    expect(isOnlyHere(invite.url)).toBe(false);
  });

  it('asks for what was chosen, and for nothing where nothing was', () => {
    const typed = new FormData();
    expect(inviteWish(typed)).toEqual({});
    typed.set('days', '7');
    typed.set('uses', '5');
    typed.set('conversation_id', 'den');
    const wish = { expires_in: 604_800, max_uses: 5, conversation_id: 'den' };
    expect(inviteWish(typed)).toEqual(wish);
  });
});

describe('what may be typed', () => {
  const say: Say = (name) => name;
  const broken = (rules: readonly Rule[], value: string) =>
    rules.filter((it) => it.isBroken(value)).map((it) => it.words);

  it('as a username is what the server takes', () => {
    const rules = usernameRules(say, SERVER.limits);
    for (const name of ['al', 'b.o-b_7', 'Мария', '田中', 'प्रिया', '']) {
      expect(broken(rules, name)).toEqual([]);
    }
    expect(broken(rules, 'a b')).toEqual(['field.username_signs']);
    expect(broken(rules, '.ab')).toEqual(['field.username_edge']);
    expect(broken(rules, 'a')).toEqual(['field.short']);
    expect(broken(rules, 'x'.repeat(33))).toEqual(['field.long']);
  });

  it('is counted in characters, not in their halves', () => {
    expect(broken(passwordRules(say, SERVER.limits), '🐎🐎🐎🐎')).toEqual(['field.short']);
    expect(broken(nameRules(say, SERVER.limits), '🐎'.repeat(80))).toEqual([]);
  });
});
