import type { ContainerCreateOptions } from 'dockerode';
import type { SandboxOwner, SandboxSpec } from '../sandbox.js';
import { programPath, NODE_PATH } from './image-layout.js';
import { labelsOf } from './labels.js';
import { heapLimitMb } from '../heap-limit.js';

const TMP_BYTES = 16 << 20;
const MAX_PIDS = 64;
/** The OCI runtime of gVisor; its threads on the host count as the container's. */
export const GVISOR = 'runsc';
const MAX_PIDS_GVISOR = 256;
const MAX_FILES = 256;
/** After the soft limit's SIGXCPU a program that ignores it has this long. */
const CPU_GRACE_SECONDS = 5;

/** Docker Engine API 1.41; dockerode's types lack it. */
const CGROUP_NAMESPACE = { CgroupnsMode: 'private' };

export interface ContainerSettings {
  readonly imageId: string;
  readonly owner: SandboxOwner;
  readonly uid: number;
  readonly securityOptions: readonly string[];
  /** OCI runtime, as `runsc`; absent: the daemon's default */
  readonly runtime?: string;
}

/**
 * The whole of what a container gets. Nothing of the host is mounted, no environment is passed, and there is no
 * network. No `nproc` limit: it counts per uid across containers; `PidsLimit` counts per container.
 */
export function containerOptions(spec: SandboxSpec, settings: ContainerSettings): ContainerCreateOptions {
  const { limits } = spec;
  const user = `${settings.uid}:${settings.uid}`;
  const gvisor = settings.runtime === GVISOR;
  const cpuSeconds = Math.ceil(limits.cpuSeconds);
  return {
    Image: settings.imageId,
    Entrypoint: [NODE_PATH],
    Cmd: [`--max-old-space-size=${heapLimitMb(limits.memoryBytes)}`, programPath(spec.program)],
    User: user,
    WorkingDir: '/',
    Env: [],
    Labels: { ...labelsOf(settings.owner, spec.taskId) },
    NetworkDisabled: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
    HostConfig: {
      ...(settings.runtime === undefined ? {} : { Runtime: settings.runtime }),
      NetworkMode: 'none',
      IpcMode: 'none',
      ...CGROUP_NAMESPACE,
      Privileged: false,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true', ...settings.securityOptions],
      PidsLimit: gvisor ? MAX_PIDS_GVISOR : MAX_PIDS,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      NanoCpus: Math.round(limits.cpus * 1e9),
      OomScoreAdj: 1000,
      Tmpfs: {
        '/tmp': `rw,noexec,nosuid,nodev,size=${TMP_BYTES},nr_inodes=256,mode=0700,uid=${settings.uid}`,
      },
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: MAX_FILES, Hard: MAX_FILES },
        // gVisor's own processes inherit it, and write larger files than the program may.
        ...(gvisor ? [] : [{ Name: 'fsize', Soft: TMP_BYTES, Hard: TMP_BYTES }]),
        { Name: 'cpu', Soft: cpuSeconds, Hard: cpuSeconds + CPU_GRACE_SECONDS },
        { Name: 'memlock', Soft: 0, Hard: 0 },
      ],
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      Init: true,
      AutoRemove: false,
    },
  };
}
