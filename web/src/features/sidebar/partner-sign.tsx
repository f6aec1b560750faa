import type { Conversation } from '@/shared/api/wire';
import { StatusSign } from '@/shared/people/status-sign';
import { partnerOf, usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';

/** What the other one of two says of themselves. */
export function PartnerSign({ conversation }: { readonly conversation: Conversation }) {
  const partner_id = partnerOf(conversation, useMessenger().user_id);
  return <StatusSign user={usePerson(partner_id)} />;
}
