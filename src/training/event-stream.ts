import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../keys/caller.js';
import type { TaskEvent } from './task-event.entity.js';
import { isEnded } from './task.entity.js';
import type { TasksService } from './tasks.service.js';

const LOOK_EVERY_MS = 500;
/** A comment now and then: proxies close what is silent. */
const ALIVE_EVERY_LOOKS = 30;

/**
 * A task's log as Server-Sent Events (WHATWG HTML, 9.2), from after `lastEventId` on: what was missed is replayed, then
 * each line as it comes, to the end of the task.
 */
export async function streamEvents(
  tasks: TasksService,
  caller: Caller,
  taskId: string,
  lastEventId: string,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  let last = lastEventId;
  for (let look = 0; !raw.destroyed; look++) {
    // The task is read first: a line that is written between the two reads is found by the next look or by this one.
    const task = await tasks.get(caller, taskId);
    const events = await tasks.eventsOf(task, last);
    for (const event of events) raw.write(frame(event));
    last = events.at(-1)?.id ?? last;
    if (isEnded(task) && events.length === 0) break;
    if (look % ALIVE_EVERY_LOOKS === 0) raw.write(': \n\n');
    if (events.length === 0) await delay(LOOK_EVERY_MS);
  }
  raw.end();
}

function frame({ id, at, stage, progress, message, figures }: TaskEvent): string {
  const data = JSON.stringify({ id, at: at.toISOString(), stage, progress, message, figures });
  return `id: ${id}\nevent: ${stage}\ndata: ${data}\n\n`;
}
