// Generated from server/internal/api/contract/openapi.yaml by `npm run generate`. Do not edit.

export interface paths {
    "/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A customer asks for help, from an app or a site
         * @description Idempotent by contact_id: a repeated request gives the first interaction, for 12 hours, to whoever proves that it is theirs: by a packet that is signed for the same subject, by the secret that the first request named, or by the one of its answer. A packet that does not verify never stops the contact; the answer and the ticket say what was wrong with it. All of it has at most 256 KB, the packet included. The request's Origin must be one of the app's origins.
         */
        post: operations["createContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The customer's own view of their interaction */
        get: operations["getContact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contact/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a photo or document in one go
         * @description The body is the file itself. file_id is made by the page, so that a repeated upload is the same file. What breaks off is lost; for files that a phone takes minutes to send there is /v1/contact/files/{file}.
         */
        post: operations["uploadContactFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contact/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the page; the same id is the same file. */
                file: string;
            };
            cookie?: never;
        };
        /** How much of a file has come */
        get: operations["getUpload"];
        /**
         * Announce a file, or come back to it
         * @description The answer's offset is where to go on with PATCH. What has come is kept for a day after its last byte, through restarts of the server; a file of which next to nothing has come, for minutes, and less when others need the room: PATCH then gets 404, and the file may be announced again.
         */
        put: operations["beginUpload"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Send the next piece
         * @description The body is the next bytes, any number of them; with the last one the answer has the file. What comes before a piece breaks off counts. A piece that does not begin where the file ends so far gets 409 wrong_offset: ask for the offset again. A new piece ends one that still hangs. A connection that brings nothing for 30 seconds, or too little, is cut.
         */
        patch: operations["continueUpload"];
        trace?: never;
    };
    "/v1/contact/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The customer leaves before or during the call */
        post: operations["endContact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contact/message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write instead of waiting on, or after nobody has come
         * @description A call that still waits is over with it. The same text once more changes nothing.
         */
        post: operations["leaveMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign an agent in, by what their CRM says of them
         * @description The proof is a JWT, RS256, good for one use. Zendesk: the token of the signed URL with which it loaded the page. Salesforce: what the organisation signed for the page's nonce, together with the page's frame. Whatever is wrong with it, the answer is the same; the operator's log has the reason.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/renew": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new session before this one ends, or after
         * @description By the session's own renewal token, which is good for nothing else: a page that has slept comes back with it. Up to 12 hours after the sign-in, and only for as long as the CRM has the agent as active, or the admin's passphrase is the same. A renewal token is good for one use: within 60 seconds it gives the same successor once more, for whoever has lost the answer; used after that, it ends the session and all that were renewed from it.
         */
        post: operations["renewSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description The session and all that were renewed from the same sign-in are over at once; their sockets close with 4001. Those of the caller's other pages go on, unless all of them are asked for.
         */
        post: operations["endSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/sessions/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all sessions of one agent, or the admin's own
         * @description All that have begun by now are over at once, the one that asks included; their sockets close with 4001, and whoever it was may sign in again. Calls go on.
         */
        post: operations["endSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/admins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in as an admin, and who may be */
        get: operations["listAdmins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/admins/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End one session of an admin, or all of theirs
         * @description They are over at once, the one that asks included. Whoever it was may sign in again, for as long as the configuration lets them.
         */
        post: operations["endAdminSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/admin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign the admin in */
        post: operations["createAdminSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/admin/provider": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign an admin in by the company's identity provider
         * @description The browser keeps the flow, goes to the url, and comes back to /admin with what finishProviderSession takes. There are ten minutes for it.
         */
        post: operations["beginProviderSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/admin/provider/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign an admin in with what their browser brings from the identity provider */
        post: operations["finishProviderSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/admin/passphrase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose the admin's passphrase, with a one-time link
         * @description The link stays good until a passphrase is set with it, at most an hour.
         */
        put: operations["setAdminPassphrase"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/admin/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A one-time link, for the command line on the server alone */
        post: operations["createAdminLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new key to sign tokens with, for the command line on the server alone
         * @description The new key signs a few seconds later, when all servers know it. What older keys have signed stays good for as long as it would have, at most 13 hours; with drop_old nothing of theirs does, and everybody signs in again.
         */
        post: operations["rotateKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/sandbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in without proof; exists in the sandbox only */
        post: operations["createSandboxSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is speaking, and what the widget needs to know */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose whether calls ring, now and when free again
         * @description It holds for all of the agent's pages, survives reload and restart, and is told to every open page by a LiveMessage "me".
         */
        put: operations["setStatus"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/team": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What goes on in a supervisor's account */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** To whom the agent can pass a call on */
        get: operations["getColleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Interactions of the agent's account, newest first
         * @description All of them, however old, are looked among; as of everything that was acknowledged before it was asked. An admin of every account sees those of all.
         */
        get: operations["listInteractions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /** One interaction, whole */
        get: operations["getInteraction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/rung": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /**
         * For whom it rang, and why not for others
         * @description Each offer that rang by a rule, the first one first. Offers of logs that name the agents stand in the timeline.
         */
        get: operations["listRung"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the call in this tab; the first to come wins */
        post: operations["acceptOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let it ring elsewhere */
        post: operations["declineOffer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/hangup": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the call for everybody; who passes it on, or is consulted, leaves it alone */
        post: operations["hangup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the customer hear music; a second time changes nothing */
        post: operations["putOnHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the customer off hold; a second time changes nothing */
        post: operations["takeOffHold"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pass the call on to a colleague or a queue; the same once more changes nothing
         * @description The customer hears music from then on. The agent stays on the line until who has accepted it has come, or it has failed; then they have the customer again. With `warm` the two talk first: the agent has the call until they complete the transfer, hang up, or their page is lost; meanwhile they may take the customer off hold, so that all three talk.
         */
        post: operations["beginTransfer"];
        /** Have the customer again whose call is being passed on; a second time changes nothing */
        delete: operations["takeBack"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/transfer/complete": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand the call over to the colleague who is there; a second time changes nothing */
        post: operations["completeTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/recording/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record nothing of the call for now; it is so when this is answered. A second time changes nothing */
        post: operations["pauseRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/recording/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Record the call again; a second time changes nothing */
        post: operations["resumeRecording"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget; a repeated request is the same note. */
                note: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Add a private note to the ticket, under the agent's name */
        put: operations["putNote"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/texts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the customer a text
         * @description It is queued durably when this is answered, and sent once; what becomes of it shows in `texts`. Where nobody knows whether one was sent, its state is unknown, and an agent may have it sent again. It lands on the ticket. Idempotent by id.
         */
        post: operations["sendText"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/asks": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask something of the customer
         * @description The customer's page shows who asks and what for, and lets them decline. It expires by itself after ten minutes. Whatever comes of it, unless it is withdrawn, lands on the ticket. Idempotent by id.
         */
        post: operations["makeAsk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/asks/{ask}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        /**
         * What was given for a sensitive ask
         * @description For who has asked alone, until the interaction is closed; of a message, for ten minutes.
         */
        get: operations["getAnswer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/asks/{ask}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an ask back */
        post: operations["withdrawAsk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contact/asks/{ask}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer what is asked, or decline
         * @description Exactly one of text, files, place, agreed, declined and failed. The same answer once more changes nothing. Files are sent as all others are, announced with the ask; the answer says that they are all there. The last one that an ask takes answers it by itself.
         */
        post: operations["answerAsk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The browser of somebody on the phone joins their call
         * @description With the six digits that the menu or the agent has said, or with the end of the link. A code lets one browser in, for ten minutes, unless a newer one has taken its place. Asked again with the same secret the answer is the same. Whatever lets nobody in is answered in one way. Wrong digits are counted by where they come from; a link is not.
         */
        post: operations["joinCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/join": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let the browser of somebody on the phone join their call
         * @description Gives the code that is good now, or a new one, which takes its place. It is shown to whoever asks, and nowhere else.
         */
        post: operations["makeJoinCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/join/text": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the link by which the customer's browser joins their call sent as a text
         * @description A new code is made, which takes the place of the one before, and its link is sent. What becomes of the text shows in `texts`; what lets somebody in stands there as [link]. Idempotent by id.
         */
        post: operations["textJoinCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/join/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * It is not the customer's browser that has joined
         * @description All that have joined are out at once, and their sessions are over. The call goes on.
         */
        post: operations["putOutBrowser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/wrap-up": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disposition and closing note */
        post: operations["saveWrapUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/ticket-statuses": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        /**
         * What may become of the ticket
         * @description As the CRM has it now, for a wrap-up that sets it. It changes nothing. A ticket that takes no more changes has no choices.
         */
        get: operations["listTicketStatuses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/wrap-up/put-off": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ready for calls now; the wrap-up may still be made */
        post: operations["putOffWrapUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say which ticket the interaction belongs to
         * @description Everything goes there: what has not landed yet, what was held, and once more what stands on another ticket, where a pointer is left.
         */
        post: operations["chooseTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/people": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Search the CRM for who the customer is
         * @description By an e-mail address, a number, a name or the beginning of one, or what stands in a ticket of theirs, such as the number of an order. It changes nothing. At most ten are given.
         */
        post: operations["searchPeople"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/requester": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say who the customer is
         * @description Somebody whom the CRM has, or somebody new. A ticket that was opened for this contact, or has nobody, becomes theirs; one of somebody else's stays whose it is. The same once more changes nothing.
         */
        post: operations["chooseRequester"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Try held writes again */
        post: operations["retryWrites"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/writes/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        /** The exact text that is, or will be, written */
        get: operations["previewWrite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/writes/{key}/drop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decide that a held write shall not be written */
        post: operations["dropWrite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/interactions/{id}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                file: string;
            };
            cookie?: never;
        };
        /**
         * The bytes of a file, as the customer sent them
         * @description 410 file_removed: they are not kept here any more; the message says where they are.
         */
        get: operations["getFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call a customer, logged on the open ticket
         * @description The agent's own leg comes first; the customer is dialled when it has joined. Idempotent by call_id.
         */
        post: operations["createCall"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * WebSocket of changes
         * @description Subprotocols: "deskside.v1" and "bearer.TOKEN". Every message is a LiveMessage. With after, everything that changed since that number is sent first. A reader that does not keep up is cut off with code 4008 and resumes by number; 4001: sign in again. The server pings in JSON; the page answers {"kind":"pong"} from script, which proves presence. With {"kind":"session", "token":"…"} it goes on by a renewed session of the same speaker. Nobody has more than their share of the server's sockets, neither one contact nor, of contacts without a signed packet, a source or an app: 503 `busy`, with Retry-After.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Accounts, what is live now, and how many writes stand where */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/accounts/{account}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an admin installs in the account's CRM, as a zip */
        get: operations["getPackage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/writes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every write with its state, newest first */
        get: operations["listWrites"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/writes/{key}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try one write again now, held or waiting
         * @description The account's writes flow again at once. A write that was sent and whose answer was not heard is looked up first.
         */
        post: operations["retryWrite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/floods/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What dropping a flood would discard
         * @description Contacts from apps and sites without a signed packet, which no agent has ever accepted, and which are not over or have something left to write.
         */
        post: operations["previewFlood"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/floods/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discard a flood
         * @description Ends what previewFlood finds, and drops what has not reached the CRM; what has stays there. An agent who accepts one of them meanwhile keeps it. At most 250 are discarded at once: ask again while some are left.
         */
        post: operations["dropFlood"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/troubles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What went wrong lately, in plain words, newest first
         * @description Why writes were delayed or held among the newest two thousand events, the same reason of one account once; and how many still are.
         */
        get: operations["listTroubles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who changed what, newest first */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/audit.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, newest first, as a table
         * @description Streamed, of any length, in UTF-8 with a byte order mark. A cell that begins like a formula (= + - @, a tab or a line's end) begins with an apostrophe instead.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/doctor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Checks everything, changing nothing
         * @description The same as the command doctor. It asks every cloud and takes some seconds.
         */
        get: operations["getDoctor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/accounts/{account}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name; twilio is Twilio, for admins of all accounts. */
                account: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask an account's cloud again at once
         * @description A cloud that refuses everything, or wants us to wait, is left alone until the time that the overview shows. This asks it now: somebody has mended something. Writes that it refused are tried again at once, at most a thousand of them, and the others follow.
         */
        post: operations["reopenAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/accounts/{account}/rehearsal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A test contact from end to end, sending nothing
         * @description A call with a packet, a photo, a note, a call log and a wrap-up goes through the real code up to the network. The answer has every request that would have been sent to the CRM. Nothing is sent and nothing is kept.
         */
        post: operations["rehearse"];
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
        Error: {
            /** @description snake_case; stable */
            code: string;
            /** @description One safe sentence for the person who asked */
            message: string;
            /** @description snake_case: what there is of several that the code stands for; of bad_number: no_digits, no_country, local_only, letters, several, ambiguous or not_dialed */
            reason?: string;
            request_id: string;
        };
        NewContact: {
            app: string;
            /** @description Made by the page, at random for each request: nobody else can come upon it */
            contact_id: string;
            /** @description Made by the page at random, or taken from the first answer: proves that a repeated request is the same customer's */
            secret?: string;
            /** @enum {string} */
            channel: "voice" | "message";
            /** @description In the organisation's language: what is stored, and what finds tickets about the same */
            issue_path?: string[];
            /** @description The steps of issue_path by language, as far as there are several */
            issue_labels?: components["schemas"]["IssueLabels"][];
            /** @description For channel message */
            message?: string;
            /** @description JWT signed by the company's own backend, HS256 with the app's secret */
            packet?: string;
            /** @description What the page got for the challenge of the app (apps[].challenge), of visitors without a signed packet */
            challenge?: string;
            fields?: components["schemas"]["UnsignedFields"];
            /** @description What an anonymous visitor calls themselves */
            name?: string;
            phone?: string;
            email?: string;
        };
        /** @description Hearsay from the page: device, screen, item in view, location. What is too much or too long is cut, never refused: the contact goes on. */
        UnsignedFields: components["schemas"]["UnsignedField"][];
        UnsignedField: {
            key: string;
            label?: string;
            /** @description Text; anything else is taken as its JSON */
            value: (string | null) | unknown;
            /** @description text, number, date, url or boolean; anything else is text */
            type?: string;
        };
        ContactStarted: {
            interaction: string;
            /** @description Capability for this interaction alone */
            token: string;
            /** @description Proves a repeated request for which the page made no secret of its own */
            secret?: string;
            packet: components["schemas"]["PacketVerdict"];
            voice?: components["schemas"]["VoiceTicket"];
        };
        NewBrowser: {
            /** @description Six digits, however they are set apart; or the end of a link's address */
            code: string;
            /** @description Made by the page at random: proves that a repeated request is the same browser's */
            secret: string;
            /** @description What it says of itself */
            device?: string;
            /** @description The link was a QR code */
            scanned?: boolean;
        };
        BrowserJoined: {
            interaction: string;
            /** @description Capability for this interaction alone */
            token: string;
        };
        NewJoinCode: {
            /** @description A new code, although the last one is good still */
            fresh?: boolean;
        };
        NewJoinText: {
            /** @description Of the text; made by the widget */
            id: string;
            /** @description A phone number as people write it, in place of the customer's own */
            to?: string;
        };
        JoinCode: {
            code: string;
            /** @description Where it is typed */
            address: string;
            /** @description Instead of both */
            link: string;
            /** Format: date-time */
            until: string;
        };
        /** @description Of a call by phone. */
        Joining: {
            /**
             * Format: date-time
             * @description A code that was made may be used until then. Without it: there is none, or it has been used
             */
            until?: string;
            /**
             * @description Of the last code: shown to an agent, told by the menu, texted
             * @enum {string}
             */
            how?: "shown" | "told" | "texted";
            /** @description To which it was texted, as the account's people write it */
            number?: string;
            browsers: components["schemas"]["JoinedBrowser"][];
        };
        JoinedBrowser: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            way: "code" | "link" | "qr";
            /** @description What it says of itself */
            device?: string;
            /**
             * Format: date-time
             * @description An agent put it out
             */
            out_at?: string;
        };
        PacketVerdict: {
            /** @enum {string} */
            trust: "signed" | "unsigned" | "rejected";
            problem?: string;
        };
        Contact: {
            interaction: string;
            /** @description Of two answers, or an answer and a push, the one with the higher version is newer, in whatever order they come */
            version: number;
            /**
             * @description left: a message was left
             * @enum {string}
             */
            state: "starting" | "waiting" | "connecting" | "connected" | "ended" | "left";
            /** @description The name of the agent who answers */
            agent?: string;
            files: components["schemas"]["File"][];
            limits: components["schemas"]["FileLimits"];
            /** @description What they are being asked now */
            asks?: components["schemas"]["Asked"][];
            waiting?: components["schemas"]["ContactWaiting"];
            /**
             * Format: date-time
             * @description When an agent came on the line
             */
            answered_at?: string;
            /** @description true: they hear music */
            on_hold?: boolean;
            /**
             * @description How the call ended; left: the customer did not wait on
             * @enum {string}
             */
            outcome?: "answered" | "nobody_came" | "left";
            /** @description How many messages they have left */
            messages?: number;
            /** @description The number of their ticket, by which they can ask again */
            reference?: string;
            /** @description false: no address and no number is known, so nobody could get back to them */
            answerable?: boolean;
        };
        /** @description How it stands while nobody has come. place and anybody are only in the answer of a request, and change without a push. */
        ContactWaiting: {
            /** Format: date-time */
            since: string;
            /** @description 1: they are next */
            place?: number;
            /** @description false: nobody is there who could take the call now or after theirs */
            anybody?: boolean;
            /** @description true: they came outside the hours of their queue, and it rings for nobody */
            closed?: boolean;
        };
        ContactMessage: {
            text: string;
        };
        /**
         * @description What is asked for
         * @enum {string}
         */
        AskType: "text" | "photo" | "video" | "location" | "consent";
        NewText: {
            /** @description Made by the widget */
            id: string;
            /** @description What is sent; not with `again` */
            text?: string;
            /** @description A phone number as people write it, in place of the customer's own */
            to?: string;
            /** @description The id of a text of this interaction that failed or of which nobody knows */
            again?: string;
        };
        /** @description A short message. */
        Text: {
            id: string;
            /** @enum {string} */
            direction: "inbound" | "outbound";
            /** @description The customer's, as it came; absent: withheld */
            number?: string;
            /** @description As the account's people write it */
            number_shown?: string;
            /** @description Absent where its words are the customer's alone: a code */
            text?: string;
            /** @description How many pictures and the like came along; they are not fetched */
            media?: number;
            /**
             * @description Of one that goes out
             * @enum {string}
             */
            purpose?: "agent" | "link" | "code" | "call_back";
            agent?: components["schemas"]["Agent"];
            /** @description The id of the text that it repeats */
            again?: string;
            /** @description It was sent again */
            repeated?: boolean;
            /**
             * @description unknown: nobody knows whether it was sent
             * @enum {string}
             */
            state: "queued" | "sending" | "unknown" | "sent" | "delivered" | "failed" | "received";
            /** @description Why it failed, or waits */
            why?: string;
            why_said?: components["schemas"]["Said"];
            /**
             * Format: date-time
             * @description When it was wanted or came
             */
            at: string;
            /**
             * Format: date-time
             * @description Of the state
             */
            since: string;
        };
        /** @description How texts are written that go out of this account. Absent where it has no number of its own. */
        Texting: {
            /** @description Characters, as UTF-16 counts them */
            longest: number;
            /** @description The first that can write all of a text counts; what is not whole goes in parts */
            alphabets: {
                /** @enum {string} */
                name: "gsm7" | "ucs2";
                single: number;
                part: number;
            }[];
        };
        NewAsk: {
            /** @description Made by the widget */
            id: string;
            type: components["schemas"]["AskType"];
            /** @description What is wanted, in the agent's words; of consent, the sentence to agree to */
            label: string;
            /** @description true: a call is not recorded while it is open, and the answer, text or a location, is kept out of the ticket and shown to nobody but who asks (getAnswer) */
            sensitive?: boolean;
        };
        Ask: {
            id: string;
            type: components["schemas"]["AskType"];
            label: string;
            agent: components["schemas"]["Agent"];
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            until: string;
            /** @enum {string} */
            state: "open" | "answered" | "declined" | "withdrawn" | "expired" | "failed";
            /** @description true: the answer is not here */
            sensitive?: boolean;
            /** @description The answer */
            text?: string;
            place?: components["schemas"]["Place"];
            /** @description What came for it in time: ids of files */
            files?: string[];
            /** @description What came after its end: ids of files */
            late?: string[];
            /** @description Why the customer's page could not do it: a code */
            failed?: string;
            /** @description The same in English, where the code is known */
            why?: string;
            why_said?: components["schemas"]["Said"];
            /** Format: date-time */
            done_at?: string;
        };
        Asked: {
            id: string;
            type: components["schemas"]["AskType"];
            label: string;
            /** @description The name of who asks */
            agent: string;
            /** Format: date-time */
            until: string;
            /** @description true: the call is not recorded until it is answered, and the answer is kept out of the ticket */
            sensitive?: boolean;
            /** @description It is answered with files, at most so many */
            most_files?: number;
            /** @description What has come for it so far: ids of files */
            files?: string[];
        };
        KeptAnswer: {
            text: string;
        };
        /** @description Where a device says that it is, as far as it knows: degrees, and within how many metres */
        Place: {
            /** Format: double */
            latitude: number;
            /** Format: double */
            longitude: number;
            /** Format: double */
            accuracy: number;
        };
        AskAnswer: {
            text?: string;
            /** @description All of them have been sent for this ask and are there: their ids */
            files?: string[];
            place?: components["schemas"]["Place"];
            /** @description true: they agree to the sentence; who does not, declines */
            agreed?: boolean;
            declined?: boolean;
            failed?: string;
        };
        FileLimits: {
            /** Format: int64 */
            max_bytes: number;
            /** @description Accepted content types */
            types: string[];
        };
        File: {
            id: string;
            name: string;
            content_type: string;
            /** Format: int64 */
            size: number;
            /**
             * Format: date-time
             * @description Set: its bytes are not here any more, only in the ticket
             */
            removed_at?: string;
        };
        NewUpload: {
            name: string;
            /**
             * Format: int64
             * @description Exact, in bytes
             */
            size: number;
            /** @description As the browser says; the bytes have the last word */
            type?: string;
            /** @description The ask that it is for, which must want a file of its kind */
            ask?: string;
        };
        Upload: {
            id: string;
            /** Format: int64 */
            size: number;
            /**
             * Format: int64
             * @description Bytes that are here
             */
            offset: number;
            file?: components["schemas"]["File"];
        };
        SandboxSignIn: {
            account: string;
            /** @description The agent's id in the CRM */
            user: string;
            name?: string;
            /**
             * @default agent
             * @enum {string}
             */
            role: "agent" | "admin";
            admin_role?: components["schemas"]["AdminRole"];
        };
        NewSession: {
            account: string;
            /** @description JWT signed by the CRM */
            proof: string;
            /** @description The page's own half of its nonce, for Salesforce */
            frame?: string;
        };
        EndSessions: {
            /** @description The agent's id, as in PresentAgent; without it: the admin's own sessions */
            agent?: string;
        };
        ProviderFlow: {
            /** @description Where the browser goes */
            url: string;
            /** @description The browser keeps it and shows it at the end; it is worth nothing to anybody else */
            flow: string;
        };
        ProviderAnswer: {
            flow: string;
            state: string;
            code?: string;
            iss?: string;
            /** @description Why the provider gave no code */
            error?: string;
        };
        /**
         * @description How much an admin may do; of each operation x-admin says what is needed
         * @enum {string}
         */
        AdminRole: "owner" | "supervisor" | "read-only";
        AdminList: {
            sessions: components["schemas"]["AdminSession"][];
            /** @description Who may sign in by the identity provider, as configured */
            rules: components["schemas"]["AdminRule"][];
            /** @description What the identity provider is called; without it there is none */
            provider?: string;
        };
        AdminSession: {
            id: string;
            admin: components["schemas"]["Agent"];
            role: components["schemas"]["AdminRole"];
            /** @enum {string} */
            method: "passphrase" | "provider" | "sandbox";
            /** @description The address it came from */
            from?: string;
            /**
             * Format: date-time
             * @description Of signing in
             */
            since: string;
            /**
             * Format: date-time
             * @description Until when it can be renewed
             */
            ends_at: string;
            /**
             * Format: date-time
             * @description When it was signed in or renewed last
             */
            seen_at: string;
            /** @description Its page has been about lately; otherwise it may have been closed, and can come back until ends_at */
            open: boolean;
            /** @description The one that asks */
            own?: boolean;
        };
        AdminRule: {
            name: string;
            role: components["schemas"]["AdminRole"];
            emails: string[];
            groups: string[];
        };
        RotateKeys: {
            /** @description Nothing that older keys have signed stays good */
            drop_old?: boolean;
        };
        KeysRotated: {
            /** @description Its name, the kid of tokens */
            key: string;
            /** Format: date-time */
            signs_from: string;
            /**
             * Format: date-time
             * @description Until when older keys verify; without it they do no more
             */
            old_until?: string;
        };
        EndAdminSessions: {
            /** @description The admin's id, as in AdminSession */
            admin: string;
            /** @description The session's id; without it: all of theirs */
            session?: string;
        };
        AdminSignIn: {
            passphrase: string;
        };
        NewPassphrase: {
            /** @description What stands behind #once= in the link */
            link: string;
            /** @description At least 12 characters */
            passphrase: string;
        };
        AdminLink: {
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        Session: {
            token: string;
            /**
             * Format: date-time
             * @description Renew before
             */
            expires_at: string;
            /** @description The same in seconds from now, for pages whose clock is wrong */
            expires_in: number;
            /** @description For renewSession alone; it never goes over a socket or into an address */
            renewal: string;
            /**
             * Format: date-time
             * @description Until when it can be renewed; then sign in again
             */
            ends_at: string;
            agent: components["schemas"]["Agent"];
            admin_role?: components["schemas"]["AdminRole"];
        };
        Me: {
            agent: components["schemas"]["Agent"];
            account: string;
            /** @enum {string} */
            crm: "zendesk" | "salesforce";
            noun: components["schemas"]["Noun"];
            /**
             * @description An agent's is the configuration's, else their CRM's: an admin of Zendesk, or who has Salesforce's permission Deskside_Supervisor
             * @enum {string}
             */
            role: "agent" | "supervisor" | "admin";
            /** @description What is stored of each, in the organisation's language */
            dispositions: string[];
            /** @description What to call a disposition, by what is stored and by language; one that is not here is called as it is stored */
            disposition_labels?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            limits: components["schemas"]["FileLimits"];
            status: components["schemas"]["AgentStatus"];
            missed: components["schemas"]["MissedOffer"][];
            /** @description A number that is clicked in the CRM is called only after a second press */
            confirm_dial: boolean;
            abilities?: components["schemas"]["Abilities"];
            texting?: components["schemas"]["Texting"];
        };
        IssueLabels: {
            en?: string;
            ja?: string;
            ko?: string;
        };
        /** @description What an account's CRM calls its records: by language, the forms that fill the gaps of these names in the sentences of pages and in those of a Said. English has ticket, Ticket, a_ticket and tickets. */
        Noun: {
            [key: string]: {
                [key: string]: string;
            };
        };
        /** @description What an agent can do, by which an offer (Offer) is for them or not; left out where they may do everything */
        Abilities: {
            /** @description Those whose skills they have, of the queues that ask for any */
            queues: string[];
            /** @description Those that they speak, of the languages that queues list */
            languages: string[];
            /** @description In a queue that widens they are rung with this group; 1 is the first */
            group: number;
        };
        /** @description The part of Me that changes while the agent works */
        MeState: {
            abilities?: components["schemas"]["Abilities"];
            /** @enum {string} */
            role?: "agent" | "supervisor";
            status: components["schemas"]["AgentStatus"];
            /** @description Of the last 24 hours, newest first, at most 20 */
            missed: components["schemas"]["MissedOffer"][];
        };
        AgentStatus: {
            /**
             * @description What holds: busy and wrap_up follow from the agent's calls; unreachable: no widget of theirs answers
             * @enum {string}
             */
            state: "available" | "away" | "busy" | "wrap_up" | "unreachable";
            /**
             * @description What the agent has chosen; it holds again when they are free
             * @enum {string}
             */
            chosen: "available" | "away";
            /** @description Away: a code (break, lunch, meeting) or the agent's own word for it */
            reason?: string;
            /**
             * @description Takes the place of chosen when the agent is free
             * @enum {string}
             */
            next?: "available" | "away";
            next_reason?: string;
            /**
             * Format: date-time
             * @description When state took its value
             */
            since: string;
            /**
             * Format: date-time
             * @description wrap_up: when calls ring again although nobody has wrapped up
             */
            until?: string;
        };
        /** @description What next is not given is forgotten */
        SetStatus: {
            /** @enum {string} */
            status: "available" | "away";
            /** @description Away: break, lunch and meeting are codes, told to each reader in their language; anything else is the agent's own word for it */
            reason?: string;
            /**
             * @description Takes the place of status when the agent is free: no call and no wrap-up
             * @enum {string}
             */
            next?: "available" | "away";
            next_reason?: string;
        };
        MissedOffer: {
            interaction: string;
            /**
             * Format: date-time
             * @description When the offer was over for this agent
             */
            at: string;
            /** @description The customer's name or number; empty if neither is known */
            who: string;
            /** @description The app or site through which they came */
            app?: string;
            /**
             * @description turn_over: it rang for this agent alone, and then for the next; taken: it rang and a colleague was faster; expired: it rang and nobody took it; the others: it did not ring, or not any more
             * @enum {string}
             */
            reason: "away" | "busy" | "wrap_up" | "tab_frozen" | "not_connected" | "declined" | "turn_over" | "taken" | "expired";
            /** @description away: a code (break, lunch, meeting) or the agent's own word for it; taken: the colleague's name */
            text?: string;
        };
        Agent: {
            id: string;
            name: string;
        };
        InteractionList: {
            /** Format: int64 */
            seq: number;
            interactions: components["schemas"]["Interaction"][];
            /** @description How many days after its close a contact is kept: there are no older ones here. Absent: for ever */
            kept_days?: number;
        };
        /** @description How many of all items of an interaction are not in the ticket yet. */
        Unsettled: {
            /** @description On their way */
            waiting: number;
            /** @description Until a person decides */
            held: number;
        };
        Interaction: {
            id: string;
            version: number;
            /** @description Of a change, as pushed, and of a head, as listed: `items` and `timeline` hold only what is new since this version, each item in the place of the one with its key. Whoever has not that version asks for the whole. Without it everything is there. */
            since?: number;
            unsettled?: components["schemas"]["Unsettled"];
            account: string;
            app?: string;
            queue?: string;
            /** @enum {string} */
            channel: "voice" | "message";
            /** @enum {string} */
            direction: "inbound" | "outbound";
            /** @enum {string} */
            state: "starting" | "ringing" | "claimed" | "dialling" | "connected" | "wrap_up" | "closed";
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            closed_at?: string;
            customer: components["schemas"]["Customer"];
            issue_path: string[];
            /** @description The steps of issue_path by language; what is missing is called as in issue_path */
            issue_labels?: components["schemas"]["IssueLabels"][];
            /** @description Our own number */
            line?: string;
            /** @description The number as the account's people write it: with its country unless it is their own */
            line_shown?: string;
            packet: components["schemas"]["Packet"];
            call?: components["schemas"]["Call"];
            offer?: components["schemas"]["Offer"];
            transfer?: components["schemas"]["Transfer"];
            agent?: components["schemas"]["Agent"];
            ticket: components["schemas"]["Ticket"];
            items: components["schemas"]["Item"][];
            wrap_up?: components["schemas"]["WrapUp"];
            /** @description The agent has put the wrap-up off and not made it */
            put_off?: boolean;
            asks?: components["schemas"]["Ask"][];
            /** @description The last fifty, oldest first. Of a change: absent where none has changed; of a head: absent */
            texts?: components["schemas"]["Text"][];
            joining?: components["schemas"]["Joining"];
            timeline: components["schemas"]["TimelineEntry"][];
        };
        Customer: {
            external_id?: string;
            name?: string;
            email?: string;
            phone?: string;
            /** @description The number as the account's people write it, without its extension */
            phone_shown?: string;
            /** @description Digits behind a switchboard, said beside the number in the reader's language */
            extension?: string;
            /** @description A valid signature vouches for these */
            verified: boolean;
        };
        Packet: {
            /** @enum {string} */
            trust: "signed" | "unsigned" | "rejected";
            problem?: string;
            problem_said?: components["schemas"]["Said"];
            signed: components["schemas"]["Field"][];
            unsigned: components["schemas"]["Field"][];
        };
        Field: {
            key: string;
            label: string;
            value: string;
            /** @enum {string} */
            type: "text" | "number" | "date" | "url" | "boolean";
            /** @description Deskside made the field, and not the company: pages call it by its key, in their reader's language */
            own?: boolean;
        };
        Call: {
            from: string;
            to: string;
            /** @description The number as the account's people write it: with its country unless it is their own */
            from_shown?: string;
            /** @description The number as the account's people write it: with its country unless it is their own */
            to_shown?: string;
            /** Format: date-time */
            arrived_at?: string;
            /** Format: date-time */
            answered_at?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description Without what the customer waited alone after an agent had been lost */
            talk_seconds?: number;
            /** @description Of the agents, in the order in which they came */
            legs?: components["schemas"]["CallLeg"][];
            on_hold?: components["schemas"]["CallOnHold"];
            /** @description For how long the customer has been on hold, the hold that lasts not counted */
            on_hold_seconds?: number;
            recording?: components["schemas"]["CallRecording"];
            answered_by?: components["schemas"]["Agent"];
            /**
             * @description wait: nobody took the call in the longest time that a customer is kept waiting; hours: the caller was turned away, their queue was closed; voicemail: the caller leaves a message
             * @enum {string}
             */
            ended_by?: "customer" | "agent" | "carrier" | "wait" | "hours" | "voicemail";
            /** @enum {string} */
            outcome?: "answered" | "abandoned" | "closed" | "no-answer" | "busy" | "failed" | "cancelled" | "voicemail";
        };
        /** @description The customer hears music */
        CallOnHold: {
            /** Format: date-time */
            since: string;
            by: components["schemas"]["Agent"];
        };
        /** @description The call is being recorded */
        CallRecording: {
            /**
             * Format: date-time
             * @description Since when nothing is recorded; without it: it is
             */
            paused_at?: string;
            paused_by?: components["schemas"]["Agent"];
        };
        CallLeg: {
            agent: components["schemas"]["Agent"];
            /** Format: date-time */
            joined_at: string;
            /** Format: date-time */
            left_at?: string;
            /** @description Nobody meant to end it: the customer was alone from then on */
            lost?: boolean;
            /** @description They were asked to help: the call was another's */
            consulted?: boolean;
        };
        Offer: {
            n: number;
            claimed: boolean;
            tab?: string;
            /** Format: date-time */
            until?: string;
            /** @description Ids of agents who declined */
            declined: string[];
            /**
             * @description By which it rings; left out: it waits, or an older server has named the agents in `rings`. available: for every agent of the account whose status (Me, MeState) is available, and for `lost`, but for those who declined, and for those who are not able for one of `queues` or do not speak `language` (Abilities); one: of these for `agent` alone; group: of these for those whose group is not above `group`
             * @enum {string}
             */
            rule?: "available" | "one" | "group";
            /** @description one: id of the agent whose turn it is; empty: nobody is to be had whom it could be */
            agent?: string;
            group?: number;
            /** @description Left out: whatever their skills are */
            queues?: string[];
            /** @description Left out: whatever they speak */
            language?: string;
            /** @description How many it rang for when that was said last. It is said again when there is nobody any more (0: the customer waits), or somebody again */
            rung?: number;
            /** @description Id of the agent whom the customer was parted from. It rings for them whatever their status is */
            lost?: string;
            /** @description Without a rule: ids of the agents it rings for, whom an older server has named. Empty: it waits */
            rings?: string[];
        };
        RungList: {
            offers: components["schemas"]["RungOffer"][];
        };
        /** @description For whom an offer rang, to the end or until now, and for whom not. It follows from the offer's rule and from what each agent was while it rang */
        RungOffer: {
            n: number;
            /** Format: date-time */
            rang_at: string;
            /**
             * Format: date-time
             * @description When it rang for nobody any more; left out: it still rings
             */
            over_at?: string;
            taken_by?: components["schemas"]["Agent"];
            /**
             * @description By which it began to ring
             * @enum {string}
             */
            rule: "available" | "one" | "group";
            /**
             * Format: int64
             * @description Version of the account's roster when it began to ring
             */
            roster: number;
            agents: components["schemas"]["Agent"][];
            passed: components["schemas"]["PassedAgent"][];
            /** @description How many more it rang for */
            more_agents: number;
            /** @description How many more it did not ring for */
            more_passed: number;
        };
        PassedAgent: {
            agent: components["schemas"]["Agent"];
            /**
             * @description not_able: a skill or the language is not theirs; others_turn: it rang for others alone; turn_over: it rang for them alone, and then for the next
             * @enum {string}
             */
            reason: "away" | "busy" | "wrap_up" | "tab_frozen" | "not_connected" | "not_able" | "others_turn" | "declined" | "turn_over";
            /** @description Away: the agent's own word for it */
            text?: string;
        };
        /** @description The ticket, or why there is none yet */
        Ticket: {
            /** @enum {string} */
            state: "searching" | "chosen" | "unclear";
            id?: string;
            number?: string;
            url?: string;
            /** @enum {string} */
            rule?: "record" | "packet" | "same_issue" | "new" | "person" | "merged";
            /** @description Why this ticket, in one sentence */
            why?: string;
            why_said?: components["schemas"]["Said"];
            /** @description The tickets that were looked at */
            saw?: components["schemas"]["SeenTicket"][];
            requester?: components["schemas"]["Requester"];
            /** @description State unclear: what a person must decide */
            reason?: string;
            reason_said?: components["schemas"]["Said"];
        };
        SeenTicket: {
            id: string;
            number?: string;
            url?: string;
            subject?: string;
            state: string;
            status?: string;
            requester?: components["schemas"]["Requester"];
            /** Format: date-time */
            updated_at?: string;
        };
        Requester: {
            id?: string;
            name?: string;
            url?: string;
        };
        Item: {
            key: string;
            /** @enum {string} */
            kind: "contact" | "message" | "file" | "note" | "call-log" | "wrap-up" | "ask" | "pointer" | "requester" | "text";
            /** Format: date-time */
            at: string;
            agent?: components["schemas"]["Agent"];
            /** @description The widget's own id of a note */
            note?: string;
            text?: string;
            file?: components["schemas"]["File"];
            /**
             * @description recording: what the call was recorded as; voicemail: what the caller said to a machine
             * @enum {string}
             */
            from?: "customer" | "agent" | "recording" | "voicemail";
            /** @description A file: the ask that it came for */
            ask?: string;
            /** @description true: it came after the end of that ask */
            late?: boolean;
            delivery: components["schemas"]["Delivery"];
        };
        Delivery: {
            /** @enum {string} */
            state: "waiting" | "landed" | "held" | "dropped";
            /** Format: date-time */
            since: string;
            /**
             * @description Of the failure, while it waits or is held
             * @enum {string}
             */
            kind?: "transient" | "throttled" | "unauthorized" | "gone" | "conflict" | "rejected" | "unknown";
            /** @description Why it waits, is held or was dropped; landed: what the CRM did not take of it */
            reason?: string;
            reason_said?: components["schemas"]["Said"];
            /** Format: date-time */
            until?: string;
            ticket?: string;
            receipt?: string;
        };
        TimelineEntry: {
            n: number;
            /** Format: date-time */
            at: string;
            /** @description The event's name in the log */
            type: string;
            /** @description One sentence */
            text: string;
            said?: components["schemas"]["Said"];
        };
        /** @description What the English sentence beside it says, for readers of another language: a code of en.json in templates/words, and the values for its gaps. */
        Said: {
            /** @description Stable, and new ones may come: for one you do not know show the English sentence. Empty: the sentence has no code */
            code: string;
            /** @description Names, numbers, times (RFC 3339); text is the English sentence of a reason */
            values?: {
                [key: string]: string;
            };
            /** @description What the sentence lists */
            each?: components["schemas"]["Said"][];
            reason?: components["schemas"]["Said"];
        };
        /** @description What the page's voice module needs to connect */
        VoiceTicket: {
            /** @description Access token for the voice SDK */
            token: string;
            /** @description Passed to device.connect as they are */
            params: {
                [key: string]: string;
            };
            /** @description Set in the sandbox alone: address of the stand-in that plays the voice network */
            simulator?: string;
        };
        Accept: {
            offer: number;
            tab: string;
        };
        Decline: {
            offer: number;
        };
        CallStarted: {
            interaction: components["schemas"]["Interaction"];
            voice: components["schemas"]["VoiceTicket"];
            /** Format: date-time */
            claim_until: string;
        };
        NewNote: {
            text: string;
        };
        WrapUp: {
            disposition: string;
            note?: string;
            ticket_status?: components["schemas"]["TicketStatus"];
        };
        /** @description What becomes of the ticket, set once with the wrap-up and never over a change that somebody has made since it was seen. Without it the ticket stays as it is */
        TicketStatus: {
            /** @description The id of the ticket that it was chosen for */
            ticket: string;
            /** @description Of one of the choices */
            value: string;
            /** @description As it was read */
            label: string;
            /** @description The ticket's status when it was chosen: the value of `now` */
            saw: string;
        };
        TicketStatuses: {
            /** @description Its id */
            ticket: string;
            now: components["schemas"]["StatusChoice"];
            /** @description In the CRM's order */
            choices: components["schemas"]["StatusChoice"][];
        };
        StatusChoice: {
            /** @description The CRM's own */
            value: string;
            /** @description As the CRM's agents read it */
            label: string;
            /** @description Nobody works on such a ticket any more */
            closed: boolean;
        };
        /** @description Exactly one of ticket and new */
        ChooseTicket: {
            /** @description Id or number in the CRM */
            ticket?: string;
            new?: boolean;
            /** @description With new: the CRM's id of the customer */
            requester?: string;
        };
        PeopleSearch: {
            text: string;
        };
        PeopleFound: {
            /** @description Best first */
            people: components["schemas"]["Person"][];
        };
        Person: {
            /** @description The CRM's own */
            id: string;
            name: string;
            email?: string;
            phone?: string;
            url?: string;
            ticket?: components["schemas"]["SeenTicket"];
        };
        /** @description Exactly one of requester and create */
        ChooseRequester: {
            /** @description The CRM's id of the customer */
            requester?: string;
            create?: components["schemas"]["NewPerson"];
        };
        /** @description With an e-mail address or a phone number, or both */
        NewPerson: {
            name: string;
            email?: string;
            phone?: string;
        };
        Retry: {
            /** @description Only this write; without it all that are held */
            key?: string;
        };
        Drop: {
            /** @description Recorded */
            reason: string;
        };
        WritePreview: {
            key: string;
            kind: string;
            /** @description Number of the ticket it goes to */
            ticket?: string;
            text: string;
            /** @description The same for CRMs that take HTML; show it as text only */
            html: string;
            files: components["schemas"]["File"][];
        };
        NewCall: {
            /** @description As typed or clicked: extensions and what address books put around numbers are read */
            to: string;
            /** @description The ticket the agent is on */
            ticket?: string;
            tab: string;
            call_id: string;
        };
        LiveMessage: {
            /** @enum {string} */
            kind: "interaction" | "contact" | "me" | "caught_up" | "ping" | "pong";
            /**
             * Format: int64
             * @description Resume after this number
             */
            seq?: number;
            interaction?: components["schemas"]["Interaction"];
            contact?: components["schemas"]["Contact"];
            me?: components["schemas"]["MeState"];
            /** @description Number to send back */
            ping?: number;
        };
        Overview: {
            accounts: components["schemas"]["AccountHealth"][];
            queues: components["schemas"]["QueueNow"][];
            /** @description The newest hundred of those that are not over */
            live: components["schemas"]["Interaction"][];
            /** @description How many calls are not over */
            active: number;
            counts: components["schemas"]["WriteCounts"];
            agents: components["schemas"]["PresentAgent"][];
            service?: components["schemas"]["Service"];
        };
        AccountHealth: {
            name: string;
            /** @enum {string} */
            kind: "zendesk" | "salesforce" | "twilio";
            noun?: components["schemas"]["Noun"];
            url: string;
            /** @enum {string} */
            state: "ok" | "trouble" | "unknown";
            reason?: string;
            /** Format: date-time */
            until?: string;
            /** Format: date-time */
            checked_at?: string;
            organisation?: string;
            findings?: string[];
            budget?: components["schemas"]["Budget"];
            counts?: components["schemas"]["WriteCounts"];
        };
        /** @description The queues of the configuration with who of the account is in them, and its agents */
        Team: {
            queues: components["schemas"]["QueueNow"][];
            agents: components["schemas"]["PresentAgent"][];
            service?: components["schemas"]["Service"];
        };
        /** @description What calls that came in have come to; missing while they are still being counted, as right after a start */
        Service: {
            /** @description Seconds of waiting that the service level promises */
            within: number;
            /**
             * Format: date-time
             * @description From when on today is counted: the day's beginning in the account's time zone, or later where there were too many
             */
            since: string;
            hour: components["schemas"]["CallCounts"];
            today: components["schemas"]["CallCounts"];
        };
        /** @description Calls that came in to a queue and were answered by an agent, or left without an answer, in a stretch of time. Those that came outside the hours and were not answered are not among them. */
        CallCounts: {
            answered: number;
            /** @description Of these, after no longer a wait than the service level promises */
            in_time: number;
            /** @description Left without an answer: the customer hung up or left a message, or had waited for too long */
            abandoned: number;
            /**
             * Format: double
             * @description Service level: in_time of answered and abandoned together, from 0 to 1; missing: there were none
             */
            level?: number;
            /**
             * Format: double
             * @description Average speed of answer in seconds, from when the call came to its queue; missing: none was answered
             */
            speed?: number;
        };
        Colleagues: {
            /** @description Agents who have been here within a day */
            agents: components["schemas"]["Colleague"][];
            queues: components["schemas"]["QueueToPassTo"][];
        };
        Colleague: {
            agent: components["schemas"]["Agent"];
            /**
             * @description A call can be passed to who is available
             * @enum {string}
             */
            state: "available" | "away" | "busy" | "wrap_up" | "unreachable";
            /** Format: date-time */
            since: string;
        };
        QueueToPassTo: {
            name: string;
            open: boolean;
            /** @description Somebody else is there who may take it, now or when they have done with the call they are on */
            anybody: boolean;
        };
        NewTransfer: {
            to: components["schemas"]["NewTransferTo"];
            /** @description What the receiver reads before they accept */
            note?: string;
            /** @description Talk with them first, before they have the call */
            warm?: boolean;
        };
        /** @description One of them */
        NewTransferTo: {
            /** @description A colleague's id */
            agent?: string;
            /** @description A queue's name */
            queue?: string;
        };
        /** @description The last time that the call was passed on */
        Transfer: {
            /** @description By which it rings */
            offer: number;
            from: components["schemas"]["Agent"];
            to: components["schemas"]["TransferTo"];
            note?: string;
            /** @description Who comes is consulted first */
            warm?: boolean;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description While it is on: it has failed if nobody has taken it by then
             */
            until?: string;
            /**
             * Format: date-time
             * @description Left out: it is on
             */
            ended_at?: string;
            /**
             * @description left: the colleague who was consulted has gone
             * @enum {string}
             */
            outcome?: "accepted" | "declined" | "unanswered" | "taken_back" | "left" | "call_ended";
            by?: components["schemas"]["Agent"];
            /** @description Who has accepted and is coming, or is there to be consulted */
            receiver?: components["schemas"]["Agent"];
            /**
             * Format: date-time
             * @description When the colleague came who is or was consulted; left out: nobody was
             */
            consults_at?: string;
        };
        TransferTo: {
            agent?: components["schemas"]["Agent"];
            queue?: string;
        };
        /** @description A queue of the configuration, and who is in it now */
        QueueNow: {
            name: string;
            /** @description Customers whom nobody has answered yet */
            waiting: number;
            talking: number;
            /** @description Of those who talk, customers who are on hold */
            on_hold?: number;
            /**
             * Format: date-time
             * @description Since when the first of them has waited
             */
            oldest?: string;
            hour?: components["schemas"]["CallCounts"];
            today?: components["schemas"]["CallCounts"];
        };
        /** @description What the CRM's own limit leaves, once it has told of it */
        Budget: {
            /** @description Calls, by everybody who shares the limit */
            used: number;
            limit: number;
            /**
             * Format: double
             * @description Used of limit, from 0
             */
            share: number;
            /** @enum {string} */
            window: "minute" | "day";
            /**
             * Format: date-time
             * @description Missing: it rolls
             */
            resets_at?: string;
            /**
             * Format: double
             * @description Moving average
             */
            calls_per_contact: number;
            /** @description In this window, at that average */
            contacts_left: number;
        };
        WriteCounts: {
            waiting: number;
            sending: number;
            held: number;
            landed: number;
            dropped: number;
        };
        /** @description An agent who has been here within a day, at whichever server */
        PresentAgent: {
            agent: components["schemas"]["Agent"];
            account: string;
            /** @description A widget of theirs answers */
            reachable: boolean;
            /** @description A widget of theirs is open, whether it answers or not */
            open: boolean;
            /**
             * Format: date-time
             * @description Since when they are what status says
             */
            since: string;
            status: components["schemas"]["AgentStatus"];
            call?: components["schemas"]["AgentCall"];
        };
        /** @description The call that an agent is on, or wraps up */
        AgentCall: {
            interaction: string;
            /** @description The customer's name or number; empty: not known */
            who: string;
            queue: string;
            /** @description The customer is on hold */
            on_hold: boolean;
        };
        WriteList: {
            writes: components["schemas"]["WriteRow"][];
        };
        WriteRow: {
            /**
             * Format: int64
             * @description Order of arrival; the next page is what comes before the last one's
             */
            seq: number;
            key: string;
            interaction: string;
            account: string;
            kind: string;
            /** @enum {string} */
            state: "waiting" | "sending" | "held" | "landed" | "dropped";
            attempts: number;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When it came to stand where it stands: held, landed or dropped
             */
            since?: string;
            /** Format: date-time */
            next_at?: string;
            reason?: string;
            ticket?: string;
            ticket_url?: string;
        };
        TroubleList: {
            troubles: components["schemas"]["Trouble"][];
        };
        Trouble: {
            account: string;
            /** @description One sentence */
            text: string;
            /** @description The CRM's own code and words, without addresses and numbers, for whoever mends it there */
            detail?: string;
            /** @enum {string} */
            kind: "delayed" | "held";
            /** Format: date-time */
            last_at: string;
            times: number;
            /** @description How many different writes it was about */
            writes: number;
            /** @description How many of them stand still for it now; 0: it is over */
            still: number;
            /** @description The last one it was about */
            interaction?: string;
        };
        AuditList: {
            entries: components["schemas"]["AuditEntry"][];
        };
        AuditEntry: {
            /** Format: int64 */
            seq: number;
            /** Format: date-time */
            at: string;
            actor: string;
            /** @description snake_case */
            action: string;
            account?: string;
            /** @description The id of what was changed */
            subject?: string;
            detail?: string;
        };
        DoctorReport: {
            /** Format: date-time */
            checked_at: string;
            checks: components["schemas"]["Check"][];
        };
        Check: {
            /** @description Account of the configuration, or twilio; missing: about this server */
            account?: string;
            /** @description credentials, rights, fields … */
            subject: string;
            /** @enum {string} */
            state: "ok" | "warn" | "fail";
            /** @description One sentence */
            text: string;
            /** @description What to do about it */
            next?: string;
        };
        Rehearsal: {
            account: string;
            requests: components["schemas"]["RehearsedRequest"][];
        };
        RehearsedRequest: {
            method: string;
            url: string;
            /** @description It would change something in the CRM */
            writes: boolean;
            /** @description Those that matter, as Name: value */
            headers: string[];
            /** @description Laid out for reading, without secrets and without the bytes of files */
            body: string;
        };
        FloodFilter: {
            /**
             * Format: date-time
             * @description Begun at this moment or later
             */
            from: string;
            /**
             * Format: date-time
             * @description Begun before it
             */
            to: string;
            /** @description Of this app alone */
            app?: string;
            /** @description From this source alone: an address, or a network such as 203.0.113.0/24; of IPv6 at least a /64 */
            source?: string;
        };
        Flood: {
            contacts: number;
            /** @description What would not be written */
            writes: number;
            /** @description There may be more of it than could be looked at */
            more: boolean;
            /** @description Those that sent most of it, at most ten */
            sources: components["schemas"]["FloodSource"][];
            /** @description At most ten */
            newest: components["schemas"]["FloodContact"][];
        };
        FloodSource: {
            app: string;
            /** @description None is known where a proxy is not in trusted_proxies, and of contacts of an earlier version */
            source?: string;
            contacts: number;
        };
        FloodContact: {
            interaction: string;
            /** Format: date-time */
            started_at: string;
            app: string;
            source?: string;
            /** @enum {string} */
            channel: "voice" | "message";
            /** @description What they say they are called, or how they say they are reached */
            customer?: string;
            /** @description The beginning of what they wrote */
            text?: string;
        };
        FloodDropped: {
            dropped: number;
            /** @description Found and not discarded yet: more than 250, or being written just now */
            left: number;
            /** @description There may be more of it than could be looked at */
            more: boolean;
        };
    };
    responses: {
        /** @description 500 `internal` and 503 `busy`: it did not work, and nothing was changed. 503 `unavailable`: the database does not answer; what was asked may have been saved, and can be asked again. */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `invalid_request`: a member or parameter is missing or not what it must be; the message names it. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `unauthorized`: there is no session token, or it is not good; `session_expired`: it has run out. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `forbidden`: the session's role is not one that may do this. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `not_found`: there is no such thing, or not for this session. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description `too_large`: the body is larger than x-max-body. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The interaction as it stands now. */
        Interaction: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Interaction"];
            };
        };
    };
    parameters: {
        /** @description Made by the widget */
        AskId: string;
        Key: string;
        Id: string;
        /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
        Since: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewContact"];
            };
        };
        responses: {
            /** @description The contact is durable. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactStarted"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `origin`: the page's origin is none of the app's; `packet_required`: the app takes signed packets alone; `challenge_required`: the visitor has not passed the app's challenge. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unknown_app`: there is no app of that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `contact_taken`: the contact_id is another request's, as far as anybody can prove; ask with a new one. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `too_many_contacts`: of this source, customer or app; Retry-After says when to come again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `busy`, `unavailable`: try again; also where it cannot be found out whether the visitor has passed the challenge. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their view. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    uploadContactFile: {
        parameters: {
            query: {
                name: string;
                file_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The file is durable. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["File"];
                };
            };
            /** @description `invalid_request`: a parameter is missing or not what it must be; `broke_off`: the body ended before its end. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `stalled`: nothing came for a while; `too_slow`: too little came. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `closed`: the conversation has ended; `too_many_files`, `too_many_items`: it takes no more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `file_too_large`: larger than the account's limit, see FileLimits; `files_too_large`: no more files fit into this conversation. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `type_not_allowed`: not a kind of file that can be sent; `type_mismatch`: the content is not what name or type say. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `empty_file`: no bytes. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_uploads`: too many files are on their way at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `storage_full`: there is no room for files at the moment. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the page; the same id is the same file. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where it stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    beginUpload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the page; the same id is the same file. */
                file: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUpload"];
            };
        };
        responses: {
            /** @description It may be sent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `closed`: the conversation has ended; `other_file`: another file is being sent under this id; `too_many_files`, `too_many_items`: the conversation takes no more; `unknown_ask`; `wrong_answer`: the ask wants no file; `enough_files`: it has as many as it takes. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_large`: the JSON is larger than x-max-body; `file_too_large`: larger than the account's limit, see FileLimits; `files_too_large`: no more files fit into this conversation. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `type_not_allowed`: by its name it is not a kind of file that can be sent; `wrong_file`: by its name it is not what was asked for. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_uploads`: too many files are on their way at once, or were announced in a short time; then Retry-After says when to come again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `storage_full`: there is no room for files at the moment. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    continueUpload: {
        parameters: {
            query: {
                /** @description Where the piece begins */
                offset: number;
            };
            header?: never;
            path: {
                /** @description Made by the page; the same id is the same file. */
                file: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Where it stands; with file: it is durable and whole. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description `invalid_request`: a parameter is missing or not what it must be; `broke_off`: the piece ended before its end, go on from there. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `stalled`: nothing came for a while, go on from there; `too_slow`: too little came, go on from there. */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `wrong_offset`: the piece does not begin where the file ends so far; `overtaken`: a newer piece has ended this one; `closed`: the conversation has ended; `too_many_files`, `too_many_items`: it takes no more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `files_too_large`: no more files fit into this conversation. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `type_not_allowed`: not a kind of file that can be sent; `type_mismatch`: the content is not what name or type say; `wrong_file`: not what was asked for. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `longer_than_announced`: the upload is given up; begin it again. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `too_many_uploads`: too many files are on their way at once. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `storage_full`: there is no room for files at the moment. */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endContact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Noted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    leaveMessage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContactMessage"];
            };
        };
        responses: {
            /** @description Their view. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_in_progress`: somebody has taken the call, or it goes on on a phone; `closed`: it was on a phone, and is over; `empty_message`; `too_long`; `too_many_messages`; `not_awaited`: it was no call of theirs. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSession"];
            };
        };
        responses: {
            /** @description A session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `sign_in_refused`: whatever is wrong with the proof. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `sign_in_unavailable`: the CRM does not say who it is right now; `busy`, `unavailable`: as by default. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    renewSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `unauthorized`: this is no renewal token; `session_expired`: it has run out; `sign_in_again`: the agent or the passphrase is not what it was, the session was ended, or the token was used before. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `sign_in_unavailable`: the CRM does not say who it is right now; `busy`, `unavailable`: as by default. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    endSession: {
        parameters: {
            query?: {
                /** @description All sessions of the caller's. */
                everywhere?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    endSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndSessions"];
            };
        };
        responses: {
            /** @description They are over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `unknown_account`: there is no account of that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    listAdmins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The admins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    endAdminSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndAdminSessions"];
            };
        };
        responses: {
            /** @description They are over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    createAdminSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminSignIn"];
            };
        };
        responses: {
            /** @description A session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `passphrase_refused`: this is not the passphrase. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `too_many_tries`: wait for as long as Retry-After says. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    beginProviderSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderFlow"];
                };
            };
            /** @description `no_provider`: none is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `provider_unavailable`: it does not answer right now; `busy`, `unavailable`: as by default. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    finishProviderSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderAnswer"];
            };
        };
        responses: {
            /** @description A session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `provider_refused`: whatever is wrong with it; begin again. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `no_role`: the provider knows who it is, and the configuration gives them no role here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `no_provider`: none is configured. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `too_many_tries`: wait for as long as Retry-After says. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `provider_unavailable`: it does not answer right now; `busy`, `unavailable`: as by default. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setAdminPassphrase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassphrase"];
            };
        };
        responses: {
            /** @description It is set; every older link and session of the admin's has ended. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_request`: a member is missing or not what it must be; `passphrase_short`: the message says how long it must be. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `link_refused`: the link has been used or has run out. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    createAdminLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminLink"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    rotateKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKeys"];
            };
        };
        responses: {
            /** @description The new key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeysRotated"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `too_many_keys`: so many are still needed that another one has to wait. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    createSandboxSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SandboxSignIn"];
            };
        };
        responses: {
            /** @description A session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `no_sandbox`: this server is not a sandbox; `unknown_account`: there is no account of that name. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The agent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `no_account`: the session is for no account of the configuration. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    setStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetStatus"];
            };
        };
        responses: {
            /** @description What holds now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeState"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `no_account`: the session is for no account of the configuration. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As of everything that was acknowledged before it was asked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    getColleagues: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The others of the account, and the queues of the configuration. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Colleagues"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    listInteractions: {
        parameters: {
            query?: {
                /** @description Only those that still need somebody. */
                active?: boolean;
                /** @description Only those written to this ticket. */
                ticket?: string;
                /** @description Only those of whose customer's name, e-mail address, numbers, order or ticket each word of this is the beginning; of a phone number, the end. Without accents and case. */
                q?: string;
                /** @description Only those that began at that moment or later. */
                from?: string;
                /** @description Only those that began before that moment. */
                to?: string;
                /** @description Only those that began before the interaction of this id: the next page. */
                before?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The interactions, and the feed's number to resume from. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InteractionList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    getInteraction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    listRung: {
        parameters: {
            query?: {
                /** @description Only what it was to the agent with this id. */
                agent?: string;
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The offers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RungList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    acceptOffer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Accept"];
            };
        };
        responses: {
            /** @description Claimed. Connect the voice before claim_until. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallStarted"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `transfer_to_self`: the agent passes it on themselves; `transfer_to_another`: it is being passed to a colleague; `answered_elsewhere`, `answered_in_another_tab`: it is taken; `offer_gone`: it is not offered any more; `call_ended`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    declineOffer: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decline"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    hangup: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `not_yours`: only the agent on the call can hang up. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putOnHold: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_ended`; `not_connected`: there is nobody to talk to yet; `not_your_call`: only the agent on the call can do this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    takeOffHold: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `transfer_on`: the call is being passed on, and no colleague is there yet to talk with; `call_ended`; `not_connected`: there is nobody to talk to yet; `not_your_call`: only the agent on the call can do this. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    beginTransfer: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTransfer"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_ended`; `not_connected`; `not_your_call`; `transfer_on`: the call is being passed on already; `transfer_to_self`; `unknown_colleague`; `colleague_unavailable`: no call rings for them now; `unknown_queue`; `queue_closed`; `queue_empty`: nobody is there who could take it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    takeBack: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_ended`; `not_connected`; `not_your_call`: a colleague has it, or nobody. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    completeTransfer: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `colleague_not_there`: nobody is on the line whom the call could go to; `call_ended`; `not_connected`; `not_your_call`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    pauseRecording: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_ended`; `not_connected`: there is nobody to talk to yet; `not_your_call`: only the agent on the call can do this; `not_recorded`: the call is not recorded. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `recording_goes_on`: Twilio could not be made to pause it, and may still record. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    resumeRecording: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_ended`; `not_connected`: there is nobody to talk to yet; `not_your_call`: only the agent on the call can do this; `not_recorded`: the call is not recorded; `sensitive_ask`: something sensitive is asked, and the recording goes on when that is over. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putNote: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget; a repeated request is the same note. */
                note: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `empty_note`; `too_long`: at most 20,000 bytes; `too_many_items`: the conversation takes no more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    sendText: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewText"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `empty_text`; `text_too_long`; `no_number`: the customer has none; `text_no_line`: there is no number of ours to send from; `text_bad_number`; `text_costly`: emergency, short, premium-rate, personal and satellite numbers; `text_country`; `text_opted_out`: the customer has said STOP; `too_many_texts`, `too_many_texts_to_number`, `too_many_texts_of_account`: within the hour; `too_many_items`; of one that is sent again `unknown_text`, `text_is_known`: it was sent, `text_sent_again`: it has been already. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    makeAsk: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAsk"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `closed`: the interaction has ended; `no_page`: the customer has no page that could show it; who calls by phone can join with a browser; `not_sensitive`: the answer to this type cannot be kept out of the ticket; `empty_label`; `label_too_long`: at most 200 bytes, 1,000 of a sentence to agree to; `too_many_asks`: five are open already; `too_many_items`: the conversation takes no more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `recording_goes_on`: it is sensitive, and the recording of the call could not be paused; nothing was asked. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getAnswer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptAnswer"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_ask`: there is no such sensitive ask; `not_your_ask`: somebody else has asked; `closed`: it is not shown any more; `nothing_given`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    withdrawAsk: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_ask`; `ask_over`: it has been answered, declined or has run out. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    answerAsk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Made by the widget */
                ask: components["parameters"]["AskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskAnswer"];
            };
        };
        responses: {
            /** @description Their view. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_ask`; `ask_over`: it has been answered otherwise, withdrawn or has run out; `wrong_answer`: something else was asked for; `empty_answer`; `answer_too_long`: at most 2,000 bytes; `no_files`: none is named; `enough_files`: more than it takes; `not_its_file`: one of them has not come for this ask; `no_such_place`: it is not on earth. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    joinCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBrowser"];
            };
        };
        responses: {
            /** @description It has joined. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BrowserJoined"];
                };
            };
            400: components["responses"]["Invalid"];
            /** @description `wrong_code`: it lets nobody in, or not any more. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `too_many_tries`: wrong digits have come from this source; Retry-After says when there is another try. A link opens all the same. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `busy`: try again. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    makeJoinCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJoinCode"];
            };
        };
        responses: {
            /** @description What the customer joins with. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JoinCode"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `joins_not`: the customer came from a page, or wrote; `call_ended`; `too_many_join_codes`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    textJoinCode: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewJoinText"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `joins_not`: the customer came from a page, or wrote; `call_ended`; `too_many_join_codes`; `no_number`: the customer has none; `text_no_line`; `text_bad_number`; `text_costly`; `text_country`; `text_no_links`; `text_opted_out`; `too_many_texts`, `too_many_texts_to_number`, `too_many_texts_of_account`: within the hour; `too_many_items`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    putOutBrowser: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Error"];
        };
    };
    saveWrapUp: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WrapUp"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_in_progress`: the call is not over; `no_disposition`; `empty_closing_note`; `too_long`: at most 20,000 bytes; `status_of_another_ticket`: the interaction has no ticket or another one by now; `too_many_items`: the conversation takes no further wrap-up. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    listTicketStatuses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket's statuses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketStatuses"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `no_ticket`: the interaction has none yet; `no_statuses`: this CRM has none to choose from; `no_account`: the interaction's account is not in the configuration any more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `crm_unavailable`: the CRM does not answer right now. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    putOffWrapUp: {
        parameters: {
            query?: {
                /** @description The version of the interaction that the caller has. The answer then holds only what is new since, as a push does; without it all of it. */
                since?: components["parameters"]["Since"];
            };
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Interaction"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `call_in_progress`: the call is not over; `not_your_wrap_up`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    chooseTicket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChooseTicket"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `ticket_unknown`: the CRM has no such ticket; `ticket_closed`: it takes no more notes; `no_account`: the interaction's account is not in the configuration any more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `crm_unavailable`: the CRM does not answer right now. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    searchPeople: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PeopleSearch"];
            };
        };
        responses: {
            /** @description Whom the CRM has. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleFound"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `no_people`: this CRM has no customers to choose from; `no_account`: the interaction's account is not in the configuration any more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `crm_unavailable`: the CRM does not answer right now. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    chooseRequester: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChooseRequester"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `requester_unknown`: the CRM has no such person; `ticket_of_another`: the ticket is somebody else's; `person_exists`: somebody else has this address; `person_refused`: the CRM does not take them; `no_people`: this CRM has no customers to choose from; `too_many_items`: the conversation takes no more; `no_account`: the interaction's account is not in the configuration any more. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `crm_unavailable`: the CRM does not answer right now. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    retryWrites: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Retry"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_write`: the interaction has no write of that key. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    previewWrite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The write. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WritePreview"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `write_moved`: it was moved to another ticket; the message says under which key. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    dropWrite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Drop"];
            };
        };
        responses: {
            200: components["responses"]["Interaction"];
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_write`: the interaction has no write of that key; `not_held`: it does not need somebody; `no_reason`. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    getFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["Id"];
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `file_removed`: it is not kept here any more; the message says where it is. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    createCall: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCall"];
            };
        };
        responses: {
            /** @description Connect the voice before claim_until. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallStarted"];
                };
            };
            /** @description `invalid_request`: a member is missing or not what it must be; `bad_number`: this is not a phone number that can be called. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            401: components["responses"]["Unauthorized"];
            /** @description `forbidden`: the session's role is not one that may do this; `country_not_allowed`, `number_not_allowed`: such numbers are not called from here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `no_line`: there is no phone number of ours to call from; `no_account`: the session is for no account of the configuration. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            413: components["responses"]["TooLarge"];
            /** @description `too_many_calls`: of this agent in an hour; Retry-After says when to come again. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    live: {
        parameters: {
            query?: {
                after?: number;
                tab?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Switching protocols. */
            101: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveMessage"];
                };
            };
            /** @description `invalid_request`: a parameter is not what it must be; `subprotocol_missing`. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `unauthorized`: there is no session token, or it is not good; `session_expired`: it has run out. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `origin_not_allowed`: the page may not connect here. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `upgrade_required`: this is no WebSocket. */
            426: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The overview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    getPackage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The package. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `unknown_account`: there is no account of that name, or not for this session. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `no_package`: it cannot be made; the message says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    listWrites: {
        parameters: {
            query?: {
                account?: string;
                state?: "waiting" | "sending" | "held" | "landed" | "dropped";
                /** @description Only those before the one with this seq. */
                before?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The writes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WriteList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    retryWrite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: components["parameters"]["Key"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits for its turn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            /** @description `unknown_write`: the interaction has no write of that key. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    previewFlood: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FloodFilter"];
            };
        };
        responses: {
            /** @description What it finds. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Flood"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    dropFlood: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FloodFilter"];
            };
        };
        responses: {
            /** @description They are discarded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FloodDropped"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["TooLarge"];
            default: components["responses"]["Error"];
        };
    };
    listTroubles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The troubles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TroubleList"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Only what came before the entry with this seq. */
                before?: number;
                limit?: number;
                /** @description Only what was changed at that moment or later. */
                from?: string;
                /** @description Only what was changed before that moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditList"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                /** @description Only what was changed at that moment or later. */
                from?: string;
                /** @description Only what was changed before that moment. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The record. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    getDoctor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is well and what is not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DoctorReport"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Error"];
        };
    };
    reopenAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name; twilio is Twilio, for admins of all accounts. */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is asked again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `unknown_account`: there is no account of that name, or not for this session. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    rehearse: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The requests. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rehearsal"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            /** @description `unknown_account`: there is no account of that name, or not for this session. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            /** @description `rehearsal_stopped`: before its end; the server's log says why. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Error"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
}
