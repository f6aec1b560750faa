import type { User } from '@/shared/api/wire';
import { Appearance } from './appearance';
import { DeleteAccount } from './delete-account';
import { ExportData } from './export-data';
import { Keyboard } from './keyboard';
import { Leaving } from './leaving';
import { NameForm } from './name-form';
import { PasswordForm } from './password-form';
import { PlaceForm } from './place-form';

export function Profile({ user }: { readonly user: User }) {
  return (
    <>
      <NameForm user={user} />
      <Appearance />
      <Keyboard />
      {user.role === 'owner' && <PlaceForm />}
      <PasswordForm username={user.username} />
      <ExportData username={user.username} />
      <Leaving />
      <DeleteAccount username={user.username} />
    </>
  );
}
