/** The part of the WebAssembly API that is used here: the compiler's libraries know it only beside a browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly Memory: new (size: { initial: number }) => WasmMemory;
};

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
/** of every allocation: cache lines, and more than any vector needs */
const ALIGNMENT = 64;

type TypedArrayOf<T> = new (buffer: ArrayBuffer, byteOffset: number, length: number) => T;

/**
 * Compiled kernels with one memory of their own, from which arrays are taken once and never given back: they go with the
 * instance. Views are made anew after each growth, which detaches older ones: take what you need, then `view`.
 */
export class KernelInstance<Exports extends object> {
  readonly run: Exports;
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private used = ALIGNMENT;

  constructor(...modules: readonly string[]) {
    const imports = { env: { memory: this.memory } };
    const exports = modules.map((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
    });
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
