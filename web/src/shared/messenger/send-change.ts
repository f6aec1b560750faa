/** How each change of the outbox goes over the wire. */
import type { Connection } from '../connection/connection';
import type { SendChange } from '../outbox/change';
import type { Uploads } from '../uploads/uploads';

export function sendOver(
  connection: Pick<Connection, 'ask'>,
  files: Pick<Uploads, 'fileIds'>,
): SendChange {
  return async (change) => {
    switch (change.kind) {
      case 'send': {
        const { uploads, ...rest } = strip(change);
        const carried = uploads ? { attachment_ids: files.fileIds(uploads) } : {};
        await connection.ask('message:send', { ...rest, ...carried });
        break;
      }
      case 'edit':
        await connection.ask('message:edit', strip(change));
        break;
      case 'delete':
        await connection.ask('message:delete', strip(change));
        break;
      case 'react':
        await connection.ask('reaction:set', strip(change));
        break;
      case 'pin':
        await connection.ask('pin:set', strip(change));
        break;
      case 'save': {
        // Doing it twice is the same.
        const { change_id: _, ...asked } = strip(change);
        await connection.ask('bookmark:set', asked);
        break;
      }
    }
  };
}

function strip<T extends { kind: string }>({ kind: _, ...rest }: T): Omit<T, 'kind'> {
  return rest;
}
