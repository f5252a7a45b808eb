/** The part of the WebAssembly API that is used here: the compiler's libraries know it only beside a browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (size: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
};

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
/** 4 GB, which is all that an address can name */
const MOST_PAGES = 65536;
/** of every allocation: cache lines, and more than any vector needs */
const ALIGNMENT = 64;

type TypedArrayOf<T> = new (buffer: ArrayBuffer, byteOffset: number, length: number) => T;

/**
 * Compiled kernels with one memory of their own, from which arrays are taken once and never given back: they go with the
 * instance. Views are made anew after each growth, which detaches older ones: take what you need, then `view`.
 */
export abstract class Kernel<Exports extends object> {
  readonly run: Exports;
  readonly modules: readonly object[];
  private used = ALIGNMENT;

  protected constructor(
    readonly memory: WasmMemory,
    modules: readonly string[],
  ) {
    this.modules = modules.map(
      (base64) => new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))),
    );
    const imports = { env: { memory } };
    const exports = this.modules.map((module) => new WebAssembly.Instance(module, imports).exports);
    this.run = Object.assign({}, ...exports) as Exports;
  }

  /** Address of so many bytes, zeroed. Throws RangeError where 4 GB are not enough. */
  take(bytes: number): number {
    const address = this.used;
    this.used = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = this.used - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  view<T>(type: TypedArrayOf<T>, address: number, length: number): T {
    return new type(this.memory.buffer, address, length);
  }
}

/** For one thread. */
export class KernelInstance<Exports extends object> extends Kernel<Exports> {
  constructor(...modules: readonly string[]) {
    super(new WebAssembly.Memory({ initial: 1 }), modules);
  }
}

/**
 * For many threads, of modules that are compiled for shared memory. Its memory is not known to the garbage collector as that
 * of KernelInstance is, which frees it sooner.
 */
export class SharedKernel<Exports extends object> extends Kernel<Exports> {
  constructor(...modules: readonly string[]) {
    super(new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true }), modules);
  }
}
