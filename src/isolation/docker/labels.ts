import type { SandboxOwner } from '../sandbox.js';

const PREFIX = 'algoapi-secure';
const APP = `${PREFIX}.app`;
const WORKER = `${PREFIX}.worker`;
const INSTANCE = `${PREFIX}.instance`;
const TASK = `${PREFIX}.task`;

export const IMAGE_LABEL = `${PREFIX}.image`;

export function labelsOf(owner: SandboxOwner, taskId: string): Record<string, string> {
  return { [APP]: owner.app, [WORKER]: owner.workerId, [INSTANCE]: owner.instance, [TASK]: taskId };
}

/** Docker's filter for the containers of one installation. */
export function filterOfApp(app: string): { label: string[] } {
  return { label: [`${APP}=${app}`] };
}

export function ownerOf(labels: Readonly<Record<string, string>>): SandboxOwner | undefined {
  const [app, workerId, instance] = [labels[APP], labels[WORKER], labels[INSTANCE]];
  return app === undefined || workerId === undefined || instance === undefined
    ? undefined
    : { app, workerId, instance };
}
