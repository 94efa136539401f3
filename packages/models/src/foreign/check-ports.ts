import type { Declaration } from './declaration.ts';
import { inputDims, sizes } from './foreign-network.ts';
import type { OnnxFacts, OnnxPort } from './read-onnx.ts';
import { type Check, failed, ok } from './report.ts';

const portText = ({ name, type, dims }: OnnxPort) => `${name}: ${type} ${dims ? sizes(dims) : 'of any size'}`;
const portsText = (ports: readonly OnnxPort[]) => ports.map(portText).join('; ').slice(0, 300);

/** Is there such an input, and does the image fit in? */
export function checkInput({ inputs }: OnnxFacts, declaration: Declaration): Check {
  const { name, layout } = declaration.input;
  const wanted = inputDims(declaration);
  const expected = `one input, ${name}: float32 ${sizes(wanted)}`;
  const refuse = (hint: string) => failed('input', portsText(inputs), expected, hint);
  const port = inputs.find((one) => one.name === name);
  if (!port)
    return refuse(
      `Choose one of its inputs: ${inputs
        .map((one) => one.name)
        .join(', ')
        .slice(0, 200)}.`,
    );
  if (inputs.length > 1) return refuse('Export the network with the image as its only input.');
  if (port.type !== 'float32')
    return refuse('Export it with inputs of float32; inside it may compute with what it likes.');
  if (!port.dims) return ok('input', portText(port), expected);
  if (port.dims.length !== wanted.length)
    return refuse(
      port.dims.length === 4 || port.dims.length === 5
        ? `It takes ${port.dims.length === 4 ? 'slices: choose two' : 'volumes: choose three'} dimensions.`
        : `A network here takes ${layout === '3d' ? '[1, 1, D, H, W]' : '[1, 1, H, W]'}.`,
    );
  const other = port.dims.findIndex((size, axis) => typeof size === 'number' && size > 0 && size !== wanted[axis]);
  if (other === 1) return refuse('An image has one channel here. Export a network that takes one.');
  if (other === 0) return refuse('Export it with a batch of 1, or of any size.');
  if (other > 1) return refuse(`Its window is fixed: set the patch to ${sizes(port.dims.slice(2))}.`);
  return ok('input', portText(port), expected);
}

/** Is there such an output, of numbers that can be read? */
export function checkOutput({ outputs }: OnnxFacts, { output: { name, kind } }: Declaration): Check {
  const isOfLabels = kind === 'labels';
  const expected = `an output, ${name}: ${isOfLabels ? 'whole numbers or float32' : 'float32'}`;
  const port = outputs.find((one) => one.name === name);
  const refuse = (hint: string) => failed('output', portsText(outputs), expected, hint);
  if (!port)
    return refuse(
      `Choose one of its outputs: ${outputs
        .map((one) => one.name)
        .join(', ')
        .slice(0, 200)}.`,
    );
  const isReadable = port.type === 'float32' || (isOfLabels && ['uint8', 'int32', 'int64'].includes(port.type));
  if (!isReadable && ['uint8', 'int32', 'int64'].includes(port.type))
    return refuse('It puts out whole numbers: say that they are labels.');
  if (!isReadable) return refuse('Export it with outputs of float32.');
  return ok('output', portText(port), expected);
}
