import { defineStream } from '../http/route.js';

export const eventRoutes = [
  defineStream({
    method: 'GET',
    path: '/events',
    operationId: 'events',
    summary: 'What changes, as server-sent events; Last-Event-ID brings what was missed',
    tag: 'Events',
    role: 'viewer',
    status: 200,
    contentType: 'text/event-stream',
    handler: ({ panel, req, res }) => panel.events.connect(req, res),
  }),
];
