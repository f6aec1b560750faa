/** What can be added to a message beside its words. Loaded when it is wanted. */
import { ChartBarBig, Paperclip } from 'lucide-react';
import type { ReactElement } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import type { MenuState } from '@/shared/ui/later-menu';
import { Menu, MenuItem } from '@/shared/ui/menu';
import { useScene } from '../scene';

interface Props extends MenuState {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly onFiles: () => void;
}

export function AttachMenu({ trigger, onFiles, ...state }: Props) {
  const say = useSay();
  const { messenger, place_id, asking } = useScene();
  const ask = (): void => {
    messenger.drafts.flush();
    asking.set(messenger.drafts.of(place_id).get()?.text ?? '');
  };
  return (
    <Menu trigger={trigger} {...state}>
      <MenuItem icon={Paperclip} onSelect={onFiles}>
        {say('polls.files')}
      </MenuItem>
      <MenuItem icon={ChartBarBig} onSelect={ask}>
        {say('polls.new')}
      </MenuItem>
    </Menu>
  );
}
