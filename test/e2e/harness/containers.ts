import { setTimeout as delay } from 'node:timers/promises';
import Docker from 'dockerode';

const docker = new Docker();

/** The containers of a task, in whatever state. */
export function containersOf(task: string): Promise<Docker.ContainerInfo[]> {
  return docker.listContainers({ all: true, filters: { label: [`algoapi-secure.task=${task}`] } });
}

/** The task's container, once one runs and `when` is true; `when` is asked again and again. */
export async function runningContainer(task: string, when: () => Promise<boolean>): Promise<Docker.Container> {
  for (const end = Date.now() + 60_000; Date.now() < end; await delay(20)) {
    if (!(await when())) continue;
    const running = (await containersOf(task)).find(({ State }) => State === 'running');
    if (running) return docker.getContainer(running.Id);
  }
  throw new Error(`no container of ${task} was seen running`);
}
