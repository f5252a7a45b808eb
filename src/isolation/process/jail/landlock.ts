import { closeSync, constants, openSync, statSync } from 'node:fs';
import { landlockAbi, landlockAllow, landlockRestrict, landlockRuleset } from './libc.js';

/** Access rights of linux/landlock.h. */
const EXECUTE = 1n << 0n;
const WRITE_FILE = 1n << 1n;
const READ_FILE = 1n << 2n;
const READ_DIR = 1n << 3n;

export type Access = 'execute' | 'read' | 'read-tree' | 'read-write';
const ACCESS: Record<Access, bigint> = {
  execute: EXECUTE | READ_FILE,
  read: READ_FILE,
  'read-tree': READ_FILE | READ_DIR,
  'read-write': READ_FILE | WRITE_FILE,
};

const O_PATH = 0o10000000;

/**
 * Closes the file system except for `allowed`, and where the kernel can: TCP (ABI 4), devices' ioctl (5), abstract
 * sockets and signals to others (6). Applies to the calling thread and what it executes.
 * Returns the ABI version in force; 0 where the kernel has no Landlock and nothing is closed.
 */
export function confineFiles(allowed: readonly (readonly [path: string, access: Access])[]): number {
  const abi = landlockAbi();
  if (abi < 1) return 0;
  const ruleset = landlockRuleset(attributesFor(abi));
  for (const [path, access] of allowed) {
    const fd = openIfPresent(path);
    if (fd === undefined) continue;
    const rule = Buffer.alloc(12);
    rule.writeBigUInt64LE(statSync(path).isDirectory() ? ACCESS[access] : ACCESS[access] & ~READ_DIR);
    rule.writeInt32LE(fd, 8);
    landlockAllow(ruleset, rule);
    closeSync(fd);
  }
  landlockRestrict(ruleset);
  closeSync(ruleset);
  return abi;
}

/** struct landlock_ruleset_attr { handled_access_fs, handled_access_net, scoped }, as long as the ABI knows it. */
function attributesFor(abi: number): Buffer {
  const fileRights = abi >= 5 ? 16n : abi >= 3 ? 15n : abi >= 2 ? 14n : 13n;
  const attributes = Buffer.alloc(24);
  attributes.writeBigUInt64LE((1n << fileRights) - 1n, 0);
  attributes.writeBigUInt64LE(3n, 8);
  attributes.writeBigUInt64LE(3n, 16);
  return attributes.subarray(0, abi >= 6 ? 24 : abi >= 4 ? 16 : 8);
}

function openIfPresent(path: string): number | undefined {
  try {
    return openSync(path, O_PATH | constants.O_RDONLY);
  } catch {
    return undefined;
  }
}
