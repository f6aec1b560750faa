/** One form, and the way to the other one. */
import { useRef, useState } from 'react';
import type { Server } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { NoCookieError } from '@/shared/session/session';
import { CardHeading } from '@/shared/ui/card-heading';
import { admission, doorWords, type Way } from './admission';
import { EntryForm, type Typed } from './entry-form';
import { NoCookies } from './no-cookies';

interface Props {
  readonly server: Server;
  readonly code: string | undefined;
}

export function Door({ server, code }: Props) {
  const say = useSay();
  const { session } = useServices();
  const { isFirst, canRegister, begin } = admission(server, code);
  const heading = useRef<HTMLHeadingElement>(null);
  const [way, setWay] = useState<Way>(begin);
  const [username, setUsername] = useState('');
  const [isForgotten, setIsForgotten] = useState(!navigator.cookieEnabled);
  const enter = async ({ display_name, ...typed }: Typed): Promise<void> => {
    try {
      if (way === 'login') await session.login(typed.username, typed.password);
      else {
        const named = display_name === '' ? {} : { display_name };
        const invited = code === undefined ? {} : { invite: code };
        await session.register({ ...typed, ...named, ...invited });
      }
    } catch (error) {
      if (!(error instanceof NoCookieError)) throw error;
      // The account is there by now: what is left to do is to log in.
      setUsername(typed.username);
      setWay('login');
      setIsForgotten(true);
    }
  };
  const { title, lead } = doorWords(say, server, code, way);
  return (
    <>
      <CardHeading heading={heading} lead={lead} title={title} />
      {isForgotten && <NoCookies />}
      <EntryForm
        isInvited={code !== undefined}
        key={way}
        limits={server.limits}
        onEnter={enter}
        onOther={
          canRegister && !isFirst
            ? (typed) => {
                setUsername(typed);
                setWay(way === 'login' ? 'register' : 'login');
                // The button that was pressed goes with its form.
                heading.current?.focus();
              }
            : undefined
        }
        username={username}
        way={way}
      />
    </>
  );
}
