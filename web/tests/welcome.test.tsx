// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { arrivalOf, generalOf } from '@/features/welcome/arrival';
import { ArrivalPage } from '@/features/welcome/arrival-page';
import { WelcomePage } from '@/features/welcome/welcome-page';
import { ANA, channel, SERVER, Stage } from './model/stage';

afterEach(cleanup);

const press = async (name: string) => await userEvent.click(screen.getByRole('button', { name }));

describe('the first run', () => {
  const answers = {
    'GET /api/server': () => SERVER,
    'PATCH /api/server': (body: unknown) => ({ ...SERVER, ...(body as object) }),
    'POST /api/invites': () => ({ code: 'c0de', url: 'https://snug.example/join/c0de', uses: 0 }),
  };

  it('names the place, invites somebody, and ends in a message sent', async () => {
    const stage = new Stage();
    stage.views.set([channel('gen', 'general')]);
    await stage.show(<WelcomePage />, answers, '/welcome');
    await userEvent.type(screen.getByLabelText('Name of the place'), 'The Kitchen Table{Enter}');
    await screen.findByRole('heading', { name: 'Invite somebody' });
    expect(stage.address).toBe('/welcome?step=invite');
    await press('Make a link');
    expect(await screen.findByLabelText('The link')).toHaveValue('https://snug.example/join/c0de');
    await press('Go on');
    await press('Send and go in');
    expect(stage.outbox.add).toHaveBeenCalledWith(
      expect.objectContaining({ conversation_id: 'gen', body: 'Hello, Ana Berg here!' }),
    );
    await waitFor(() => expect(stage.address).toBe('/c/gen'));
  });

  it('finds the link again where one goes back', async () => {
    const stage = new Stage();
    await stage.show(<WelcomePage />, answers, '/welcome?step=invite');
    await press('Make a link');
    await press('Go on');
    await screen.findByRole('heading', { name: 'Say hello' });
    act(() => void stage.goBack());
    expect(await screen.findByLabelText('The link')).toHaveValue('https://snug.example/join/c0de');
    expect(screen.getByRole('button', { name: 'Go on' })).toBeVisible();
  });

  it('can be skipped, step by step', async () => {
    const stage = new Stage();
    await stage.show(<WelcomePage />, answers, '/welcome');
    expect(await screen.findByRole('heading')).toHaveFocus();
    await press('Skip');
    expect(screen.getByRole('heading', { name: 'Invite somebody' })).toHaveFocus();
    await press('Skip');
    expect(screen.getByRole('heading', { name: 'Say hello' })).toHaveFocus();
  });

  it('is the owner’s', async () => {
    const stage = new Stage();
    stage.state.set({ name: 'in', user: { ...ANA, role: 'member' } });
    await stage.show(<WelcomePage />, answers, '/welcome');
    expect(stage.address).toBe('/');
  });
});

describe('arriving', () => {
  const general = channel('gen', 'general');
  const other = channel('den', 'den', '2025-01-01');

  it('leads the owner on, and everybody else to where people talk', async () => {
    const owner = new Stage();
    await owner.show(<ArrivalPage user={ANA} />, {}, '/join/c0de');
    await waitFor(() => expect(owner.address).toBe('/welcome'));
    await waitFor(() => expect(owner.session.arrived).toHaveBeenCalled());
    cleanup();
    const member = new Stage();
    member.views.set([general]);
    await member.show(<ArrivalPage user={{ ...ANA, role: 'member' }} />, {}, '/join/c0de');
    await waitFor(() => expect(member.address).toBe('/c/gen'));
  });

  it('goes to what one was invited to', () => {
    expect(arrivalOf([general, other])?.id).toBe('den');
    expect(arrivalOf([general])?.id).toBe('gen');
    expect(arrivalOf([])).toBeNull();
  });

  it('knows the channel that everybody is in, also under another name', () => {
    expect(generalOf([other, general])?.id).toBe('gen');
    expect(generalOf([channel('b', 'new', '2026-02-01'), channel('a', 'old')])?.id).toBe('a');
  });
});
