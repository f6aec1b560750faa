// Made by `npm run generate` from docs/openapi.json. Never edit it.

export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The public keys
         * @description With these any other service validates access tokens (RFC 7517).
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log out */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's password
         * @description All other sessions, tokens too, end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a new access token
         * @description Takes the refresh token from its cookie and sets the next one. The same token presented again
         *     gives the same successor until that has been used.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account
         * @description The first account is the server's owner, and may be made whatever `auth.registration` says.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Validate an access token */
        get: operations["get_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bookmarks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Saved messages
         * @description One's own, of those that one can still see; what was saved last comes first.
         */
        get: operations["list_bookmarks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/bookmarks/{conversation_id}/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Save a message
         * @description For oneself alone, on all one's devices.
         */
        put: operations["save_message"];
        post?: never;
        /** Let go of a saved message */
        delete: operations["let_go_of_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Public channels */
        get: operations["list_channels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** My conversations */
        get: operations["list_conversations"];
        put?: never;
        /**
         * Make a conversation
         * @description A direct conversation between two people exists once: making it again answers 200 with the same
         *     one, as does making one again with the same `id`.
         */
        post: operations["create_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A conversation
         * @description To others a public channel shows title, topic and size; its `me` is null.
         */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /** Delete a conversation for everybody */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /** Change title, topic, picture or visibility */
        patch: operations["edit_conversation"];
        trace?: never;
    };
    "/api/conversations/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What changed since a revision */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/hooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The webhooks of a conversation */
        get: operations["list_hooks"];
        put?: never;
        /**
         * Make a webhook
         * @description Its address is shown this once.
         */
        post: operations["create_hook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/hooks/{hook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a webhook */
        delete: operations["delete_hook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join a public channel */
        post: operations["join_channel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people in a conversation */
        get: operations["list_members"];
        put?: never;
        /** Bring people in */
        post: operations["add_members"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member, or leave */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /** Give a member another role */
        patch: operations["set_role"];
        trace?: never;
    };
    "/api/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of messages
         * @description The newest, or those around a place; all of them, or the replies of one thread.
         */
        get: operations["list_messages"];
        put?: never;
        /**
         * Send a message
         * @description 201 means that it is safe.
         */
        post: operations["send_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message, or its tombstone */
        get: operations["get_message"];
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description A tombstone stays in its place.
         */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        /**
         * Edit a message
         * @description 204 means that the change is safe; whoever must be sure that it took effect reads the message.
         */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/api/conversations/{id}/messages/{message_id}/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the pages say of themselves that a message links to
         * @description Of the first three links, those whose pages say anything; it may take some seconds. None where the
         *     server makes no previews: `previews` in its `features` says whether it does.
         */
        get: operations["list_previews"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is pinned
         * @description Up to 100 messages of a conversation, what was pinned last first.
         */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/pins/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pin a message
         * @description Any member may in a group or a direct conversation, the owners in a channel.
         */
        put: operations["pin_message"];
        post?: never;
        /** Unpin a message */
        delete: operations["unpin_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Set what I want to be told of here */
        put: operations["set_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say how far one has read
         * @description It goes forward only, unless `unread` is true.
         */
        put: operations["mark_read"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/threads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Threads with something unread
         * @description Those of a conversation in which one takes part.
         */
        get: operations["list_unread_threads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conversations/{id}/threads/{message_id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Say how far one has read in a thread */
        put: operations["read_thread"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file in one request
         * @description The bytes are the body. What the file is is decided by its bytes; `Content-Type` is ignored. A
         *     picture loses where it was taken. A file that is used nowhere goes after 24 hours.
         */
        post: operations["post_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how much one has */
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file
         * @description One's own; one in a message, or the picture, of a conversation that one is in; an avatar; the
         *     picture of a public channel. A browser's session cookie is as good as a token here. `Range`,
         *     `If-Range` and `If-None-Match` are understood.
         */
        get: operations["get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/files/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a small version of a picture
         * @description WebP, upright, with a long side of 480 or 1280 pixels. A picture that is smaller is given as it is;
         *     what is no picture has none.
         */
        get: operations["get_thumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the open invites */
        get: operations["list_invites"];
        put?: never;
        /** Make an invite */
        post: operations["create_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invites/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End an invite */
        delete: operations["end_invite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where one is mailed
         * @description Unread mentions and direct messages are mailed to whoever has a confirmed address and no browser
         *     that is told. `mail` in the `features` of the server says whether it sends mails.
         */
        get: operations["get_email"];
        /**
         * Be mailed at an address
         * @description 202 once the mail server has taken a code, which goes to the address and works for 15 minutes. The
         *     address takes the place of the one before, which has to be confirmed again too if it comes back.
         */
        put: operations["put_email"];
        post?: never;
        /**
         * Be mailed no more
         * @description The address is forgotten.
         */
        delete: operations["delete_email"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm one's address
         * @description By the code that was mailed there. What is said from now on is mailed.
         */
        post: operations["confirm_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/email/unsubscribe/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The page that a mail's link leads to
         * @description It has a button, and changes nothing by itself: mail programs and scanners follow links.
         */
        get: operations["ask_to_stop"];
        put?: never;
        /**
         * Be mailed no more, by a mail's link
         * @description Without logging in, by the button of the page or by a mail program's (RFC 8058). The answer is the
         *     same where the link has ended.
         */
        post: operations["stop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one wants to be told of
         * @description Conversations have preferences of their own, which narrow this.
         */
        get: operations["get_preferences"];
        /**
         * Set what one wants to be told of
         * @description It replaces what was set before; what is left out is as at the beginning.
         */
        put: operations["put_preferences"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The key that browsers subscribe with
         * @description It never changes.
         */
        get: operations["get_key"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's browsers that are told */
        get: operations["list_subscriptions"];
        put?: never;
        /**
         * Tell a browser from now on
         * @description It takes what a browser's `PushSubscription.toJSON()` gives. The subscription belongs to the
         *     session and ends with it. One whose endpoint is known already moves to the caller.
         */
        post: operations["create_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/subscriptions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Tell a browser nothing any more */
        delete: operations["delete_subscription"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/push/subscriptions/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a push to one browser, to try it
         * @description It is sent at once, and the answer is what the push service said: it waits for that up to ten
         *     seconds. A subscription that the push service does not know any more (404, 410) ends.
         */
        post: operations["test_subscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is sent later
         * @description All of one's own, the next due first.
         */
        get: operations["list_scheduled"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scheduled/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Send a message later
         * @description The id becomes the message's. Again with the same id it changes what waits.
         */
        put: operations["schedule_message"];
        post?: never;
        /** Do not send a message after all */
        delete: operations["unschedule_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find messages
         * @description In the conversations that one is in, the newest first.
         */
        get: operations["search_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/server": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** About this server */
        get: operations["get_server"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give the server another name
         * @description For its owner.
         */
        patch: operations["change_server"];
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's sessions */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its sockets close and its access tokens end within a second.
         */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's access tokens */
        get: operations["list_tokens"];
        put?: never;
        /**
         * Make an access token, for a script or a bot
         * @description It is shown once, and used as a bearer token. Tokens cannot make tokens.
         */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an access token */
        delete: operations["end_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin an upload
         * @description tus 1.0: `Upload-Length` is needed, `Upload-Metadata` may name the file (`filename` or `name`), and
         *     a body of `application/offset+octet-stream` is its first bytes.
         */
        post: operations["create_upload"];
        delete?: never;
        /** See what this server does of tus */
        options: operations["get_options"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** See how far an upload is, and which file it became */
        get: operations["get_upload"];
        put?: never;
        /**
         * Go on with an upload or give it up, where nothing but POST gets through
         * @description `X-HTTP-Method-Override` says which.
         */
        post: operations["post_upload"];
        /**
         * Give an upload up
         * @description Once it is a file, that goes, unless it is used.
         */
        delete: operations["delete_upload"];
        /** See what this server does of tus, at an upload */
        options: operations["get_options_of_one"];
        /** See how far an upload is */
        head: operations["head_upload"];
        /** Go on with an upload */
        patch: operations["patch_upload"];
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People */
        get: operations["list_users"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Myself */
        get: operations["get_me"];
        put?: never;
        post?: never;
        /**
         * Delete my account
         * @description What I wrote stays, under *Deleted person*. Where I was the last owner, whoever has been there
         *     the longest takes over.
         */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /** Change how the others see me */
        patch: operations["edit_me"];
        trace?: never;
    };
    "/api/users/me/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whom I have blocked */
        get: operations["list_blocked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that I have here
         * @description Lines of JSON, each with its `type`: one `profile`, each `conversation` that I am in or was, each
         *     `message` that I sent and did not delete, each `file` that I uploaded with its address, and `end`. What
         *     ends without `end` was cut off. Three times an hour.
         */
        get: operations["export_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A person or a bot */
        get: operations["get_user"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Block a person */
        put: operations["block"];
        post?: never;
        /** Take a block back */
        delete: operations["unblock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hooks/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post to a webhook
         * @description Needs nothing but the secret in the address. 202 means that the message is safe.
         */
        post: operations["post_to_hook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Who is to come in. */
        AddMembers: {
            /** @description Whoever is in already stays as they are. */
            user_ids: components["schemas"]["UserId"][];
        };
        /** @description Whom one has blocked. */
        Blocked: {
            /** @description The last one first. */
            users: components["schemas"]["User"][];
        };
        /** @description A message that one has saved. */
        Bookmark: {
            /** @description Which. */
            message: components["schemas"]["Message"];
            /** @description When one saved it. */
            saved_at: components["schemas"]["Timestamp"];
        };
        /** @description What one has saved. */
        Bookmarks: {
            /** @description What was saved last comes first. */
            bookmarks: components["schemas"]["Bookmark"][];
            /** @description Of the next page; null where there is none. */
            next_cursor?: string | null;
        };
        /**
         * Format: uuid
         * @description A change that is applied once; unique in its conversation for seven days.
         */
        ChangeId: string;
        /** @description What is to be changed of the server. */
        ChangeServer: {
            /** @description 1 to 80 characters. */
            name: string;
        };
        /** @description What changed in a conversation after a revision. */
        Changes: {
            /** @description The conversation now. */
            conversation: components["schemas"]["Conversation"];
            /** @description Each message that changed, as it is now, in order of `rev`. */
            messages: components["schemas"]["Message"][];
            /**
             * Format: int64
             * @description The revision to go on from.
             */
            rev: number;
            /** @description Whether there is more after it. */
            has_more: boolean;
        };
        ChangingPassword: {
            /** @description The password until now. */
            current: string;
            /** @description The password from now on. */
            new: string;
        };
        /** @description A page of public channels. */
        Channels: {
            /**
             * @description In order of their titles, with what everybody may know: title, topic and size. One's own
             *     part is there of those that one is in.
             */
            channels: components["schemas"]["ConversationWithMe"][];
            /** @description Where the next page begins. */
            next_cursor?: string | null;
        };
        /**
         * @description What went wrong, stable for programs. Each has one HTTP status.
         * @enum {string}
         */
        Code: "malformed" | "unauthenticated" | "token_expired" | "invalid_credentials" | "forbidden" | "registration_closed" | "not_found" | "unknown_event" | "method_not_allowed" | "timeout" | "username_taken" | "id_conflict" | "last_owner" | "offset_conflict" | "gone" | "unsupported_version" | "too_large" | "unsupported_type" | "range_not_satisfiable" | "invalid_field" | "locked" | "rate_limited" | "too_many" | "checksum_mismatch" | "internal" | "busy" | "unavailable" | "storage_full" | "quota_exceeded";
        /** @description A conversation, the same for everybody. */
        Conversation: {
            /** @description Which. */
            id: components["schemas"]["ConversationId"];
            /** @description Direct, group or channel. */
            kind: components["schemas"]["Kind"];
            visibility?: components["schemas"]["Visibility"] | null;
            /** @description Of a channel, and of a group that was given one. */
            title?: string | null;
            /** @description What it is about. */
            topic?: string | null;
            picture?: components["schemas"]["FileId"] | null;
            created_by?: components["schemas"]["UserId"] | null;
            /**
             * Format: int32
             * @description How many members it has.
             */
            members_count: number;
            /** @description Both of a direct conversation, the first 8 of a group, otherwise null. */
            member_ids?: components["schemas"]["UserId"][] | null;
            /**
             * Format: int64
             * @description The greatest `seq` given out.
             */
            last_seq: number;
            /**
             * Format: int64
             * @description The greatest `rev` given out.
             */
            rev: number;
            last_message?: components["schemas"]["Message"] | null;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description A direct conversation, a group or a channel.
         */
        ConversationId: string;
        /** @description A conversation together with one's own part of it. */
        ConversationWithMe: components["schemas"]["Conversation"] & {
            me?: components["schemas"]["Me"] | null;
        };
        /** @description One's conversations. */
        Conversations: {
            /** @description All of them, the one with the newest message first. */
            conversations: components["schemas"]["ConversationWithMe"][];
            /**
             * Format: int64
             * @description One's own revision of what is listed.
             */
            me_rev: number;
        };
        /** @description A conversation that somebody wants to make. */
        CreateConversation: {
            id?: components["schemas"]["ConversationId"] | null;
            /** @description Direct, group or channel. */
            kind: components["schemas"]["Kind"];
            visibility?: components["schemas"]["Visibility"] | null;
            /** @description A channel needs one. */
            title?: string | null;
            /** @description What it is about. */
            topic?: string | null;
            picture?: components["schemas"]["FileId"] | null;
            /** @description Who is in it beside oneself. Of a direct one the other person, or oneself for notes. */
            member_ids?: components["schemas"]["UserId"][];
        };
        /** @description A webhook that somebody wants to make. */
        CreateHook: {
            /** @description What its bot is called. */
            name: string;
        };
        /** @description What deletes one's own account. */
        DeleteAccount: {
            /** @description One's own, so that a stolen session is not enough. */
            password: string;
        };
        /** @description A browser that is told. */
        Device: {
            /** @description Which. */
            id: components["schemas"]["SubscriptionId"];
            /** @description The origin of its push service. */
            service: string;
            /** @description Since when. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Whether it is of the session that asks. */
            current: boolean;
            /** @description What its browser said of itself. */
            user_agent: string | null;
            last: components["schemas"]["Last"] | null;
        };
        /** @description One's browsers that are told. */
        Devices: {
            subscriptions: components["schemas"]["Device"][];
        };
        /** @description What is to be changed of a conversation; what is absent stays. */
        EditConversation: {
            /** @description Another title; null takes a group's away. */
            title?: string | null;
            /** @description Another topic, or none. */
            topic?: string | null;
            picture?: components["schemas"]["FileId"] | null;
            visibility?: components["schemas"]["Visibility"] | null;
        };
        /** @description What one says of oneself for a while: an emoji, a text, or both. */
        EditStatus: {
            /** @description One fully qualified emoji. */
            emoji?: string | null;
            /** @description At most 100 characters, in one line. */
            text?: string;
            until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What is to be changed of oneself; what is absent stays. */
        EditUser: {
            /** @description What the others read. */
            display_name?: string | null;
            avatar?: components["schemas"]["FileId"] | null;
            status?: components["schemas"]["EditStatus"] | null;
            /** @description Where one's clock is (`Europe/Zurich`), or nothing. */
            time_zone?: string | null;
        };
        /** @description Where one is mailed. */
        EmailAddress: {
            /**
             * @description Where; null where one is not.
             * @example anna@example.org
             */
            address: string | null;
            /** @description Whether one has said the code that was mailed there. Before that nothing else is. */
            confirmed: boolean;
        };
        /** @description The code that was mailed. */
        EmailCode: {
            /**
             * @description Six digits.
             * @example 123456
             */
            code: string;
        };
        /** @description One field that is not as it must be. */
        FieldError: {
            /** @description Name of the field, with dots where it lies deeper. */
            field: string;
            /** @description `missing`, `wrong_type`, `too_short`, `too_long`, `invalid`, … */
            code: string;
            /** @description For people. */
            detail: string;
        };
        /**
         * @description A file that was uploaded and is ready. Nothing of it changes any more, so a message keeps it
         *     as it was when it was sent.
         */
        File: {
            /** @description Chosen by the server. */
            id: components["schemas"]["FileId"];
            /** @description What its owner calls it. A name and nothing else: no part of it is a path. */
            name: string;
            /**
             * Format: int64
             * @description Bytes of what is stored.
             */
            size: number;
            /** @description What its bytes are, whatever it is called. */
            content_type: string;
            /** @description Of what is stored, in hexadecimal digits. */
            sha256: string;
            /**
             * Format: int32
             * @description Of a picture that can be shown, upright.
             */
            width?: number | null;
            /**
             * Format: int32
             * @description Of a picture that can be shown, upright.
             */
            height?: number | null;
            /** @description What to show until a picture is there (thumbhash, Base64). */
            thumbhash?: string | null;
        };
        /**
         * Format: uuid
         * @description An uploaded file.
         */
        FileId: string;
        /** @description A token that was just made. */
        FreshToken: components["schemas"]["TokenView"] & {
            /** @description The token itself: it is never shown again. */
            token: string;
        };
        /** @description What a client gets for logging in or refreshing. The refresh token comes as a cookie. */
        Granted: {
            /** @description For `Authorization: Bearer`. */
            access_token: string;
            /**
             * Format: int64
             * @description How long it lives, in seconds.
             */
            expires_in: number;
            /** @description Who one is. */
            user: components["schemas"]["User"];
        };
        /** @description A message that was found. */
        Hit: {
            /** @description All of it. */
            message: components["schemas"]["Message"];
            /**
             * @description The part of its text around what was found, as plain text. "…" stands for what is left out
             *     at either end.
             */
            excerpt: string;
            /**
             * @description What was found in the excerpt: from where, and up to where (not with it), in Unicode scalar
             *     values.
             */
            highlights: number[][];
        };
        /** @description A page of what was found. */
        Hits: {
            /** @description The newest first. */
            hits: components["schemas"]["Hit"][];
            /**
             * @description Where the next page begins. A page may hold fewer than were asked for, or none, and still
             *     have a next one.
             */
            next_cursor?: string | null;
        };
        /** @description A webhook, without its secret. */
        Hook: {
            /** @description Which. */
            id: components["schemas"]["HookId"];
            /** @description Where it writes. */
            conversation_id: components["schemas"]["ConversationId"];
            /** @description The bot that writes for it. */
            user_id: components["schemas"]["UserId"];
            /** @description The bot's name. */
            name: string;
            /** @description Who made it. */
            created_by: components["schemas"]["UserId"];
            /** @description When. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description An incoming webhook.
         */
        HookId: string;
        /** @description What a script posts to a webhook. */
        HookMessage: {
            /** @description The text. */
            body: string;
            id?: components["schemas"]["MessageId"] | null;
        };
        /** @description The webhooks of a conversation. */
        Hooks: {
            /** @description The oldest first. */
            hooks: components["schemas"]["Hook"][];
        };
        /** @description An invite on the wire. */
        InviteView: {
            /** @description What its address ends with. */
            code: string;
            /** @description Where whoever is invited goes. */
            url: string;
            /**
             * Format: int64
             * @description How often it was used.
             */
            uses: number;
            /**
             * Format: int64
             * @description How often it may be used.
             */
            max_uses?: number | null;
            expires_at?: components["schemas"]["Timestamp"] | null;
            conversation_id?: components["schemas"]["ConversationId"] | null;
        };
        Invites: {
            invites: components["schemas"]["InviteView"][];
        };
        Jwk: {
            kty: string;
            crv: string;
            alg: string;
            use: string;
            kid: string;
            x: string;
        };
        /** @description The public keys, for other services (RFC 7517). */
        Jwks: {
            keys: components["schemas"]["Jwk"][];
        };
        /**
         * @description What sort of conversation it is.
         * @enum {string}
         */
        Kind: "direct" | "group" | "channel";
        /** @description What a push service said last. */
        Last: {
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /**
             * Format: int32
             * @description The status of its answer; null where there was none.
             */
            status: number | null;
        };
        /** @description What a client must keep to. Characters are Unicode scalar values. */
        Limits: {
            /** @description Characters of a message. */
            body_chars: number;
            /** @description Fewest characters of a username. */
            username_chars_min: number;
            /** @description Most characters of a username. */
            username_chars: number;
            /** @description Fewest characters of a password. */
            password_chars_min: number;
            /** @description Most characters of a password. */
            password_chars: number;
            /** @description Characters of a title, a display name, or a name of anything. */
            title_chars: number;
            /** @description Characters of a topic. */
            topic_chars: number;
            /**
             * Format: int32
             * @description Entries of a page where none is asked for.
             */
            page: number;
            /**
             * Format: int32
             * @description Entries of a page at most.
             */
            page_most: number;
            /** @description Files attached to a message. */
            attachments: number;
            /** @description Fewest options of a poll. */
            poll_options_min: number;
            /** @description Most options of a poll. */
            poll_options: number;
            /** @description Characters of an option. */
            poll_option_chars: number;
            /** @description Different reactions on a message, without the votes of a poll. */
            reactions: number;
            /** @description Members of a conversation. */
            members: number;
            /** @description Conversations that a person is in. */
            conversations: number;
            /** @description Heads in a `sync`. */
            heads: number;
            /** @description People in a `presence:watch`. */
            watched: number;
            /**
             * Format: int32
             * @description Events of a socket that may be unanswered.
             */
            unanswered: number;
            /** @description Bytes of a frame to the server. */
            frame_bytes: number;
            /** @description Bytes of a request's body, where it is no file. */
            http_body_bytes: number;
            /**
             * Format: int64
             * @description Bytes of a file.
             */
            file_bytes: number;
            /**
             * Format: int32
             * @description Files that one person uploads at a time; 0 where there is no such limit.
             */
            uploads: number;
        };
        LoggingIn: {
            username: string;
            password: string;
        };
        /** @description One's own part of a conversation. */
        Me: {
            /** @description What one may do here. */
            role: components["schemas"]["MemberRole"];
            /**
             * Format: int64
             * @description Up to which `seq` one has read.
             */
            read_seq: number;
            /**
             * Format: int64
             * @description Text messages after it, outside of threads.
             */
            unread: number;
            /**
             * Format: int64
             * @description Mentions of oneself after it.
             */
            mentions: number;
            /**
             * Format: int64
             * @description Replies of others that one has not read, in the threads that one takes part in.
             */
            thread_unread?: number;
            /** @description What one wants to be told of. */
            notify: components["schemas"]["Notify"];
            muted_until?: components["schemas"]["Timestamp"] | null;
            /** @description When one came in. */
            joined_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description The conversation's newest message when this was read. What a client knows beyond it counts on
             *     top: others' texts are unread, and one's own moves `read_seq`.
             */
            last_seq: number;
        };
        /** @description Somebody in a conversation. */
        Member: {
            /** @description Who. */
            user: components["schemas"]["User"];
            /** @description What they may do here. */
            role: components["schemas"]["MemberRole"];
            /** @description Since when. */
            joined_at: components["schemas"]["Timestamp"];
            /**
             * Format: int64
             * @description Up to which message they have read: in direct conversations and groups of up to 50 people, else
             *     null.
             */
            read_seq?: number | null;
        };
        /**
         * @description What a member may do in one conversation.
         * @enum {string}
         */
        MemberRole: "owner" | "member";
        /** @description A page of the people in a conversation. */
        Members: {
            /** @description In the order in which they came. */
            members: components["schemas"]["Member"][];
            /** @description Where the next page begins. */
            next_cursor?: string | null;
        };
        /** @description A message, or the tombstone of one. */
        Message: (components["schemas"]["SystemEvent"] | {
            event?: null;
            data?: null;
        }) & {
            /** @description Chosen by its sender, unique in its conversation. */
            id: components["schemas"]["MessageId"];
            /** @description Where. */
            conversation_id: components["schemas"]["ConversationId"];
            /** @description Who. */
            sender_id: components["schemas"]["UserId"];
            /**
             * Format: int64
             * @description Its place in the conversation, from 1 without gaps.
             */
            seq: number;
            /**
             * Format: int64
             * @description The conversation's revision of its last change.
             */
            rev: number;
            /** @description Text or system. */
            kind: components["schemas"]["MessageKind"];
            /** @description The text; null in a tombstone and in a system message. */
            body?: string | null;
            reply_to?: components["schemas"]["MessageId"] | null;
            /** @description Its files. */
            attachments: components["schemas"]["File"][];
            poll?: components["schemas"]["Poll"] | null;
            /** @description How people reacted. */
            reactions: components["schemas"]["Reaction"][];
            /** @description The members it names. */
            mentions: components["schemas"]["UserId"][];
            /** @description Whether it names everybody (`@all`, `@here`). */
            mentions_everyone?: boolean;
            thread_id?: components["schemas"]["MessageId"] | null;
            thread?: components["schemas"]["Thread"] | null;
            pinned_at?: components["schemas"]["Timestamp"] | null;
            pinned_by?: components["schemas"]["UserId"] | null;
            /** @description Whether the reader has saved it; on reads and in `sync` only. */
            bookmarked?: boolean | null;
            /** @description When it was accepted. Order is `seq`, never this. */
            created_at: components["schemas"]["Timestamp"];
            edited_at?: components["schemas"]["Timestamp"] | null;
            deleted_at?: components["schemas"]["Timestamp"] | null;
        };
        /**
         * Format: uuid
         * @description A message; chosen by its sender, unique in its conversation.
         */
        MessageId: string;
        /**
         * @description Who wrote a message: a person, or the conversation itself.
         * @enum {string}
         */
        MessageKind: "text" | "system";
        /** @description A page of messages. */
        MessagePage: {
            /** @description In order of `seq`. */
            messages: components["schemas"]["Message"][];
            /** @description Whether there are older ones. */
            has_more_before: boolean;
            /** @description Whether there are newer ones. */
            has_more_after: boolean;
        };
        /** @description Another text for a message. */
        NewBody: {
            /** @description The new text. */
            body: string;
            change_id?: components["schemas"]["ChangeId"] | null;
        };
        /** @description Where one wants to be mailed. */
        NewEmailAddress: {
            /**
             * @description At most 254 characters of ASCII.
             * @example anna@example.org
             */
            address: string;
        };
        /** @description A webhook that has just been made. */
        NewHook: components["schemas"]["Hook"] & {
            /** @description What its address ends with; shown this once. */
            secret: string;
            /** @description Its address; shown this once. */
            url: string;
        };
        /** @description An invite that somebody wants. */
        NewInvite: {
            /**
             * Format: int64
             * @description In seconds; for ever where it is not given.
             */
            expires_in?: number | null;
            /**
             * Format: int32
             * @description Without a limit where it is not given.
             */
            max_uses?: number | null;
            conversation_id?: components["schemas"]["ConversationId"] | null;
        };
        /** @description A message to be sent. */
        NewMessage: {
            /** @description Chosen by the sender, so that sending again is harmless. */
            id: components["schemas"]["MessageId"];
            /** @description The text. */
            body: string;
            reply_to?: components["schemas"]["MessageId"] | null;
            /** @description Its files. */
            attachment_ids?: components["schemas"]["FileId"][];
            thread_id?: components["schemas"]["MessageId"] | null;
            poll?: components["schemas"]["Poll"] | null;
        };
        /** @description What a browser's `PushSubscription.toJSON()` gives. */
        NewSubscription: {
            /** @description Where its push service takes pushes for it: an https URL. */
            endpoint: string;
            keys: components["schemas"]["SubscriptionKeys"];
        };
        /** @description A token that somebody wants. */
        NewToken: {
            /** @description What its owner calls it. */
            name: string;
            /**
             * Format: int64
             * @description In seconds; for ever where it is not given.
             */
            expires_in?: number | null;
        };
        /**
         * @description What one wants to be told of.
         * @enum {string}
         */
        Notify: "all" | "mentions" | "none";
        /** @description What somebody wants to be told of, on the whole. A conversation's own preferences narrow it. */
        NotifyPreferences: {
            /**
             * @description Every message, mentions and direct messages, or nothing.
             * @default all
             */
            notify: components["schemas"]["Notify"];
            /**
             * @description Whether a notification says who wrote what, or only that somebody did.
             * @default true
             */
            show_text: boolean;
            /** @default null */
            quiet_hours: components["schemas"]["QuietHours"] | null;
            /**
             * Format: int32
             * @description How long a push service keeps a push for a device that is away, in seconds.
             * @default 86400
             */
            ttl_seconds: number;
        };
        /** @description What is pinned in a conversation. */
        Pins: {
            /** @description What was pinned last comes first. */
            messages: components["schemas"]["Message"][];
        };
        /** @description A choice that a message offers. Its question is the message's text. */
        Poll: {
            /**
             * @description What there is to choose from, 2 to 10, no two the same. The first is voted for by reacting with
             *     1️⃣, the tenth with 🔟.
             */
            options: string[];
            /** @description Whether one may have several votes; otherwise a vote takes the former one away. */
            multiple?: boolean;
            ends_at?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What one wants to be told of. It replaces what was set before. */
        Preferences: {
            /** @description Every message, mentions, or nothing. */
            notify: components["schemas"]["Notify"];
            muted_until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What a page says of itself: plain text, a stranger's. */
        Preview: {
            /** @description As the message has it. */
            url: string;
            /** @description What it is called. */
            title: string;
            /** @description What it is about. */
            description?: string | null;
            /** @description Whose it is. */
            site?: string | null;
        };
        /** @description What the links of a message say. */
        Previews: {
            /** @description In the order of its links. */
            previews: components["schemas"]["Preview"][];
        };
        /** @description The problem's form on the wire. */
        Problem: {
            /** @description A URI reference that names the code. */
            type: string;
            /** @description The code's sentence. */
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description Stable for programs. */
            code: components["schemas"]["Code"];
            /** @description What went wrong this time. */
            detail: string;
            /** @description The fields concerned. */
            errors?: components["schemas"]["FieldError"][];
            /**
             * Format: int64
             * @description When it makes sense to try again, in milliseconds.
             */
            retry_after_ms?: number | null;
        };
        /** @description What browsers subscribe with. */
        PublicKey: {
            /** @description 65 bytes in Base64url: `applicationServerKey`. */
            public_key: string;
        };
        /** @description Each day from one time of the clock to another, past midnight where `to` is not after `from`. */
        QuietHours: {
            /**
             * @description `HH:MM`, the first minute that is quiet.
             * @example 22:00
             */
            from: string;
            /**
             * @description `HH:MM`, the first minute that is not.
             * @example 07:00
             */
            to: string;
            /**
             * @description A name of the IANA time zone database.
             * @example Europe/Zurich
             */
            time_zone: string;
        };
        /** @description How people reacted with one emoji. */
        Reaction: {
            /** @description One fully qualified RGI sequence. */
            emoji: string;
            /**
             * Format: int32
             * @description By how many.
             */
            count: number;
            /** @description By whom, the first 50. */
            user_ids: components["schemas"]["UserId"][];
            /** @description Whether the reader is one of them; on reads and in `sync` only. */
            mine?: boolean | null;
        };
        /** @description How far one has read now. */
        ReadUpTo: {
            /**
             * Format: int64
             * @description Up to which message.
             */
            read_seq: number;
        };
        Registering: {
            /** @description 2 to 32 letters, digits, `.`, `_`, `-`. */
            username: string;
            /** @description 8 to 256 characters. */
            password: string;
            /** @description What the others read; the username, where it is not given. */
            display_name?: string | null;
            /** @description The code of an invite. */
            invite?: string | null;
        };
        /**
         * @description Who may make an account.
         * @enum {string}
         */
        Registration: "open" | "invite" | "closed";
        /**
         * @description What somebody may do on the whole server.
         * @enum {string}
         */
        Role: "bot" | "member" | "admin" | "owner";
        /** @description What somebody wants to be sent later. */
        ScheduleMessage: {
            /** @description Where. */
            conversation_id: components["schemas"]["ConversationId"];
            /** @description The text. */
            body: string;
            /** @description When; what is past is sent at once. */
            send_at: components["schemas"]["Timestamp"];
            thread_id?: components["schemas"]["MessageId"] | null;
            reply_to?: components["schemas"]["MessageId"] | null;
            /** @description Files, each one's own. Without it what waits keeps those that it has. */
            attachment_ids?: components["schemas"]["FileId"][] | null;
        };
        /** @description What somebody has written that is sent later. */
        Scheduled: {
            /** @description The next due comes first. */
            scheduled: components["schemas"]["ScheduledMessage"][];
        };
        /** @description A message that is to be sent later, as its author sees it. */
        ScheduledMessage: {
            /** @description The message's own, once it is sent. */
            id: components["schemas"]["MessageId"];
            /** @description Where. */
            conversation_id: components["schemas"]["ConversationId"];
            thread_id?: components["schemas"]["MessageId"] | null;
            reply_to?: components["schemas"]["MessageId"] | null;
            /** @description The text. */
            body: string;
            /** @description Files, each one's own. */
            attachments: components["schemas"]["File"][];
            /** @description When. */
            send_at: components["schemas"]["Timestamp"];
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The code of the problem for which it could not be sent; then it waits for its author. */
            failed?: string | null;
        };
        /** @description The answer to `message:send`: it is safe. */
        Sent: {
            /** @description Which. */
            id: components["schemas"]["MessageId"];
            /** @description Provisional; the stored message has the one that counts. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Name, version, registration, limits and features of this server. */
        Server: {
            /** @description What its owner calls it. */
            name: string;
            /** @description Of the program. */
            version: string;
            /**
             * @description The script that the web app's page begins with: a page that runs another one is not this
             *     server's any more.
             */
            app: string;
            /** @description Who may make an account now: everybody as long as there is none, as configured after that. */
            registration: components["schemas"]["Registration"];
            /** @description What a client must keep to. */
            limits: components["schemas"]["Limits"];
            /**
             * @description What this server can do beyond the basics; `first_account` while whoever makes an account
             *     will own it.
             */
            features: string[];
        };
        /**
         * Format: uuid
         * @description A log-in on one device, or a personal access token.
         */
        SessionId: string;
        /** @description A session of one's own. */
        SessionView: {
            /** @description Which. */
            id: components["schemas"]["SessionId"];
            /** @description What the client called itself. */
            user_agent?: string | null;
            /** @description Where it came from. */
            address?: string | null;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it was used last, to about a minute. */
            last_seen_at: components["schemas"]["Timestamp"];
            /** @description Whether the request was made with it. */
            current: boolean;
        };
        Sessions: {
            sessions: components["schemas"]["SessionView"][];
        };
        /** @description A member's new role. */
        SetMemberRole: {
            /** @description Owner or member. */
            role: components["schemas"]["MemberRole"];
        };
        /** @description How far one has read. */
        SetRead: {
            /**
             * Format: int64
             * @description Up to which message.
             */
            seq: number;
            /** @description Goes back, too. */
            unread?: boolean;
        };
        /** @description How far one has read in a thread. */
        SetThreadRead: {
            /**
             * Format: int64
             * @description Up to which reply. It goes forward only.
             */
            seq: number;
        };
        /** @description What somebody says of themselves for a while. */
        Status: {
            /** @description One fully qualified emoji. */
            emoji?: string | null;
            /** @description At most 100 characters; may be empty where there is an emoji. */
            text: string;
            until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What was made. */
        Subscribed: {
            /** @description Which. */
            id: components["schemas"]["SubscriptionId"];
        };
        /**
         * Format: uuid
         * @description A browser's push subscription.
         */
        SubscriptionId: string;
        /** @description What is encrypted with. */
        SubscriptionKeys: {
            /** @description The browser's public key: 65 bytes in Base64url, an uncompressed point of P-256. */
            p256dh: string;
            /** @description The browser's secret: 16 bytes in Base64url. */
            auth: string;
        };
        /** @description What happened in a conversation. Clients show one that they don't know as plain text. */
        SystemEvent: {
            /** @description The sender came in by themselves. */
            data: Record<string, never>;
            /** @enum {string} */
            event: "joined";
        } | {
            /** @description The sender left. */
            data: Record<string, never>;
            /** @enum {string} */
            event: "left";
        } | {
            /** @description The sender added people. */
            data: {
                /** @description Whom. */
                user_ids: components["schemas"]["UserId"][];
            };
            /** @enum {string} */
            event: "added";
        } | {
            /** @description The sender removed somebody. */
            data: {
                /** @description Whom. */
                user_id: components["schemas"]["UserId"];
            };
            /** @enum {string} */
            event: "removed";
        } | {
            /** @description The sender gave another title. */
            data: {
                /** @description The title now. */
                title?: string | null;
            };
            /** @enum {string} */
            event: "renamed";
        } | {
            /** @description The sender gave another topic. */
            data: {
                /** @description The topic now. */
                topic?: string | null;
            };
            /** @enum {string} */
            event: "topic_changed";
        } | {
            /** @description The sender gave another picture. */
            data: {
                picture?: components["schemas"]["FileId"] | null;
            };
            /** @enum {string} */
            event: "picture_changed";
        } | {
            /** @description The sender gave somebody another role. */
            data: {
                /** @description Whom. */
                user_id: components["schemas"]["UserId"];
                /** @description The role now. */
                role: components["schemas"]["MemberRole"];
            };
            /** @enum {string} */
            event: "role_changed";
        };
        /** @description The thread that hangs on a message: its replies are messages with that one's id as `thread_id`. */
        Thread: {
            /**
             * Format: int32
             * @description How many replies there are that were not deleted.
             */
            replies: number;
            /** @description Who has replied, the first 20. */
            user_ids: components["schemas"]["UserId"][];
            /**
             * Format: int64
             * @description The place of the newest reply.
             */
            last_seq: number;
            /** @description When it came. */
            last_at: components["schemas"]["Timestamp"];
            /** @description Whether the reader takes part; on reads and in `sync` only. */
            mine?: boolean | null;
        };
        /** Format: date-time */
        Timestamp: string;
        /** @description A token in the list of its owner's. */
        TokenView: {
            /** @description Its session. */
            id: components["schemas"]["SessionId"];
            /** @description What its owner calls it. */
            name: string;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it was used last, to about a minute. */
            last_seen_at: components["schemas"]["Timestamp"];
            expires_at?: components["schemas"]["Timestamp"] | null;
            /** @description Whether the request was made with it. */
            current: boolean;
        };
        Tokens: {
            tokens: components["schemas"]["TokenView"][];
        };
        /** @description What a push service said to a push that was sent to try it. */
        Tried: {
            /** @description Whether it took it. Whether the device shows it is seen there. */
            accepted: boolean;
            /**
             * Format: int32
             * @description The status of its answer; null where there was none.
             */
            status: number | null;
            /** @description What it said, or what went wrong. */
            detail: string;
        };
        /** @description A thread in which there is something that its reader has not read. */
        UnreadThread: {
            /** @description The message that it hangs on. */
            message: components["schemas"]["Message"];
            /**
             * Format: int64
             * @description Up to which reply one has read.
             */
            read_seq: number;
            /**
             * Format: int64
             * @description How many replies of others came after that.
             */
            unread: number;
        };
        /** @description Threads in which there is something that one has not read. */
        UnreadThreads: {
            /** @description Those that one has read in last come first; 50 at most. */
            threads: components["schemas"]["UnreadThread"][];
        };
        /** @description Where an upload is. */
        UploadView: {
            id: components["schemas"]["FileId"];
            /**
             * Format: int64
             * @description Bytes that are safe. All of them are once the file is ready, and not before.
             */
            offset: number;
            /** Format: int64 */
            length: number;
            file?: components["schemas"]["File"] | null;
        };
        /** @description What somebody has. */
        Usage: {
            /**
             * Format: int64
             * @description Bytes of one's files, the same contents counted once.
             */
            used_bytes: number;
            /**
             * Format: int64
             * @description As many as one may have; null where there is no such limit.
             */
            quota_bytes: number | null;
        };
        /** @description A person or a bot, as everybody on the server may see it. */
        User: {
            /** @description Who. */
            id: components["schemas"]["UserId"];
            /** @description Unique without regard to case and to letters that look alike. */
            username: string;
            /** @description What the others read. */
            display_name: string;
            avatar?: components["schemas"]["FileId"] | null;
            /** @description On the whole server. */
            role: components["schemas"]["Role"];
            /** @description Cannot log in; deleted accounts too. */
            disabled: boolean;
            status?: components["schemas"]["Status"] | null;
            /** @description Where their clock is, by its name in the time zone database; null where they don't say. */
            time_zone?: string | null;
            /** @description Of the last change of this object. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * Format: uuid
         * @description A person or a bot.
         */
        UserId: string;
        /** @description People. */
        Users: {
            /** @description In order of their usernames. */
            users: components["schemas"]["User"][];
            /** @description Where the next page begins. */
            next_cursor?: string | null;
        };
        Validated: {
            user: components["schemas"]["User"];
            session: components["schemas"]["SessionView"];
        };
        /**
         * @description Who can find a channel.
         * @enum {string}
         */
        Visibility: "public" | "private";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jwks"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoggingIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Granted"];
                };
            };
            /** @description `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: a page of another origin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangingPassword"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unauthenticated`, `invalid_credentials` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Granted"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `forbidden`: a page of another origin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registering"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Granted"];
                };
            };
            /** @description `registration_closed` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `username_taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: the invite was used or has ended */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Validated"];
                };
            };
            /** @description `unauthenticated`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_bookmarks: {
        parameters: {
            query?: {
                /** @description What the page before gave. */
                cursor?: string;
                /** @description How many; 50 by default, 200 at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bookmarks"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    save_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    let_go_of_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                conversation_id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_channels: {
        parameters: {
            query?: {
                /** @description A part of title or topic. */
                query?: string;
                /** @description The former page's `next_cursor`. */
                cursor?: string;
                /** @description Entries of a page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channels"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversations"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateConversation"];
            };
        };
        responses: {
            /** @description It exists already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMe"];
                };
            };
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMe"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMe"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditConversation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMe"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                /** @description The revision that one has; 0 for everything. */
                after?: number;
                /** @description How many messages; 50 by default, 200 at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_hooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hooks"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateHook"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewHook"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                hook_id: components["schemas"]["HookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    join_channel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationWithMe"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description The former page's `next_cursor`. */
                cursor?: string;
                /** @description Entries of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddMembers"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                user_id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetMemberRole"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                /** @description Those just before this `seq`. */
                before?: number;
                /** @description Those just after this `seq`. */
                after?: number;
                /** @description This `seq` in the middle. */
                around?: number;
                /** @description Only the replies in the thread that hangs on this message. */
                thread_id?: components["schemas"]["MessageId"];
                /** @description How many; 50 by default, 200 at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    send_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMessage"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sent"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_message: {
        parameters: {
            query?: {
                /** @description Applied once. */
                change_id?: components["schemas"]["ChangeId"];
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBody"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_previews: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Previews"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pins"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pin_message: {
        parameters: {
            query?: {
                /** @description Applied once. */
                change_id?: components["schemas"]["ChangeId"];
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unpin_message: {
        parameters: {
            query?: {
                /** @description Applied once. */
                change_id?: components["schemas"]["ChangeId"];
            };
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetRead"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadUpTo"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_unread_threads: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnreadThreads"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_thread: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["ConversationId"];
                message_id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetThreadRead"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_file: {
        parameters: {
            query?: {
                /** @description A name, of which folders, and characters that nobody sees, are left out. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_type`: a picture that nobody can take */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many` uploads at a time */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `busy`, `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `quota_exceeded`, `storage_full` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Some of them */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description They are there, with `files.redirect` */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description One has them already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `range_not_satisfiable` */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_thumbnail: {
        parameters: {
            query: {
                /** @description Pixels of the long side: 480 or 1280. */
                size: number;
            };
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/webp": unknown;
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invites"];
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvite"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteView"];
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found`: the conversation */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailAddress"];
                };
            };
        };
    };
    put_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewEmailAddress"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailAddress"];
                };
            };
            /** @description `forbidden`: a script's token may not */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field`: no address, or the mail server does not take mail for it */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: 5 codes an hour for a person, 3 for an address */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: this server sends no mails, or the mail server takes none at the moment; `busy` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    confirm_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailCode"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `forbidden`: a script's token may not */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `gone`: there is no code, it has ended, or it was said wrongly five times */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field`: another code */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_to_stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    stop: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
        };
    };
    get_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifyPreferences"];
                };
            };
        };
    };
    put_preferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotifyPreferences"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotifyPreferences"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicKey"];
                };
            };
        };
    };
    list_subscriptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Devices"];
                };
            };
        };
    };
    create_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSubscription"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscribed"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SubscriptionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `forbidden`: a script's token may not */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_subscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SubscriptionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tried"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `rate_limited`: 20 a minute */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_scheduled: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scheduled"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    schedule_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleMessage"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unschedule_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["MessageId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_messages: {
        parameters: {
            query?: {
                /**
                 * @description Words that must all be there, the last at least by its beginning; what is written without a
                 *     space between must stand together.
                 */
                query?: string;
                /** @description In this conversation only. */
                conversation_id?: components["schemas"]["ConversationId"];
                /** @description By this person only. */
                sender_id?: components["schemas"]["UserId"];
                /**
                 * @description Said at this time or later: a time (RFC 3339), or a day such as `2026-11-01`, which is its
                 *     beginning in UTC.
                 */
                after?: string;
                /** @description Said before this time, or before this day. */
                before?: string;
                /** @description What the message has: `file`, `link`, or both, with a comma between. */
                has?: string;
                /** @description The former page's `next_cursor`. */
                cursor?: string;
                /** @description How many; 50 by default, 200 at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hits"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
        };
    };
    change_server: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeServer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Server"];
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tokens"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshToken"];
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["SessionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_upload: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has begun, at `Location` */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `unsupported_version` of tus */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `invalid_field`: no length, or what this server does not do */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many` uploads at a time */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `quota_exceeded`, `storage_full` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In `Tus-Version`, `Tus-Extension`, `Tus-Max-Size` */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    get_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UploadView"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `method_not_allowed` */
            405: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `forbidden`: the file is used */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_options_of_one: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In `Tus-Version`, `Tus-Extension`, `Tus-Max-Size` */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    head_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In `Upload-Offset`; it is `Upload-Length` once the file is ready */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`, or it has ended */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    patch_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["FileId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": number[];
            };
        };
        responses: {
            /** @description They are safe; in `Upload-Offset`, how many there are */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `not_found`, or it has ended */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `offset_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_large`: more than was announced */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `locked`: another request is at it */
            423: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `checksum_mismatch` */
            460: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description `quota_exceeded`, `storage_full` */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description A part of username or display name. */
                query?: string;
                /** @description Up to 100 ids, separated by commas, in place of all else: these people, in this order. */
                ids?: string;
                /** @description The former page's `next_cursor`. */
                cursor?: string;
                /** @description Entries of a page; fewer may come although there is a next one. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Users"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteAccount"];
            };
        };
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditUser"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_blocked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Blocked"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    block: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unblock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["schemas"]["UserId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_to_hook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HookMessage"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
