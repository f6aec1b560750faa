/** How each change of the outbox goes over the wire. */
import type { Connection } from '../connection/connection';
import type { SendChange } from '../outbox/outbox';

export function sendOver(connection: Pick<Connection, 'ask'>): SendChange {
  return async (change) => {
    switch (change.kind) {
      case 'send':
        await connection.ask('message:send', strip(change));
        break;
      case 'edit':
        await connection.ask('message:edit', strip(change));
        break;
      case 'delete':
        await connection.ask('message:delete', strip(change));
        break;
      case 'react':
        await connection.ask('reaction:set', strip(change));
        break;
    }
  };
}

function strip<T extends { kind: string }>({ kind: _, ...rest }: T): Omit<T, 'kind'> {
  return rest;
}
