/** What an endpoint can ask for. The triggers that write these stand in database/migrations. */
export const EVENT_TYPES = [
  'task.succeeded',
  'task.failed',
  'task.cancelled',
  'model.created',
  'model.deleted',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Sent on request, to the one endpoint that was asked about. */
export const TEST_EVENT = 'webhook.test';
