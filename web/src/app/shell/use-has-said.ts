import { useEffect, useState } from 'react';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';

/** Whether somebody has said something since the page was opened. */
export function useHasSaid(): boolean {
  const { outbox } = useMessenger();
  const isSaying = usePicked(outbox.entries, (all) => all.some((it) => it.change.kind === 'send'));
  const [hasSaid, setHasSaid] = useState(isSaying);
  useEffect(() => {
    if (isSaying) setHasSaid(true);
  }, [isSaying]);
  return hasSaid;
}
