import { useMemo, useState } from 'react';
import { useScene } from '../scene';
import type { Shown } from './feed-reader';
import { type Row, Rows } from './row';

export function useRows(shown: Shown, new_from: number | null): readonly Row[] {
  const { user_id } = useScene().messenger;
  const [rows] = useState(() => new Rows());
  const { items, context } = shown;
  return useMemo(
    () => rows.of(items, { context, new_from, user_id }),
    [rows, items, context, new_from, user_id],
  );
}
