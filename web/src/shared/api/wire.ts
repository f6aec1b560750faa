/**
 * The names that the rest of the app calls the server's objects by. They are what goes over the
 * wire: nothing is added to them and nothing renamed.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Bookmark = Schemas['Bookmark'];
export type Conversation = Schemas['Conversation'];
export type File = Schemas['File'];
export type Granted = Schemas['Granted'];
export type Hit = Schemas['Hit'];
export type Invite = Schemas['InviteView'];
export type Me = Schemas['Me'];
export type Member = Schemas['Member'];
export type Message = Schemas['Message'];
export type MessagePage = Schemas['MessagePage'];
export type NewConversation = Schemas['CreateConversation'];
export type NewSubscription = Schemas['NewSubscription'];
export type NotifyPreferences = Schemas['NotifyPreferences'];
export type Poll = Schemas['Poll'];
export type Preview = Schemas['Preview'];
export type Problem = Schemas['Problem'];
export type EditStatus = Schemas['EditStatus'];
export type EmailAddress = Schemas['EmailAddress'];
export type PushDevice = Schemas['Device'];
export type PushTried = Schemas['Tried'];
export type QuietHours = Schemas['QuietHours'];
export type Reaction = Schemas['Reaction'];
export type ScheduledMessage = Schemas['ScheduledMessage'];
export type ScheduleMessage = Schemas['ScheduleMessage'];
export type Server = Schemas['Server'];
export type SessionInfo = Schemas['SessionView'];
export type Thread = Schemas['Thread'];
export type UnreadThread = Schemas['UnreadThread'];
export type User = Schemas['User'];
