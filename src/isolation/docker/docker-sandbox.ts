import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { SandboxError } from '../sandbox-error.js';
import type { Confinement, Sandbox, SandboxOwner, SandboxProcess, SandboxSpec } from '../sandbox.js';
import { ContainerProcess, removeContainer } from './container-process.js';
import { connect, type DockerHost, isStatus, unavailable } from './daemon.js';
import { containerOptions, GVISOR } from './host-config.js';
import { type ImageSource, prepareImage, type Progress } from './image.js';
import { filterOfApp, ownerOf } from './labels.js';
import { seccompOption } from './seccomp.js';
import { UidSlots } from '../uid-slots.js';

/** A container of ours that is older and not known to run was left by a removal that failed. */
const LAUNCH_SECONDS = 60;
const PING_MS = 5_000;

export interface DockerSandboxOptions {
  readonly host: DockerHost;
  readonly image: ImageSource;
  /** name → path of a single-file ES module */
  readonly programs: ReadonlyMap<string, string>;
  readonly owner: SandboxOwner;
  /** OCI runtime, as `runsc`; absent: the daemon's default */
  readonly runtime?: string;
  readonly progress: Progress;
}

/** Runs each program in a hardened container of its own; nothing is mounted, all goes through stdin and stdout. */
export class DockerSandbox implements Sandbox {
  readonly backend = 'docker';
  private readonly docker: Docker;
  private readonly uids: UidSlots;
  /** by container id */
  private readonly running = new Map<string, ContainerProcess>();
  private prepared?: Promise<{ imageId: string; securityOptions: readonly string[] }>;

  /** `contain` is for tests, which weaken it to see that the canary and the probes notice. */
  constructor(
    private readonly options: DockerSandboxOptions,
    private readonly contain: typeof containerOptions = containerOptions,
  ) {
    this.docker = connect(options.host);
    this.uids = new UidSlots(options.owner.workerId);
  }

  /** Rejects with `isolation_unavailable` unless a daemon answers within 5 s. */
  async ping(): Promise<void> {
    const silence = delay(PING_MS, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${PING_MS / 1000} s`);
    });
    await Promise.race([this.docker.ping(), silence]).catch((error: unknown) => {
      throw unavailable('the Docker daemon does not answer', error);
    });
  }

  async start(spec: SandboxSpec, signal: AbortSignal): Promise<SandboxProcess> {
    if (!this.options.programs.has(spec.program)) throw new RangeError(`there is no program ${spec.program}`);
    const uid = this.uids.take();
    try {
      const process = await this.launch(spec, uid, signal).catch((error: unknown) => {
        if (!isStatus(error, 404)) throw error;
        // The image was removed under us: make it again.
        this.prepared = undefined;
        return this.launch(spec, uid, signal);
      });
      this.supervise(process, uid, signal);
      return process;
    } catch (error) {
      this.uids.release(uid);
      throw unavailable('the container could not be started', error);
    }
  }

  async sweepOrphans(isAlive: (owner: SandboxOwner) => boolean | Promise<boolean>): Promise<number> {
    const { app, instance } = this.options.owner;
    const containers = await this.docker
      .listContainers({ all: true, filters: filterOfApp(app) })
      .catch((error: unknown) => {
        throw unavailable('the containers could not be listed', error);
      });
    let swept = 0;
    for (const { Id, Labels, Created } of containers) {
      const owner = ownerOf(Labels);
      if (owner === undefined) continue;
      const alive =
        owner.instance === instance
          ? this.running.has(Id) || Date.now() / 1000 - Created < LAUNCH_SECONDS
          : await isAlive(owner);
      if (alive) continue;
      await removeContainer(this.docker.getContainer(Id));
      swept++;
    }
    return swept;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.running.values()].map((process) => process.kill()));
  }

  /** Makes the image where it is missing. Called by the first start; call it earlier to have the wait at boot. */
  prepare(): Promise<{ imageId: string; securityOptions: readonly string[] }> {
    this.prepared ??= this.prepareOnce().catch((error: unknown) => {
      this.prepared = undefined;
      throw unavailable('the trainer image could not be prepared', error);
    });
    return this.prepared;
  }

  private supervise(process: ContainerProcess, uid: number, signal: AbortSignal): void {
    const abort = () => void process.kill().catch(() => undefined);
    this.running.set(process.id, process);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    void process.exit
      .catch(() => undefined)
      .finally(() => {
        signal.removeEventListener('abort', abort);
        this.running.delete(process.id);
        this.uids.release(uid);
      });
  }

  private async prepareOnce() {
    const { Architecture } = (await this.docker.info()) as { Architecture: string };
    const { image, programs, progress } = this.options;
    const imageId = await prepareImage(this.docker, image, programs, progress);
    return { imageId, securityOptions: seccompOption(Architecture) };
  }

  private async launch(spec: SandboxSpec, uid: number, signal: AbortSignal): Promise<ContainerProcess> {
    const { owner, runtime } = this.options;
    const settings = { ...(await this.prepare()), owner, uid, runtime };
    throwIfCancelled(signal);
    const container = await this.docker.createContainer(this.contain(spec, settings));
    try {
      throwIfCancelled(signal);
      const stream = (await container.attach({
        hijack: true,
        stream: true,
        stdin: true,
        stdout: true,
        stderr: true,
      })) as Duplex;
      await container.start();
      return new ContainerProcess(container, stream, spec.limits.maxStdoutBytes, confinementOf(runtime));
    } catch (error) {
      await removeContainer(container);
      throw error;
    }
  }
}

function confinementOf(runtime: string | undefined): Confinement {
  return runtime === GVISOR ? 'container-gvisor' : 'container';
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new SandboxError('cancelled', 'the run was cancelled');
}
