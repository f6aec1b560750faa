/**
 * The service worker: shows what is pushed while no page is there, and gives the page where there is no
 * connection. It keeps nothing in memory: a browser ends it when it likes, and starts it for each event.
 */
import { openConversation } from './open';
import { readPayload } from './payload';
import { renewSubscription } from './renew';
import { reply } from './reply';
import { appWindows, scope, shell } from './scope';
import { answerTo, cachedFiles, removeOlder, takeFiles } from './shell';
import { showPayload } from './show';
import { REPLY, targetOf } from './target';

const files = cachedFiles(shell);

scope.addEventListener('install', (event) => {
  event.waitUntil(takeFiles(shell));
});

// Without `skipWaiting` this comes when no page is left that began with an earlier version.
scope.addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([removeOlder(shell), scope.clients.claim()]));
});

scope.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request, files);
  if (answer !== null) event.respondWith(answer);
});

scope.addEventListener('push', (event) => {
  event.waitUntil(showPayload(readPayload(event.data?.text())));
});

scope.addEventListener('notificationclick', (event) => {
  const { notification } = event;
  notification.close();
  const target = targetOf(notification.data);
  const text = 'reply' in event && typeof event.reply === 'string' ? event.reply.trim() : '';
  const isReply = event.action === REPLY && target !== null && text !== '';
  event.waitUntil(
    isReply ? reply({ target, text, title: notification.title }) : openConversation(target),
  );
});

scope.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renewSubscription(event));
});

scope.addEventListener('message', (event) => {
  const { type, script }: { type?: unknown; script?: unknown } = event.data ?? {};
  if (type === 'ready') event.waitUntil(takeOver(script));
});

/** Nothing of an earlier version is used where the one page there is began with this one. */
async function takeOver(script: unknown): Promise<void> {
  const windows = await appWindows();
  if (script === shell.script && windows.length === 1) await scope.skipWaiting();
}
