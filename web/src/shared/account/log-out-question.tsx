/**
 * Before one logs out: what has not gone out would be lost, so it is counted. Where nobody answers,
 * the same question offers to leave here alone, without waiting until that is certain.
 */
import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { UnansweredError } from '../api/errors';
import { useSay } from '../i18n/i18n';
import { problemText } from '../i18n/problem-text';
import { useMessenger, useServices } from '../services';
import { Confirm } from '../ui/confirm';
import { useCell } from '../use-cell';

/** Longer than a slow server takes, and no longer than anybody waits. */
const SLOW_MS = 2_500;

interface Props {
  /** The button that asks for it; left out where `isOpen` is held elsewhere. */
  readonly trigger?: ReactElement<Record<string, unknown>>;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly isEverywhere?: boolean;
}

export function LogOutQuestion({ trigger, isOpen, onOpenChange, isEverywhere = false }: Props) {
  const say = useSay();
  const { session } = useServices();
  const entries = useCell(useMessenger().outbox.entries);
  const [isOpenHere, setIsOpenHere] = useState(false);
  const asked = useRef<AbortController | null>(null);
  const leave = useMutation({
    mutationFn: async () => {
      asked.current = new AbortController();
      const { signal } = asked.current;
      await (isEverywhere ? session.logoutEverywhere(signal) : session.logout(signal));
    },
  });
  const isSlow = useSlow(leave.isPending);
  const isUnanswered = isSlow || leave.error instanceof UnansweredError;
  const change = (isOpen: boolean): void => {
    // Whoever thinks better of it is not logged out by a late answer.
    asked.current?.abort();
    leave.reset();
    (onOpenChange ?? setIsOpenHere)(isOpen);
  };
  const forget = (): void => {
    asked.current?.abort();
    void session.forget();
  };
  const title = say(isEverywhere ? 'session.everywhere_title' : 'session.logout_title');
  const question = { isOpen: isOpen ?? isOpenHere, onOpenChange: change, title, trigger };
  if (isUnanswered) {
    return (
      <Confirm
        {...question}
        action={say('session.forget')}
        onConfirm={forget}
        staysOpen
        words={say('session.leave_unanswered')}
      />
    );
  }
  const count = entries.filter((it) => it.change.kind === 'send' && it.state !== 'sent').length;
  const words = leave.error
    ? problemText(leave.error, say)
    : say('session.logout_words', { count });
  const action = say(isEverywhere ? 'session.everywhere' : 'session.logout');
  return (
    <Confirm
      {...question}
      action={leave.isPending ? say('session.leaving') : action}
      isBusy={leave.isPending}
      onConfirm={() => leave.mutate()}
      staysOpen
      words={words}
    />
  );
}

/** Whether it has been so for longer than one waits for without a word. */
function useSlow(isPending: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(() => setIsSlow(true), SLOW_MS);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isPending]);
  return isSlow;
}
