import { ProtoWriter } from './proto-writer.js';

/** Field numbers and codes are those of onnx/onnx.proto (https://github.com/onnx/onnx), which never change. */
const ELEMENT = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type Element = keyof typeof ELEMENT;
const ATTRIBUTE = { float: 1, int: 2, text: 3, tensor: 4, floats: 6, ints: 7, texts: 8 } as const;

const OPSET = 17;
/** The newest that every onnxruntime since 1.11 has. */
const ML_OPSET = 3;
const ML_DOMAIN = 'ai.onnx.ml';
const IR_VERSION = 8;

export type Attribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly text: string }
  | { readonly doubles: Float64Array }
  | { readonly floats: Float32Array }
  | { readonly ints: ArrayLike<number> }
  | { readonly texts: readonly string[] };

export type Attributes = Readonly<Record<string, Attribute>>;

/** `rows`: the number of rows, which is free. */
export type Dimension = number | 'rows';

/**
 * One graph of ONNX operators, written node by node in an order in which each reads only what is there already. A value is
 * known by the name of the tensor that holds it; names that a caller chooses never begin with an underscore.
 */
export class Graph {
  private readonly nodes: ProtoWriter[] = [];
  private readonly initializers: ProtoWriter[] = [];
  private readonly inputs: ProtoWriter[] = [];
  private readonly outputs: ProtoWriter[] = [];
  private count = 0;

  input(name: string, element: Element, dimensions: readonly Dimension[], description: string): string {
    this.inputs.push(valueInfo(name, element, dimensions).text(3, description));
    return name;
  }

  /** Gives a value a name that callers see. */
  output(name: string, value: string, element: Element, dimensions: readonly Dimension[], description: string): void {
    this.append('Identity', [value], name, {}, '');
    this.outputs.push(valueInfo(name, element, dimensions).text(3, description));
  }

  doubles(data: Float64Array | readonly number[], dimensions: readonly number[]): string {
    return this.initializer('double', dimensions, rawData(Float64Array.from(data)));
  }

  integers(data: readonly number[], dimensions: readonly number[]): string {
    return this.initializer('int64', dimensions, rawData(BigInt64Array.from(data, BigInt)));
  }

  texts(data: readonly string[]): string {
    const tensor = new ProtoWriter();
    for (const text of data) tensor.text(6, text);
    return this.initializer('string', [data.length], tensor);
  }

  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.append(operator, inputs, this.fresh(), attributes, '');
  }

  /** An operator of ai.onnx.ml. */
  learned(operator: string, inputs: readonly string[], attributes: Attributes): string {
    return this.append(operator, inputs, this.fresh(), attributes, ML_DOMAIN);
  }

  concat(values: readonly string[]): string {
    return values.length === 1 ? values[0]! : this.node('Concat', values, { axis: { int: 1 } });
  }

  cast(value: string, to: Element): string {
    return this.node('Cast', [value], { to: { int: ELEMENT[to] } });
  }

  /** The model file. Throws nothing: what the graph says is the caller's to get right. */
  finish(name: string, producer: string, metadata: ReadonlyMap<string, string>): Uint8Array {
    const graph = new ProtoWriter();
    for (const node of this.nodes) graph.message(1, node);
    graph.text(2, name);
    for (const initializer of this.initializers) graph.message(5, initializer);
    for (const input of this.inputs) graph.message(11, input);
    for (const output of this.outputs) graph.message(12, output);
    const model = new ProtoWriter().int(1, IR_VERSION).text(2, 'AlgoAPI Secure').text(3, producer).message(7, graph);
    model.message(8, new ProtoWriter().text(1, '').int(2, OPSET));
    model.message(8, new ProtoWriter().text(1, ML_DOMAIN).int(2, ML_OPSET));
    for (const [key, value] of metadata) model.message(14, new ProtoWriter().text(1, key).text(2, value));
    return model.finish();
  }

  private initializer(element: Element, dimensions: readonly number[], data: ProtoWriter): string {
    const name = this.fresh();
    const tensor = new ProtoWriter().packedInts(1, dimensions).int(2, ELEMENT[element]).text(8, name);
    this.initializers.push(tensor.append(data));
    return name;
  }

  private append(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Attributes,
    domain: string,
  ): string {
    const node = new ProtoWriter();
    for (const input of inputs) node.text(1, input);
    node.text(2, output).text(3, `${operator}${this.nodes.length}`).text(4, operator);
    for (const [name, attribute] of Object.entries(attributes)) node.message(5, attributeOf(name, attribute));
    if (domain !== '') node.text(7, domain);
    this.nodes.push(node);
    return output;
  }

  private fresh(): string {
    this.count += 1;
    return `_${this.count}`;
  }
}

function valueInfo(name: string, element: Element, dimensions: readonly Dimension[]): ProtoWriter {
  const shape = new ProtoWriter();
  for (const dimension of dimensions)
    shape.message(1, dimension === 'rows' ? new ProtoWriter().text(2, dimension) : new ProtoWriter().int(1, dimension));
  const tensor = new ProtoWriter().int(1, ELEMENT[element]).message(2, shape);
  return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
}

function attributeOf(name: string, attribute: Attribute): ProtoWriter {
  const writer = new ProtoWriter().text(1, name);
  if ('float' in attribute) return writer.float(2, attribute.float).int(20, ATTRIBUTE.float);
  if ('int' in attribute) return writer.int(3, attribute.int).int(20, ATTRIBUTE.int);
  if ('text' in attribute) return writer.text(4, attribute.text).int(20, ATTRIBUTE.text);
  if ('floats' in attribute) return writer.packedFloats(7, attribute.floats).int(20, ATTRIBUTE.floats);
  if ('ints' in attribute) return writer.packedInts(8, attribute.ints).int(20, ATTRIBUTE.ints);
  if ('texts' in attribute) {
    for (const text of attribute.texts) writer.text(9, text);
    return writer.int(20, ATTRIBUTE.texts);
  }
  const { doubles } = attribute;
  const tensor = new ProtoWriter().packedInts(1, [doubles.length]).int(2, ELEMENT.double).append(rawData(doubles));
  return writer.message(5, tensor).int(20, ATTRIBUTE.tensor);
}

/** `raw_data` of a TensorProto: little-endian, as every machine that runs this is. */
const rawData = (data: Float64Array | BigInt64Array): ProtoWriter =>
  new ProtoWriter().bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
