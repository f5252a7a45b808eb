/**
 * Classic BPF as seccomp(2) runs it, just enough for a list of system calls. Each instruction is
 * `code: u16 · jt: u8 · jf: u8 · k: u32` (linux/filter.h), little-endian.
 */
const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const JUMP_SET = 0x45;
const RETURN = 0x06;

/** Offsets in struct seccomp_data; the low half of the first argument. */
const OFFSET_NR = 0;
const OFFSET_ARCH = 4;
const OFFSET_ARG0 = 16;

const AUDIT_ARCH_X86_64 = 0xc000003e;
/** x32 calls share the architecture and are numbered from here. */
const X32_BIT = 0x40000000;

export const ALLOW = 0x7fff0000;
export const KILL_PROCESS = 0x80000000;
export const errno = (code: number) => 0x00050000 | code;

/** What happens to one system call; arguments are compared by their low 32 bits. */
export type Rule =
  | { readonly nr: number; readonly action: number }
  | { readonly nr: number; readonly ifArg0Is: readonly number[]; readonly otherwise: number }
  | {
      readonly nr: number;
      readonly ifArg0Sets: number;
      readonly andNoneOf: number;
      readonly otherwise: number;
    };

/** A program that kills foreign architectures, follows the rules, and returns `otherwise` for all other calls. */
export function compile(rules: readonly Rule[], otherwise: number): Buffer {
  const program = [
    instruction(LOAD_WORD, OFFSET_ARCH),
    instruction(JUMP_EQUAL, AUDIT_ARCH_X86_64, 1, 0),
    instruction(RETURN, KILL_PROCESS),
    instruction(LOAD_WORD, OFFSET_NR),
    instruction(JUMP_GREATER_EQUAL, X32_BIT, 0, 1),
    instruction(RETURN, KILL_PROCESS),
  ];
  for (const rule of rules) {
    const body = bodyOf(rule);
    program.push(instruction(JUMP_EQUAL, rule.nr, 0, body.length), ...body);
  }
  program.push(instruction(RETURN, otherwise));
  return Buffer.concat(program);
}

/** Every body ends in a return: what follows still has the number of the call loaded. */
function bodyOf(rule: Rule): Buffer[] {
  if ('action' in rule) return [instruction(RETURN, rule.action)];
  if ('ifArg0Is' in rule) {
    return [
      instruction(LOAD_WORD, OFFSET_ARG0),
      ...rule.ifArg0Is.flatMap((value) => [instruction(JUMP_EQUAL, value, 0, 1), instruction(RETURN, ALLOW)]),
      instruction(RETURN, rule.otherwise),
    ];
  }
  return [
    instruction(LOAD_WORD, OFFSET_ARG0),
    instruction(JUMP_SET, rule.andNoneOf, 2, 0),
    instruction(JUMP_SET, rule.ifArg0Sets, 0, 1),
    instruction(RETURN, ALLOW),
    instruction(RETURN, rule.otherwise),
  ];
}

function instruction(code: number, k: number, jt = 0, jf = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jt, 2);
  bytes.writeUInt8(jf, 3);
  bytes.writeUInt32LE(k >>> 0, 4);
  return bytes;
}
