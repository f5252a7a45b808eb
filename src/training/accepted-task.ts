import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../keys/caller.js';
import { preferredWait } from './prefer-wait.js';
import { TaskView } from './task.dto.js';
import type { Task } from './task.entity.js';
import { locationOf, type TasksService } from './tasks.service.js';

/** The answer to every request that queues work: where the task is, at once or as late as `Prefer: wait` asks. */
export async function acceptedTask(
  tasks: TasksService,
  caller: Caller,
  task: Task,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<TaskView> {
  void reply.header('location', locationOf(task));
  return TaskView.of(await tasks.waitFor(caller, task, preferredWait(request, reply)));
}
