// @vitest-environment jsdom
import '@testing-library/jest-dom/vitest';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgainDialog } from '@/features/entry/again-dialog';
import { Door } from '@/features/entry/door';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { NoCookieError } from '@/shared/session/session';
import { ANA, problem, SERVER, Stage } from './model/stage';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(cleanup);

const field = (name: string) => screen.getByLabelText(name);
const press = async (name: string) => await userEvent.click(screen.getByRole('button', { name }));

describe('making an account', () => {
  const door = <Door code={undefined} server={{ ...SERVER, features: ['first_account'] }} />;

  it('says before that the first one owns the server', async () => {
    await stage.show(door);
    expect(screen.getByRole('heading')).toHaveTextContent('Create the first account');
    expect(screen.getByText('You will own this server.')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'I have an account' })).toBeNull();
  });

  it('sends nothing that breaks a rule, and goes to the first field that does', async () => {
    await stage.show(door);
    await userEvent.type(field('Username'), 'two words');
    await userEvent.type(field('Password'), 'short');
    await press('Make an account');
    expect(await screen.findByText(/without spaces/)).toBeVisible();
    expect(screen.getByText('At least 8 characters.')).toBeVisible();
    expect(field('Username')).toHaveFocus();
    expect(stage.session.register).not.toHaveBeenCalled();
  });

  it('sends what was typed, and no name where none was', async () => {
    await stage.show(door);
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    await waitFor(() => expect(stage.session.register).toHaveBeenCalled());
    const typed = { username: 'ana', password: 'correct horse' };
    expect(stage.session.register).toHaveBeenCalledWith(typed);
  });

  it('says beside a field what the server did not take, and keeps all of it', async () => {
    stage.session.register.mockRejectedValue(new ProblemError(problem('username_taken')));
    await stage.show(door);
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse');
    await press('Make an account');
    expect(await screen.findByRole('alert')).toHaveTextContent('This username is taken');
    expect(field('Username')).toHaveFocus();
    await waitFor(() => expect(field('Username')).toHaveAccessibleDescription(/taken/));
    expect(field('Password')).toHaveValue('correct horse');
    await userEvent.type(field('Username'), '2');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('takes the invite along', async () => {
    await stage.show(<Door code="c0de" server={{ ...SERVER, registration: 'invite' }} />);
    expect(screen.getByRole('heading')).toHaveTextContent('You are invited to The Snug');
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    const invited = { username: 'ana', password: 'correct horse', invite: 'c0de' };
    await waitFor(() => expect(stage.session.register).toHaveBeenCalledWith(invited));
  });

  it('says of a link that never was an invite that it has ended', async () => {
    stage.session.register.mockRejectedValueOnce(new ProblemError(problem('registration_closed')));
    await stage.show(<Door code="garbage" server={SERVER} />);
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    expect(await screen.findByText(/used or has ended/)).toBeVisible();
  });

  it('is not offered where an invite is needed, and says what to do', async () => {
    await stage.show(<Door code={undefined} server={{ ...SERVER, registration: 'invite' }} />);
    expect(screen.queryByRole('button', { name: 'Make an account' })).toBeNull();
    expect(screen.getByText(/Ask somebody who is here/)).toBeVisible();
  });
});

describe('logging in', () => {
  const door = <Door code={undefined} server={SERVER} />;

  it('keeps the username when the other form is wanted', async () => {
    await stage.show(door);
    await userEvent.type(field('Username'), 'ana');
    await press('Make an account');
    expect(field('Username')).toHaveValue('ana');
    expect(field('Password')).toHaveAttribute('autocomplete', 'new-password');
  });

  it('shows and hides the password', async () => {
    await stage.show(door);
    await press('Show the password');
    expect(field('Password')).toHaveAttribute('type', 'text');
    await press('Hide the password');
    expect(field('Password')).toHaveAttribute('type', 'password');
  });

  it('says that nobody answers, and keeps what was typed', async () => {
    stage.session.login.mockRejectedValue(new UnansweredError('login'));
    await stage.show(door);
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing you typed is lost');
    expect(field('Password')).toHaveValue('correct horse');
  });

  it('says that the browser keeps no cookies', async () => {
    stage.session.login.mockRejectedValue(new NoCookieError());
    await stage.show(door);
    await userEvent.type(field('Username'), 'ana');
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    expect(await screen.findByRole('alert')).toHaveTextContent('Allow cookies');
  });
});

describe('a session that has ended', () => {
  const again = <AgainDialog user={ANA} />;

  it('asks for the password of the same person, and nothing closes it', async () => {
    await stage.show(again);
    expect(screen.getByRole('alertdialog', { name: 'Log in again' })).toBeVisible();
    await waitFor(() => expect(field('Password')).toHaveFocus());
    expect(field('Username')).toHaveAttribute('readonly');
    await userEvent.keyboard('{Escape}');
    expect(screen.getByRole('alertdialog')).toBeVisible();
    await userEvent.type(field('Password'), 'correct horse{Enter}');
    await waitFor(() => expect(stage.session.login).toHaveBeenCalledWith('ana', 'correct horse'));
  });

  it('gives the focus back to where it was', async () => {
    render(<textarea aria-label="Elsewhere" />);
    const composer = field('Elsewhere');
    composer.focus();
    await stage.show(again);
    await waitFor(() => expect(field('Password')).toHaveFocus());
    cleanup();
    document.body.append(composer);
    await waitFor(() => expect(composer).toHaveFocus());
    composer.remove();
  });

  it('is forgotten where nobody answers, once that was asked', async () => {
    stage.session.logout.mockRejectedValue(new UnansweredError('logout'));
    await stage.show(again);
    await press('Log out and forget');
    expect(await screen.findByText(/has not sent yet will be lost/)).toBeVisible();
    expect(stage.session.logout).not.toHaveBeenCalled();
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Log out and forget' }).at(-1) as HTMLElement,
    );
    await waitFor(() => expect(stage.session.forget).toHaveBeenCalled());
  });
});
