import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { aboutServer } from '@/shared/api/use-server';
import { ownScript } from '@/shared/own-script';
import { useMessenger, useServices } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import { VersionWatch } from './version-watch';

/** Whether a reload would bring another page. */
export function useOtherVersion(): boolean {
  const { api } = useServices();
  const { connection } = useMessenger();
  const queries = useQueryClient();
  const [watch] = useState(
    () =>
      new VersionWatch(ownScript(document), async () => {
        // What else it says of itself may have changed too.
        const server = await queries.fetchQuery({ ...aboutServer(api), staleTime: 0 });
        return server.app;
      }),
  );
  useEffect(() => {
    const look = (): void => {
      if (connection.state.get().name === 'online') watch.look();
    };
    const end = connection.state.subscribe(look);
    look();
    return () => {
      end();
      watch.stop();
    };
  }, [connection, watch]);
  return useCell(watch.isOther);
}
