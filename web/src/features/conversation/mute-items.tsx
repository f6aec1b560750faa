/** In the menu: hearing nothing for a while, or again. For good is among what one is told about. */
import { useLingui } from '@lingui/react';
import { Bell, BellOff } from 'lucide-react';
import { useState } from 'react';
import { clock } from '@/shared/clock';
import { useSay } from '@/shared/i18n/i18n';
import { mutedUntil } from '@/shared/mirror/muted';
import { MenuItem } from '@/shared/ui/menu';
import { useCell } from '@/shared/use-cell';
import { inAnHour, tomorrow, untilFormat } from './mute';
import { useScene } from './scene';

interface Props {
  readonly onChoose: (muted_until: string | null) => void;
}

export function MuteItems({ onChoose }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const { room } = useScene();
  const { me } = useCell(room.view);
  // When the menu was opened.
  const [now] = useState(clock.date);
  const until = mutedUntil(me, now);
  const timeOf = (at: Date): string => i18n.date(at, untilFormat(at, now));
  if (until === 'good') return null;
  if (until) {
    return (
      <MenuItem icon={Bell} onSelect={() => onChoose(null)}>
        {say('notify.unmute', { time: timeOf(until) })}
      </MenuItem>
    );
  }
  const morning = tomorrow(now);
  return (
    <>
      <MenuItem icon={BellOff} onSelect={() => onChoose(inAnHour(clock.date()).toISOString())}>
        {say('notify.mute_hour')}
      </MenuItem>
      <MenuItem icon={BellOff} onSelect={() => onChoose(morning.toISOString())}>
        {say('notify.mute_tomorrow', {
          time: i18n.date(morning, { timeStyle: 'short' }),
        })}
      </MenuItem>
    </>
  );
}
