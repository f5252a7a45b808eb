import type { z } from 'zod';
import type { Variables } from './variables.js';

export type AppMode = z.infer<typeof Variables>['APP_MODE'];

/** What a process is told by its environment, in the units that it works with. */
export interface Env {
  readonly mode: AppMode;
  readonly http: { readonly host: string; readonly port: number; readonly trustedProxies: readonly string[] };
  readonly monitoring: { readonly host: string; readonly port: number; readonly adminPassword: string | null };
  readonly databaseUrl: string;
  /** PEM of the authority that signed the database's certificate; null: those that Node trusts */
  readonly databaseAuthority: string | null;
  readonly redisUrl: string;
  readonly dataDir: string;
  readonly storage: 'files' | 'postgres' | 's3';
  /** there where `storage` is `s3` */
  readonly s3: {
    /** the bucket's address */
    readonly url: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  } | null;
  readonly telemetry: {
    readonly sentryDsn: string | null;
    /** null: traces go nowhere */
    readonly otlp: {
      readonly endpoint: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
      readonly serviceName: string;
    } | null;
  };
  readonly logLevel: z.infer<typeof Variables>['LOG_LEVEL'];
  readonly limits: {
    readonly uploadBytes: number;
    readonly keyCreationsPerHour: number;
    readonly requestsPerMinute: number;
    /** of one account, all its keys together */
    readonly queuedPerAccount: number;
    readonly storageBytesPerAccount: number;
  };
  readonly webhooks: {
    /** addresses beside the public internet that events may be sent to, also without TLS */
    readonly allowCidrs: readonly string[];
    /** PEM of an authority that receivers may prove themselves by, beside those that Node trusts */
    readonly authority: string | null;
  };
  /** days until it is removed; null: never */
  readonly retention: {
    readonly datasetsDays: number | null;
    readonly modelsDays: number | null;
    readonly tasksDays: number | null;
  };
  readonly worker: {
    /** tasks of one account at once, over all workers */
    readonly runningPerAccount: number;
    /** tasks at once in this worker */
    readonly concurrency: number;
    /** from sandbox start to commit */
    readonly timeLimitMs: number;
    readonly memoryBytes: number;
    readonly cpus: number;
    readonly shutdownGraceMs: number;
    /** PKCS#8 PEM; null: made on first use in `signingKeyDir` */
    readonly signingKey: string | null;
    readonly signingKeyDir: string;
  };
  readonly isolation: {
    readonly policy: 'auto' | 'docker' | 'process' | 'runner';
    /** where the runner listens, and the secret shared with it */
    readonly runner: { readonly url: string; readonly token: string } | null;
    /** train even where nothing confines a program: the operator's own data, on the operator's own machine */
    readonly allowUnconfined: boolean;
    readonly runtime: string | null;
    readonly trainerImage: string | null;
    readonly dockerHost: string | null;
    readonly dockerCertPath: string | null;
    /** PEM, for where an environment is all there is; they go before the files of dockerCertPath */
    readonly dockerTls: { readonly ca: string; readonly cert: string; readonly key: string } | null;
  };
}

/** What a runner needs: the isolation that it provides to workers, and the most that it grants one of them. */
export interface RunnerEnv extends Pick<Env, 'isolation' | 'worker' | 'logLevel'> {
  readonly runner: NonNullable<Env['isolation']['runner']>;
}

/** What the commands of care need (backup, restore, migrate): the stores, and nothing that serves or trains. */
export type CareEnv = Pick<Env, 'databaseUrl' | 'databaseAuthority' | 'storage' | 's3' | 'dataDir' | 'worker'>;
